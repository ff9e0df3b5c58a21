"""Recordings that come as files, as the window sends them, instead of a folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from shared.errors import AppError
from shared.tasks.files import file_refs, replace_files
from shared.tasks.neuro_evaluate import (
    NEURO_EVALUATE,
    NeuroEvaluateRequest,
    NeuroEvaluateResult,
    check_neuro_evaluation,
)
from tests.unit.neuro_evaluation.test_faces import write_people
from worker.commands.request_input import add_options, request_from_options
from worker.engine import given_files as module
from worker.engine.context import TaskContext
from worker.engine.given_files import given_files
from worker.neuro.tasks.evaluate import evaluate

STORED = "sha256:" + 64 * "a"


def context(out: Path, stored: dict[str, Path] | None = None) -> TaskContext:
    """What a task that reads files needs of its context."""
    known = stored or {}
    return cast(TaskContext, SimpleNamespace(out=out, input=lambda r: known.get(r, Path(r))))


def refused(**fields: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        check_neuro_evaluation(NeuroEvaluateRequest(**fields))
    return caught.value


def test_files_of_the_store_are_measured_as_the_folder_that_they_were(tmp_path: Path) -> None:
    folder = write_people(tmp_path / "n170")
    paths = sorted(folder.rglob("*.csv"))
    names = tuple(path.relative_to(folder).as_posix() for path in paths)
    store = {f"sha256:{n:064x}": path.rename(tmp_path / f"{n}") for n, path in enumerate(paths)}
    request = NeuroEvaluateRequest(files=tuple(store), names=names, split="leaky-random")
    (tmp_path / "out").mkdir()
    *_, result = evaluate(context(tmp_path / "out", store), request)
    assert isinstance(result, NeuroEvaluateResult)
    found = json.loads((tmp_path / "out" / "metrics.json").read_text())
    assert list(found["figures"]) == ["leaky_split_auc"]
    assert [run["name"] for run in found["runs"]] == list(names)
    assert all(path.is_file() for path in store.values()), "only links were taken away"


@pytest.mark.parametrize("links", [True, False])
def test_files_stand_where_their_names_say_and_are_gone_afterwards(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:

        def fail(*_: object) -> None:
            raise OSError("no privilege")

        monkeypatch.setattr(module.Path, "symlink_to", fail)
    for name in "ab":
        (tmp_path / name).write_text(name)
    files = (str(tmp_path / "a"), str(tmp_path / "b"))
    with given_files(context(tmp_path), files, ("sub-1/x.csv", "y.csv")) as given:
        assert given is not None and given.path == given.root
        folder = given.root
        assert given.paths == (folder / "sub-1" / "x.csv", folder / "y.csv")
        assert (folder / "sub-1" / "x.csv").read_text() == "a"
        assert (folder / "y.csv").read_text() == "b"
    assert not folder.exists()
    assert (tmp_path / "a").read_text() == "a"


def test_one_file_is_read_as_a_file_and_equal_names_are_told_apart(tmp_path: Path) -> None:
    for name in ("one/a.csv", "two/a.csv"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(name)
    files = [str(tmp_path / name) for name in ("one/a.csv", "two/a.csv")]
    with given_files(context(tmp_path), files[:1], ()) as given:
        assert given is not None and given.path.is_file() and given.path.name == "a.csv"
    with given_files(context(tmp_path), files, ()) as given:
        assert given is not None and given.path == given.root
        assert sorted(each.read_text() for each in given.root.rglob("a.csv")) == sorted(
            ["one/a.csv", "two/a.csv"]
        )
    with given_files(context(tmp_path), (), ()) as nothing:
        assert nothing is None


@pytest.mark.parametrize(
    "name", ["/etc/a.csv", "../a.csv", "a/../../b.csv", "c:a.csv", "a\\b", "."]
)
def test_names_stay_in_their_folder(name: str) -> None:
    error = refused(files=(STORED,), names=(name,))
    assert dict(error.params)["field"] == "names"


def test_every_file_of_the_store_needs_a_name_of_its_own() -> None:
    assert refused(files=(STORED,)).code == "bad_field"
    assert refused(files=(STORED, STORED), names=("a.csv", "a.csv")).code == "bad_field"
    assert refused(files=(STORED,), names=("a.csv",), recordings="x").code == "bad_field"
    assert refused(files=(STORED,), names=("a.csv",), split="published").code == "bad_field"
    check_neuro_evaluation(NeuroEvaluateRequest(files=(STORED,), names=("a.csv",)))


def test_files_are_found_in_the_request_so_that_a_window_uploads_them() -> None:
    request = NeuroEvaluateRequest(files=("a.csv", "b.csv"), names=("a.csv", "b.csv"))
    assert file_refs(request) == ["a.csv", "b.csv"]
    assert replace_files(request, lambda _: STORED).files == (STORED, STORED)


def test_the_command_line_takes_files_too(tmp_path: Path) -> None:
    spec = tmp_path / "spec" / "request.json"
    spec.parent.mkdir()
    spec.write_text(json.dumps({"files": ["a.csv"], "format": "auto"}))
    parser = argparse.ArgumentParser()
    add_options(parser, NEURO_EVALUATE)
    named = request_from_options(NEURO_EVALUATE, parser.parse_args(["--files", "a.csv,b.csv"]))
    assert isinstance(named, NeuroEvaluateRequest)
    assert named.files == (str(Path("a.csv").resolve()), str(Path("b.csv").resolve()))
    found = request_from_options(NEURO_EVALUATE, parser.parse_args(["--spec", str(spec)]))
    assert isinstance(found, NeuroEvaluateRequest)
    assert found.files == (str((spec.parent / "a.csv").resolve()),), "beside the spec"
