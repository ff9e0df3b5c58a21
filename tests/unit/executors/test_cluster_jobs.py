"""Jobs of a host on a cluster's engines, with engines in this process in place of a cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.artefacts import ArtefactStore
from shared.jobs import Failure, Lane
from shared.protocol.frames import Blob, pack
from shared.protocol.messages import (
    EngineDone,
    EngineFailed,
    EnginePartial,
    EngineProgress,
    EngineRun,
    Message,
)
from tests.doubles.tasks import ProbeRequest
from worker.engine.devices import DeviceProbe
from worker.executors.actor_engine import ActorEngine
from worker.executors.cluster_jobs import ClusterJobs

pytestmark = pytest.mark.usefixtures("test_tasks")


class RayError(Exception):
    """As Ray's own."""


class FakeRay:
    """Answers are made when they are fetched; a reference is a call to come, or a value."""

    class exceptions:  # noqa: N801 - as Ray's module is called
        RayError = RayError

    def put(self, value: bytes) -> Callable[[], bytes]:
        return lambda: value

    def wait(
        self, refs: list[Any], num_returns: int, timeout: float
    ) -> tuple[list[Any], list[Any]]:
        ready = [ref for ref in refs if getattr(ref, "ready", True)][:num_returns]
        return ready, [ref for ref in refs if ref not in ready]

    def get(self, ref: Any) -> Any:
        return ref()


class Call:
    """The reference of a turn."""

    def __init__(self, act: Callable[[], Any], ready: bool) -> None:
        self._act, self.ready = act, ready

    def __call__(self) -> Any:
        return self._act()


class FakeActor:
    """An engine of this process; `hangs` never answers, `dies` answers as a dead actor does."""

    def __init__(self, folder: Path, *, hangs: bool = False, dies: bool = False) -> None:
        self.engine = ActorEngine(str(folder / "home"), str(folder / "work"))
        self._hangs, self._dies = hangs, dies
        self.turn = self
        (folder / "work").mkdir(parents=True)

    def remote(self, commands: Any, *contents: Any) -> Call:
        def act() -> Any:
            if self._dies:
                raise RayError("The actor died.\nAnd much else.")
            return self.engine.turn(commands, *(content() for content in contents))

        return Call(act, not self._hangs)


class FakePool:
    """Actors by key, each of which greets when it is asked for."""

    def __init__(self, *actors: FakeActor) -> None:
        self._actors = dict(enumerate(actors))
        self.greetings: list[Any] = [self._greeting(key) for key in self._actors]
        self.replaced: list[int] = []

    def _greeting(self, key: int) -> Call:
        return Call(lambda: key, ready=True)

    def actor(self, key: int) -> FakeActor:
        return self._actors[key]

    def welcome(self, ref: Call) -> int:
        self.greetings.remove(ref)
        key: int = ref()
        return key

    def replace(self, key: int) -> None:
        self.replaced.append(key)


class Bench:
    """Jobs on some actors, and what the host was told."""

    def __init__(self, home: Path, *actors: FakeActor, own: bool = True, stall_s: float = 600):
        self.home, self.told = home, list[Message]()
        self.blobs: list[Sequence[Blob]] = []
        self.pool = FakePool(*actors)
        self.jobs = ClusterJobs(
            FakeRay(),
            self.pool,  # type: ignore[arg-type]
            home,
            self._hear,
            stall_floor_s=stall_s,
            own=own,
        )

    def _hear(self, message: Message, blobs: Sequence[Blob]) -> None:
        self.told.append(message)
        self.blobs.append(blobs)

    def begin(self, job_id: str, lane: Lane = Lane.USER, **request: Any) -> None:
        self.jobs.begin(
            EngineRun(
                job_id=job_id,
                attempt=1,
                task="test.probe",
                request=msgspec.to_builtins(ProbeRequest(**request)),
                lane=lane,
            )
        )

    def finish(self) -> list[Message]:
        """Poll until nothing is to come; what ended the jobs, in order."""
        while self.jobs.expecting:
            self.jobs.poll(0)
        return [each for each in self.told if isinstance(each, EngineDone | EngineFailed)]


@pytest.fixture(autouse=True)
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DeviceProbe, "begin", lambda self: None)


def given(home: Path, content: bytes) -> str:
    """A reference to a file of the host's store."""
    source = home / "given.bin"
    source.write_bytes(content)
    return "sha256:" + ArtefactStore(home / "artefacts").add_file(source)


def test_files_go_there_and_results_come_home(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path))
    bench.begin("a", file=given(home, b"content"), label="a", files=2)
    (done,) = bench.finish()
    assert isinstance(done, EngineDone)
    assert done.result_dir == str(home / "results" / "a")
    folder = Path(done.result_dir)
    assert (folder / "copy.bin").read_bytes() == b"content"
    assert (folder / "label.txt").read_text() == "a"
    assert len(done.files) == 5
    store = ArtefactStore(home / "artefacts")
    for name, sha256 in done.files.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256
        assert store.has(sha256)
    assert list((home / "scratch").iterdir()) == []
    assert list((tmp_path / "work").iterdir()) == [], "nothing of it stays where it was made"


def test_progress_and_partials_come_as_they_are_made(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path))
    bench.begin("a", kind="flood", steps=3)
    bench.finish()
    partials = [each for each in bench.told if isinstance(each, EnginePartial)]
    assert [(each.job_id, each.index) for each in partials] == [("a", 0), ("a", 1), ("a", 2)]
    blobs = [blobs[0] for blobs in bench.blobs if blobs]
    assert [blob[0, 0, 0] for blob in blobs] == [0, 1, 2]  # type: ignore[index]
    assert any(isinstance(each, EngineProgress) for each in bench.told)


def test_jobs_go_to_the_engine_with_the_least_to_do(home: Path, tmp_path: Path) -> None:
    actors = [FakeActor(tmp_path / name, hangs=True) for name in "ab"]
    bench = Bench(home, *actors)
    bench.begin("early")
    assert bench.jobs.slots == 0
    bench.jobs.poll(0)
    assert bench.jobs.slots == 2
    bench.begin("late")
    seats = bench.jobs._seats.values()
    assert sorted(list(seat.runs) for seat in seats) == [["early"], ["late"]]


def test_what_is_more_urgent_steps_in(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path))
    bench.begin("slow", lane=Lane.BATCH, steps=300, step_s=0.001)
    bench.jobs.poll(0)
    bench.begin("quick", lane=Lane.INTERACTIVE)
    assert [each.job_id for each in bench.finish()] == ["quick", "slow"]  # type: ignore[attr-defined]


def test_cancelled_jobs_end_wherever_they_are(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path))
    bench.begin("waits")
    bench.jobs.cancel("waits")
    bench.jobs.poll(0)
    bench.begin("runs", steps=100_000, step_s=0.001)
    bench.jobs.poll(0)
    bench.jobs.cancel("runs")
    bench.jobs.cancel("unknown")
    ended = bench.finish()
    assert [(each.job_id, each.failure.code) for each in ended] == [  # type: ignore[attr-defined]
        ("waits", "cancelled"),
        ("runs", "cancelled"),
    ]


def test_an_engine_that_dies_is_replaced_and_its_job_can_run_again(
    home: Path, tmp_path: Path
) -> None:
    bench = Bench(home, FakeActor(tmp_path, dies=True))
    bench.begin("a")
    (failed,) = bench.finish()
    assert isinstance(failed, EngineFailed)
    failure = Failure(
        code="engine_died", params={"reason": "The actor died"}, retryable=True, trace=""
    )
    assert failed.failure == failure
    assert bench.pool.replaced == [0]
    assert bench.jobs.slots == 0


def test_an_engine_that_stands_still_is_ended(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path, hangs=True), stall_s=-1)
    bench.begin("a")
    bench.jobs.poll(0)
    (failed,) = bench.finish()
    assert isinstance(failed, EngineFailed)
    assert failed.failure.retryable
    assert "no step for" in str(failed.failure.params["reason"])
    assert bench.pool.replaced == [0]


def test_a_bad_job_and_a_missing_file_fail_in_words(home: Path, tmp_path: Path) -> None:
    bench = Bench(home, FakeActor(tmp_path))
    bench.jobs.poll(0)
    bench.begin("bad", kind="fail", label="this")
    bench.begin("missing", file="sha256:" + "0" * 64)
    codes = {each.job_id: each.failure.code for each in bench.finish()}  # type: ignore[attr-defined]
    assert codes == {"bad": "bad_request", "missing": "missing_file"}


@pytest.mark.parametrize(("own", "code"), [(True, "no_model"), (False, "bad_request")])
def test_a_model_that_another_machine_lacks_is_not_waited_for_here(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own: bool, code: str
) -> None:
    actor = FakeActor(tmp_path)
    failure = Failure(code="no_model", params={"kind": "motion-nano"})
    told = EngineFailed(job_id="a", attempt=1, failure=failure)
    frames = [bytes(part) for part in pack(told)]
    monkeypatch.setattr(actor.engine, "turn", lambda commands: ([frames], {}, "cpu"))
    bench = Bench(home, actor, own=own)
    bench.begin("a")
    (failed,) = bench.finish()
    assert isinstance(failed, EngineFailed)
    assert failed.failure.code == code
    assert ("cluster" in str(failed.failure.params)) is not own
