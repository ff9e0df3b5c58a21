"""Which picture the canvas shows: the preview's frames, a result's frames, playing or still."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from desktop.motion.model import MotionModel
from desktop.motion.pictures import to_image
from desktop.motion.preview import (
    LIVE_SIZE_PX,
    SHARP_SIZE_PX,
    PreviewFrame,
    PreviewRenderer,
    PreviewRequest,
)

IDLE_MS = 120
_NONE: tuple[QImage | None, bool] = (None, False)


class Player(QObject):
    """Joins the model to the preview thread and plays.

    Attributes
    ----------
    image_changed : Signal of QImage or None
        What to show over the picture; None shows the picture itself.
    onion_changed : Signal of tuple of QImage
        The frames to show faintly around the play-head.
    failed : Signal of AppError
    playing_changed : Signal of bool
    frame_rendered : Signal of PreviewFrame
        After the frame was taken over, for measurements.
    """

    image_changed = Signal(object)
    onion_changed = Signal(object)
    failed = Signal(object)
    playing_changed = Signal(bool)
    frame_rendered = Signal(object)
    _arrived = Signal(object)
    _broke = Signal(object)

    def __init__(self, model: MotionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._serial = 0
        self._shown_serial = -1
        self._cache: dict[int, tuple[QImage, bool]] = {}
        self._result: Sequence[QImage] = ()
        self._result_fps = 12.0
        self._renderer = PreviewRenderer(self._arrived.emit, self._broke.emit)
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._broke.connect(self.failed, Qt.ConnectionType.QueuedConnection)
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._sharpen)
        self._connections = [
            model.picture_changed.connect(self._picture_changed),
            model.document_changed.connect(self._document_changed),
            model.frame.changed.connect(lambda _: self._frame_changed()),
            model.view.changed.connect(lambda _: self._frame_changed()),
            model.onion.changed.connect(lambda _: self._onion_wanted()),
        ]

    def close(self) -> None:
        """Stop playing and end the preview thread."""
        for disconnect in self._connections:
            disconnect()
        self._clock.stop()
        self._idle.stop()
        self._renderer.close()

    # --- the preview ----------------------------------------------------------------------------

    def _picture_changed(self) -> None:
        self.pause()
        self._result = ()
        self._renderer.set_picture(self._model.pixels)

    def _document_changed(self, live: bool) -> None:
        self._serial += 1
        self._cache.clear()
        self._show_onion()
        if self.is_playing:
            self._set_interval()
        if self._model.view.value == "result":
            self._model.view.value = "warp"
        if self._model.document.picture is None:
            self.image_changed.emit(None)
            return
        self._request((self._model.frame.value,), live=True)
        if live:
            self._idle.stop()
        else:
            self._idle.start()
        if self._is_still():
            self.image_changed.emit(None)

    def _is_still(self) -> bool:
        # Frame 0 is the picture itself, which the canvas shows in full sharpness.
        return self._model.frame.value == 0 or not self._model.document.layers

    # --- the onion skin -------------------------------------------------------------------------

    def _onion_frames(self) -> tuple[int, ...]:
        """The frames before and after the play-head that show faintly."""
        step, now = self._model.onion.value, self._model.frame.value
        if not step or self.is_playing or self._model.view.value != "warp":
            return ()
        return tuple(f for f in (now - step, now + step) if 0 <= f < self._model.document.frames)

    def _onion_wanted(self) -> None:
        self._frame_changed()
        self._show_onion()
        if self._onion_frames():
            self._idle.start()

    def _show_onion(self) -> None:
        known = [self._cache[f][0] for f in self._onion_frames() if f in self._cache]
        self.onion_changed.emit(tuple(known))

    def _request(self, frames: tuple[int, ...], *, live: bool) -> None:
        box = LIVE_SIZE_PX if live else SHARP_SIZE_PX
        wanted = not self._is_still() or (len(frames) > 1 and self._model.document.layers)
        if self._model.pixels is not None and wanted:
            self._renderer.request(PreviewRequest(self._serial, self._model.document, frames, box))

    def _frame_changed(self) -> None:
        view, frame = self._model.view.value, self._model.frame.value
        if self._model.onion.value:
            self._show_onion()
            if not self.is_playing:
                self._idle.start()
        if view == "result" and self._result:
            self.image_changed.emit(self._result[min(frame, len(self._result) - 1)])
        elif view == "original" or self._is_still():
            self.image_changed.emit(None)
        elif frame in self._cache:
            self.image_changed.emit(self._cache[frame][0])
            if not self._cache[frame][1] and not self.is_playing:
                self._idle.start()
        elif not self.is_playing:
            self._request((frame,), live=True)
            self._idle.start()

    def _sharpen(self) -> None:
        if self._model.view.value != "warp" or self._model.in_gesture:
            return
        if self.is_playing:
            self._fill()
        else:
            around = tuple(f for f in self._onion_frames() if not self._cache.get(f, _NONE)[1])
            self._request((self._model.frame.value, *around), live=False)

    def _take(self, rendered: PreviewFrame) -> None:
        if rendered.serial < self._shown_serial:
            return
        image = to_image(rendered.rgb)
        if rendered.serial == self._serial:
            known = self._cache.get(rendered.frame)
            if known is None or rendered.is_sharp or not known[1]:
                self._cache[rendered.frame] = (image, rendered.is_sharp)
        wanted = self._model.view.value == "warp" and not self._is_still()
        if rendered.serial == self._serial and rendered.frame in self._onion_frames():
            self._show_onion()
        # While the mouse moves, a frame of the value before is nearer to the truth than none.
        if wanted and (rendered.frame == self._model.frame.value or self._model.in_gesture):
            self._shown_serial = rendered.serial
            self.image_changed.emit(image)
        self.frame_rendered.emit(rendered)

    # --- playing --------------------------------------------------------------------------------

    @property
    def is_playing(self) -> bool:
        """Whether the loop plays."""
        return self._clock.isActive()

    @property
    def frame_count(self) -> int:
        """Frames of what plays: the document's or the result's."""
        if self._model.view.value == "result" and self._result:
            return len(self._result)
        return self._model.document.frames

    def toggle(self) -> None:
        """Play or pause."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def play(self) -> None:
        """Play the loop; frames that are missing are rendered as it goes."""
        if self._model.document.picture is None:
            return
        if self._model.view.value == "original":
            self._model.view.value = "warp"
        self._set_interval()
        self._clock.start()
        self._show_onion()
        self._fill()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop at the frame that is shown."""
        if self.is_playing:
            self._clock.stop()
            self._show_onion()
            self.playing_changed.emit(False)
            self._idle.start()

    def _set_interval(self) -> None:
        result = self._model.view.value == "result" and self._result
        fps = self._result_fps if result else self._model.document.fps
        self._clock.setInterval(max(8, round(1000 / max(fps, 1e-3))))

    def _fill(self) -> None:
        if self._model.view.value == "result" or not self._model.document.layers:
            return
        count, now = self._model.document.frames, self._model.frame.value
        order = [(now + i) % count for i in range(count)]
        missing = tuple(f for f in order if f and not self._cache.get(f, (None, False))[1])
        if missing and self._model.pixels is not None:
            request = PreviewRequest(self._serial, self._model.document, missing, SHARP_SIZE_PX)
            self._renderer.request(request)

    def _tick(self) -> None:
        following = (self._model.frame.value + 1) % self.frame_count
        ready = self._model.view.value == "result" or following == 0 or following in self._cache
        if ready or not self._model.document.layers:
            self._model.frame.value = following

    # --- results --------------------------------------------------------------------------------

    def show_result(self, frames: Sequence[QImage], fps: float) -> None:
        """Play a finished video in place of the preview."""
        self._result, self._result_fps = frames, fps
        self._model.view.value = "result"
        self._model.frame.value = 0
        self._frame_changed()
        self.play()

    @property
    def has_result(self) -> bool:
        """Whether a result was opened for this picture."""
        return bool(self._result)
