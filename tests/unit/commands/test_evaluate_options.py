"""Lists and folders as options of a command."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from shared.errors import AppError
from shared.tasks.fields import fields_of
from shared.tasks.files import file_refs, folder_refs
from shared.tasks.motion_evaluate import (
    DEFAULT_ROWS,
    MOTION_EVALUATE,
    MotionEvaluateRequest,
)
from worker.commands.request_input import add_options, request_from_options


def parse(*arguments: str) -> Any:
    parser = argparse.ArgumentParser()
    add_options(parser, MOTION_EVALUATE)
    return request_from_options(MOTION_EVALUATE, parser.parse_args(arguments))


def test_list_is_written_with_commas(tmp_path: Path) -> None:
    request = parse("--clips", str(tmp_path), "--backends", "still, warp,oracle,")
    assert request.backends == ("still", "warp", "oracle")
    assert parse("--clips", str(tmp_path)).backends == DEFAULT_ROWS
    assert parse("--clips", str(tmp_path), "--zero-drags").zero_drags


def test_unknown_item_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        parse("--clips", str(tmp_path), "--backends", "warp,magic")
    assert "magic" in str(caught.value)
    assert "oracle" in str(caught.value)
    with pytest.raises(AppError, match="backends"):
        parse("--clips", str(tmp_path), "--backends", ",")


def test_folder_is_taken_from_where_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    spec = tmp_path / "sub" / "spec.json"
    spec.write_text(json.dumps({"clips": "clips", "backends": ["still", "warp"]}))
    monkeypatch.chdir(tmp_path)
    request = parse("--spec", str(spec))
    assert request.clips == str(tmp_path / "sub" / "clips")
    assert request.backends == ("still", "warp")
    assert parse("--clips", "here").clips == str(tmp_path / "here")
    assert folder_refs(request) == [request.clips]
    assert file_refs(request) == []


def test_empty_folder_name_is_not_the_current_folder() -> None:
    with pytest.raises(AppError, match="clips"):
        parse("--clips", "")


def test_fields_name_the_new_kinds() -> None:
    fields = {field.name: field for field in fields_of(MotionEvaluateRequest)}
    assert fields["clips"].kind == "folder"
    assert fields["backends"].kind == "list"
    assert "warp-telea" in fields["backends"].choices
    assert "nano" in fields["backends"].choices
    assert fields["backends"].default == DEFAULT_ROWS
    assert fields["clips"].required


def test_help_shows_choices_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser, MOTION_EVALUATE)
    with pytest.raises(SystemExit):
        parser.parse_args(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "--clips DIR" in text
    assert "(default: still,gaussian,warp,warp-telea,oracle)" in text
    assert "warp-blur" in text
