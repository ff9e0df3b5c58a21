"""The engine as an actor of a cluster: takes and gives the frames of the protocol, and files."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shared import VERSION
from shared.artefacts import ArtefactStore
from shared.paths import default_home, keep_files_private, private_dir
from shared.protocol.frames import Blob, pack, unpack
from shared.protocol.messages import EngineDone, Message
from worker.engine.loop import EngineLoop
from worker.executors.results import read_results

# A turn ends when there is something to tell, or after so long: then a cancellation is heard.
TURN_S = 0.1
Frames = list[bytes]
# What it tells; the files of runs that are done, by job and name; its device, once it is known.
Turn = tuple[list[Frames], dict[str, dict[str, bytes]], str]


class ActorEngine:
    """Does steps only while it is asked to, so that it hears of all else in between.

    Parameters
    ----------
    home : str
        Where models are known; that of the actor's machine if empty.
    folder : str
        Where inputs and results lie while there is work; that machine's temporary one if empty.
    """

    def __init__(self, home: str = "", folder: str = "") -> None:
        keep_files_private()
        name = f"vitrine-{secrets.token_hex(8)}"
        self._work = Path(folder or tempfile.gettempdir()) / name
        self._store = ArtefactStore(self._work / "artefacts")
        self._told = _Told()
        self._loop = EngineLoop(Path(home) if home else default_home(), self._told, work=self._work)
        self._loop.device.begin()

    def greet(self) -> str:
        """Which version answers."""
        return VERSION

    def turn(self, commands: Sequence[Frames], *contents: bytes) -> Turn:
        """Take messages and the files that their requests name, then do steps for a moment."""
        for content in contents:
            self._keep(content)
        for frames in commands:
            self._loop.take(unpack(frames))
        until = time.monotonic() + TURN_S
        while self._loop.busy and not self._told.messages and time.monotonic() < until:
            self._loop.step()
        turn = self._turn()
        if not self._loop.busy:
            shutil.rmtree(self._work, ignore_errors=True)
        return turn

    def _turn(self) -> Turn:
        told, self._told.messages = self._told.messages, []
        files = {
            message.job_id: read_results(Path(message.result_dir))
            for message, _ in told
            if isinstance(message, EngineDone)
        }
        frames = [[bytes(part) for part in pack(message, blobs=blobs)] for message, blobs in told]
        return frames, files, self._loop.device.known

    def _keep(self, content: bytes) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        if self._store.has(sha256):
            return
        private_dir(self._work)
        self._store.incoming.mkdir(parents=True, exist_ok=True)
        temporary = self._store.incoming / sha256
        temporary.write_bytes(content)
        self._store.commit(temporary, sha256)


class _Told:
    """What the loop says, until the turn is over."""

    def __init__(self) -> None:
        self.steps = 0
        self.running: tuple[str, ...] = ()
        self.messages: list[tuple[Message, Sequence[Blob]]] = []

    def send(self, message: Message, blobs: Sequence[Blob] = ()) -> None:
        """Keep it for the answer."""
        self.messages.append((message, blobs))
