"""What Robustness shows before there are samples: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable

from desktop.robustness.words import translate
from desktop.widgets.controls import button
from desktop.widgets.first_page import FirstPage
from desktop.widgets.theme import Theme


class EmptyPage(FirstPage):
    """Teaches the first step."""

    def __init__(
        self, theme: Theme, open_data: Callable[[], object], open_sample: Callable[[], object]
    ) -> None:
        super().__init__(theme, "shield-check")
        self.open_button = button(
            translate("Robust", "Open samples…"),
            translate("Robust", 'JSON lines with "content" and "label"  (Ctrl+O)'),
            open_data,
            "primary",
        )
        self.sample_button = button(
            translate("Robust", "Try the sample"),
            translate("Robust", "Open made-up film reviews and a prompt for them"),
            open_sample,
        )
        self.fill(
            translate("Robust", "Find out how little breaks a prompt"),
            translate(
                "Robust",
                "Open labelled samples, attack your prompt word by word, and see how far its"
                " accuracy falls on samples that the attack has never seen.",
            ),
            (self.open_button, self.sample_button),
        )
