"""Texts of any length as EDF+ annotations of at most 40 bytes, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The library cuts what is longer, without a word.
MOST_BYTES = 40
MORE = "…"
# Pieces follow one another in the format's smallest steps, so that readers keep their order.
STEP_S = 1e-4
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def pieces(text: str) -> list[str]:
    """A text in pieces that fit; all but the last end in `…`, all but the first begin with it."""
    text = _CONTROL.sub(" ", text)
    found: list[str] = []
    while len(text.encode()) > MOST_BYTES:
        room = MOST_BYTES - len(MORE.encode())
        head = text.encode()[:room].decode(errors="ignore")
        found.append(head + MORE)
        text = MORE + text[len(head) :]
    return [*found, text]


def joined(texts: Iterable[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Annotations (onset s, length s, text) in order, the pieces of long texts put together."""
    found: list[tuple[float, float, str]] = []
    last_s = 0.0
    for onset_s, duration_s, text in texts:
        if found and text.startswith(MORE) and found[-1][2].endswith(MORE):
            first_s, length_s, head = found[-1]
            if onset_s - last_s < 1.5 * STEP_S:
                found[-1] = (first_s, length_s, head[: -len(MORE)] + text[len(MORE) :])
                last_s = onset_s
                continue
        found.append((onset_s, duration_s, text))
        last_s = onset_s
    return found
