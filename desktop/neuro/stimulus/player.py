"""What is on the screen at any moment of a protocol, and which markers that makes; no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.neuro.stimulus.plan import Plan, Step
from shared.neuro.stimulus.shown import FRAMES_IN_TIME, Shown, TimingReport, timing_report

Phase = Literal["ready", "running", "paused", "over"]
FrameKind = Literal["ready", "gray", "picture", "break", "paused", "over"]
Outcome = Literal["finished", "aborted"]
Mark = Callable[[str, float], object]

OFF_MARKER = "pictures/off"
TARGET_MARKER = "target"
RESPONSE_MARKER = "response"
# A press counts for a target if it comes within this time of it.
RESPONSE_S = (0.1, 2.0)
# Gray with the cross after a pause.
RESUME_S = 2.0
_FADE_LEVELS = 64


@dataclass(frozen=True)
class Frame:
    """A picture of the whole window.

    Attributes
    ----------
    picture : int or None
        Place in the set; None in a `picture` frame is the attention target.
    opacity : float
        Of the picture, in (0, 1].
    is_lit : bool
        The photodiode's square is white.
    seconds : int
        What is left of a break.
    """

    kind: FrameKind
    picture: int | None = None
    opacity: float = 1.0
    is_lit: bool = False
    seconds: int = 0


@dataclass(frozen=True)
class RunReport:
    """What became of a run.

    Attributes
    ----------
    n_shown, n_planned : int
        Pictures that stayed for their whole time, of those planned.
    n_hits, n_targets, n_false : int
        Targets that were answered, targets shown, and presses without a target.
    shown : tuple of Shown
        Every picture and every gray after one.
    """

    outcome: Outcome
    n_shown: int
    n_planned: int
    n_targets: int
    n_hits: int
    n_false: int
    n_pauses: int
    timing: TimingReport
    shown: tuple[Shown, ...]


class Player:
    """Follows a plan by the clock it is told, one step for each frame.

    Frames are asked for with `frame` and reported with `swapped` once they are on the screen; only
    then their markers are sent, with that time. A screen that is late puts the rest of the plan off
    by as much: nothing is left out and nothing comes faster than planned, so that a computer that
    stumbles makes no flashes. A picture that a pause cuts short is shown again.

    Parameters
    ----------
    keys : sequence of str
        The name of each picture of the set in its marker.
    frame_s : float
        Time of one frame of the screen.
    mark : callable
        Takes a marker and its time on the monotonic clock.
    start_marker : str
        The marker that describes the run.
    offset_s : float
        How long after its swap a frame is seen.
    """

    def __init__(
        self,
        plan: Plan,
        keys: Sequence[str],
        frame_s: float,
        mark: Mark,
        start_marker: str,
        offset_s: float = 0.0,
    ) -> None:
        self._plan, self._keys, self._frame_s = plan, tuple(keys), frame_s
        self._mark, self._start_marker, self._offset_s = mark, start_marker, offset_s
        self.phase: Phase = "ready"
        self.outcome: Outcome = "aborted"
        self._index = -1
        self._base_s = 0.0
        self._is_waiting = True  # gray until the next step, whatever the last one was
        self._is_lit = False
        self._due: list[tuple[str, float | None, int | None]] = []
        self._shown: list[Shown] = []
        self._target_times_s: list[float] = []
        self._presses_s: list[float] = []
        self._n_complete = self._n_pauses = 0
        self._n_planned = len(plan.trials) - plan.n_targets

    # --- what a person does -----------------------------------------------------------------------

    def begin(self, now_s: float) -> None:
        """Start with the first gray."""
        if self.phase == "ready":
            self.phase, self._base_s = "running", now_s
            self._due.append((self._start_marker, None, None))

    def pause(self) -> None:
        """Gray at once; a second call does nothing."""
        if self.phase != "running":
            return
        self._n_pauses += 1
        self.phase = "paused"
        self._put_out("pause")
        step = self._step
        if step is not None and step.kind in ("on", "lead"):
            self._index -= 1  # again from its beginning
        self._is_waiting = True

    def resume(self, now_s: float) -> None:
        """Go on after some gray, with the picture that was cut short."""
        if self.phase != "paused":
            return
        self.phase = "running"
        self._due.append(("resume", None, None))
        following = self._plan.steps[self._index + 1 : self._index + 2]
        start_s = following[0].start_s if following else self._plan.length_s
        lead_s = 0.0 if following and following[0].kind == "lead" else RESUME_S
        self._base_s = now_s + lead_s - start_s

    def abort(self) -> None:
        """Gray at once, and no more."""
        if self.phase == "over":
            return
        if self.phase != "ready":
            self._put_out("aborted")
        self.phase = "over"

    def respond(self, now_s: float) -> None:
        """The person saw the target."""
        if self.phase == "running":
            self._presses_s.append(now_s)
            self._mark(RESPONSE_MARKER, now_s)

    # --- what the screen asks for -----------------------------------------------------------------

    def frame(self, now_s: float, ahead_s: float = 0.0) -> Frame:
        """The frame to paint, if it will be seen `ahead_s` from now; at most one step further."""
        if self.phase != "running":
            return Frame(self.phase)
        at_s = now_s + ahead_s - self._base_s
        steps = self._plan.steps
        if self._index + 1 < len(steps):
            if at_s >= steps[self._index + 1].start_s:
                self._enter(self._index + 1)
        elif at_s >= self._plan.length_s:
            self._finish()
            return Frame("over")
        return self._frame_at(at_s)

    def swapped(self, at_s: float) -> None:
        """The last frame came to the screen: send its markers."""
        due, self._due = self._due, []
        late_s = 0.0
        for marker, planned_s, trial in due:
            self._mark(marker, at_s + self._offset_s)
            if planned_s is None:
                continue
            if marker != OFF_MARKER:
                self._is_lit = True
            if marker == TARGET_MARKER:
                self._target_times_s.append(at_s + self._offset_s)
            self._shown.append(Shown(marker, planned_s, at_s, trial))
            late_s = max(late_s, at_s - planned_s)
        if late_s > FRAMES_IN_TIME * self._frame_s and self.phase == "running":
            self._base_s += late_s

    @property
    def _step(self) -> Step | None:
        if self._is_waiting or not 0 <= self._index < len(self._plan.steps):
            return None
        return self._plan.steps[self._index]

    @property
    def _trial(self) -> int | None:
        step = self._step
        return step.trial if step is not None else None

    def _enter(self, index: int) -> None:
        step = self._plan.steps[index]
        planned_s = self._base_s + step.start_s
        self._complete()
        if step.kind == "on":
            assert step.trial is not None
            picture = self._plan.trials[step.trial].picture
            name = TARGET_MARKER if picture is None else f"picture/{self._keys[picture]}"
            self._due.append((name, planned_s, step.trial))
        elif self._is_lit:
            self._due.append((OFF_MARKER, planned_s, step.trial))
            self._is_lit = False
        if step.kind == "lead":
            self._due.append((f"block/{step.block + 1}", None, None))
        self._index, self._is_waiting = index, False

    def _complete(self) -> None:
        """Count a picture that has had its whole time."""
        step = self._step
        if step is not None and step.kind == "on" and step.trial is not None:
            self._n_complete += self._plan.trials[step.trial].picture is not None

    def _finish(self) -> None:
        self._complete()
        self._put_out("protocol/end", self._base_s + self._plan.length_s)
        self.phase, self.outcome = "over", "finished"

    def _put_out(self, marker: str, planned_s: float | None = None) -> None:
        """Gray, then `marker`."""
        if self._is_lit:
            self._due.append((OFF_MARKER, planned_s, self._trial))
            self._is_lit = False
        self._due.append((marker, None, None))

    def _frame_at(self, at_s: float) -> Frame:
        step = self._step
        if step is None or step.kind == "lead":
            return Frame("gray")
        if step.kind == "break":
            return Frame("break", seconds=max(1, math.ceil(step.end_s - at_s)))
        fade_s = self._plan.settings.fade_s
        since_s = at_s - step.start_s
        assert step.trial is not None
        picture = self._plan.trials[step.trial].picture
        if step.kind == "on":
            share = (since_s + self._frame_s) / fade_s if fade_s > 0 else 1.0
            return Frame("picture", picture, _level(share), True)
        share = 1 - (since_s + self._frame_s) / fade_s if fade_s > 0 else 0.0
        if share <= 0:
            return Frame("gray")
        return Frame("picture", picture, _level(share), False)

    # --- what is told -----------------------------------------------------------------------------

    @property
    def progress(self) -> tuple[int, int, float]:
        """Pictures shown, pictures planned, and the seconds that are left without pauses."""
        following = self._plan.steps[self._index + 1 : self._index + 2]
        left_s = self._plan.length_s - following[0].start_s if following else 0.0
        return self._n_complete, self._n_planned, left_s

    def report(self) -> RunReport:
        """The run so far, or the whole of it."""
        hits, presses = 0, sorted(self._presses_s)
        low_s, high_s = RESPONSE_S
        for target_s in self._target_times_s:
            own = [at_s for at_s in presses if low_s <= at_s - target_s <= high_s]
            if own:
                hits += 1
                presses.remove(own[0])
        return RunReport(
            outcome=self.outcome,
            n_shown=self._n_complete,
            n_planned=self._n_planned,
            n_targets=len(self._target_times_s),
            n_hits=hits,
            n_false=len(presses),
            n_pauses=self._n_pauses,
            timing=timing_report(self._shown, self._frame_s),
            shown=tuple(self._shown),
        )


def _level(share: float) -> float:
    """One of 64 opacities, so that two frames that look the same are the same."""
    return max(1, min(_FADE_LEVELS, round(share * _FADE_LEVELS))) / _FADE_LEVELS
