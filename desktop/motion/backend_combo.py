"""The chooser of the backend: each with its sentence, those that cannot run with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.motion.backend_choices import BackendChoice
from desktop.motion.backend_words import backend_summary, obstacle_words
from desktop.widgets.sentence_combo import Entry, SentenceCombo
from shared.motion.backends import BackendName


class BackendCombo(SentenceCombo):
    """All backends; `chosen` reports a person's choice by name."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(12)

    def set_choices(self, choices: Mapping[BackendName, BackendChoice]) -> None:
        """Offer these; what cannot run stays visible with its reason but cannot be chosen."""
        entries = (
            Entry(name, choice.info.title, backend_summary(name), obstacle_words(choice))
            for name, choice in choices.items()
        )
        self.offer(entries, self.currentData() or "warp")
