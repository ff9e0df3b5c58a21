"""A live host answers every kind of client, honest or not."""

from __future__ import annotations

import contextlib
import hashlib
import random
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import zmq

from shared.errors import AppError
from shared.ids import sha256_file
from shared.jobs import JobState
from shared.motion.backends import BACKENDS
from shared.neuro.generators import GENERATORS
from shared.protocol.client import HostClient
from shared.protocol.frames import PREFIX, Blob, Envelope, Header, pack, unpack
from shared.protocol.messages import (
    MINOR,
    Chunk,
    Credit,
    Error,
    Fetch,
    Hello,
    HostStatus,
    Message,
    Ping,
    Pong,
    Put,
    PutReply,
    Rejected,
    Snapshot,
    StatusRequest,
    StreamPartial,
    StreamResult,
    Submit,
    Sync,
    Unsupported,
    Welcome,
)
from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest
from shared.tasks.registry import PLUGINS_VARIABLE
from tests.conftest import TEST_TASKS
from tests.doubles.hosts import HostProcess, Watcher, wait_until
from tests.doubles.tasks import ProbeRequest
from worker.models.card import UserModel
from worker.models.registry import ModelRegistry

pytestmark = pytest.mark.usefixtures("test_tasks")
encode = msgspec.msgpack.encode


class RawClient:
    """A DEALER that sends what it is told, without the client's good manners."""

    def __init__(self, endpoint: str) -> None:
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.connect(endpoint)

    def ask(self, message: Message, blobs: list[bytes] | None = None, *, wanted: type) -> Envelope:
        self.socket.send_multipart(pack(message, message_id="q", blobs=blobs or []))
        return self.answer(wanted)

    def answer(self, wanted: type, timeout_s: float = 20) -> Envelope:
        while self.socket.poll(int(timeout_s * 1000)):
            envelope = unpack(self.socket.recv_multipart())
            if isinstance(envelope.message, wanted):
                return envelope
        raise AssertionError(f"no {wanted.__name__}")

    def close(self) -> None:
        self.context.destroy(0)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """One host for the tests that look at what they sent themselves."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory(prefix="vh-", ignore_cleanup_errors=True) as home,
    ):
        patch.setenv("VITRINE_CONFIG", str(tmp_path_factory.mktemp("config")))
        patch.setenv(PLUGINS_VARIABLE, TEST_TASKS)
        with HostProcess(Path(home)) as process:
            yield process


@pytest.fixture
def home(host: HostProcess) -> Path:
    return host.home


@pytest.fixture
def new_home() -> Iterator[Path]:
    """The home of a host without a past."""
    with tempfile.TemporaryDirectory(prefix="vh-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def raw(host: HostProcess) -> Iterator[RawClient]:
    client = RawClient(host.info.endpoint)
    yield client
    client.close()


def test_contract_of_requests(host: HostProcess, raw: RawClient) -> None:
    early = raw.ask(StatusRequest(), wanted=Error)
    assert "Hello" in str(early.message)
    assert early.header.reply_to == "q"
    pong = raw.ask(Ping(), wanted=Pong).message
    assert isinstance(pong, Pong)
    assert not pong.known
    welcome = raw.ask(Hello(minor=99, client="raw"), wanted=Welcome).message
    assert isinstance(welcome, Welcome)
    assert (welcome.minor, welcome.epoch) == (MINOR, host.info.epoch)
    assert "motion.render" in welcome.tasks
    status = raw.ask(StatusRequest(), wanted=HostStatus).message
    assert isinstance(status, HostStatus)
    assert status.pid == host.info.pid
    unsupported = raw.ask(Pong(), wanted=Unsupported).message
    assert isinstance(unsupported, Unsupported)
    assert "Pong" in unsupported.what


def test_artefacts_travel_in_pieces_and_lies_are_refused(raw: RawClient) -> None:
    raw.ask(Hello(minor=0, client="raw"), wanted=Welcome)
    data = random.Random(1).randbytes(70_000)
    sha256 = hashlib.sha256(data).hexdigest()
    first = raw.ask(Put(sha256=sha256, size=len(data)), [data[:50_000]], wanted=PutReply).message
    assert first == PutReply(sha256=sha256, received=50_000, complete=False)
    again = raw.ask(Put(sha256=sha256, size=len(data)), [data[:50_000]], wanted=PutReply).message
    assert again == first, "a resent piece changes nothing"
    last = raw.ask(
        Put(sha256=sha256, size=len(data), offset=50_000), [data[50_000:]], wanted=PutReply
    )
    assert last.message == PutReply(sha256=sha256, received=70_000, complete=True)
    envelope = raw.ask(Fetch(sha256=sha256, offset=10, length=100), wanted=Chunk)
    assert envelope.blobs[0] == data[10:110]
    lie = raw.ask(Put(sha256="0" * 64, size=3), [b"abc"], wanted=Error).message
    assert isinstance(lie, Error)
    assert "hash" in str(lie.params["reason"])
    assert isinstance(raw.ask(Fetch(sha256="1" * 64), wanted=Error).message, Error)


def test_other_major_version_is_refused_in_words(raw: RawClient) -> None:
    raw.socket.send_multipart([PREFIX[:-1] + b"\x02", encode(Header(id="q")), encode(Ping())])
    message = raw.answer(Unsupported).message
    assert isinstance(message, Unsupported)
    assert "major 2" in message.what


def test_requests_name_no_paths_of_the_clients_machine(
    raw: RawClient, sample_picture: Path
) -> None:
    raw.ask(Hello(minor=0, client="raw"), wanted=Welcome)
    request = {"file": str(sample_picture)}
    submit = Submit(job_id="0" * 36, task="test.probe", request=request)
    raw.socket.send_multipart(pack(submit, message_id="q"))
    while True:
        envelope = unpack(raw.socket.recv_multipart())
        if envelope.header.reply_to == "q":
            break
    assert "sha256" in str(envelope.message)
    assert type(envelope.message).__name__ == "Rejected"


def test_files_are_uploaded_once_and_read_back(
    home: Path, host: HostProcess, sample_picture: Path
) -> None:
    with Watcher(home) as watcher:
        for _ in range(2):
            request = ProbeRequest(file=str(sample_picture))
            job = watcher.wait_ended(watcher.client.submit("test.probe", request).result(30).job_id)
            assert job.state == "succeeded"
        data = watcher.client.fetch(job.files["copy.bin"]).result(30)
        assert data == sample_picture.read_bytes()
        with pytest.raises(AppError, match="does not exist"):
            watcher.client.submit("test.probe", ProbeRequest(file="/no/such/file")).result(30)
        with pytest.raises(AppError, match="not know"):
            watcher.client.submit("test.nothing", ProbeRequest()).result(30)


def test_models_and_what_can_run_with_them(
    home: Path, host: HostProcess, raw: RawClient, tmp_path: Path
) -> None:
    with Watcher(home) as watcher:
        before = watcher.client.models().result(30)
        backends = {state.name: state for state in before.backends}
        assert set(backends) == {*BACKENDS, *GENERATORS}
        assert backends["warp"].ready
        assert backends["ati"].reason == "no_model"
        (tmp_path / "weights.safetensors").write_bytes(b"")
        model = UserModel(id="mine", kind="motion-nano", path=str(tmp_path))
        ModelRegistry(home).add(model)
        after = watcher.client.models().result(30)
        assert [info.id for info in after.models if info not in before.models] == ["mine"]


def test_request_names_a_model_by_id_and_never_by_path(
    home: Path, host: HostProcess, sample_picture: Path
) -> None:
    drags = Drags(width=64, height=48, layers=(DragLayer(points=((5, 5), (9, 9))),))
    with Watcher(home) as watcher:
        for model in ("/etc", "../x", "a/b"):
            request = MotionRenderRequest(image=str(sample_picture), drags=drags, model=model)
            with pytest.raises(AppError, match="id of a registered model"):
                watcher.client.submit("motion.render", request).result(30)


def test_request_names_no_folder_but_may_leave_one_out(home: Path, host: HostProcess) -> None:
    with Watcher(home) as watcher:
        with pytest.raises(AppError, match="may name a folder"):
            asked = NeuroEvaluateRequest(recordings="/somewhere")
            watcher.client.submit("neuro.evaluate", asked).result(30)
        demonstration = NeuroEvaluateRequest(confound_demo=True)
        job_id = watcher.client.submit("neuro.evaluate", demonstration).result(30).job_id
        watcher.client.cancel(job_id).result(30)
        assert watcher.wait_ended(job_id).state is JobState.CANCELLED


def test_job_waits_for_its_model_and_goes_on_when_it_is_added(
    new_home: Path, sample_picture: Path, tmp_path: Path
) -> None:
    drags = Drags(width=64, height=48, layers=(DragLayer(points=((5, 5), (9, 9))),))
    request = MotionRenderRequest(
        image=str(sample_picture), drags=drags, backend="dragnuwa-svd", model="later"
    )
    with HostProcess(new_home, "--recheck-s", "0.2"), Watcher(new_home) as watcher:
        job_id = watcher.client.submit("motion.render", request).result(30).job_id
        job = watcher.wait_state(job_id, "blocked")
        assert job.failure is not None
        assert (job.failure.code, job.attempts) == ("missing_model", 0)
        # A model of another kind is no help: the job runs again and says so.
        (tmp_path / "weights.safetensors").write_bytes(b"")
        ModelRegistry(new_home).add(UserModel(id="later", kind="motion-nano", path=str(tmp_path)))
        ended = watcher.wait_ended(job_id)
        assert ended.failure is not None
        assert ended.failure.code == "bad_field"
        assert "blocked" in watcher.history[job_id]


def test_snapshot_gives_what_a_client_missed(home: Path, raw: RawClient) -> None:
    raw.ask(Hello(minor=0, client="raw"), wanted=Welcome)
    before = raw.ask(Sync(), wanted=Snapshot).message
    assert isinstance(before, Snapshot)
    with Watcher(home) as watcher:
        ids = [
            watcher.client.submit("test.probe", ProbeRequest()).result(30).job_id for _ in range(5)
        ]
        for job_id in ids:
            watcher.wait_ended(job_id)
    snapshot = raw.ask(Sync(), wanted=Snapshot).message
    assert isinstance(snapshot, Snapshot)
    old = {job.job_id: job.state for job in before.jobs}
    assert {job.job_id: job.state for job in snapshot.jobs} == old | dict.fromkeys(
        ids, JobState.SUCCEEDED
    )
    newest = raw.ask(Sync(since_rev=snapshot.rev, epoch=snapshot.epoch), wanted=Snapshot).message
    assert isinstance(newest, Snapshot)
    assert newest.jobs == []


def test_many_files_of_many_jobs_come_in_pages(new_home: Path) -> None:
    """A snapshot of results with hundreds of files each is larger than one page may be."""
    with HostProcess(new_home) as host:
        with Watcher(new_home) as watcher:
            request = ProbeRequest(files=1000)
            ids = [watcher.client.submit("test.probe", request).result(30).job_id for _ in range(4)]
            for job_id in ids:
                watcher.wait_ended(job_id)
        with contextlib.closing(RawClient(host.info.endpoint)) as raw:
            raw.ask(Hello(minor=0, client="raw"), wanted=Welcome)
            first = raw.ask(Sync(), wanted=Snapshot).message
            assert isinstance(first, Snapshot)
            assert first.more, "one page does not hold them"
        with Watcher(new_home) as late:
            wait_until(lambda: len(late.jobs) == 4, "all pages came")
            assert all(len(job.files) == 1002 for job in late.jobs.values())


def test_bug_in_a_tasks_check_does_not_end_the_host(home: Path, host: HostProcess) -> None:
    with Watcher(home) as watcher:
        with pytest.raises(AppError, match="ZeroDivisionError"):
            watcher.client.submit("test.buggy", ProbeRequest()).result(30)
        job = watcher.wait_ended(
            watcher.client.submit("test.probe", ProbeRequest()).result(30).job_id
        )
        assert job.state == "succeeded"


def test_stream_gives_the_newest_and_counts_the_rest(home: Path, host: HostProcess) -> None:
    results: list[StreamResult] = []
    frames: list[np.ndarray] = []
    pieces: list[StreamPartial] = []

    def take(message: Message, blobs: list[Blob]) -> None:
        if isinstance(message, StreamResult):
            results.append(message)
            frames.extend(blob for blob in blobs if isinstance(blob, np.ndarray))
            client.credit(1)
        elif isinstance(message, StreamPartial):
            pieces.append(message)
            client.credit(1)

    client = HostClient(home, on_message=take, autostart=False)
    with client:
        wait_until(lambda: client.status().result(30).engine.state == "ready", "engine is ready")
        for seq in range(30):
            array = np.full((4, 4), seq, np.uint8)
            client.stream_push("s", "test.echo", seq, {"step_s": 0.05}, [array], deadline_ms=20_000)
        wait_until(lambda: any(result.seq == 29 for result in results), "the newest item came back")
    assert len(results) < 30
    assert results[-1].dropped == 30 - len(results)
    assert frames[-1][0, 0] == 29
    assert [result.seq for result in results] == sorted(result.seq for result in results)
    assert [piece.seq for piece in pieces] == [result.seq for result in results], "before each"


def test_closing_a_stream_ends_the_item_that_runs(home: Path, host: HostProcess) -> None:
    results: list[StreamResult] = []

    def take(message: Message, blobs: list[Blob]) -> None:
        if isinstance(message, StreamResult):
            results.append(message)

    client = HostClient(home, on_message=take, autostart=False)
    with client:
        wait_until(lambda: client.status().result(30).engine.state == "ready", "engine is ready")
        long = {"steps": 100_000, "step_s": 0.02}
        client.stream_push("s", "test.probe", 1, long, [], deadline_ms=20_000)
        wait_until(lambda: client.status().result(30).engine.state == "busy", "it runs")
        client.stream_close("s")
        wait_until(lambda: bool(results), "the item is over")
    (only,) = results
    assert only.error is not None
    assert only.error.code == "cancelled"


def test_an_item_that_could_not_begin_in_time_is_answered(home: Path, host: HostProcess) -> None:
    results: list[StreamResult] = []

    def take(message: Message, blobs: list[Blob]) -> None:
        if blobs:
            client.credit(1)
        if isinstance(message, StreamResult):
            results.append(message)

    client = HostClient(home, on_message=take, autostart=False)
    with client:
        wait_until(lambda: client.status().result(30).engine.state == "ready", "engine is ready")
        array = np.zeros((4, 4), np.uint8)
        long = {"steps": 100, "step_s": 0.05}
        client.stream_push("s", "test.probe", 1, long, [], deadline_ms=20_000)
        wait_until(lambda: client.status().result(30).engine.state == "busy", "it runs")
        client.stream_push("s", "test.echo", 2, {"step_s": 0}, [array], deadline_ms=50)
        wait_until(lambda: len(results) == 2, "both are answered")
        with pytest.raises(ValueError, match="deadline_ms 60001"):
            client.stream_push("s", "test.echo", 3, {}, [array], deadline_ms=60_001)
    first, second = sorted(results, key=lambda result: result.seq)
    assert (first.seq, first.error) == (1, None)
    assert second.error is not None
    assert (second.error.code, second.error.retryable) == ("too_late", True)
    assert (second.seq, second.dropped) == (2, 1)


def test_files_are_read_on_the_clients_own_thread(
    home: Path, host: HostProcess, sample_picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def hashed(path: Path) -> str:
        seen.append(threading.current_thread().name)
        return sha256_file(path)

    monkeypatch.setattr("shared.protocol.upload.sha256_file", hashed)
    with Watcher(home) as watcher:
        request = ProbeRequest(file=str(sample_picture))
        watcher.client.submit("test.probe", request).result(30)
    assert seen == ["vitrine-client"]


def test_20000_bad_frames_harm_nobody(home: Path, host: HostProcess) -> None:
    """Random, truncated and lying frames, while an honest client is served."""
    chance = random.Random(7)
    good = [bytes(f) for f in pack(Submit(job_id="0" * 36, task="test.probe", request={"a": 1}))]
    with contextlib.closing(RawClient(host.info.endpoint)) as enemy, Watcher(home) as watcher:
        watcher.client.submit("test.probe", ProbeRequest()).result(30)
        before = host.rss_bytes()
        for number in range(20_000):
            enemy.socket.send_multipart(_bad_frames(chance, good))
            while enemy.socket.poll(0):
                answer = unpack(enemy.socket.recv_multipart()).message
                assert isinstance(answer, Error | Rejected | Unsupported | Pong | Welcome)
            if number % 2000 == 0:
                request = ProbeRequest(label=str(number))
                job = watcher.wait_ended(
                    watcher.client.submit("test.probe", request).result(60).job_id
                )
                assert job.state == "succeeded"
        enemy.ask(Hello(minor=0, client="enemy"), wanted=Welcome)
        growth = host.rss_bytes() - before
        assert watcher.client.status().result(30).pid == host.info.pid, "it is the same process"
    assert growth < 50e6, f"the host grew by {growth / 1e6:.0f} MB"


def _bad_frames(chance: random.Random, good: list[bytes]) -> list[bytes]:
    kind = chance.randrange(6)
    if kind == 0:
        return [chance.randbytes(chance.randrange(200)) for _ in range(chance.randrange(1, 8))]
    if kind == 1:
        return [frame[: chance.randrange(len(frame) + 1)] for frame in good]
    if kind == 2:
        body = bytearray(good[2])
        for _ in range(chance.randrange(1, 6)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        return [*good[:2], bytes(body)]
    if kind == 3:
        shape = [chance.randrange(1 << 31) for _ in range(chance.randrange(6))]
        lie = {"nbytes": chance.randrange(1 << 26), "dtype": "<f8", "shape": shape}
        return [good[0], encode({"blobs": [lie]}), good[2], chance.randbytes(40)]
    if kind == 4:
        return [good[0], good[1], chance.choice([b"\xdd", b"\xdf", b"\xc6"]) + b"\xff\xff\xff\xff"]
    return [PREFIX, encode(Header()), encode({"type": chance.choice(["Dance", "Put", ""]), "x": 1})]


def test_slow_consumer_does_not_grow_the_host(home: Path, host: HostProcess) -> None:
    """A window that stops reading while previews flow gets the newest one when it comes back."""
    with Watcher(home, credit=False) as slow:
        request = ProbeRequest(kind="flood", steps=600, picture_px=512)
        before = host.rss_bytes()
        job = slow.wait_ended(slow.client.submit("test.probe", request).result(30).job_id)
        assert job.state == "succeeded"
        growth = host.rss_bytes() - before
        assert len(slow.partials) == 8, "one for each credit"
        slow.client.credit(1)
        wait_until(lambda: len(slow.partials) == 9, "the held partial came")
        assert slow.partials[-1][0].index == 599, "and it is the newest"
    assert growth < 100e6, f"the host grew by {growth / 1e6:.0f} MB"


def test_silent_reader_does_not_grow_the_host(
    host: HostProcess, home: Path, raw: RawClient
) -> None:
    """A client that never reads its socket at all, with all the credit that it can claim."""
    raw.ask(Hello(minor=0, client="raw"), wanted=Welcome)
    raw.socket.send_multipart(pack(Credit(n=1024)))
    with Watcher(home) as watcher:
        before = host.rss_bytes()
        request = ProbeRequest(kind="flood", steps=600, picture_px=512)
        watcher.wait_ended(watcher.client.submit("test.probe", request).result(30).job_id)
        growth = host.rss_bytes() - before
    assert growth < 100e6, f"the host grew by {growth / 1e6:.0f} MB"
