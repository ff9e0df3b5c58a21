"""Which language model reads the prompt, and how much of what it thinks it tells."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.icl.model import PickModel
from desktop.icl.words import translate
from desktop.widgets.controls import label, set_role
from desktop.widgets.model_choice import ModelChoice
from desktop.widgets.theme import Theme


class ModelRow(QFrame):
    """The choice, with what the chosen model can tell beside it."""

    def __init__(
        self, model: PickModel, theme: Theme, before: Callable[[], tuple[str, ...]]
    ) -> None:
        super().__init__()
        self._model, self._before = model, before
        self.choice = ModelChoice(theme)
        self.choice.chosen.connect(lambda ref: model.change("Model", lm=ref))
        self.tells = label("", "label")
        self.lacks = label("", "label")
        self.lacks.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(label(translate("Icl", "Language model"), "label"))
        top.addStretch(1)
        top.addWidget(self.tells)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.choice)
        column.addWidget(self.lacks)
        self._connections = [
            model.setup.changed.connect(lambda _: self.refresh()),
            model.pick.changed.connect(lambda _: self.refresh()),
        ]
        self.refresh()

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()

    def refresh(self) -> None:
        """Show the model in use and what is known of it."""
        self.choice.show_model(self._model.setup.value.lm, self._before())
        pick, error = self._model.pick.value, self._model.error.value
        ability = "" if error is not None else pick.ability
        self.tells.setText(ability_words(ability))
        self.tells.setToolTip(ability_help(ability))
        self.tells.setVisible(bool(ability))
        set_role(self.tells, "good" if ability == "full" else "label")
        self.lacks.setText(lack_words(ability))
        self.lacks.setVisible(bool(self.lacks.text()))


def ability_words(ability: str) -> str:
    """What a model tells, in a word or two; empty where that is not known."""
    return {
        "full": translate("Icl", "log p: full"),
        "first-token": translate("Icl", "log p: generated only"),
        "text": translate("Icl", "log p: none"),
    }.get(ability, "")


def lack_words(ability: str) -> str:
    """What cannot be shown with it, in short; empty where nothing is missing."""
    return {
        "first-token": translate("Icl", "Scores only where answers are labels; no ConE."),
        "text": translate("Icl", "It answers, and no demonstration can be scored."),
    }.get(ability, "")


def ability_help(ability: str) -> str:
    """What can be shown with it, and what cannot."""
    return {
        "full": translate(
            "Icl", "The model tells log-probabilities of any text: everything can be scored."
        ),
        "first-token": translate(
            "Icl",
            "The server tells log-probabilities only of what it writes: demonstrations are scored"
            " where answers are labels; there is no ConE.",
        ),
        "text": translate(
            "Icl",
            "The server tells no log-probabilities: the model answers, and no demonstration can be"
            " scored.",
        ),
    }.get(ability, "")
