"""The results of this picture as cards, the newest on top."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.motion.result_card import CardActions, ResultCard
from desktop.motion.results_model import ResultsModel
from desktop.widgets.theme import Theme


class ResultsStrip(QScrollArea):
    """All cards of the document, the newest on top; hidden while there are none."""

    def __init__(self, model: ResultsModel, theme: Theme, actions: CardActions) -> None:
        super().__init__()
        self._model, self._theme, self._actions = model, theme, actions
        self._cards: dict[str, ResultCard] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Results"))
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(16, 12, 16, 12)  # as the inspector above
        self._column.setSpacing(8)
        heading = QLabel(self.tr("Results"))
        heading.setProperty("role", "label")
        self._column.addWidget(heading)
        self._column.addStretch(1)
        self.setWidget(content)
        self._connections = [model.changed.connect(self._changed), model.reset.connect(self._reset)]
        self._reset()

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()

    def card(self, job_id: str) -> ResultCard | None:
        """The card of a job."""
        return self._cards.get(job_id)

    def _reset(self) -> None:
        for card in self._cards.values():
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards.clear()
        for job_id in self._model.job_ids:
            self._changed(job_id)
        self.setVisible(bool(self._cards))

    def _changed(self, job_id: str) -> None:
        result = self._model.get(job_id)
        if result is None:
            return
        card = self._cards.get(job_id)
        if card is None:
            card = self._cards[job_id] = ResultCard(job_id, self._theme, self._actions)
            self._column.insertWidget(1, card)
            self.setVisible(True)
        card.show_result(result)
