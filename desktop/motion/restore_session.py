"""Reading back how a render was made, fetching what it needs from the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.core.link import Link
from desktop.motion.document import MotionDocument
from desktop.motion.project_file import Project
from desktop.motion.restoring import Origin, check_masks, restore_document, restore_project
from desktop.motion.video_frames import first_frame_png
from desktop.widgets.background import Background

Files = dict[str, bytes]


class RestoreSession(QObject):
    """Turns an output back into its project; files that are not here come from the worker.

    Attributes
    ----------
    restored : Signal of MotionDocument
        The open document with a result's drags and settings.
    loaded : Signal of Project
        A project of its own, from an output file.
    picture_missing : Signal
        The first frame stands in for a picture that cannot be found.
    failed : Signal of AppError
    """

    restored = Signal(object)
    loaded = Signal(object)
    picture_missing = Signal()
    failed = Signal(object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._background = Background("motion-restore", self)

    @property
    def is_busy(self) -> bool:
        """Whether files are being read."""
        return self._background.is_busy

    def close(self) -> None:
        """Let go of the thread."""
        self._background.close()

    def use_settings(self, document: MotionDocument, origin: Origin) -> None:
        """Put a result's drags and settings into the open document; `restored` follows."""

        def build(files: Files) -> None:
            def put_back() -> MotionDocument:
                check_masks(origin, files)
                return restore_document(document, origin, files)

            self._background.run(put_back, self.restored.emit, self.failed.emit)

        self._gather(origin, origin.mask_refs(), build)

    def open_output(self, path: Path, origin: Origin) -> None:
        """Make a project of an output file; `loaded` follows."""
        image = origin.request.image

        def build(files: Files) -> None:
            if image not in files:
                self.picture_missing.emit()

            def load() -> Project:
                masks = {ref: data for ref, data in files.items() if ref != image}
                check_masks(origin, masks)
                picture = files[image] if image in files else first_frame_png(path)
                return restore_project(origin, picture, _picture_name(path, image), masks)

            self._background.run(load, self.loaded.emit, self.failed.emit)

        self._gather(origin, (image, *origin.mask_refs()), build)

    def _gather(
        self, origin: Origin, refs: tuple[str, ...], then: Callable[[Files], object]
    ) -> None:
        """Collect files one after the other; what nobody has is left out."""
        files: Files = {}

        def following(waiting: tuple[str, ...]) -> None:
            if not waiting:
                then(files)
                return
            ref, rest = waiting[0], waiting[1:]

            def take(data: bytes | None) -> None:
                if data is not None:
                    files[ref] = data
                following(rest)

            self._background.run(
                lambda: origin.local(ref),
                lambda data: take(data) if data is not None else self._fetch(origin, ref, take),
                lambda _: self._fetch(origin, ref, take),
            )

        following(tuple(dict.fromkeys(refs)))

    def _fetch(self, origin: Origin, ref: str, take: Callable[[bytes | None], object]) -> None:
        artefact = origin.artefact(ref)
        if not artefact:
            take(None)
            return
        self._link.then(self._link.fetch(artefact), take, lambda _: take(None))


def _picture_name(path: Path, image: str) -> str:
    suffix = Path(image).suffix
    return path.stem + (suffix if suffix else ".png")
