"""The open document with its selection and undo: one gesture is one step."""

from __future__ import annotations

from collections.abc import Callable

from desktop.core.observable import Observable, Signal
from desktop.core.undo import UndoStack
from desktop.motion.document import MotionDocument, key_moments
from desktop.motion.items import Selection, existing


def same(text: str) -> str:
    """The default translation: none."""
    return text


class EditedDocument:
    """The one mutable owner of a Motion document.

    Attributes
    ----------
    document_changed : Signal of bool
        The document has another value; True while a gesture is still going on.
    frame : Observable of int
        The play-head.
    """

    def __init__(self, translate: Callable[[str], str] = same) -> None:
        self.document = MotionDocument()
        self.undo_stack: UndoStack[MotionDocument] = UndoStack()
        self.selection: Observable[Selection] = Observable(Selection())
        self.frame: Observable[int] = Observable(0)
        self.document_changed: Signal[bool] = Signal()
        self._translate = translate
        self._before: tuple[MotionDocument, Selection] | None = None
        self._label = ""

    def edit(
        self, label: str, document: MotionDocument, selection: Selection | None = None
    ) -> None:
        """Make one undo step of a change."""
        self.cancel()
        before = self.document
        self._show(document, selection or self.selection.value, live=False)
        self._push(label, before)

    def _push(self, label: str, before: MotionDocument) -> None:
        cost = _mask_bytes(before) + _mask_bytes(self.document) + 2048
        if before == self.document:
            self.document = before
            return
        self.undo_stack.push(self._translate(label), before, self.document, cost_bytes=cost)

    def _show(self, document: MotionDocument, selection: Selection, *, live: bool) -> None:
        changed = document is not self.document
        self.document = document
        self.selection.value = existing(document, selection)
        if self.frame.value >= document.frames:
            self.frame.value = document.frames - 1
        if changed:
            self.document_changed.emit(live)

    def undo(self) -> None:
        """Take the last gesture back; one that goes on is dropped first."""
        self.cancel()
        document = self.undo_stack.undo()
        if document is not None:
            self._show(document, self.selection.value, live=False)

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        self.cancel()
        document = self.undo_stack.redo()
        if document is not None:
            self._show(document, self.selection.value, live=False)

    def select(self, layer_id: int | None, key: int | None = None) -> None:
        """Select a layer, and a key on it; the play-head goes to a key that is selected."""
        self.selection.value = existing(self.document, Selection(layer_id, key))
        layer = self.document.layer(layer_id)
        if layer is not None and key is not None and layer.role != "pin":
            moments = key_moments(layer)
            if key < len(moments):
                self.frame.value = round(moments[key] * (self.document.frames - 1))

    # --- gestures -------------------------------------------------------------------------------

    @property
    def in_gesture(self) -> bool:
        """Whether a gesture is going on."""
        return self._before is not None

    def begin(self) -> None:
        """Begin a gesture of a view: any number of `update`s, then `commit` or `cancel`."""
        self.cancel()
        self._before = (self.document, self.selection.value)

    def update(
        self, label: str, document: MotionDocument, selection: Selection | None = None
    ) -> None:
        """Show a value of the gesture."""
        if self._before is None:
            self.begin()
        self._label = label or self._label
        self._show(document, selection or self.selection.value, live=True)

    def commit(self) -> None:
        """End the gesture as one undo step, none when nothing changed."""
        if self._before is None:
            return
        before, self._before = self._before[0], None
        label, self._label = self._label, ""
        if self.document is not before:
            self._push(label, before)
            self.document_changed.emit(False)

    def cancel(self) -> None:
        """Drop the gesture and show what was there before it."""
        if self._before is None:
            return
        (document, selection), self._before = self._before, None
        self._label = ""
        self._show(document, selection, live=False)


def _mask_bytes(document: MotionDocument) -> int:
    return sum(len(layer.mask.packed) for layer in document.layers if layer.mask is not None)
