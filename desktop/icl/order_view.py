"""How much the answer depends on the order of the demonstrations."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.icl.demo_paint import CENTER, LEFT, RIGHT
from desktop.icl.model import PickModel
from desktop.icl.setup import arranged
from desktop.icl.words import translate
from desktop.widgets.controls import button, label, set_role
from desktop.widgets.theme import Theme
from shared.tasks.icl_pick import OrderTries, OrderTry

MANY_FLIPS = 0.2
AXIS_PX, FOOT_PX = 40, 22


class OrderChart(QWidget):
    """A bar for each order tried, lowest first; orange where the answer is another one."""

    def __init__(self, theme: Theme, use: Callable[[OrderTry], object]) -> None:
        super().__init__()
        self._theme, self._use = theme, use
        self.tries: OrderTries | None = None
        self.setMinimumHeight(90)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("Icl", "Probability after each order tried"))
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def show_tries(self, tries: OrderTries | None) -> None:
        """Show what was tried so far."""
        self.tries = tries
        self.update()

    def sorted_tries(self) -> list[OrderTry]:
        """The tries, lowest probability first."""
        return sorted(self.tries.tries, key=lambda one: one.probability) if self.tries else []

    def box(self, place: int) -> QRectF:
        """The column of a bar, over the whole height."""
        total = max(self.tries.total if self.tries else 1, 1)
        width = min(44.0, (self.width() - AXIS_PX - 8) / total)
        return QRectF(AXIS_PX + place * width, 4, width, self.height() - FOOT_PX - 4)

    def try_at(self, at: QPoint) -> OrderTry | None:
        """The try under a point."""
        for place, one in enumerate(self.sorted_tries()):
            if self.box(place).adjusted(0, 0, 0, FOOT_PX).contains(at):
                return one
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Use the order that was clicked."""
        one = self.try_at(event.position().toPoint())
        if one is not None and one.ids:
            self._use(one)

    def event(self, event: QEvent) -> bool:
        """What the bar under the mouse stands for."""
        if isinstance(event, QHelpEvent):
            one = self.try_at(event.pos())
            words = ""
            if one is not None:
                words = translate("Icl", "{p}, answer: {text}\n{ids}\nClick to use this order")
                words = words.format(
                    p=f"{one.probability:.1%}", text=one.text, ids=" → ".join(one.ids)
                )
            QToolTip.showText(event.globalPos(), words)
            return True
        return bool(super().event(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis and bars."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tries = self.sorted_tries()
        if not tries or self.tries is None:
            painter.end()
            return
        painter.setFont(theme.font(LABEL_PX))
        area = self.box(0)
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - share * area.height()
            painter.setPen(theme.color("line"))
            painter.drawLine(AXIS_PX, round(y), self.width() - 8, round(y))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, y - 8, AXIS_PX - 6, 16), RIGHT, f"{share:.0%}")
        asked = self.tries.tries[0]
        for place, one in enumerate(tries):
            column = self.box(place)
            bar = column.adjusted(2, 0, -2, 0)
            bar.setTop(column.bottom() - max(0.01, one.probability) * column.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.data_color(1 if one.text != asked.text else 0))
            painter.drawRoundedRect(bar, 2, 2)
            if one is asked:
                painter.setPen(theme.color("text"))
                foot = QRectF(column.left() - 30, column.bottom() + 2, column.width() + 60, 18)
                side = CENTER
                if place < 2:
                    foot, side = QRectF(column.left(), foot.top(), 90, 18), LEFT
                painter.drawText(foot, side, translate("Icl", "▲ now"))
        painter.end()


class OrderView(QFrame):
    """The button that tries orders, what came of it, and the chart."""

    def __init__(self, model: PickModel, theme: Theme, try_orders: Callable[[], object]) -> None:
        super().__init__()
        self._model = model
        self.start = button(
            translate("Icl", "Try other orders"),
            translate("Icl", "Let the model answer up to 24 orders of this prompt"),
            try_orders,
        )
        self.best = button(
            translate("Icl", "Use the best order"),
            translate("Icl", "Take the order with the highest probability"),
            self._use_best,
        )
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.chart = OrderChart(theme, self._use)
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.start, self.best):
            top.addWidget(widget)
        top.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.chart, 1)
        self._connections = [model.pick.changed.connect(lambda _: self.refresh())]
        self.refresh()

    def release(self) -> None:
        """Let go of model and theme."""
        for disconnect in self._connections:
            disconnect()
        self.chart.release()

    def refresh(self) -> None:
        """Show the newest tries."""
        pick = self._model.pick.value
        orders = pick.orders
        self.chart.show_tries(orders)
        self.start.setEnabled(len(pick.order) > 1)
        self.best.setEnabled(orders is not None and len(orders.tries) > 1)
        set_role(self.said, "muted")
        if orders is None or not orders.tries:
            self.said.setText(
                translate("Icl", "The same demonstrations in another order can change the answer.")
                if len(pick.order) > 1
                else translate("Icl", "With fewer than two demonstrations there is one order only.")
            )
            return
        known = bool(self._model.setup.value.query.output)
        what = translate("Icl", "the right answer") if known else translate("Icl", "the prediction")
        words = translate(
            "Icl",
            "{tried} of {total} orders · probability of {what}: lowest {low}, median {median},"
            " highest {high} · {flips} answer otherwise",
        ).format(
            tried=len(orders.tries),
            total=orders.total,
            what=what,
            low=f"{orders.lowest:.1%}",
            median=f"{orders.median:.1%}",
            high=f"{orders.highest:.1%}",
            flips=f"{orders.flips:.0%}",
        )
        if orders.flips > MANY_FLIPS:
            set_role(self.said, "bad")
            words += " · " + translate("Icl", "do not trust one order of this prompt")
        self.said.setText(words)

    def _use_best(self) -> None:
        orders = self._model.pick.value.orders
        if orders is not None and orders.tries:
            self._use(max(orders.tries, key=lambda one: one.probability))

    def _use(self, one: OrderTry) -> None:
        self._model.edit("Order", arranged(self._model.setup.value, one.ids))
