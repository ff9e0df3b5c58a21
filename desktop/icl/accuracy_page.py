"""Retrievers over the queries of a file: accuracy of each, and an exact test of every pair."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.accuracy_run import (
    AccuracyRun,
    PairTest,
    Standing,
    Trial,
    common,
    compared,
    pair_tests,
    standings,
)
from desktop.icl.demo_paint import LEFT, RIGHT, paint_bar
from desktop.icl.model import PickModel
from desktop.icl.words import retriever_words, translate
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.jobs_table import elided
from desktop.widgets.tables import set_up_rows
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words

ROW_PX, BARS_PX, TABLE_ROW_PX = 38, 324, 26


class AccuracyBars(QWidget):
    """A bar with its interval for each retriever, and the vote of its demonstrations below."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.standings: tuple[Standing, ...] = ()
        self.setAccessibleName(translate("Icl", "Accuracy with each retriever"))
        theme.changed.connect(self.update)

    def release(self) -> None:
        """Let go of the theme."""
        self._theme.changed.disconnect(self.update)

    def sizeHint(self) -> QSize:
        """A row for each retriever."""
        height = self._theme.px(ROW_PX) * max(1, len(self.standings))
        return QSize(self._theme.px(BARS_PX), height)

    def show_standings(self, shown: tuple[Standing, ...]) -> None:
        """Show these retrievers."""
        self.standings = shown
        told = translate(
            "Icl",
            "Share of right answers with its 95 % interval (Wilson), and in grey that of the vote"
            " of the same demonstrations, without any language model",
        )
        self.setToolTip("\n".join([told, *(standing_words(one) for one in shown)]))
        self.setAccessibleDescription(self.toolTip())
        self.setMinimumHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, one in enumerate(self.standings):
            self._row(painter, place * self._theme.px(ROW_PX), one)
        painter.end()

    def _row(self, painter: QPainter, y: int, one: Standing) -> None:
        theme, half = self._theme, self._theme.px(ROW_PX) // 2
        name_px, value_px = theme.px(158), theme.px(54)
        painter.setFont(theme.font(BODY_PX))
        painter.setPen(theme.color("text"))
        words = elided(painter, retriever_words(one.retriever), name_px)
        painter.drawText(QRectF(0, y, name_px, half), LEFT, words)
        bar = QRectF(name_px + 8, y + half / 2 - 3, self.width() - name_px - value_px - 12, 8)
        share = one.right / one.n if one.n else 0.0
        paint_bar(painter, bar, share, theme, "accent")
        if one.n:
            painter.setPen(QPen(theme.color("text"), 1.2))
            middle = bar.center().y()
            low, high = (bar.left() + bar.width() * end for end in (one.low, one.high))
            painter.drawLine(round(low), round(middle), round(high), round(middle))
            for end in (low, high):
                painter.drawLine(round(end), round(middle) - 4, round(end), round(middle) + 4)
        value = QRectF(self.width() - value_px, y, value_px, half)
        painter.setPen(theme.color("text"))
        painter.drawText(value, RIGHT, _share(one.right, one.n))
        painter.setFont(theme.font(LABEL_PX))
        painter.setPen(theme.color("muted"))
        below = y + half - 2
        painter.drawText(QRectF(0, below, name_px, half - 4), LEFT, translate("Icl", "vote, no LM"))
        thin = QRectF(bar.left(), below + (half - 4) / 2 - 1, bar.width(), 3)
        paint_bar(painter, thin, one.voted / one.n if one.n else 0.0, theme, "edge")
        painter.setPen(theme.color("muted"))
        painter.drawText(
            QRectF(value.left(), below, value_px, half - 4), RIGHT, _share(one.voted, one.n)
        )


class PairTable(QTableWidget):
    """A line for each pair of retrievers; read only."""

    def __init__(self, theme: Theme) -> None:
        titles = (
            (translate("Icl", "Pair"), translate("Icl", "Two retrievers on the same queries")),
            (translate("Icl", "Right"), translate("Icl", "Share of right answers of each")),
            (
                translate("Icl", "Only first"),
                translate("Icl", "Queries answered rightly with the first one alone"),
            ),
            (
                translate("Icl", "Only second"),
                translate("Icl", "Queries answered rightly with the second one alone"),
            ),
            (
                translate("Icl", "p"),
                translate(
                    "Icl",
                    "Exact McNemar test, two-sided: how often chance alone would part these queries"
                    " so unevenly",
                ),
            ),
            (
                translate("Icl", "p, all pairs"),
                translate("Icl", "The same, adjusted after Holm for all pairs of this table"),
            ),
            (translate("Icl", "What it says"), translate("Icl", "At a level of 5 %, adjusted")),
        )
        super().__init__(0, len(titles))
        self._theme = theme
        self.setHorizontalHeaderLabels([title for title, _ in titles])
        for column, (_, told) in enumerate(titles):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setToolTip(told)
                item.setTextAlignment(RIGHT if 0 < column < 6 else LEFT)
        set_up_rows(self)
        self.verticalHeader().setDefaultSectionSize(theme.px(TABLE_ROW_PX))
        # All columns fit beside the bars in small letters only; figures stand below their titles.
        self.setStyleSheet(
            f"QTableWidget {{ font-size: {theme.px(LABEL_PX)}px; }}"
            " QTableWidget::item { padding: 0 3px 0 6px; border: 0; }"
            " QHeaderView::section { padding: 4px 5px 4px 7px; }"
        )
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # What it says is never cut; long names are, and stand in the tooltip.
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        name(
            self,
            translate("Icl", "Pairs of retrievers"),
            translate("Icl", "Exact McNemar test of every pair, adjusted after Holm"),
        )

    def show_tests(self, tests: tuple[PairTest, ...], *, is_running: bool) -> None:
        """Show these pairs; while a run goes on, nothing is decided."""
        self.setRowCount(len(tests))
        for row, one in enumerate(tests):
            told = pair_words(one)
            texts = (
                f"{retriever_words(one.one)} – {retriever_words(one.other)}",
                f"{_share(one.right_one, one.n)} – {_share(one.right_other, one.n)}",
                str(one.only_one),
                str(one.only_other),
                p_words(one.p) if one.n else "–",
                p_words(one.adjusted) if one.n else "–",
                translate("Icl", "running…") if is_running else verdict_words(one),
            )
            for column, text in enumerate(texts):
                self._put(row, column, text, told)

    def _put(self, row: int, column: int, text: str, told: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(RIGHT if 0 < column < 6 else LEFT)
            self.setItem(row, column, item)
        item.setText(text)
        item.setToolTip(told)


class AccuracyPage(QWidget):
    """What came of the run; `bar`, which starts and stops it, lies beside what is compared."""

    def __init__(
        self, model: PickModel, run: AccuracyRun, theme: Theme, start: Callable[[], object]
    ) -> None:
        super().__init__()
        self._model, self._run = model, run
        self._can_start = False
        self.start = button(
            translate("Icl", "Run over the queries"),
            translate("Icl", "Answer the queries of the opened file with each of the retrievers"),
            start,
        )
        self.stop = button(
            translate("Icl", "Stop"), translate("Icl", "Stop after this query"), run.stop
        )
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.bars = AccuracyBars(theme)
        self.table = PairTable(theme)
        area = self.area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.bars)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFixedWidth(theme.px(BARS_PX))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (area.viewport(), self.bars):
            part.setAutoFillBackground(False)
        self.bar = QWidget()
        top = QHBoxLayout(self.bar)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(12)
        top.addWidget(self.start)
        top.addWidget(self.stop)
        top.addWidget(self.said, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(area)
        row.addWidget(self.table, 1)
        self._connections = [
            run.trial.changed.connect(lambda _: self.refresh()),
            model.setup.changed.connect(lambda _: self.refresh()),
        ]
        self.refresh()

    def release(self) -> None:
        """Let go of model, run and theme."""
        for disconnect in self._connections:
            disconnect()
        self.bars.release()

    def set_can_start(self, can: bool) -> None:
        """Whether there are queries and a pool at the worker."""
        self._can_start = can
        self.refresh()

    def refresh(self) -> None:
        """Show the newest state of the run."""
        trial, setup = self._run.trial.value, self._model.setup.value
        self.start.setVisible(not trial.is_running)
        self.start.setEnabled(self._can_start and len(compared(setup)) > 1)
        self.stop.setVisible(trial.is_running)
        self.bars.show_standings(standings(trial))
        self.table.show_tests(pair_tests(trial), is_running=trial.is_running)
        has_any = bool(trial.retrievers)
        self.area.setVisible(has_any)
        self.table.setVisible(has_any)
        set_role(self.said, "bad" if trial.error is not None else "muted")
        if trial.error is not None:
            self.said.setText(error_words(trial.error))
        elif has_any:
            is_old = trial.setup != common(setup) or trial.retrievers != compared(setup)
            self.said.setText(trial_words(trial, is_old=is_old))
        else:
            self.said.setText(self._missing())

    def _missing(self) -> str:
        if not self._can_start:
            return translate("Icl", "Open a file of queries first (Ctrl+Shift+O).")
        if len(compared(self._model.setup.value)) < 2:
            return translate("Icl", "Choose what to compare with first.")
        words = translate("Icl", "{retrievers}: see with which the model is right more often.")
        names = " · ".join(retriever_words(one) for one in compared(self._model.setup.value))
        return words.format(retrievers=names)


def trial_words(trial: Trial, *, is_old: bool) -> str:
    """How far a run is, and what has to be known to read it."""
    done = len(trial.complete)
    words = translate("Icl", "{done} of {total} queries").format(done=done, total=trial.total)
    parts = [words]
    if trial.unanswered:
        words = translate("Icl", "{count} left out: their right answer is not known")
        parts.append(words.format(count=trial.unanswered))
    if not trial.is_running and done < trial.total:
        words = translate("Icl", "stopped early: p only counts if the figures were not the reason")
        parts.append(words)
    if is_old and not trial.is_running:
        parts.append(translate("Icl", "the settings have changed since"))
    return " · ".join(parts)


def standing_words(one: Standing) -> str:
    """A retriever's figures as a sentence."""
    words = translate(
        "Icl",
        "{retriever}: {share} right, 95 % interval {low} to {high}, n = {n}; vote without a model"
        " {vote}",
    )
    return words.format(
        retriever=retriever_words(one.retriever),
        share=_share(one.right, one.n),
        low=f"{one.low:.1%}",
        high=f"{one.high:.1%}",
        n=one.n,
        vote=_share(one.voted, one.n),
    )


def pair_words(one: PairTest) -> str:
    """A pair's test as a sentence."""
    words = translate(
        "Icl",
        "Of {n} queries, {first} are answered rightly with {one} alone and {second} with {other}"
        " alone. Exact McNemar p = {p}; adjusted for all pairs after Holm {adjusted}.",
    )
    return words.format(
        n=one.n,
        first=one.only_one,
        one=retriever_words(one.one),
        second=one.only_other,
        other=retriever_words(one.other),
        p=p_words(one.p),
        adjusted=p_words(one.adjusted),
    )


def verdict_words(one: PairTest) -> str:
    """What a pair's test says."""
    if not one.n:
        return ""
    if not one.differ:
        return translate("Icl", "Right on the same queries")
    if one.is_decided:
        better = one.one if one.only_one > one.only_other else one.other
        words = translate("Icl", "{retriever} is better")
        return words.format(retriever=retriever_words(better))
    if not one.could_be_decided:
        words = translate("Icl", "Too few queries part them: {count}")
        return words.format(count=one.differ)
    return translate("Icl", "Not to be told from chance")


def p_words(p: float) -> str:
    """A probability with three digits; below them, that it is below."""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _share(count: int, of: int) -> str:
    return f"{count / of:.1%}" if of else "–"
