"""The recording of a session: what cannot be written now waits, and goes on when there is room."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from shared.errors import AppError
from shared.neuro.acquisition import RecordingState, SessionNotes
from shared.neuro.chunks import Chunk
from shared.neuro.streams import StreamInfo
from worker.neuro.acquisition.resume import part_name
from worker.neuro.event_summary import News
from worker.neuro.recorder import Recorder
from worker.neuro.sources.base import Item

# A disk that is full for longer than this buffer lasts costs samples, and that is told.
BUFFER_BYTES = 64 << 20
RETRY_S = 1.0
_ITEM_BYTES = 256


class Recording:
    """Writes items to a file in order, however long the disk is full in between.

    Parameters
    ----------
    folder, name : Path, str
        Where, and what the first part is called.
    part : int
        Counts from 1; later parts go on after a crash.
    on_trouble : callable
        Is told once when writing stops, with the error, and once with None when it goes on.

    Raises
    ------
    AppError
        `file_exists`, `disk_full` or `read_only`.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        info: StreamInfo,
        notes: SessionNotes,
        *,
        part: int = 1,
        on_trouble: Callable[[AppError | None], None] = lambda error: None,
    ) -> None:
        self.name, self.part, self.notes = name, part, notes
        self.path = folder / part_name(name, part)
        self.dropped = 0
        self._recorder = Recorder(self.path, info)
        self._on_trouble = on_trouble
        self._held: deque[tuple[Callable[[], object], int, int]] = deque()
        self._held_bytes = 0
        self._retry_at = 0.0
        self._in_trouble = False
        self._began_at = time.monotonic()
        self._size_bytes = 0

    def take(self, item: Item) -> None:
        """Write an item, behind what still waits."""
        is_chunk = isinstance(item, Chunk)
        size_bytes = item.samples.nbytes if is_chunk else _ITEM_BYTES  # type: ignore[union-attr]
        self._put(lambda: self._recorder.take(item), len(item) if is_chunk else 0, size_bytes)  # type: ignore[arg-type]

    def say(self, write: Callable[[Recorder], None]) -> None:
        """Let `write` bring something else into the file, behind what still waits."""
        self._put(lambda: write(self._recorder), 0, _ITEM_BYTES)

    def sync(self) -> None:
        """Write what waits and bring the file to the disk; to be called several times a second."""
        if time.monotonic() < self._retry_at:
            return
        try:
            while self._held:
                action, _, size_bytes = self._held[0]
                action()
                self._held.popleft()
                self._held_bytes -= size_bytes
            self._recorder.sync()
        except AppError as error:
            if not error.retryable:
                raise
            self._retry_at = time.monotonic() + RETRY_S
            self._tell(error)
            return
        self._tell(None)

    def state(self) -> RecordingState:
        """What the window shows of it."""
        if self.path.exists():
            self._size_bytes = self.path.stat().st_size
        return RecordingState(
            name=self.path.name,
            path=str(self.path),
            seconds=time.monotonic() - self._began_at,
            size_bytes=self._size_bytes,
            n_samples=self._recorder.report().n_samples,
            part=self.part,
            notes=self.notes,
        )

    def news(self) -> list[News]:
        """What the recorder noticed since the last call."""
        return self._recorder.news()

    def close(self) -> None:
        """End the file with what can still be written."""
        self._retry_at = 0.0
        self.sync()
        self.dropped += sum(samples for _, samples, _ in self._held)
        self._recorder.close()

    def _put(self, action: Callable[[], object], samples: int, size_bytes: int) -> None:
        self._held.append((action, samples, size_bytes))
        self._held_bytes += size_bytes
        while self._held_bytes > BUFFER_BYTES:
            _, lost, freed_bytes = self._held.popleft()
            self.dropped += lost
            self._held_bytes -= freed_bytes
        self.sync()

    def _tell(self, error: AppError | None) -> None:
        if (error is not None) != self._in_trouble:
            self._in_trouble = error is not None
            self._on_trouble(error)
