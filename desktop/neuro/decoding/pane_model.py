"""What the decoder's pane remembers while its views come and go; no Qt."""

from __future__ import annotations

from desktop.core.observable import Observable
from desktop.neuro.decoding.answer import Answer


class PaneModel:
    """How the pane is looked at.

    Attributes
    ----------
    blind : Observable of bool
        What is shown is not told: for sessions in which nobody may know.
    chosen : Observable of Answer or None
        An earlier picture that is looked at; None for the newest.
    """

    def __init__(self) -> None:
        self.blind: Observable[bool] = Observable(False)
        self.chosen: Observable[Answer | None] = Observable(None)
