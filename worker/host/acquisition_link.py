"""Between clients that ask about live EEG and the acquisition child that answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from shared.errors import AppError, Param
from shared.protocol.eeg_messages import (
    EegAnswer,
    EegAsk,
    EegHello,
    EegRequest,
    EegState,
)
from shared.protocol.frames import Blob
from shared.protocol.message import Error, Message
from worker.host.acquisition_process import AcquisitionProcess

Send = Callable[[bytes, Message, str, list[Blob]], None]
# A client sends again what is not answered; an answer takes longer than this only if it is lost.
FORGET_S = 120.0
# The kind that acquisition says it is: no client that a host would stay for.
ACQUISITION = "acquisition"
REMEMBERED = 512


@dataclass(frozen=True)
class _Asked:
    client: bytes
    message_id: str
    at: float


class AcquisitionLink:
    """Passes requests on, each once however often it is sent, and answers back.

    Parameters
    ----------
    send : callable
        `send(identity, message, reply_to, blobs)` to any peer of the clients' socket.
    tell : callable
        Tells every client.
    trusted : bool
        Clients are on this computer.
    """

    def __init__(
        self,
        process: AcquisitionProcess,
        send: Send,
        tell: Callable[[Message], None],
        *,
        trusted: bool,
    ) -> None:
        self._process, self._send, self._tell, self._trusted = process, send, tell, trusted
        self._peer: bytes | None = None
        self._asked: dict[str, _Asked] = {}
        self._seen: OrderedDict[tuple[bytes, str], None] = OrderedDict()
        self._waiting: list[EegAsk] = []
        self._number = 0
        self.state = EegState()

    def adopt(self, now: float) -> None:
        """Take over the acquisition of a host that is gone."""
        if self._process.adopt(now):
            self.state = EegState(phase="starting", pid=self._process.pid)

    def next_start_at(self) -> float | None:
        """When acquisition is started again, if that is due."""
        return self._process.next_start_at()

    # --- clients ----------------------------------------------------------------------------------

    def ask(self, client: bytes, message_id: str, request: EegRequest, now: float) -> None:
        """Pass a request on; one that came before is not done again."""
        key = (client, message_id)
        if key in self._seen:
            return
        self._seen[key] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        self._number += 1
        ask_id = str(self._number)
        self._asked[ask_id] = _Asked(client, message_id, now)
        ask = EegAsk(ask_id=ask_id, request=request, trusted=self._trusted)  # type: ignore[arg-type]
        if self._peer is not None:
            self._send(self._peer, ask, "", [])
            return
        self._waiting.append(ask)
        if not self._process.wanted:
            self._process.start(now)
            self._become(EegState(phase="starting", restarts=self._process.restarts))

    # --- acquisition ------------------------------------------------------------------------------

    def hello(self, peer: bytes, message: EegHello, now: float) -> None:
        """Acquisition is there.

        Raises
        ------
        AppError
            `protocol` for somebody who does not know the token.
        """
        if message.token != self._process.token:
            raise AppError("protocol", reason="no acquisition of this host")
        self._peer = peer
        self._process.heard(now)
        waiting, self._waiting = self._waiting, []
        for ask in waiting:
            self._send(peer, ask, "", [])

    def is_peer(self, identity: bytes) -> bool:
        """True for acquisition itself."""
        return identity == self._peer

    def alive(self, now: float) -> None:
        """Acquisition's I/O thread was heard; while a source is open its loop must be heard too."""
        if self.state.session == "":
            self._process.heard(now)

    def answer(self, answer: EegAnswer, blobs: list[Blob]) -> None:
        """Give the answer to whoever asked."""
        asked = self._asked.pop(answer.ask_id, None)
        if asked is not None:
            self._send(asked.client, answer.reply, asked.message_id, blobs)

    def told(self, state: EegState, now: float) -> None:
        """Acquisition says how it is."""
        self._process.heard(now)
        self._become(msgspec.structs.replace(state, restarts=self._process.restarts))

    def check(self, now: float) -> None:
        """See to the process; tell of its end."""
        reason = self._process.check(now)
        if reason is not None:
            self._died(reason)
        for ask_id in [i for i, asked in self._asked.items() if now - asked.at > FORGET_S]:
            del self._asked[ask_id]

    def close(self) -> None:
        """Leave acquisition: it ends by itself unless it records."""
        self._process.leave()

    def _died(self, reason: str) -> None:
        self._peer = None
        error = Error(code="acquisition_died", params={"reason": reason}, retryable=True)
        if self._process.broken:
            params: dict[str, Param] = {"attempts": self._process.restarts, "reason": reason}
            error = Error(code="acquisition_broken", params=params)
        for asked in self._asked.values():
            self._send(asked.client, error, asked.message_id, [])
        self._asked.clear()
        self._waiting.clear()
        if not reason:
            self._become(EegState(restarts=self._process.restarts))
            return
        phase = "broken" if self._process.broken else "starting"
        self._become(
            msgspec.structs.replace(
                self.state, phase=phase, pid=None, error=error, restarts=self._process.restarts
            )
        )

    def _become(self, state: EegState) -> None:
        self.state = state
        self._tell(state)
