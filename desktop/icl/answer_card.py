"""What the model answers: a bar for each option, and how sure it is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.demo_paint import LEFT, RIGHT, paint_bar
from desktop.icl.model import PickModel
from desktop.icl.words import signed, translate
from desktop.widgets.controls import label, set_role
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme
from shared.tasks.icl_pick import Prediction

ROW_PX, SHOWN_ROWS = 24, 5


class OptionBars(QWidget):
    """Options with probability among each other and log-probability, likeliest first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.prediction: Prediction | None = None
        self.gold = ""
        theme.changed.connect(self.update)
        self.setAccessibleName(translate("Icl", "Probability of each option"))

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def sizeHint(self) -> QSize:
        """A row for each option."""
        count = len(self.prediction.options) if self.prediction is not None else 0
        return QSize(160, self._theme.px(ROW_PX) * max(1, count))

    def show_prediction(self, prediction: Prediction | None, gold: str) -> None:
        """Show what was answered; `gold` is marked where it is known."""
        self.prediction, self.gold = prediction, gold
        rows = [f"{option}: {p:.1%}, {signed(lp)}" for option, p, lp in self.rows()]
        self.setToolTip(
            translate("Icl", "Probability among the options, and log-probability in nats")
            + ("\n" + "\n".join(rows) if rows else "")
        )
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def rows(self) -> list[tuple[str, float, float]]:
        """Option, probability, log-probability; likeliest first."""
        prediction = self.prediction
        if prediction is None:
            return []
        rows = zip(
            prediction.options, prediction.probabilities, prediction.log_probabilities, strict=False
        )
        return sorted(rows, key=lambda row: -row[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height, width = theme.px(ROW_PX), self.width()
        name_px, value_px = min(150, width // 3), theme.px(92)
        for place, (option, probability, log_probability) in enumerate(self.rows()):
            y = place * height
            painter.setFont(theme.font(BODY_PX, bold=place == 0))
            painter.setPen(theme.color("text" if place == 0 else "muted"))
            mark = "  ✓" if option == self.gold else ""
            box = QRectF(0, y, name_px, height)
            painter.drawText(box, LEFT, elided(painter, option, name_px - 20) + mark)
            bar = QRectF(name_px + 4, y + height / 2 - 4, width - name_px - value_px - 12, 8)
            paint_bar(painter, bar, probability, theme, "accent" if place == 0 else "edge")
            painter.setFont(theme.font(LABEL_PX))
            painter.setPen(theme.color("text" if place == 0 else "muted"))
            values = f"{probability:.1%}   {signed(log_probability)}"
            painter.drawText(QRectF(width - value_px, y, value_px, height), RIGHT, values)
        painter.end()


class AnswerCard(QFrame):
    """Prediction, right or wrong, entropy, and what would be answered without demonstrations."""

    def __init__(self, model: PickModel, theme: Theme) -> None:
        super().__init__()
        self._model = model
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.verdict = label("", "title")
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.detail = label("", "muted")
        self.detail.setWordWrap(True)
        self.bars = OptionBars(theme)
        area = self.area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.bars)
        area.setFrameShape(QFrame.Shape.NoFrame)
        for part in (area.viewport(), self.bars):  # the card's own background is behind them
            part.setAutoFillBackground(False)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = label("", "label")
        top = QHBoxLayout()
        top.addWidget(label(translate("Icl", "Answer of the model"), "label"))
        top.addStretch(1)
        top.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.verdict)
        column.addWidget(area)
        column.addWidget(self.detail)
        self._theme = theme
        self._connections = [model.pick.changed.connect(lambda _: self.refresh())]
        self.refresh()

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()
        self.bars.release()

    def refresh(self) -> None:
        """Show the newest prediction."""
        pick, gold = self._model.pick.value, self._model.setup.value.query.output
        prediction = pick.prediction
        self.bars.show_prediction(prediction, gold)
        options = len(prediction.options) if prediction is not None else 0
        if prediction is not None:  # while the next one comes nothing jumps
            rows = min(max(1, options), SHOWN_ROWS)
            self.area.setFixedHeight(self._theme.px(ROW_PX) * rows + 2)
            _keep_room(self.area, options > 0)
            _keep_room(self.detail, True)
        self.area.setVisible(options > 0)
        if prediction is None:
            self._show_waiting(self.verdict)
            self.detail.hide()
            self.state.setText("")
            return
        verdict, role = prediction.text.strip() or translate("Icl", "(nothing)"), "title"
        self.verdict.setText(verdict[:120])
        set_role(self.verdict, role)
        self.verdict.setToolTip(verdict)
        if prediction.correct is not None:
            self.state.setText(
                translate("Icl", "✓ right") if prediction.correct else translate("Icl", "✗ wrong")
            )
            set_role(self.state, "good" if prediction.correct else "bad")
        else:
            self.state.setText(translate("Icl", "right answer not known"))
            set_role(self.state, "label")
        self.detail.setText(self._detail(prediction))
        self.detail.show()

    def _detail(self, prediction: Prediction) -> str:
        pick = self._model.pick.value
        parts = []
        if prediction.options:
            words = translate("Icl", "entropy {value} nats")
            parts.append(words.format(value=f"{prediction.entropy:.2f}"))
        if prediction.zero_shot:
            words = translate("Icl", "without demonstrations: {answer}")
            parts.append(words.format(answer=" ".join(prediction.zero_shot.split())[:60]))
        if pick.retrieved is not None and pick.retrieved.vote:
            words = translate("Icl", "vote of the demonstrations: {answer}")
            parts.append(words.format(answer=pick.retrieved.vote[:60]))
        return " · ".join(parts)

    def _show_waiting(self, verdict: QLabel) -> None:
        set_role(verdict, "muted")
        has_query = bool(self._model.setup.value.query.text) and self._model.pick.value.retrieved
        verdict.setText(
            translate("Icl", "The model reads the prompt…")
            if has_query
            else translate("Icl", "Appears when there is a prompt.")
        )
        verdict.setToolTip("")


def _keep_room(widget: QWidget, keep: bool) -> None:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(keep)
    widget.setSizePolicy(policy)
