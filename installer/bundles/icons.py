"""The icon in the containers that Windows and macOS ask for, both around the same PNG."""

from __future__ import annotations

import struct

PNG_SIDE_PX = 256
_PNG = b"\x89PNG\r\n\x1a\n"


def _checked(png: bytes) -> bytes:
    side = struct.unpack(">II", png[16:24]) if png.startswith(_PNG) else (0, 0)
    if side != (PNG_SIDE_PX, PNG_SIDE_PX):
        raise ValueError(f"the icon is {side[0]}x{side[1]} px instead of {PNG_SIDE_PX} each way")
    return png


def ico(png: bytes) -> bytes:
    """A Windows icon of one picture; Windows Vista and later read PNG inside."""
    _checked(png)
    # Width and height 0 mean 256; one plane, 32 bits, the picture behind both headers.
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(png), 22) + png


def icns(png: bytes) -> bytes:
    """A macOS icon of one picture of 256 px."""
    _checked(png)
    element = b"ic08" + struct.pack(">I", len(png) + 8) + png
    return b"icns" + struct.pack(">I", len(element) + 8) + element
