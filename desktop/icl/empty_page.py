"""What Demos shows before a pool is open: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.icl.words import translate
from desktop.widgets.controls import button
from desktop.widgets.first_page import FirstPage
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start."""

    import_file: Callable[[], object]
    open_pool: Callable[[], object]
    open_sample: Callable[[], object]


class EmptyPage(FirstPage):
    """Teaches the first step."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__(theme, "stack")
        self.import_button = button(
            translate("Icl", "Import examples…"),
            translate(
                "Icl", "JSON lines, CSV, TSV, Parquet, LMOps files, saved data sets  (Ctrl+O)"
            ),
            actions.import_file,
            "primary",
        )
        self.sample_button = button(
            translate("Icl", "Try the sample"),
            translate("Icl", "Open short messages on four topics"),
            actions.open_sample,
        )
        self.pool_button = button(
            translate("Icl", "or open a pool again"),
            translate("Icl", "Open a pool that was made before"),
            actions.open_pool,
            "link",
        )
        self.fill(
            translate("Icl", "See which examples help a language model"),
            translate(
                "Icl",
                "Import labelled texts, ask something, and see for every demonstration in the"
                " prompt whether it makes the right answer more or less probable.",
            ),
            (self.import_button, self.sample_button),
            below=(self.pool_button,),
        )
