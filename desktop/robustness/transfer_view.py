"""Whether what breaks one model breaks another: sources by targets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout

from desktop.robustness.attacks import OFFERED
from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.matrices import moved_by_pair
from desktop.robustness.matrix_table import MatrixCell, MatrixTable
from desktop.robustness.model import RobustModel
from desktop.robustness.setup import typed_labels
from desktop.robustness.words import attack_words, model_words, step_words, translate
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.theme import Theme
from shared.tasks.robustness import ROBUSTNESS_TRANSFER, RobustnessTransferRequest

LEAST, MOST = 2, 16


class TransferView(LabView):
    """Names models, starts the run, and shows the matrix as it fills."""

    def __init__(
        self,
        model: RobustModel,
        lab: Lab,
        theme: Theme,
        start: Callable[[tuple[str, ...], str], object],
    ) -> None:
        super().__init__(model, lab, theme)
        self._start = start
        self.models = QLineEdit()
        self.models.setPlaceholderText(
            translate("Robust", "default, a folder, http://host/v1#name")
        )
        name(
            self.models,
            translate("Robust", "Models, parted by commas"),
            translate("Robust", "At least two models: default, folders, GGUF files, servers"),
        )
        self.models.textChanged.connect(lambda _: self.refresh())
        self.attack = attack_choice()
        self.run = button(
            translate("Robust", "Attack each, ask all"),
            translate("Robust", "Attack the prompt on each model, and ask all models the finds"),
            self._begin,
            "primary",
        )
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.table = MatrixTable(
            theme,
            translate("Robust", "Transfer between models"),
            translate("Robust", "Rows: attacked on. Columns: asked of."),
        )
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(translate("Robust", "Models"), "muted"))
        top.addWidget(self.models, 1)
        top.addWidget(self.attack)
        top.addWidget(self.run)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)

    @property
    def named(self) -> tuple[str, ...]:
        """The models as typed."""
        return typed_labels(self.models.text())[:MOST]

    def _begin(self) -> None:
        if self.run.isEnabled():
            self._start(self.named, str(self.attack.currentData()))

    def refresh(self) -> None:
        """Show the newest run."""
        self.run.setEnabled(len(self.named) >= LEAST and self.model.problem in ("", "attacks"))
        run = self.lab.newest(ROBUSTNESS_TRANSFER.name)
        if run is None:
            set_role(self.said, "muted")
            self.said.setText(
                translate(
                    "Robust",
                    "Name at least two models: each is attacked, and all are asked what was found.",
                )
            )
            self.table.hide()
            return
        asked = run.request
        models = asked.models if isinstance(asked, RobustnessTransferRequest) else ()
        models = models or tuple(dict.fromkeys(one.source for one in run.moved))
        short = [model_words(one) for one in models]
        cells = {
            (models.index(source), models.index(target)): MatrixCell(
                figures, "", f"{model_words(source)} → {model_words(target)}"
            )
            for (source, target), figures in moved_by_pair(run.moved).items()
            if source in models and target in models
        }
        self.table.show_cells(short, short, cells)
        self.table.setVisible(bool(models))
        set_role(self.said, "bad" if run.step == "failed" else "muted")
        words = translate("Robust", "Rows: attacked on. Columns: asked of. {attack}, held-out PDR.")
        attack = attack_words(getattr(asked, "attack", ""))
        shown = words.format(attack=attack) if run.step == "done" else step_words(run)
        self.said.setText(shown)


def attack_choice() -> QComboBox:
    """A choice of one attack."""
    combo = QComboBox()
    for attack in OFFERED:
        combo.addItem(attack_words(attack), attack)
    combo.setCurrentIndex(OFFERED.index("textfooler"))
    name(combo, translate("Robust", "Attack"), translate("Robust", "What attacks the prompt"))
    return combo
