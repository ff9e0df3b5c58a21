"""What chooses the demonstrations, how many, in which order; and what is said about them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
)

from desktop.icl.index_session import IndexSession
from desktop.icl.model import PickModel
from desktop.icl.pick import Loading
from desktop.icl.setup import with_count, with_order
from desktop.icl.words import (
    OFFERED,
    index_words,
    order_words,
    retriever_help,
    retriever_words,
    translate,
    used_words,
)
from desktop.widgets.controls import IconButton, button, label, name, set_role
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.icl.curation import ORDERS
from shared.tasks.icl_pick import Retrieved

MOST_K = 32


class DemoBar(QFrame):
    """Mirrors the settings; each change is one gesture."""

    def __init__(
        self, model: PickModel, index: IndexSession, theme: Theme, export: Callable[[], object]
    ) -> None:
        super().__init__()
        self._model, self._index = model, index
        self.setProperty("role", "panel")
        self._make_controls(theme, export)
        self._lay_out()
        self._connections = [
            model.setup.changed.connect(lambda _: self.refresh()),
            model.pick.changed.connect(lambda _: self._show_status()),
            model.error.changed.connect(lambda _: self._show_status()),
        ]
        index.changed.connect(self._show_status)
        self.refresh()

    def _make_controls(self, theme: Theme, export: Callable[[], object]) -> None:
        self.retriever = QComboBox()
        name(self.retriever, translate("Icl", "Retriever"))
        for place, one in enumerate(OFFERED):
            self.retriever.addItem(retriever_words(one), one)
            self.retriever.setItemData(place, retriever_help(one), Qt.ItemDataRole.ToolTipRole)
        self.retriever.activated.connect(
            lambda i: self._model.change("Retriever", retriever=self.retriever.itemData(i))
        )
        self.retriever.setMinimumWidth(theme.px(110))
        self.count = _spin(translate("Icl", "Demonstrations"), translate("Icl", "How many"), MOST_K)
        self.count.setPrefix("k ")
        self.count.valueChanged.connect(
            lambda k: self._model.edit("Number", with_count(self._model.setup.value, k))
        )
        self.quota = _spin(
            translate("Icl", "Label quota"),
            translate("Icl", "At most so many demonstrations with the same answer"),
            MOST_K,
        )
        self.quota.setSpecialValueText(translate("Icl", "no quota"))
        self.quota.setSuffix(translate("Icl", " per label"))
        self.quota.valueChanged.connect(
            lambda n: self._model.change("Quota", per_label=n or None, arranged=())
        )
        self.order = QComboBox()
        name(self.order, translate("Icl", "Order"), translate("Icl", "Order in the prompt"))
        for preset in ORDERS:
            if preset != "given":
                self.order.addItem(order_words(preset), preset)
        self.order.activated.connect(
            lambda i: self._model.edit(
                "Order", with_order(self._model.setup.value, self.order.itemData(i))
            )
        )
        self.order.setMinimumWidth(theme.px(100))
        self.export = IconButton(theme, "export", export, color="muted")
        self.export.describe(translate("Icl", "Export the prompt"), "Ctrl+E")
        self.status = label("", "muted")
        self.status.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        name(self.progress, translate("Icl", "Encoding"))
        self.retry = button(
            translate("Icl", "Try again"), translate("Icl", "Hand the pool over again"),
            self._index.retry, "link",
        )  # fmt: skip

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.retriever, 1)
        top.addWidget(self.count)
        top.addWidget(self.export)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.order, 1)
        below.addWidget(self.quota)
        said = QHBoxLayout()
        said.setSpacing(8)
        said.addWidget(self.status, 1)
        said.addWidget(self.retry)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(6)
        column.addLayout(top)
        column.addLayout(below)
        column.addLayout(said)
        column.addWidget(self.progress)

    def release(self) -> None:
        """Let go of model and index."""
        for disconnect in self._connections:
            disconnect()
        self._index.changed.disconnect(self._show_status)

    def refresh(self) -> None:
        """Show the settings."""
        setup = self._model.setup.value
        controls = (self.retriever, self.count, self.quota, self.order)
        blockers = [QSignalBlocker(widget) for widget in controls]
        self.retriever.setCurrentIndex(self.retriever.findData(setup.retriever))
        self.retriever.setToolTip(retriever_help(setup.retriever))
        self.count.setValue(setup.k)
        self.quota.setValue(setup.per_label or 0)
        by_hand = self.order.findData("given")
        if setup.arranged and by_hand < 0:
            self.order.addItem(order_words("given"), "given")
        elif not setup.arranged and by_hand >= 0:
            self.order.removeItem(by_hand)
        shown = "given" if setup.arranged else setup.order
        self.order.setCurrentIndex(self.order.findData(shown))
        for blocker in blockers:
            blocker.unblock()
        self._show_status()

    def _show_status(self) -> None:
        state, pick, error = self._index.state, self._model.pick.value, self._model.error.value
        words, role = index_words(state), "muted"
        loading = pick.loading
        if error is not None:
            words, role = error_words(error), "bad"
        elif words:
            role = "bad" if state.step == "failed" else "muted"
        elif not self._model.setup.value.query.text:
            words = translate("Icl", "Type a query, or double-click a row of the pool.")
        elif loading is not None and loading.total:
            words = _loading_words(loading)
        elif pick.retrieved is None:
            words = translate("Icl", "Looking for demonstrations…")
        else:
            words = self._found_words()
        self.status.setText(words)
        self.status.setToolTip(_search_words(pick.retrieved))
        set_role(self.status, role)
        self.retry.setVisible(state.step == "failed")
        done, total = state.done, state.total
        if loading is not None and loading.total and state.step == "ready":
            done, total = loading.done, loading.total
        busy = state.step in ("writing", "sending", "encoding") or loading is not None
        self.progress.setVisible(busy)
        self.progress.setRange(0, 1000 if total else 0)
        self.progress.setValue(round(1000 * done / total) if total else 0)

    def _found_words(self) -> str:
        pick = self._model.pick.value
        retrieved = pick.retrieved
        assert retrieved is not None
        words = translate("Icl", "{used} · {count} found among {rows} rows in {ms} ms")
        text = words.format(
            used=used_words(retrieved),
            count=len(retrieved.demos),
            rows=f"{retrieved.pool_rows:,}",
            ms=round(retrieved.took_ms),
        )
        scores = pick.scores
        known = sum(1 for demo in pick.demos if pick.score_of(demo.id) is not None)
        if scores is not None and known < len(pick.demos):
            words = translate("Icl", "{known} of {total} scored by the model")
            text += " · " + words.format(known=known, total=len(pick.demos))
        return text


def _loading_words(loading: Loading) -> str:
    percent = 100 * loading.done // loading.total
    if loading.stage == "indexing":
        return translate("Icl", "Building the pool's index: {percent} %").format(percent=percent)
    return translate("Icl", "Encoding the pool: {percent} %").format(percent=percent)


def _search_words(retrieved: Retrieved | None) -> str:
    """What a search by an index may miss; nothing where it is exact."""
    if retrieved is None or retrieved.search_recall >= 1:
        return ""
    words = translate(
        "Icl",
        "Similar rows of this large pool are found by an index. "
        "Of the ten most similar it finds {share} %, by its own test.",
    )
    return words.format(share=f"{100 * retrieved.search_recall:.1f}")


def _spin(title: str, help_text: str, most: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, most)
    spin.setKeyboardTracking(False)
    name(spin, title, help_text)
    line = spin.lineEdit()
    if line is not None:
        line.setTextMargins(4, 0, 0, 0)
    return spin
