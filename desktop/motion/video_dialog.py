"""Choosing one frame of a video as the picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from desktop.motion.pictures import to_image
from desktop.motion.video_frames import VideoFrame, read_frame
from desktop.widgets.background import Background
from desktop.widgets.controls import name
from desktop.widgets.words import error_words
from shared.errors import AppError

STEPS = 1000  # of the slider, whatever the video's length
PREVIEW = QSize(640, 360)


class VideoDialog(QDialog):
    """Scrub through a video; frames are decoded on a thread, the latest wish first.

    Attributes
    ----------
    frame_changed : Signal
        Another frame is shown.
    """

    frame_changed = Signal()

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose a frame of {name}").format(name=path.name))
        self._path = path
        self.frame: VideoFrame | None = None
        self._wanted: float | None = None
        self._background = Background("motion-video", self)
        self._picture = QLabel()
        self._picture.setMinimumSize(PREVIEW)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._time = QLabel()
        self._time.setProperty("role", "muted")
        self._time.setMinimumWidth(110)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        name(self.slider, self.tr("Time in the video"))
        self.slider.valueChanged.connect(self._scrub)
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.use_button = self.buttons.addButton(
            self.tr("Use this frame"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.use_button.setProperty("role", "primary")
        self.use_button.setEnabled(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.finished.connect(lambda _: self._background.close())
        self._wish(0.0)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.slider, 1)
        row.addWidget(self._time)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(self._picture, 1)
        layout.addLayout(row)
        layout.addWidget(self.buttons)

    def _scrub(self, value: int) -> None:
        if self.frame is not None:
            self._wish(self.frame.duration_s * value / STEPS)

    def _wish(self, time_s: float) -> None:
        waiting = self._wanted is not None
        self._wanted = time_s
        if not waiting:
            self._decode()

    def _decode(self) -> None:
        asked = self._wanted
        if asked is None:
            return

        def take(frame: VideoFrame) -> None:
            self._show(frame)
            # The slider moved on while this frame was decoded: only its last place counts.
            if self._wanted == asked:
                self._wanted = None
            else:
                self._decode()

        self._background.run(lambda: read_frame(self._path, asked), take, self._failed)

    def _show(self, frame: VideoFrame) -> None:
        self.frame = frame
        self._time.setText(
            self.tr("{time} of {total} s").format(
                time=f"{frame.time_s:.2f}", total=f"{frame.duration_s:.2f}"
            )
        )
        self.use_button.setEnabled(True)
        self._fit()
        self.frame_changed.emit()

    def _failed(self, error: AppError) -> None:
        self._wanted = None
        self._picture.setText(error_words(error))
        self._picture.setWordWrap(True)

    def _fit(self) -> None:
        if self.frame is None:
            return
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(to_image(self.frame.rgb)).scaled(
            self._picture.size() * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
