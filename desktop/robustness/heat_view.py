"""Models by attacks as colours; a cell opens its adversarial prompt."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout

from desktop.robustness.lab import Lab
from desktop.robustness.lab_view import LabView
from desktop.robustness.matrices import heat_of, mean_pdr
from desktop.robustness.matrix_table import MatrixCell, MatrixTable
from desktop.robustness.model import RobustModel
from desktop.robustness.words import attack_words, model_words, percent, translate
from desktop.widgets.controls import label, name
from desktop.widgets.theme import Theme


class HeatView(LabView):
    """Runs of the prompt that is edited, or of all prompts."""

    def __init__(self, model: RobustModel, lab: Lab, theme: Theme) -> None:
        super().__init__(model, lab, theme)
        self.everything = QCheckBox(translate("Robust", "Runs of every prompt"))
        name(
            self.everything,
            translate("Robust", "Runs of every prompt"),
            translate("Robust", "Otherwise only runs of the prompt above"),
        )
        self.everything.toggled.connect(lambda _: self.refresh())
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.table = MatrixTable(
            theme,
            translate("Robust", "Models by attacks"),
            translate("Robust", "A click shows the adversarial prompt of a cell"),
        )
        self.table.opened.connect(self._open)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.said, 1)
        top.addWidget(self.everything)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Show the newest runs."""
        prompt = "" if self.everything.isChecked() else self.model.setup.value.prompt
        heat = heat_of((*self.lab.attacks(), *self.lab.runs("robustness.evaluate")), prompt)
        rows = []
        for model in heat.models:
            mean = mean_pdr(heat, model)
            words = translate("Robust", "{model} · mean {mean}")
            short = model_words(model)
            shown = words.format(model=short, mean=percent(mean)) if mean is not None else short
            rows.append(shown)
        cells = {
            (heat.models.index(model), heat.attacks.index(attack)): MatrixCell(
                cell.figures, cell.job_id, f"{attack_words(attack)} · {model_words(model)}"
            )
            for (model, attack), cell in heat.cells.items()
        }
        self.table.show_cells(rows, [attack_words(one) for one in heat.attacks], cells)
        self.table.setVisible(bool(rows))
        self.said.setText(
            translate("Robust", "Held-out PDR with its interval; a click shows the prompt.")
            if rows
            else translate("Robust", "Appears when an attack on this prompt is done.")
        )

    def _open(self, job_id: str) -> None:
        self.model.compared.value = ""
        self.model.chosen.value = job_id
