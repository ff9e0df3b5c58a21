"""The player against a clock that the test turns: frames, markers, pauses, lateness."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.neuro.stimulus.player import Frame, Player, RunReport
from shared.neuro.stimulus.description import MAX_CHARS, set_digest, start_marker
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import Plan, make_plan
from shared.neuro.stimulus.settings import PRESETS, ProtocolSettings

FRAME_S = 1 / 60
PICTURES = [
    Picture(key=f"p{k}", category=str(k % 2), concept=str(k // 2)) for k in range(8)
]  # fmt: skip


class Screen:
    """A screen that shows each frame one tick after it was asked for."""

    def __init__(self, plan: Plan, *, offset_s: float = 0.0, tick_s: float = FRAME_S) -> None:
        self.plan, self.tick_s = plan, tick_s
        self.marks: list[tuple[str, float]] = []
        self.frames: list[tuple[float, Frame]] = []
        self.now_s = 100.0
        keys = [p.key for p in PICTURES]
        self.player = Player(
            plan, keys, FRAME_S, lambda *m: self.marks.append(m), "protocol/start {}", offset_s
        )

    def tick(self, stall_s: float = 0.0) -> Frame:
        frame = self.player.frame(self.now_s, self.tick_s / 2)
        self.now_s += self.tick_s + stall_s
        if not self.frames or self.frames[-1][1] != frame:
            self.frames.append((self.now_s, frame))
            self.player.swapped(self.now_s)
        return frame

    def run(self, seconds: float = 1e9) -> None:
        end_s = self.now_s + seconds
        while self.now_s < end_s and self.player.phase == "running":
            self.tick()

    def until(self, kind: str) -> Frame:
        while (frame := self.tick()).kind != kind:
            assert self.player.phase == "running"
        return frame

    def names(self) -> list[str]:
        return [text for text, _ in self.marks]


def plan_of(**changes: object) -> Plan:
    wanted = ProtocolSettings(repeats=2, block_trials=10, break_s=3.0, target_every=4, seed=3)
    return make_plan(PICTURES, msgspec.structs.replace(wanted, **changes), FRAME_S)


def started(**changes: object) -> Screen:
    screen = Screen(plan_of(**changes))
    screen.player.begin(screen.now_s)
    return screen


def expected_markers(plan: Plan) -> list[str]:
    names = ["protocol/start {}"]
    block = -1
    for trial in plan.trials:
        if trial.block != block:
            block = trial.block
            names.append(f"block/{block + 1}")
        name = "target" if trial.picture is None else f"picture/{PICTURES[trial.picture].key}"
        names += [name, "pictures/off"]
    return [*names, "protocol/end"]


def test_a_run_sends_every_marker_once_and_in_order() -> None:
    screen = started()
    screen.run()
    # The last gray is over when the protocol is: its marker came with its own frame.
    assert screen.names() == expected_markers(screen.plan)
    report = screen.player.report()
    assert (report.outcome, report.n_shown, report.n_planned) == ("finished", 16, 16)
    assert report.n_targets == 4
    assert report.timing.missed_frames == 0


def test_markers_have_the_time_of_their_frame_and_the_offset_of_the_screen() -> None:
    screen = Screen(plan_of(), offset_s=0.025)
    screen.player.begin(screen.now_s)
    screen.run()
    swaps = {frame.picture: at for at, frame in screen.frames if frame.kind == "picture"}
    last = {text: at for text, at in screen.marks if text.startswith("picture/")}
    for picture, at_s in swaps.items():
        if picture is not None:
            assert last[f"picture/p{picture}"] == pytest.approx(at_s + 0.025, abs=1e-9)


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(["slow", "rapid", "calibration"]), st.integers(0, 99))
def test_times_on_the_screen_are_those_of_the_plan(paradigm: str, seed: int) -> None:
    wanted = msgspec.structs.replace(PRESETS[paradigm], repeats=1, seed=seed)  # type: ignore[index]
    plan = make_plan(PICTURES, wanted, FRAME_S)
    screen = Screen(plan)
    screen.player.begin(screen.now_s)
    screen.run()
    shown = screen.player.report().shown
    on = [s for s in shown if s.marker != "pictures/off"]
    off = [s for s in shown if s.marker == "pictures/off"]
    for trial, first, then in zip(plan.trials, on, off, strict=True):
        assert then.shown_s - first.shown_s == pytest.approx(trial.on_s, abs=FRAME_S / 2)
    assert max(abs(s.shown_s - s.planned_s) for s in shown) <= FRAME_S


def test_a_pause_is_gray_at_once_and_the_picture_comes_again() -> None:
    screen = started()
    first = screen.until("picture")
    screen.run(0.2)
    screen.player.pause()
    assert screen.tick() == Frame("paused")
    assert screen.names()[-2:] == ["pictures/off", "pause"]
    screen.now_s += 30
    assert screen.tick() == Frame("paused")
    resumed_s = screen.now_s
    screen.player.resume(screen.now_s)
    assert screen.tick() == Frame("gray")
    assert screen.names()[-1] == "resume"
    again = screen.until("picture")
    assert again.picture == first.picture
    assert screen.now_s - resumed_s >= 1.5
    screen.run()
    names = screen.names()
    assert names.count(f"picture/p{first.picture}") == 3
    report = screen.player.report()
    assert (report.n_shown, report.n_pauses, report.outcome) == (16, 1, "finished")


def test_a_pause_in_the_gray_goes_on_with_the_next_picture() -> None:
    screen = started(target_every=0)
    screen.until("picture")
    screen.until("gray")
    screen.player.pause()
    screen.tick()
    screen.player.resume(screen.now_s)
    screen.run()
    pictures = [name for name in screen.names() if name.startswith("picture/")]
    assert len(pictures) == 16
    assert screen.player.report().n_shown == 16


def test_a_break_is_cut_short_by_pausing_and_going_on() -> None:
    screen = started()
    assert screen.until("break").seconds == 3
    screen.player.pause()
    screen.tick()
    screen.player.resume(screen.now_s)
    screen.tick()
    screen.tick()
    assert screen.names()[-2:] == ["resume", "block/2"]


def test_the_break_counts_down() -> None:
    screen = started()
    screen.until("break")
    screen.run()
    assert [f.seconds for _, f in screen.frames if f.kind == "break"] == [3, 2, 1]


def test_an_abort_is_gray_at_once_and_the_last_marker() -> None:
    screen = started()
    screen.until("picture")
    screen.player.abort()
    assert screen.tick() == Frame("over")
    assert screen.names()[-2:] == ["pictures/off", "aborted"]
    report = screen.player.report()
    assert (report.outcome, report.n_shown) == ("aborted", 0)
    screen.player.resume(screen.now_s)
    assert screen.tick() == Frame("over")


def test_before_it_begins_nothing_is_marked() -> None:
    screen = Screen(plan_of())
    assert screen.tick() == Frame("ready")
    screen.player.pause()
    screen.player.respond(1.0)
    screen.player.abort()
    screen.tick()
    assert screen.marks == []


def test_a_screen_that_stalls_puts_the_rest_off_and_leaves_nothing_out() -> None:
    screen = started(target_every=0)
    screen.until("picture")
    screen.run(0.45)
    while screen.tick(stall_s=0.3).kind != "gray":
        pass
    screen.run()
    assert screen.names() == expected_markers(screen.plan)
    shown = screen.player.report().shown
    gaps = [b.shown_s - a.shown_s for a, b in pairwise(shown)]
    # Whatever happened, nothing was shorter than planned by more than half a frame.
    assert min(gaps) >= 0.5 - FRAME_S
    assert screen.player.report().timing.missed_frames >= 17


def test_a_fade_goes_in_and_out_without_a_jump() -> None:
    screen = started(fade_s=0.2, target_every=0)
    first = screen.until("picture")
    run = [first.opacity]
    while (frame := screen.tick()).kind == "picture":
        run.append(frame.opacity)
    assert max(run) == 1.0
    assert max(abs(b - a) for a, b in pairwise(run)) < 0.13
    assert run[0] < 0.15 > run[-1]
    screen.run()
    assert screen.names() == expected_markers(screen.plan)


def test_presses_are_hits_false_alarms_or_too_late() -> None:
    screen = started()
    presses = 0
    while screen.player.phase == "running":
        before = len(screen.marks)
        screen.tick()
        if screen.names()[before:] == ["target"]:
            presses += 1
            if presses in (1, 3):
                screen.run(0.6)
                screen.player.respond(screen.now_s)
            if presses == 2:
                screen.player.respond(screen.now_s + 0.05)  # nobody is so quick
    report = screen.player.report()
    assert (report.n_targets, report.n_hits, report.n_false) == (4, 2, 1)
    assert screen.names().count("response") == 3


def test_without_gray_pictures_follow_each_other() -> None:
    screen = started(paradigm="rapid", on_s=0.2, off_s=0.0, jitter_s=0.0, brightness=0.5)
    screen.run()
    names = screen.names()
    assert names.count("pictures/off") == 2  # at the end of each block
    assert sum(name.startswith("picture/") for name in names) == 16
    assert screen.player.report().n_shown == 16


def test_progress_goes_to_the_end() -> None:
    screen = started()
    assert screen.player.progress == (0, 16, screen.plan.length_s)
    screen.run()
    assert screen.player.progress == (16, 16, 0.0)


def test_the_first_marker_holds_the_settings_and_fits() -> None:
    plan = plan_of(seed=999_999, jitter_s=0.123456789012345)
    text = start_marker(plan, "x" * 500, PICTURES, 12.5)
    assert len(text) <= MAX_CHARS
    kind, _, document = text.partition(" ")
    assert kind == "protocol/start"
    values = msgspec.json.decode(document)
    wanted = msgspec.convert(values["settings"], ProtocolSettings)
    assert make_plan(PICTURES, wanted, FRAME_S) == plan
    assert values["digest"] == set_digest(PICTURES) != set_digest(PICTURES[::-1])
    assert values["offset_ms"] == 12.5


def test_a_report_before_the_start_is_empty() -> None:
    report = Screen(plan_of()).player.report()
    assert isinstance(report, RunReport)
    assert (report.n_shown, report.timing.n) == (0, 0)
