"""What a client knows about its host, as one value."""

from __future__ import annotations

from typing import Literal

import msgspec

from shared.errors import Param
from shared.protocol.messages import EngineStatus

LinkPhase = Literal["starting", "connecting", "ready", "offline", "refused"]


class LinkState(msgspec.Struct, frozen=True, kw_only=True):
    """`reason` is an error code of `shared.errors`, or empty."""

    state: LinkPhase
    reason: str = ""
    params: dict[str, Param] = {}
    endpoint: str = ""
    engine: EngineStatus | None = None
