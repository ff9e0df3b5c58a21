"""Marks find their slots and are told once; notices are numbered and summed up."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import AppError
from shared.neuro.acquisition import SlotMark
from shared.neuro.chunks import Markers
from shared.neuro.notice_sentences import NOTICE_SENTENCES
from shared.neuro.placed import StreamEvent
from worker.neuro.acquisition.marks import Marks
from worker.neuro.acquisition.notices import KEEP, Notices
from worker.neuro.event_summary import News, news_of
from worker.neuro.sources.base import source_notice

RATE_HZ = 100.0


def markers(*times_s: float) -> Markers:
    return Markers(np.array(times_s), tuple(f"m{at:g}" for at in times_s))


def settle(marks: Marks, next_index: int) -> None:
    marks.settle(lambda at_s: at_s * RATE_HZ, next_index, RATE_HZ)


def test_a_mark_of_the_future_waits_for_its_sample() -> None:
    marks = Marks()
    marks.add(markers(1.5))
    settle(marks, 100)
    assert marks.told(0, 1000) == ()
    settle(marks, 151)
    assert [m.index for m in marks.told(0, 1000)] == [150.0]


def test_a_mark_from_another_clock_is_told_at_once() -> None:
    marks = Marks()
    marks.add(markers(1e6))
    settle(marks, 100)
    assert [m.text for m in marks.told(0, 101)] == ["m1e+06"]


def test_marks_wait_while_no_sample_has_a_time() -> None:
    marks = Marks()
    marks.add(markers(0.1))
    marks.settle(lambda _: float("nan"), 0, RATE_HZ)
    assert marks.told(0, 10) == ()
    settle(marks, 20)
    assert len(marks.told(20, 21)) == 1


@given(
    late_s=st.lists(st.floats(0, 5), min_size=1, max_size=30),
    steps=st.lists(st.integers(1, 300), min_size=1, max_size=30),
)
def test_who_reads_on_without_a_break_gets_every_mark_once(
    late_s: list[float], steps: list[int]
) -> None:
    marks, at, read, got = Marks(), 0, 0, []
    pending = list(late_s)
    for step in steps:
        if pending:
            marks.add(markers(max(0.0, at / RATE_HZ - pending.pop())))
        settle(marks, at)
        at += step
        got += marks.told(read, at)
        read = at
    settle(marks, at)
    got += marks.told(read, at + 1)
    assert len(got) == len(late_s) - len(pending)


def test_what_no_reader_can_ask_for_is_forgotten() -> None:
    marks = Marks()
    marks.note(SlotMark(index=5.0, text="old", kind="note"), 10)
    marks.note(SlotMark(index=95.0, text="new", kind="note"), 100)
    marks.forget_before(50)
    assert [m.text for m in marks.told(0, 1000)] == ["new"]


def test_notices_are_numbered_and_the_oldest_forgotten() -> None:
    notices = Notices()
    for number in range(KEEP + 5):
        notices.say("other", number, "no_source_id")
    assert [n.seq for n in notices.last] == list(range(6, KEEP + 6))


def test_what_the_source_and_the_recorder_say_carries_its_code() -> None:
    notices = Notices()
    notices.source(source_notice("lost", 1.0, "stream_lost", name="Muse"), 5)
    assert notices.news(news_of("channel_bad", label="Fp1", reasons="flat,line"), 6)
    assert notices.news(news_of("markers_outside", count=3), 7)
    # What the time line says too is not told twice.
    assert not notices.news(News("4 samples were lost."), 8)
    assert [(n.kind, n.code, n.params, n.index) for n in notices.last] == [
        ("lost", "stream_lost", {"name": "Muse"}, 5),
        ("quality", "channel_bad", {"label": "Fp1", "reasons": "flat,line"}, 6),
        ("other", "markers_outside", {"count": 3}, 7),
    ]
    assert notices.last[1].text == "Quality: Fp1 is flat and full of line noise."


def test_every_code_that_is_told_has_a_sentence_and_every_sentence_is_told() -> None:
    root = Path(__file__).resolve().parents[4] / "worker" / "neuro"
    call = re.compile(
        r"(?:source_notice|news_of|_tell|_notify|_notice|notices\.say)\(([^()]|\([^()]*\))*?\)"
    )
    told = set()
    for path in root.rglob("*.py"):
        for found in call.finditer(path.read_text()):
            told |= set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', found.group()))
    assert told == set(NOTICE_SENTENCES)


def test_losses_are_summed_up_once_a_second() -> None:
    notices = Notices()
    for index in range(100):
        notices.event(StreamEvent("gap", index, count=2))
    assert notices.sum_up(100, 10.0)
    notices.event(StreamEvent("gap", 101, count=1))
    assert not notices.sum_up(102, 10.5)
    assert notices.sum_up(110, 11.0)
    assert [(n.text, n.params["count"]) for n in notices.last] == [
        ("gap: 200 samples lost", 200),
        ("gap: 1 samples lost", 1),
    ]


def test_a_jump_of_the_clock_is_told_at_once_with_its_size() -> None:
    notices = Notices()
    notices.event(StreamEvent("clock_jump", 7, seconds=-2.0))
    notices.error(AppError("disk_full", path="x"), 8)
    jump, error = notices.last
    assert (jump.code, jump.params["seconds"], jump.index) == ("clock_jump", -2.0, 7)
    assert (error.kind, error.code, error.params) == ("error", "disk_full", {"path": "x"})
