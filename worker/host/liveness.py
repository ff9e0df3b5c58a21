"""When an engine counts as dead, stalled or broken: pure rules over monotonic seconds."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass

BEAT_TIMEOUT_S = 10.0
START_TIMEOUT_S = 90.0
STALL_FLOOR_S = 30.0
STALL_FACTOR = 20.0
# A run's first steps import libraries and load or convert a model: 15 s of processor time on an
# idle machine, and more than the floor on a busy or slow one, where each attempt would be killed.
LOADING_STEPS, LOADING_FACTOR = 3, 4.0
FIRST_RESTART_S, LAST_RESTART_S = 0.5, 30.0
# So many deaths in a row without one finished run, and clients are told that the engine is broken.
BROKEN_AFTER = 5

_WINDOWS_CRASHES = {0xC0000005: "an access violation", 0xC0000017: "lack of memory"}


def restart_delay_s(deaths: int) -> float:
    """Wait before the next start, after `deaths` since the last success: 0.5, 1, 2 … 30 s."""
    return 0.0 if deaths == 0 else min(FIRST_RESTART_S * 2.0 ** (deaths - 1), LAST_RESTART_S)


def exit_reason(code: int) -> str:
    """What an exit code says, in words for a person."""
    if sys.platform == "win32":
        return _WINDOWS_CRASHES.get(code & 0xFFFFFFFF, f"exit code {code}")
    if code >= 0:
        return f"exit code {code}"
    if code == -signal.SIGKILL:
        return "it was killed, most often for lack of memory"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


@dataclass
class StepWatch:
    """Follows an engine's step counter and says when it stands still for too long."""

    floor_s: float = STALL_FLOOR_S
    steps: int = -1
    changed_at: float = 0.0
    mean_step_s: float = 0.0
    loading_until: int = LOADING_STEPS

    def reset(self, now: float) -> None:
        """A run starts: its first steps may take longer than the floor."""
        self.changed_at = now
        self.loading_until = max(self.steps, 0) + LOADING_STEPS

    def beat(self, steps: int, now: float) -> None:
        """The counter was heard."""
        if steps != self.steps:
            if self.steps >= 0 and steps > self.steps:
                step_s = (now - self.changed_at) / (steps - self.steps)
                self.mean_step_s += 0.2 * (step_s - self.mean_step_s)
            self.steps, self.changed_at = steps, now

    def limit_s(self) -> float:
        """How long the counter may stand still: the larger of the floor and 20 mean steps.

        The floor is four times as high while a run loads.
        """
        is_loading = self.steps <= self.loading_until
        floor_s = self.floor_s * (LOADING_FACTOR if is_loading else 1.0)
        return max(floor_s, STALL_FACTOR * self.mean_step_s)

    def stalled(self, now: float) -> bool:
        """True if it stands still for longer."""
        return now - self.changed_at > self.limit_s()
