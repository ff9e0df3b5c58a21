"""The pool: filter, facets and the table, and how far an import is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.icl.demo_paint import LEFT, RIGHT, label_color, paint_chip
from desktop.icl.pool_session import PoolSession
from desktop.icl.pool_table import INPUT, OUTPUT, ROW_ROLE, WORDS, PoolTableModel, one_line
from desktop.icl.words import count_words, translate
from desktop.widgets.controls import IconButton, button, label, name
from desktop.widgets.jobs_table import elided
from desktop.widgets.theme import Theme
from shared.icl.pool.filters import PoolFilter, Sort
from shared.icl.pool.store import PoolRow

ROW_PX, OUTPUT_PX, WORDS_PX = 28, 96, 62
MOST_LABELS = 200
_SORTS: dict[int, tuple[Sort, Sort]] = {
    INPUT: ("row", "row-down"),
    OUTPUT: ("output", "output-down"),
    WORDS: ("short", "long"),
}


class _RowDelegate(QStyledItemDelegate):
    """Paints a row in one line; its label as a chip, its words as a number over a bar."""

    def __init__(self, theme: Theme, labels: Callable[[], tuple[str, ...]]) -> None:
        super().__init__()
        self._theme, self._labels = theme, labels
        self.longest_words = 60

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        """Draw one cell."""
        row: PoolRow | None = index.data(ROW_ROLE)
        rect: QRect = option.rect
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        if row is not None:
            self._cell(painter, rect, row, index.column())
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRect, row: PoolRow, column: int) -> None:
        theme = self._theme
        if column == INPUT:
            painter.setFont(theme.font(BODY_PX))
            painter.setPen(theme.color("text"))
            box = rect.adjusted(12, 0, -8, 0)
            text = elided(painter, one_line(row.example.input), box.width())
            painter.drawText(box, LEFT, text)
        elif column == OUTPUT:
            color = label_color(theme, row.example.output, self._labels())
            middle = rect.center().y() + 1
            paint_chip(
                painter, rect.left() + 4, middle, row.example.output, theme, color, rect.width() - 8
            )
        else:
            painter.setFont(theme.font(LABEL_PX))
            painter.setPen(theme.color("muted"))
            painter.drawText(rect.adjusted(0, 0, -12, 0), RIGHT, str(row.words))


class PoolPane(QFrame):
    """Shows what the session lists.

    Attributes
    ----------
    query_wanted : Signal of PoolRow
    menu_wanted : Signal of (PoolRow, QPoint)
    """

    query_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(
        self,
        session: PoolSession,
        theme: Theme,
        labels: Callable[[], tuple[str, ...]],
        add_file: Callable[[], object],
        show_sources: Callable[[], object],
    ) -> None:
        super().__init__()
        self._session, self._theme = session, theme
        self.setProperty("role", "panel")
        self.rows = PoolTableModel(self)
        self._delegate = _RowDelegate(theme, labels)
        self._make_table()
        self._make_filter()
        self.count = label("", "muted")
        files = translate("Icl", "Files of the pool, and what was left out of them")
        self.sources = button("", files, show_sources, "link")
        self.add = IconButton(theme, "plus", add_file, color="muted")
        self.add.describe(translate("Icl", "Import a file into this pool"), "Ctrl+I")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        name(self.progress, translate("Icl", "Import"))
        self.stop = IconButton(theme, "x", session.stop, color="muted", size_px=14)
        self.stop.describe(translate("Icl", "Stop the import; it can be resumed"))
        self._lay_out()
        session.summed.connect(self._summed)
        session.listed.connect(self._listed)
        session.opened.connect(self._opened)
        session.progressed.connect(self._progressed)
        session.imported.connect(self._imported)
        session.failed.connect(self._imported)
        theme.changed.connect(self._repaint)
        self._summed()
        self._listed()
        self._imported()

    def _make_table(self) -> None:
        table = self.table = QTableView()
        table.setModel(self.rows)
        table.setItemDelegate(self._delegate)
        table.setShowGrid(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        name(table, translate("Icl", "Rows of the pool"))
        vertical = table.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(1)
        vertical.setDefaultSectionSize(self._theme.px(ROW_PX))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(INPUT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(OUTPUT, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(OUTPUT, self._theme.px(OUTPUT_PX))
        header.resizeSection(WORDS, self._theme.px(WORDS_PX))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by)
        table.doubleClicked.connect(self._use)
        table.activated.connect(self._use)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)

    def _make_filter(self) -> None:
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(translate("Icl", "Filter the rows"))
        name(
            self.filter,
            translate("Icl", "Filter"),
            translate(
                "Icl",
                "All words must be in the row; the last letters may be missing. In quotes: a"
                " phrase. With a minus in front: rows without it.",
            ),
        )
        self.filter.textChanged.connect(lambda _: self._filter())
        self.tasks, self.labels = QComboBox(), QComboBox()
        name(self.tasks, translate("Icl", "Tasks"), translate("Icl", "Show one task only"))
        name(self.labels, translate("Icl", "Labels"), translate("Icl", "Show one label only"))
        for combo in (self.tasks, self.labels):
            combo.setMinimumWidth(self._theme.px(70))
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.tasks.activated.connect(lambda _: self._task_chosen())
        self.labels.activated.connect(lambda _: self._filter())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(label(translate("Icl", "Pool"), "label"))
        top.addWidget(self.sources)
        top.addStretch(1)
        top.addWidget(self.add)
        facets = QHBoxLayout()
        facets.setSpacing(8)
        facets.addWidget(self.filter, 3)
        facets.addWidget(self.tasks, 2)
        facets.addWidget(self.labels, 2)
        head = QVBoxLayout()
        head.setContentsMargins(12, 4, 12, 8)
        head.setSpacing(4)
        head.addLayout(top)
        head.addLayout(facets)
        self.foot = QWidget()
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(12, 2, 8, 4)
        foot.setSpacing(8)
        foot.addWidget(self.count)
        foot.addWidget(self.progress, 1)
        foot.addWidget(self.stop)
        foot.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot)

    def release(self) -> None:
        """Let go of session and theme."""
        session = self._session
        self._theme.changed.disconnect(self._repaint)
        for signal, slot in (
            (session.summed, self._summed),
            (session.listed, self._listed),
            (session.opened, self._opened),
            (session.progressed, self._progressed),
            (session.imported, self._imported),
            (session.failed, self._imported),
        ):
            signal.disconnect(slot)
        self.rows.clear()

    def _repaint(self) -> None:
        self.table.viewport().update()

    # --- what a person does -----------------------------------------------------------------------

    def _filter(self) -> None:
        task, chosen = self.tasks.currentData() or "", self.labels.currentData()
        wanted = PoolFilter(
            text=self.filter.text(),
            tasks=(task,) if task else (),
            labels=(chosen,) if isinstance(chosen, tuple) else (),
        )
        if wanted != self._session.filter:
            self._session.show(wanted)

    def _task_chosen(self) -> None:
        self._fill_labels()
        self._filter()

    def _sort_by(self, column: int) -> None:
        up, down = _SORTS[column]
        sort = down if self._session.sort == up else up
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(sort != "row")
        order = Qt.SortOrder.DescendingOrder if sort == down else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(column, order)
        self._session.show(sort=sort)

    def _use(self, index: QModelIndex) -> None:
        row: PoolRow | None = index.data(ROW_ROLE)
        if row is not None:
            self.query_wanted.emit(row)

    def _menu(self, at: QPoint) -> None:
        row: PoolRow | None = self.table.indexAt(at).data(ROW_ROLE)
        if row is not None:
            self.menu_wanted.emit(row, self.table.viewport().mapToGlobal(at))

    # --- what the session says --------------------------------------------------------------------

    def _opened(self) -> None:
        with QSignalBlocker(self.filter):
            self.filter.clear()
        self.table.horizontalHeader().setSortIndicatorShown(False)
        self._summed()
        self._listed()

    def _summed(self) -> None:
        summary = self._session.summary
        self.sources.setText(self._session.name)
        self.sources.setAccessibleName(
            translate("Icl", "Files of the pool, and what was left out of them")
        )
        kept = self.tasks.currentData()
        with QSignalBlocker(self.tasks):
            self.tasks.clear()
            self.tasks.addItem(translate("Icl", "All tasks"), "")
            for facet in summary.facets[:MOST_LABELS]:
                self.tasks.addItem(f"{facet.task}  ·  {count_words(facet.rows)}", facet.task)
            self.tasks.setCurrentIndex(max(0, self.tasks.findData(kept)))
        self.tasks.setVisible(len(summary.facets) > 1)
        self._fill_labels()
        self._show_count()

    def _fill_labels(self) -> None:
        task, kept = self.tasks.currentData() or "", self.labels.currentText()
        with QSignalBlocker(self.labels):
            self.labels.clear()
            self.labels.addItem(translate("Icl", "All labels"), "")
            for facet in self._session.summary.facets:
                if task in ("", facet.task):
                    for text, count in facet.labels[: MOST_LABELS - self.labels.count()]:
                        words = f"{one_line(text, 40)}  ·  {count_words(count)}"
                        self.labels.addItem(words, (facet.task, text))
            self.labels.setCurrentIndex(max(0, self.labels.findText(kept)))
        self.labels.setVisible(self.labels.count() > 1)

    def _listed(self) -> None:
        self.rows.show(self._session.pool, self._session.rowids)
        self._show_count()

    def _show_count(self) -> None:
        shown, rows = len(self._session.rowids), self._session.summary.rows
        if shown == rows or not rows:
            text = translate("Icl", "{rows} rows").format(rows=count_words(max(rows, shown)))
        else:
            words = translate("Icl", "{shown} of {rows} rows")
            text = words.format(shown=count_words(shown), rows=count_words(rows))
        repeated = self._session.summary.repeated
        if repeated:
            words = translate("Icl", "{count} repeat another")
            text += " · " + words.format(count=count_words(repeated))
        self.count.setText(text)

    def _progressed(self, rows: int, total: int) -> None:
        for widget in (self.progress, self.stop):
            widget.show()
        self.progress.setRange(0, max(total, 0))
        self.progress.setValue(min(rows, max(total, 0)))
        words = translate("Icl", "Importing {name}: {rows} rows")
        self.count.setText(words.format(name=self._session.importing, rows=count_words(rows)))

    def _imported(self, *_: object) -> None:
        if not self._session.importing:
            for widget in (self.progress, self.stop):
                widget.hide()
            self._show_count()
