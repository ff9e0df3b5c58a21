"""The clients that a host knows, and how much data each can still take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shared.protocol.frames import Blob
from shared.protocol.messages import INITIAL_CREDIT, Message

MAX_CREDIT = 64
SILENCE_S = 30.0


@dataclass
class Session:
    """One client. Data that it has no credit for waits in `held`, the newest of each key only."""

    identity: bytes
    kind: str
    heard_at: float
    previews: str = ""
    credit: int = INITIAL_CREDIT
    held: dict[str, tuple[Message, list[Blob]]] = field(default_factory=dict)


class Sessions:
    """All clients by their ZeroMQ identity."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, Session] = {}

    def __len__(self) -> int:
        return len(self._sessions)

    def __iter__(self) -> Iterator[Session]:
        return iter(list(self._sessions.values()))

    def open(self, identity: bytes, kind: str, now: float, previews: str = "") -> Session:
        """A client said hello; one that says it again starts afresh."""
        session = Session(identity, kind, now, previews)
        self._sessions[identity] = session
        return session

    def heard(self, identity: bytes, now: float) -> Session | None:
        """The session of a client that was just heard, or None if it is not known."""
        session = self._sessions.get(identity)
        if session is not None:
            session.heard_at = now
        return session

    def drop(self, identity: bytes) -> None:
        """Forget a client."""
        self._sessions.pop(identity, None)

    def get(self, identity: bytes) -> Session | None:
        """The session of a client, or None."""
        return self._sessions.get(identity)

    def silent(self, now: float, limit_s: float = SILENCE_S) -> list[Session]:
        """Clients that were not heard for longer than `limit_s`."""
        return [s for s in self._sessions.values() if now - s.heard_at > limit_s]

    @staticmethod
    def spend(session: Session, key: str, message: Message, blobs: list[Blob]) -> bool:
        """Take one credit for a data message; without one, hold it in place of an older one."""
        if session.credit > 0:
            session.credit -= 1
            return True
        session.held[key] = (message, blobs)
        return False

    @staticmethod
    def grant(session: Session, n: int) -> list[tuple[Message, list[Blob]]]:
        """Add credit; returns the held data that can go now, already paid for."""
        session.credit = min(session.credit + n, MAX_CREDIT)
        sendable = []
        while session.held and session.credit > 0:
            key = next(iter(session.held))
            sendable.append(session.held.pop(key))
            session.credit -= 1
        return sendable
