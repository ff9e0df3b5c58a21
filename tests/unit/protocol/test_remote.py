"""A home that uses a host on another machine: its files, keys and results."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from pathlib import Path

import msgspec
import pytest

from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.ids import new_job_id
from shared.jobs import JobState, JobView
from shared.protocol.client import HostClient
from shared.protocol.frames import Blob, Envelope, Header
from shared.protocol.keys import allowed_keys, local_keys, server_keys
from shared.protocol.launch import host_address
from shared.protocol.link import LinkState
from shared.protocol.messages import Chunk, Error, Fetch, JobChanged, Message
from shared.protocol.mirror import ResultMirror
from shared.protocol.remote import FILE_NAME, export_keys, read_keys, read_remote, use_remote
from tests.doubles.hosts import wait_until
from worker.cli import main
from worker.commands.exits import BAD_REQUEST, DONE

KEY = "U-IM]b#BIh[A*fwvnUENp*N0c-S^zo*e}y]xftJM"


def keys(home: Path, *words: str | Path) -> int:
    return main(["keys", "--home", str(home), *map(str, words)])


# --- keys and addresses ---------------------------------------------------------------------------


def test_a_host_elsewhere_is_used_until_it_is_forgotten(tmp_path: Path) -> None:
    assert host_address(tmp_path) is None
    assert keys(tmp_path, "--host", "tcp://lab.example:7755", KEY) == DONE
    address = host_address(tmp_path)
    assert address is not None
    assert (address.endpoint, address.server_key) == ("tcp://lab.example:7755", KEY)
    assert address.keys == local_keys(tmp_path)
    assert address.remote
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0
    assert keys(tmp_path, "--forget-host") == DONE
    assert host_address(tmp_path) is None
    assert keys(tmp_path, "--forget-host") == DONE, "there is nothing left to forget"


@pytest.mark.parametrize(
    "endpoint",
    ["lab:7755", "tcp://lab", "tcp://lab:0", "tcp://lab:70000", "tcp://a b:1", "ipc:///tmp/x"],
)
def test_an_address_that_is_none_is_refused(
    endpoint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert keys(tmp_path, "--host", endpoint, KEY) == BAD_REQUEST
    assert endpoint in capsys.readouterr().err
    assert read_remote(tmp_path) is None


@pytest.mark.parametrize("endpoint", ["tcp://10.0.0.1:7755", "tcp://[fe80::1]:1", "tcp://a.b:1"])
def test_addresses_that_are_taken(endpoint: str, tmp_path: Path) -> None:
    use_remote(tmp_path, endpoint, KEY)
    assert read_remote(tmp_path) is not None


def test_a_file_of_keys_holds_no_secret_and_is_not_overwritten(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "mine.json"
    assert keys(home, "--export", file) == DONE
    text = file.read_text()
    assert server_keys(home).secret not in text
    assert local_keys(home).secret not in text
    assert read_keys(file).host == server_keys(home).public
    with pytest.raises(AppError, match=r"mine\.json"):
        export_keys(home, file)
    other = tmp_path / "other"
    assert keys(other, "--allow", "laptop", file) == DONE
    assert local_keys(home).public in allowed_keys(other)
    assert server_keys(home).public not in allowed_keys(other)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"host": "a", "client": "b"}'])
def test_a_damaged_file_of_keys_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_bytes(content)
    assert keys(tmp_path / "home", "--allow", "laptop", file) == BAD_REQUEST
    assert keys(tmp_path / "home", "--allow", "laptop", tmp_path / "absent.json") == BAD_REQUEST
    assert not list((tmp_path / "home").glob("keys/allowed/*.key"))


@pytest.mark.parametrize("key", ["x" * 39, "x" * 41, "ä" * 40, "x" * 39 + " ", '"' * 40])
def test_what_is_no_key_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="Z85"):
        use_remote(tmp_path, "tcp://a:1", key)


def test_a_damaged_address_is_told_and_no_host_is_started(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"{")
    states: list[LinkState] = []
    with HostClient(tmp_path, on_link=states.append):
        wait_until(lambda: states, "the link says what is wrong")
    assert [state.reason for state in states] == ["bad_json"]


def test_a_home_that_uses_a_host_elsewhere_does_not_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_remote(tmp_path, "tcp://lab.example:7755", KEY)
    assert main(["serve", "--home", str(tmp_path)]) == BAD_REQUEST
    assert "tcp://lab.example:7755" in capsys.readouterr().err


# --- results --------------------------------------------------------------------------------------


class FakeHost:
    """Answers `Fetch` from memory, in pieces of three bytes."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.content = {hashlib.sha256(data).hexdigest(): data for data in files.values()}
        self.job = JobView(
            job_id=new_job_id(),
            task="test.probe",
            state=JobState.SUCCEEDED,
            seq=3,
            rev=3,
            created_at=0.0,
            result_dir="/elsewhere/results/x",
            files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        )
        self.asked = 0
        self.cut_before = 0

    def request(self, message: Message, blobs: list[Blob] | None = None) -> Future[Envelope]:
        assert isinstance(message, Fetch)
        self.asked += 1
        future: Future[Envelope] = Future()
        if self.asked <= self.cut_before:
            future.set_exception(AppError("timeout", retryable=True, seconds=30))
            return future
        data = self.content.get(message.sha256)
        if data is None:
            answer: Message = Error(code="missing_file", params={"file": message.sha256})
            future.set_result(Envelope(header=Header(), message=answer))
        else:
            piece = data[message.offset : message.offset + 3]
            answer = Chunk(sha256=message.sha256, offset=message.offset, total=len(data))
            future.set_result(Envelope(header=Header(), message=answer, blobs=[piece]))
        return future


def told(host: FakeHost, home: Path, *, sent: bool = True, job: JobView | None = None) -> JobView:
    """What a listener hears of the job."""
    heard: list[Message] = []
    mirror = ResultMirror(home, host.request, lambda message, blobs: heard.append(message))
    if sent:
        mirror.sent(host.job.job_id)
    mirror.take(JobChanged(job=job or host.job), [])
    (message,) = heard
    assert isinstance(message, JobChanged)
    return message.job


def test_results_are_here_before_success_is_told(tmp_path: Path) -> None:
    files = {"a.txt": b"abcdefgh", "deep/b.txt": b"abcdefgh", "empty": b""}
    host = FakeHost(files)
    host.cut_before = 2
    job = told(host, tmp_path)
    folder = Path(str(job.result_dir))
    assert folder == tmp_path / "results" / job.job_id
    assert {name: (folder / name).read_bytes() for name in files} == files
    assert host.asked == 2 + 3 + 1, "content that is here is not asked for again"
    asked = host.asked
    assert told(host, tmp_path).result_dir == str(folder)
    assert host.asked == asked


def test_what_others_made_stays_there(tmp_path: Path) -> None:
    host = FakeHost({"a.txt": b"a"})
    assert told(host, tmp_path, sent=False) == host.job
    assert host.asked == 0


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", "..\\out", "c:out"])
def test_names_that_lead_out_are_refused(name: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    host = FakeHost({name: b"a"})
    assert told(host, home) == host.job
    assert not list((home / "results").glob("*"))
    assert not list((home / "results").glob(".*"))
    assert not (tmp_path / "out").exists()


def test_content_that_is_not_what_it_says_is_refused(tmp_path: Path) -> None:
    host = FakeHost({"a.txt": b"abc"})
    (sha256,) = host.content
    host.content[sha256] = b"xyz"
    assert told(host, tmp_path) == host.job
    assert not ArtefactStore(tmp_path / "artefacts").has(sha256)
    assert not (tmp_path / "results" / host.job.job_id).exists()


def test_ids_and_hashes_that_are_none_touch_no_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    host = FakeHost({"a.txt": b"abc"})
    odd = msgspec.structs.replace(host.job, job_id="../results")
    assert told(host, home, job=odd) == odd
    odd = msgspec.structs.replace(host.job, files={"a.txt": "../../keys/server.json"})
    assert told(host, home, job=odd) == odd
    assert host.asked == 0


def test_an_older_state_does_not_follow_a_newer_one(tmp_path: Path) -> None:
    host = FakeHost({"a.txt": b"abc"})
    heard: list[Message] = []
    mirror = ResultMirror(tmp_path, host.request, lambda message, blobs: heard.append(message))
    mirror.take(JobChanged(job=host.job), [])
    older = msgspec.structs.replace(host.job, seq=2, state=JobState.RUNNING)
    mirror.take(JobChanged(job=older), [])
    assert heard == [JobChanged(job=host.job)]
