"""Paints one demonstration of the list, and knows where its buttons and bars are."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.demo_entries import Entry, Scales
from desktop.icl.demo_paint import (
    CENTER,
    LEFT,
    REWARD,
    RIGHT,
    label_color,
    paint_bar,
    paint_chip,
    paint_signed_bar,
    paint_words,
)
from desktop.icl.words import reason_words, signed, translate
from desktop.widgets.theme import Theme

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_PX, DIVIDER_PX = 84, 30
BADGE_PX, ICON_PX = 40, 26
TOKENS_PX, VALUE_PX, SIGNED_PX, SIMILARITY_PX = 46, 44, 76, 44
# With a reward beside them, the others make room for it.
NARROW_SIGNED_PX, NARROW_SIMILARITY_PX, REWARD_PX = 56, 28, 36


class Columns:
    """Where the bars of a row lie; the titles above the list stand over them.

    Without `rewards` their column is empty and takes no room.
    """

    def __init__(self, rect: QRect, theme: Theme, *, rewards: bool = False) -> None:
        signed_px = NARROW_SIGNED_PX if rewards else SIGNED_PX
        similarity_px = NARROW_SIMILARITY_PX if rewards else SIMILARITY_PX
        right = rect.right() - 8
        self.tokens = QRect(right - theme.px(TOKENS_PX), rect.top(), theme.px(TOKENS_PX), 1)
        self.signed_value = self._before(self.tokens, theme.px(VALUE_PX), 2)
        self.signed_bar = self._before(self.signed_value, theme.px(signed_px), 4)
        self.reward_value = self._before(self.signed_bar, theme.px(VALUE_PX) if rewards else 0, 10)
        self.reward_bar = self._before(self.reward_value, theme.px(REWARD_PX) if rewards else 0, 0)
        self.similarity_value = self._before(self.reward_bar, theme.px(36), 10 if rewards else 0)
        self.similarity_bar = self._before(self.similarity_value, theme.px(similarity_px), 4)
        self.chip_right = self.similarity_bar.left() - 8

    @staticmethod
    def _before(box: QRect, width: int, gap: int) -> QRect:
        return QRect(box.left() - gap - width, box.top(), width, 1)


class DemoDelegate(QStyledItemDelegate):
    """Two lines of the input, the label, bars on the columns' scales, pin and ban."""

    def __init__(
        self, theme: Theme, labels: Callable[[], tuple[str, ...]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._labels = theme, labels
        self.scales = Scales()
        self.words: frozenset[str] = frozenset()
        self.hovered: tuple[int, str] = (-1, "")

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        """All demonstrations have one height."""
        entry: Entry | None = index.data(ENTRY_ROLE)  # type: ignore[attr-defined]
        part = DIVIDER_PX if entry is None or entry.demo is None else ROW_PX
        return QSize(120, self._theme.px(part))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        """Draw one line of the list."""
        entry: Entry = index.data(ENTRY_ROLE)  # type: ignore[attr-defined]
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry.demo is None:
            self._divider(painter, rect, entry.title)
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.color("raised"))
        if entry.banned:
            painter.setOpacity(0.55)
        self._badge(painter, rect, entry)
        self._texts(painter, rect, entry)
        self._bars(painter, rect, entry)
        painter.setOpacity(1.0)
        self._buttons(painter, rect, entry, index.row())  # type: ignore[attr-defined]
        painter.setPen(self._theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _divider(self, painter: QPainter, rect: QRect, title: str) -> None:
        theme = self._theme
        painter.fillRect(rect, theme.color("background"))
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        words = translate("Icl", "Other candidates, not in the prompt")
        if title == "banned":
            words = translate("Icl", "Banned: never taken for any query")
        painter.drawText(rect.adjusted(12, 0, -8, 0), LEFT, words)

    def _badge(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        theme = self._theme
        circle = QRectF(0, 0, theme.px(22), theme.px(22))
        circle.moveCenter(QRectF(rect.left(), rect.top() + 10, BADGE_PX, theme.px(22)).center())
        painter.setFont(theme.font(LABEL_PX, bold=True))
        if entry.place >= 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.data_color(entry.place))
            painter.drawEllipse(circle)
            painter.setPen(
                theme.color("on_accent") if theme.tokens.is_dark else Qt.GlobalColor.black
            )
            painter.drawText(circle, CENTER, str(entry.place + 1))
        else:
            painter.setPen(theme.color("muted"))
            painter.drawText(circle, CENTER, f"#{entry.rank}" if entry.rank else "–")
        if entry.badges:
            box = QRect(0, 0, theme.px(18), theme.px(18))
            box.moveCenter(QPoint(rect.left() + BADGE_PX // 2, rect.top() + theme.px(54)))
            theme.icon("warning", "warning").paint(painter, box)

    def _texts(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        assert entry.demo is not None
        theme = self._theme
        box = QRect(rect)
        box.setLeft(rect.left() + BADGE_PX + 4)
        box.setRight(rect.right() - 2 * ICON_PX - 16)
        box.setTop(rect.top() + theme.px(8))
        paint_words(painter, box, entry.demo.input, self.words, theme)

    def _bars(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        demo, theme, scales = entry.demo, self._theme, self.scales
        assert demo is not None
        columns = Columns(rect, theme, rewards=scales.reward is not None)
        middle = rect.bottom() - theme.px(20)
        left = rect.left() + BADGE_PX + 4
        color = label_color(theme, demo.output, self._labels())
        right = paint_chip(
            painter, left, middle, demo.output, theme, color, columns.chip_right - left
        )
        reason = reason_words(entry.reason) if entry.place < 0 else ""
        painter.setFont(theme.font(LABEL_PX))
        if reason and right + 60 < columns.chip_right:
            painter.setPen(theme.color("muted"))
            box = QRect(right + 6, middle - 9, columns.chip_right - right - 6, 18)
            shown = painter.fontMetrics().elidedText(
                reason, Qt.TextElideMode.ElideRight, box.width()
            )
            painter.drawText(box, LEFT, shown)

        def on_line(box: QRect, height: float) -> QRectF:
            return QRectF(box.left(), middle - height / 2, box.width(), height)

        share = demo.similarity / scales.similarity if scales.similarity > 0 else 0.0
        paint_bar(painter, on_line(columns.similarity_bar, 4), share, theme)
        painter.setPen(theme.color("muted"))
        painter.drawText(on_line(columns.similarity_value, 18), LEFT, f"{demo.similarity:.2f}")
        if demo.tokens:
            painter.drawText(on_line(columns.tokens, 18), RIGHT, str(demo.tokens))
        if scales.reward is not None and demo.reward is not None:
            share = demo.reward / scales.reward
            paint_signed_bar(
                painter, on_line(columns.reward_bar, 6), share, theme, theme.data_color(REWARD)
            )
            painter.setPen(theme.color("text"))
            painter.drawText(on_line(columns.reward_value, 18), RIGHT, signed(demo.reward))
        self._score(
            painter, entry, on_line(columns.signed_bar, 10), on_line(columns.signed_value, 18)
        )

    def _score(self, painter: QPainter, entry: Entry, bar: QRectF, value: QRectF) -> None:
        theme, scales, score = self._theme, self.scales, entry.score
        painter.setFont(theme.font(BODY_PX))
        if score is not None and score.gain is not None:
            paint_signed_bar(painter, bar, score.gain / scales.gain, theme)
            painter.setPen(theme.color("text"))
            painter.drawText(value, RIGHT, signed(score.gain))
        elif score is not None and score.cone is not None:
            low, high = scales.cone
            span = max(high - low, 1e-6)
            # A short bar is good: the query surprises the model less after this demonstration.
            paint_bar(painter, bar.adjusted(0, 2, 0, -2), 0.08 + 0.92 * (score.cone - low) / span,
                      theme, theme.data_color(4))  # fmt: skip
            painter.setPen(theme.color("text"))
            painter.drawText(value, RIGHT, f"{score.cone:.2f}")
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line", 0.6))
            painter.drawRoundedRect(bar.adjusted(0, 3, 0, -3), 2, 2)
            painter.setPen(theme.color("muted"))
            painter.drawText(value, RIGHT, "–")

    def _buttons(self, painter: QPainter, rect: QRect, entry: Entry, row: int) -> None:
        theme = self._theme
        pin, ban = button_boxes(rect)
        seen = self.hovered[0] == row
        for box, what, icon, on, color in (
            (pin, "pin", "push-pin", entry.pinned, "accent"),
            (ban, "ban", "prohibit", entry.banned, "bad"),
        ):
            if self.hovered == (row, what):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("line"))
                painter.drawRoundedRect(box, 6, 6)
            painter.setOpacity(1.0 if on or seen else 0.45)
            theme.icon(icon, color if on else "muted").paint(painter, box.adjusted(4, 4, -4, -4))
            painter.setOpacity(1.0)


def button_boxes(rect: QRect) -> tuple[QRect, QRect]:
    """Where pin and ban lie."""
    top = rect.top() + 6
    ban = QRect(rect.right() - 8 - ICON_PX, top, ICON_PX, ICON_PX)
    return ban.translated(-ICON_PX - 2, 0), ban


def entry_words(entry: Entry, of_last: int) -> str:
    """Everything about a line as text: its tooltip, and what assistive technology reads."""
    demo = entry.demo
    if demo is None:
        return ""
    parts = [
        translate("Icl", "{task} · {id} · rank {rank}").format(
            task=demo.task, id=demo.id, rank=entry.rank or "–"
        ),
        translate("Icl", "Similarity (cosine of the encoder): {value}").format(
            value=f"{demo.similarity:.3f}"
        ),
    ]
    if demo.score and not math.isclose(demo.score, demo.similarity, abs_tol=1e-4):
        words = translate("Icl", "Score by which the retriever ranks: {value}")
        parts.append(words.format(value=f"{demo.score:.4f}"))
    if demo.reward is not None:
        words = translate(
            "Icl",
            "Reward: {value} standard deviations. The re-ranker trained on the language model's"
            " feedback expects it, without reading the right answer",
        )
        parts.append(words.format(value=signed(demo.reward)))
    score = entry.score
    if score is not None and score.gain is not None:
        words = translate(
            "Icl",
            "Δ log p: {value} nats per token of the right answer, with this demonstration alone"
            " against none",
        )
        parts.append(words.format(value=signed(score.gain, 3)))
    if score is not None and score.cone is not None:
        words = translate(
            "Icl",
            "ConE: {value} nats per token of the query after this demonstration; lower is better."
            " It is no reward: the right answer is not known",
        )
        parts.append(words.format(value=f"{score.cone:.3f}"))
    if score is not None and score.entropy is not None:
        words = translate("Icl", "Entropy of the options after it: {value} nats")
        parts.append(words.format(value=f"{score.entropy:.3f}"))
    if demo.tokens:
        parts.append(translate("Icl", "{count} tokens").format(count=demo.tokens))
    if entry.used and of_last > 1:
        words = translate("Icl", "In the prompts of {count} of the last {queries} queries")
        parts.append(words.format(count=entry.used, queries=of_last))
    parts += [badge_words(badge) for badge in entry.badges]
    return f"{demo.input[:600]}\n→ {demo.output[:200]}\n\n" + "\n".join(parts)


def badge_words(badge: str) -> str:
    """What is wrong with a demonstration."""
    return {
        "query-in-pool": translate("Icl", "Leak: this is the query itself"),
        "near-query": translate("Icl", "Leak: nearly the query itself"),
        "answer": translate("Icl", "Leak: the right answer stands in this text"),
        "group": translate("Icl", "Leak: of the query's own group"),
        "duplicate": translate("Icl", "Repeats another demonstration"),
        "conflict": translate("Icl", "Repeats another demonstration with another answer"),
    }.get(badge, badge)
