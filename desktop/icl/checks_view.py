"""Leaks, copies and the balance of labels."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX
from desktop.icl.balance import Finding, Shares, findings, shares
from desktop.icl.demo_paint import LEFT, label_color
from desktop.icl.model import PickModel
from desktop.icl.pool_session import PoolSession
from desktop.icl.words import translate
from desktop.widgets.controls import label
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme

BAR_PX, ROW_PX, NAME_PX = 18, 30, 96
MOST_FINDINGS = 6


def finding_words(finding: Finding) -> str:
    """A finding as a sentence."""
    ids = ", ".join(finding.ids[:4]) + ("…" if len(finding.ids) > 4 else "")
    words = {
        "same-in-pool": translate(
            "Icl", "The query's own text is in the pool ({ids}): it would find itself."
        ),
        "query-in-pool": translate("Icl", "In the prompt is the query itself: {ids}."),
        "near-query": translate("Icl", "In the prompt is nearly the query itself: {ids}."),
        "answer": translate("Icl", "The right answer stands in the text of {ids}."),
        "group": translate("Icl", "{ids} come from the query's own group."),
        "duplicate": translate("Icl", "{ids} repeat other candidates."),
        "conflict": translate("Icl", "{ids} repeat others, with another answer."),
        "query-in-pool-candidate": translate("Icl", "A candidate is the query itself: {ids}."),
        "near-query-candidate": translate("Icl", "Candidates nearly like the query: {ids}."),
        "answer-candidate": translate("Icl", "The right answer stands in candidates: {ids}."),
        "group-candidate": translate("Icl", "Candidates of the query's own group: {ids}."),
        "one-label": translate(
            "Icl", "All demonstrations have the same answer: the model may only repeat it."
        ),
    }.get(finding.kind, finding.kind)
    return words.format(ids=ids)


class ShareBars(QWidget):
    """Three stacked bars on one scale: pool, candidates, prompt."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.shares = Shares()
        self.setMinimumHeight(theme.px(ROW_PX) * 4 + 8)
        self.setAccessibleName(translate("Icl", "Balance of labels"))
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def show_shares(self, found: Shares) -> None:
        """Show these shares."""
        self.shares = found
        names = [one or translate("Icl", "others") for one in found.labels]
        rows = zip(names, found.pool, found.candidates, found.prompt, strict=True)
        words = translate("Icl", "{label}: pool {pool}, candidates {found}, prompt {prompt}")
        self.setToolTip(
            "\n".join(
                words.format(label=n, pool=f"{a:.0%}", found=f"{b:.0%}", prompt=f"{c:.0%}")
                for n, a, b, c in rows
                if a or b or c
            )
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and legend."""
        painter, theme, found = QPainter(self), self._theme, self.shares
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(LABEL_PX))
        if not found.labels:
            painter.setPen(theme.color("muted"))
            words = translate("Icl", "Free answers have no labels to balance.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignTop, words)
            painter.end()
            return
        row, name_px = theme.px(ROW_PX), theme.px(NAME_PX)
        titles = (
            translate("Icl", "pool"), translate("Icl", "candidates"), translate("Icl", "prompt"),
        )  # fmt: skip
        for place, (title, parts) in enumerate(
            zip(titles, (found.pool, found.candidates, found.prompt), strict=True)
        ):
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, place * row, name_px, row), LEFT, title)
            self._bar(painter, QRectF(name_px, place * row + 6, self.width() - name_px, 16), parts)
        self._legend(painter, QRectF(name_px, 3 * row + 2, self.width() - name_px, row))
        painter.end()

    def _bar(self, painter: QPainter, box: QRectF, parts: tuple[float, ...]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(box, 3, 3)
        x = box.left()
        for name, part in zip(self.shares.labels, parts, strict=True):
            width = box.width() * part
            painter.setBrush(label_color(self._theme, name, self.shares.labels[:-1]))
            painter.drawRect(QRectF(x, box.top(), max(0.0, width - 1), box.height()))
            x += width

    def _legend(self, painter: QPainter, box: QRectF) -> None:
        theme, x = self._theme, box.left()
        for name in self.shares.labels[:-1]:
            width = min(140, painter.fontMetrics().horizontalAdvance(name) + 24)
            if x + width > box.right():
                break
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(label_color(theme, name, self.shares.labels[:-1]))
            painter.drawEllipse(QRectF(x, box.center().y() - 4, 8, 8))
            painter.setPen(theme.color("muted"))
            text = QRectF(x + 12, box.top(), width - 16, box.height())
            painter.drawText(text, LEFT, elided(painter, name, round(text.width())))
            x += width


class ChecksView(QFrame):
    """Findings at the left, label balance at the right."""

    def __init__(self, model: PickModel, pool: PoolSession, theme: Theme) -> None:
        super().__init__()
        self._model, self._pool, self._theme = model, pool, theme
        self._lines: list[tuple[QLabel, QLabel]] = []
        self.found: tuple[Finding, ...] = ()
        self.bars = ShareBars(theme)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(label(translate("Icl", "Leaks and copies"), "label"))
        for _ in range(MOST_FINDINGS):
            row = QHBoxLayout()
            row.setSpacing(8)
            icon, text = QLabel(), label()
            icon.setFixedWidth(theme.px(20))
            text.setWordWrap(True)
            row.addWidget(icon)
            row.addWidget(text, 1)
            left.addLayout(row)
            self._lines.append((icon, text))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(label(translate("Icl", "Balance of labels"), "label"))
        right.addWidget(self.bars)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(24)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        self._connections = [model.pick.changed.connect(lambda _: self.refresh())]
        pool.summed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def release(self) -> None:
        """Let go of everything."""
        for disconnect in self._connections:
            disconnect()
        self._pool.summed.disconnect(self.refresh)
        self._theme.changed.disconnect(self.refresh)
        self.bars.release()

    def refresh(self) -> None:
        """Check the newest prompt."""
        pick, setup, pool = self._model.pick.value, self._model.setup.value, self._pool.pool
        self.bars.show_shares(shares(pick, setup, self._pool.summary.facets))
        if pick.retrieved is None or pool is None:
            self._show((), translate("Icl", "Appears when there is a prompt."))
            return
        same = pool.same_input(setup.query.text) if setup.query.text else []
        self._show(findings(pick, setup, same), translate("Icl", "No leak and no copy was found."))

    def _show(self, found: tuple[Finding, ...], otherwise: str) -> None:
        self.found = found
        for place, (icon, text) in enumerate(self._lines):
            finding = found[place] if place < len(found) else None
            shown = finding is not None or (place == 0 and not found)
            icon.setVisible(shown)
            text.setVisible(shown)
            if finding is not None:
                color = "bad" if finding.is_bad else "warning"
                icon.setPixmap(self._pixmap("warning", color))
                text.setText(finding_words(finding))
            elif shown:
                icon.setPixmap(self._pixmap("check-circle", "good"))
                text.setText(otherwise)

    def _pixmap(self, icon: str, color: str) -> QPixmap:
        return self._theme.pixmap(icon, color, 18, self.devicePixelRatioF())
