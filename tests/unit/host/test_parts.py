"""Streams, sessions, uploads, liveness and the ballast, each alone."""

from __future__ import annotations

import hashlib
import signal
from pathlib import Path

import pytest

from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.protocol.messages import Ping, Put, StreamPush
from worker.host.ballast import BALLAST_BYTES, Ballast
from worker.host.liveness import StepWatch, exit_reason, restart_delay_s
from worker.host.sessions import MAX_CREDIT, Sessions
from worker.host.streams import StreamTable, run_id
from worker.host.uploads import MAX_ARTEFACT_BYTES, MAX_OPEN_UPLOADS, Uploads


def push(seq: int, deadline_ms: int = 1000) -> StreamPush:
    return StreamPush(stream="s", task="t", seq=seq, deadline_ms=deadline_ms)


def test_newer_item_replaces_the_waiting_one_and_is_counted() -> None:
    table = StreamTable()
    for seq in range(3):
        table.push(b"c", push(seq), [], now=0.0)
    first = table.next_item(0.1)
    assert first is not None
    assert first.push.seq == 2
    table.push(b"c", push(3), [], now=0.1)
    assert table.next_item(0.2) is None, "one at a time in each stream"
    finished = table.finish(b"c", "s")
    assert finished is not None
    assert finished[1] == 2
    second = table.next_item(0.2)
    assert second is not None
    assert second.push.seq == 3


def test_late_item_is_dropped_and_counted() -> None:
    table = StreamTable()
    table.push(b"c", push(1, deadline_ms=100), [], now=0.0)
    assert table.next_item(0.2) is None
    assert [(item.push.seq, dropped) for item, dropped in table.take_late()] == [(1, 1)]
    assert table.take_late() == []
    table.push(b"c", push(2), [], now=0.3)
    assert table.next_item(0.3) is not None
    finished = table.finish(b"c", "s")
    assert finished is not None
    assert finished[1] == 1


def test_lost_engine_frees_the_streams_and_closing_forgets_them() -> None:
    table = StreamTable()
    table.push(b"c", push(1), [], now=0.0)
    table.next_item(0.0)
    lost = table.engine_lost()
    assert [(item.push.seq, dropped) for item, dropped in lost] == [(1, 1)]
    table.push(b"c", push(2), [], now=0.0)
    assert table.waiting()
    assert table.close(b"c", "s") == []
    assert not table.waiting()
    assert table.finish(b"c", "s") is None


def test_a_run_that_nobody_waits_for_is_named_when_its_stream_is_closed() -> None:
    table = StreamTable()
    for client in (b"c", b"d"):
        table.push(client, push(1), [], now=0.0)
        table.next_item(0.0)
    assert table.close(b"c", "another") == []
    assert table.close(b"c", "s") == [run_id(b"c", "s")]
    assert table.finish(b"c", "s") is None
    assert table.finish(b"d", "s") is not None


def test_credit_is_spent_held_and_granted() -> None:
    sessions = Sessions()
    session = sessions.open(b"c", "cli", now=0.0)
    session.credit = 1
    assert sessions.spend(session, "job", Ping(), [])
    assert not sessions.spend(session, "job", Ping(), [b"old"])
    assert not sessions.spend(session, "job", Ping(), [b"new"])
    assert sessions.grant(session, 5) == [(Ping(), [b"new"])], "only the newest was held"
    assert session.credit == 4
    sessions.grant(session, 10_000)
    assert session.credit == MAX_CREDIT


def test_silent_clients_are_found() -> None:
    sessions = Sessions()
    sessions.open(b"a", "cli", now=0.0)
    sessions.open(b"b", "cli", now=0.0)
    sessions.heard(b"b", 100.0)
    assert [s.identity for s in sessions.silent(100.0)] == [b"a"]
    assert sessions.heard(b"x", 1.0) is None


def test_restarts_back_off_and_are_limited() -> None:
    assert [restart_delay_s(n) for n in (0, 1, 2, 3, 20)] == [0.0, 0.5, 1.0, 2.0, 30.0]


def test_exit_codes_in_words() -> None:
    assert "memory" in exit_reason(-signal.SIGKILL)
    assert "SIGSEGV" in exit_reason(-signal.SIGSEGV)
    assert exit_reason(3) == "exit code 3"
    assert exit_reason(-199) == "signal 199"


def test_step_watch_allows_twenty_mean_steps() -> None:
    watch = StepWatch(floor_s=1.0)
    now = 0.0
    watch.beat(0, now)
    for step in range(1, 40):
        now += 2.0
        watch.beat(step, now)
    assert watch.limit_s() == pytest.approx(40.0, rel=0.01)
    assert not watch.stalled(now + 39)
    assert watch.stalled(now + 41)
    watch.reset(now + 41)
    assert not watch.stalled(now + 42)


def test_step_watch_is_patient_while_a_run_loads() -> None:
    watch = StepWatch(floor_s=30.0)
    watch.beat(50, 0.0)
    watch.reset(0.0)
    watch.beat(51, 0.1)  # counted when it begins
    assert not watch.stalled(100.0), "libraries are imported on a busy machine"
    assert watch.stalled(121.0)
    for step in range(52, 56):
        watch.beat(step, 1.0)
    assert not watch.stalled(30.0)
    assert watch.stalled(32.0)


def test_uploads_check_size_order_and_hash(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    store.prepare()
    uploads = Uploads(store)
    data = b"abcdef"
    sha256 = hashlib.sha256(data).hexdigest()
    assert uploads.put(Put(sha256=sha256, size=6), b"abc").received == 3
    assert uploads.put(Put(sha256=sha256, size=6, offset=0), b"abc").received == 3
    with pytest.raises(AppError, match="size of 6"):
        uploads.put(Put(sha256=sha256, size=6, offset=3), b"defg")
    assert uploads.put(Put(sha256=sha256, size=6, offset=3), b"def").complete
    assert store.resolve(f"sha256:{sha256}").read_bytes() == data
    with pytest.raises(AppError, match="size"):
        uploads.put(Put(sha256="1" * 64, size=MAX_ARTEFACT_BYTES + 1), None)
    empty = hashlib.sha256(b"").hexdigest()
    assert uploads.put(Put(sha256=empty, size=0), None).complete


def test_abandoned_uploads_make_room(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path)
    store.prepare()
    uploads = Uploads(store)
    for number in range(MAX_OPEN_UPLOADS + 5):
        uploads.put(Put(sha256=f"{number:064x}", size=10), b"x")
    assert len(list(store.incoming.iterdir())) == MAX_OPEN_UPLOADS


def test_ballast_is_taken_given_and_taken_again(tmp_path: Path) -> None:
    ballast = Ballast(tmp_path / "ballast")
    ballast.fill()
    assert (tmp_path / "ballast").stat().st_size == BALLAST_BYTES
    ballast.drop()
    assert not (tmp_path / "ballast").exists()
    ballast.drop()
    ballast.refill_if_possible()
    assert (tmp_path / "ballast").exists()
