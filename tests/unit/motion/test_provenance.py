"""What outputs say about themselves, and what sharing takes away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from shared.provenance import (
    REDACTED,
    build_provenance,
    encode_provenance,
    read_provenance,
    redact_provenance,
)

HASH = "ab" * 32


def example() -> dict[str, object]:
    return build_provenance(
        task="motion.render",
        task_version=1,
        request={
            "image": "/home/anna/photos/child.jpg",
            "drags": {
                "prompt": "anna waves",
                "layers": [{"mask": "C:\\m\\mask.png", "name": "Anna"}],
            },
            "format": "mp4",
            "chroma": "4:2:0",
            "seed": 3,
        },
        inputs={"/home/anna/photos/child.jpg": HASH},
        models={"/home/anna/nano": HASH},
        device="cuda:0",
    )


def test_it_says_what_is_needed_to_repeat_the_output() -> None:
    value = example()
    assert value["seed"] == 3
    assert value["device"] == "cuda:0"
    assert "numpy" in value["versions"]  # type: ignore[operator]
    assert json.loads(encode_provenance(value)) == value


def test_sharing_takes_away_paths_prompts_and_names_and_keeps_the_rest() -> None:
    text = encode_provenance(redact_provenance(example()))
    for secret in ("anna", "Anna", "child", "mask.png", "photos"):
        assert secret not in text
    shared = json.loads(text)
    assert shared["inputs"] == {"input_0": HASH}
    assert shared["models"] == {"model_0": HASH}
    assert shared["request"]["format"] == "mp4"
    assert shared["request"]["chroma"] == "4:2:0"
    assert shared["request"]["seed"] == 3
    assert shared["request"]["image"] == REDACTED
    assert shared["task"] == "motion.render"
    assert shared["versions"] == example()["versions"]


@pytest.mark.parametrize("path", ["photo.jpg", "./a", "a/b", "~/x", "\\\\server\\x", "file:a"])
def test_every_kind_of_path_is_taken_away(path: str) -> None:
    assert redact_provenance({"vitrine": 1, "request": {"x": path}})["request"]["x"] == REDACTED


def test_result_json_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps({"status": "succeeded", "provenance": example()}), "utf-8")
    assert read_provenance(path) == example()


@pytest.mark.parametrize("name", ["a.png", "a.mp4", "a.json", "a.txt"])
def test_files_without_provenance_have_none(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"nothing of ours")
    assert read_provenance(path) is None


def test_a_plain_png_has_none(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20)).save(tmp_path / "a.png")
    assert read_provenance(tmp_path / "a.png") is None
