"""How a host was asked to run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from worker.host.liveness import STALL_FLOOR_S


@dataclass(frozen=True)
class HostOptions:
    """Options of `vitrine-worker serve`.

    Attributes
    ----------
    end_with_parent : bool
        End when standard input closes, that is when the window that started this host ends, unless
        other clients are there; then after the last of them.
    listen : str or None
        A TCP endpoint instead of the private ipc socket.
    lsl_network : bool
        Let LSL streams of other computers be found, and ours by them.
    recheck_s : float
        How often blocked jobs are looked at again.
    on_cluster : bool
        Jobs run on the engines of a Ray cluster; streams stay with a child of this machine.
    address : str or None
        Of that cluster; without it one of this machine.
    workers : int or None
        How many of its engines; as many as there is room for unless given.
    """

    home: Path
    listen: str | None = None
    allow_remote: bool = False
    end_with_parent: bool = False
    stall_floor_s: float = STALL_FLOOR_S
    lsl_network: bool = False
    recheck_s: float = 10.0
    on_cluster: bool = False
    address: str | None = None
    workers: int | None = None
