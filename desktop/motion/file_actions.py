"""Opening and dropping files of every kind that Motion knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.motion.arrivals import VIDEO_SUFFIXES, Arrival, identify, needs_picture
from desktop.motion.documents import DocumentSession
from desktop.motion.imports import add_drags
from desktop.motion.model import MotionModel
from desktop.motion.project_file import Project, new_project
from desktop.motion.restore_session import RestoreSession
from desktop.motion.track_layers import add_tracks
from desktop.motion.tracks_dialog import TracksDialog
from desktop.motion.video_dialog import VideoDialog
from desktop.motion.video_frames import VideoFrame, encode_png
from desktop.widgets.background import Background
from shared.errors import AppError


class FileActions(QObject):
    """Tells what a file is and takes it where it belongs.

    Attributes
    ----------
    failed : Signal of AppError
    imported : Signal of int
        Layers were added to the open document; how many.
    """

    failed = Signal(object)
    imported = Signal(int)

    def __init__(
        self,
        parent: QWidget,
        model: MotionModel,
        documents: DocumentSession,
        restores: RestoreSession,
    ) -> None:
        super().__init__(parent)
        self._parent, self._model = parent, model
        self._documents, self._restores = documents, restores
        self._background = Background("motion-arrivals", self)
        self.dialog: QDialog | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being looked at."""
        return self._background.is_busy

    def close(self) -> None:
        """Let go of the thread and of a dialog that is still open."""
        if self.dialog is not None:
            self.dialog.reject()
        self._background.close()

    def open(self, path: Path) -> None:
        """Take a file in; a picture or project replaces the open document, motion goes into it."""
        suffix = path.suffix.lower()
        if not needs_picture(path) and suffix != ".png" and suffix not in VIDEO_SUFFIXES:
            self._documents.open(path)
        elif needs_picture(path) and self._model.document.picture is None:
            reason = f"{path.name} holds motion only. Open a picture first, then this file."
            self.failed.emit(AppError("bad_request", reason=reason))
        else:
            self._background.run(lambda: identify(path), self._take, self.failed.emit)

    def _take(self, arrival: Arrival) -> None:
        match arrival.kind:
            case "document":
                self._documents.open(arrival.path)
            case "output" if arrival.origin is not None:
                self._restores.open_output(arrival.path, arrival.origin)
            case "video":
                self._choose_frame(arrival.path)
            case "tracks" if arrival.xy is not None:
                self._ask_size(arrival.xy, arrival.size)
            case "drags":
                self._add_drags(arrival)

    # --- a frame of a video ---------------------------------------------------------------------

    def _choose_frame(self, path: Path) -> None:
        dialog = VideoDialog(self._parent, path)

        def accepted() -> None:
            if dialog.frame is not None:
                self._open_frame(dialog.frame, path)

        dialog.accepted.connect(accepted)
        self._show(dialog)

    def _open_frame(self, frame: VideoFrame, path: Path) -> None:
        name = f"{path.stem} {frame.time_s:.2f}s.png"

        def make() -> Project:
            return new_project(encode_png(frame.rgb), name)

        self._background.run(make, self._documents.open_project, self.failed.emit)

    # --- motion into the open document ----------------------------------------------------------

    def _ask_size(self, xy: np.ndarray, size: tuple[int, int] | None) -> None:
        picture = self._model.document.picture
        if picture is None:
            return
        suggested = size or (picture.width, picture.height)
        dialog = TracksDialog(self._parent, xy.shape[1], len(xy), suggested)
        dialog.accepted.connect(lambda: self._add_tracks(xy, dialog.size_px))
        self._show(dialog)

    def _add_tracks(self, xy: np.ndarray, size: tuple[int, int]) -> None:
        document = self._model.document
        picture = document.picture
        if picture is None:
            return
        scaled = xy * (picture.width / size[0], picture.height / size[1])
        try:
            changed = add_tracks(document, scaled)
        except AppError as error:
            self.failed.emit(error)
            return
        self._model.edit("Import tracks", changed)
        self.imported.emit(len(changed.layers) - len(document.layers))

    def _add_drags(self, arrival: Arrival) -> None:
        document = self._model.document
        if arrival.drags is None:
            return
        try:
            changed = add_drags(document, arrival.drags, arrival.masks or {})
        except AppError as error:
            self.failed.emit(error)
            return
        self._model.edit("Import drags", changed)
        self.imported.emit(len(changed.layers) - len(document.layers))

    def _show(self, dialog: QDialog) -> None:
        def gone() -> None:
            self.dialog = None
            dialog.deleteLater()

        self.dialog = dialog
        dialog.finished.connect(lambda _: gone())
        dialog.setModal(True)
        dialog.show()
