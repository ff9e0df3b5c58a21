"""The Lab Streaming Layer's configuration, written before liblsl reads it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from shared.paths import default_home, runtime_dir, write_atomic

VARIABLE = "LSLAPICFG"
# The session keeps liblsl's default, or streams of other programs would not be found. Without
# multicast a stream is found by its port only; each stream and each reader takes one, and liblsl's
# 32 are used up by seven recordings.
LOOPBACK_ONLY = """\
; Written by Vitrine: every LSL packet stays on this computer.
[ports]
IPv6 = disable
PortRange = 128
[multicast]
ResolveScope = machine
ListenAddress = 127.0.0.1
AddressesOverride = {127.0.0.1}
[lab]
KnownPeers = {127.0.0.1}
[log]
level = -3
"""


def prepare_lsl(*, network: bool = False, home: Path | None = None) -> Path | None:
    """Keep LSL on this computer; call it before the first import of pylsl.

    liblsl reads the file that `LSLAPICFG` names once, when it is first used; the file lies in the
    private runtime folder, so that nobody else can change what it says.

    Parameters
    ----------
    network : bool
        Leave LSL to its own configuration, or the one that the person names in `LSLAPICFG`: other
        computers' streams are found, and they find ours.

    Returns
    -------
    Path or None
        The file written; None with `network`.
    """
    if network:
        _forget_ours()
        return None
    path = runtime_dir(home or default_home()) / "lsl_api.cfg"
    write_atomic(path, LOOPBACK_ONLY.encode(), mode=0o600)
    os.environ[VARIABLE] = str(path)
    return path


def _forget_ours() -> None:
    """Drop a variable that a parent of this process has set; a person's own stays."""
    with contextlib.suppress(KeyError, OSError, UnicodeDecodeError):
        if Path(os.environ[VARIABLE]).read_text() == LOOPBACK_ONLY:
            del os.environ[VARIABLE]
