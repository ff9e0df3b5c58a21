"""What set-up prints: one line a step, and a moving one on a terminal."""

from __future__ import annotations

import sys
import time


class Console:
    """Prints steps; on a terminal the current line is rewritten while the step goes on."""

    def __init__(self) -> None:
        self._moving = sys.stdout.isatty()
        self._open_width = 0
        self._shown_at_s = 0.0

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self._clear()
        print(text, flush=True)

    def move(self, text: str) -> None:
        """Rewrite the current line; printed only on a terminal, at most ten times a second."""
        now_s = time.monotonic()
        if not self._moving or now_s - self._shown_at_s < 0.1:
            return
        self._shown_at_s = now_s
        self._clear()
        text = text[:78]
        print(text, end="", flush=True)
        self._open_width = len(text)

    def _clear(self) -> None:
        if self._open_width:
            print("\r" + " " * self._open_width + "\r", end="")
            self._open_width = 0
