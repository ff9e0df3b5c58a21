"""Inspector page of the render's settings, from the request type's metadata."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from desktop.motion import edits
from desktop.motion.fields import field_info
from desktop.motion.inspector import bind_number
from desktop.motion.method_section import MethodSection
from desktop.motion.model import MotionModel
from desktop.widgets.form_section import combo_row, section
from desktop.widgets.number_field import NumberField
from shared.motion.request import default_size
from shared.tasks.motion import (
    MAX_FRAMES,
    MAX_HEIGHT_PX,
    MAX_WIDTH_PX,
    MIN_FRAMES,
    MIN_SIDE_PX,
)


class DocumentPage(QWidget):
    """Frames, rate, size, format, and how the frames are made."""

    def __init__(self, model: MotionModel) -> None:
        super().__init__()
        self._model = model
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        self.method = MethodSection(model)
        layout.addWidget(self.method)
        layout.addWidget(self._make_timing())
        layout.addWidget(self._make_output())
        self._hint = QLabel(
            self.tr("Select a drag, a pin or a camera path to see what belongs to it.")
        )
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "muted")
        self._hint.setContentsMargins(16, 12, 16, 0)
        layout.addWidget(self._hint)
        layout.addStretch(1)
        self._disconnect = model.document_changed.connect(lambda _: self.refresh())
        self.refresh()

    def release(self) -> None:
        """Let go of the model."""
        self._disconnect()

    def _make_timing(self) -> QWidget:
        frame, layout = section(self.tr("Timing"))
        frames, fps = field_info("num_frames"), field_info("fps")
        self._frames = NumberField(
            self.tr("Frames"),
            minimum=MIN_FRAMES,
            maximum=MAX_FRAMES,
            default=14,
            help_text=self.tr("Number of frames of the video, 8 to 120"),
        )
        self._frames.box.setToolTip(frames.description)
        self._fps = NumberField(
            self.tr("Rate"),
            minimum=fps.minimum or 1,
            maximum=fps.maximum or 60,
            decimals=2,
            unit=self.tr("frames/s"),
            default=float(fps.default),
            help_text=self.tr("Playback rate in frames per second"),
        )
        self._duration = NumberField(
            self.tr("Duration"),
            minimum=0.1,
            maximum=MAX_FRAMES,
            step=0.1,
            decimals=2,
            unit="s",
            default=14 / 12,
            help_text=self.tr("Length of the video: the number of frames follows from it"),
        )
        bind_number(
            self._model,
            self._frames,
            "Change settings",
            lambda d, v: edits.set_settings(d, frames=int(v)),
        )
        bind_number(
            self._model,
            self._fps,
            "Change settings",
            lambda d, v: edits.set_settings(d, fps=float(v)),
        )
        bind_number(
            self._model,
            self._duration,
            "Change settings",
            lambda d, v: edits.set_settings(
                d, frames=min(max(round(v * d.fps), MIN_FRAMES), MAX_FRAMES)
            ),
        )
        for field in (self._frames, self._duration, self._fps):
            layout.addWidget(field)
        return frame

    def _make_output(self) -> QWidget:
        frame, layout = section(self.tr("Output"))
        self._width = self._size_field(self.tr("Width"), "width", MAX_WIDTH_PX)
        self._height = self._size_field(self.tr("Height"), "height", MAX_HEIGHT_PX)
        layout.addWidget(self._width)
        layout.addWidget(self._height)
        self._format = QComboBox()
        names = {
            "mp4": "MP4 (H.264)",
            "webm": "WebM (VP9)",
            "gif": "GIF",
            "png": self.tr("PNG sequence"),
        }
        for choice in field_info("format").choices:
            self._format.addItem(names.get(choice, choice), choice)
        self._format.activated.connect(self._set_format)
        layout.addLayout(
            combo_row(self.tr("Format"), self._format, self.tr("File format of the result"))
        )
        return frame

    def _size_field(self, label: str, name: str, limit_px: int) -> NumberField:
        field = NumberField(
            label,
            minimum=MIN_SIDE_PX - 2,
            maximum=limit_px,
            step=2,
            unit="px",
            default=MIN_SIDE_PX - 2,
            help_text=self.tr("Even number of pixels; the lowest value follows the picture"),
        )
        bind_number(
            self._model,
            field,
            "Change settings",
            lambda d, v: edits.set_settings(
                d, **{name: None if v < MIN_SIDE_PX else 2 * round(v / 2)}
            ),
        )
        return field

    def _set_format(self, index: int) -> None:
        chosen = self._format.itemData(index)
        document = edits.set_settings(self._model.document, format=chosen)
        self._model.edit("Change settings", document)

    def refresh(self) -> None:
        """Show the document's values."""
        document = self._model.document
        self._frames.set_value(document.frames)
        self._fps.set_value(document.fps)
        self._duration.set_value(document.frames / document.fps)
        self.method.refresh()
        self._width.set_value(document.width or MIN_SIDE_PX - 2)
        self._height.set_value(document.height or MIN_SIDE_PX - 2)
        if document.picture is not None:
            width, height = default_size(document.picture.width, document.picture.height)
            self._width.set_special(self.tr("Auto · {size} px").format(size=width))
            self._height.set_special(self.tr("Auto · {size} px").format(size=height))
        with QSignalBlocker(self._format):
            self._format.setCurrentIndex(
                self._format.findData(document.format, Qt.ItemDataRole.UserRole)
            )
