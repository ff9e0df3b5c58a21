"""`vitrine-worker run robustness.attack` as a person types it, with the model that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_commands import worker

# As a shell hands it over: the line break is two letters.
PROMPT = "Review: {content}\\nSentiment:"
GOOD = ("a wonderful film", "great acting and a moving story", "brilliant and funny")
BAD = ("a terrible film", "poor acting and a dull story", "boring and stupid")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        {"content": f"{begin}{text}", "label": label}
        for begin in ("", "I think it is ", "Once more ", "To me: ")
        for label, texts in (("positive", GOOD), ("negative", BAD))
        for text in texts
    ]
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def options(data: Path, out: Path, *more: object) -> list[Any]:
    return [
        *("run", "robustness.attack", "--prompt", PROMPT, "--data", data),
        *("--labels", "positive,negative", "--model", "default", "--seed", "0", "--out", out),
        *more,
    ]


@pytest.mark.timeout(300)
def test_the_command_and_its_result(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "out"
    done = worker(*options(data, out, "--attack", "deepwordbug", "--samples", "8"))
    assert done.returncode == 0, done.stderr
    found = json.loads((out / "result.json").read_text())
    assert {
        "clean_accuracy", "attacked_accuracy", "pdr", "ci95", "p", "n", "search", "queries",
        "seconds", "adversarial_prompt", "edits",
    } <= set(found)  # fmt: skip
    assert {"clean_accuracy", "attacked_accuracy", "n"} <= set(found["search"])
    assert (found["search"]["n"], found["n"]) == (8, 16)
    assert found["clean_accuracy"] > 0.6
    low, high = found["ci95"]
    assert low <= (found["drop"] if found["pdr"] is None else found["pdr"]) <= high
    prompt = found["adversarial_prompt"]
    assert "{content}\n" in prompt
    assert all(edit["after"] in prompt for edit in found["edits"])
    rows = [json.loads(line) for line in (out / "candidates.jsonl").read_text().splitlines()]
    # The prompt itself, two words that may be changed, and what was tried in their places.
    assert len(rows) >= 7
    assert found["queries"] >= 8 * len(rows)


def test_an_attack_that_nobody_knows(tmp_path: Path, data: Path) -> None:
    done = worker(*options(data, tmp_path / "out", "--attack", "nosuch"))
    assert done.returncode == 2
    assert "attack: nosuch is not allowed" in done.stderr
    assert "deepwordbug" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_prompt_without_a_place_for_the_sample(tmp_path: Path, data: Path) -> None:
    done = worker(*options(data, tmp_path / "out", "--prompt", "Sentiment:"))
    assert done.returncode == 2
    assert "{content}" in done.stderr
