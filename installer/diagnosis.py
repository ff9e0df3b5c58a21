"""From the package installer's output to one sentence."""

from __future__ import annotations

import re
from pathlib import Path

DISK = re.compile(
    r"No space left on device|\[Errno 28\]|\[WinError 112\]|Disk quota exceeded", re.I
)
NETWORK = re.compile(
    r"Failed to establish a new connection|NewConnectionError|NameResolutionError"
    r"|Temporary failure in name resolution|Name or service not known|getaddrinfo failed"
    r"|Network is unreachable|ConnectTimeoutError|ReadTimeoutError|Connection (?:refused|reset)"
    r"|ProxyError|Max retries exceeded",
    re.I,
)
HASH = re.compile(r"THESE PACKAGES DO NOT MATCH THE HASHES")
READ_ONLY = re.compile(r"Read-only file system|Permission denied|\[Errno 13\]|\[Errno 30\]", re.I)
NOT_FOUND = re.compile(r"No matching distribution found for (\S+)")
ERROR = re.compile(r"^ERROR: (.+)$", re.M)


def sentence(output: str, what: str, log: Path) -> str:
    """Say why installing `what` failed and what to do; the next run goes on in every case."""
    again = "Then run the same command again: it goes on where it stopped."
    if DISK.search(output):
        return f"The disk became full while installing {what}. Free about 6 GB. {again}"
    if HASH.search(output):
        return (
            f"A downloaded file of {what} is not the one that the package list names (its checksum "
            "differs), so it was not installed. Check the mirror or proxy in use; the full output "
            f"is in {log}. {again}"
        )
    if NETWORK.search(output):
        return (
            f"The network did not answer while downloading {what}. Check the connection (and the "
            f"proxy or mirror in pip's configuration). {again}"
        )
    missing = NOT_FOUND.search(output)
    if missing:
        return (
            f"{missing.group(1)} is not offered for this Python and machine by the package index "
            f"in use. Check pip's configuration; see {log}. {again}"
        )
    if READ_ONLY.search(output):
        return f"A folder could not be written while installing {what}; see {log}. {again}"
    reason = ERROR.search(output)
    detail = reason.group(1).rstrip(".") if reason else "pip gave no reason"
    return f"Installing {what} failed: {detail}. The full output is in {log}."
