"""The task `robustness.defend` with a model of rules: what it wins back, and what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.errors import AppError
from shared.robustness.samples import split_samples
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import Defended, RobustnessDefendRequest, RobustnessDefendResult
from tests.unit.robustness_core.conftest import Context
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel, samples
from worker.robustness.defences.noise_tuned import tuned_folder
from worker.robustness.defences.vocabulary import Vocabulary
from worker.robustness.tasks import defend as task

MISSPELT = PROMPT.replace("sentiment", "sentmient").replace("review is", "reviw is")


@pytest.fixture(autouse=True)
def read_once(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "Vocabulary", lambda: vocabulary)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    rows = [{"content": one.content, "label": one.label} for one in samples(100)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def defended(tmp_path: Path, data: Path, **given: Any) -> tuple[list[Any], RuleModel, Context]:
    """All that a defence yields, its result last."""
    model = RuleModel()
    ctx = Context(tmp_path / "run", model)
    fields = {"prompt": PROMPT, "labels": LABELS, "samples": 40, "attacked": MISSPELT} | given
    asked = RobustnessDefendRequest(data=str(data), **fields)
    return list(task.defend(ctx, asked)), model, ctx  # type: ignore[arg-type]


def test_spelling_wins_back_what_misspelling_took(tmp_path: Path, data: Path) -> None:
    steps, _, _ = defended(tmp_path, data, defences=("spelling",), adaptive=False)
    found = steps[-1]
    assert isinstance(found, RobustnessDefendResult)
    assert found.attacked == MISSPELT
    (one,) = found.defended
    assert one.before.clean.n == 60
    assert one.before.drop > 0.1
    assert one.after.attacked == one.before.clean == one.clean
    assert one.won_back == pytest.approx(1)
    assert one.cost == 0
    assert one.cost_ci95[0] <= 0 <= one.cost_ci95[1]
    assert one.adaptive is None
    assert one.transferred is None


def test_an_attack_that_knows_the_defence_is_told_apart(tmp_path: Path, data: Path) -> None:
    steps, _, ctx = defended(
        tmp_path, data, defences=("unicode", "spelling"), separately=True, attacked=""
    )
    found = steps[-1]
    names = [one.defences for one in found.defended]
    assert names == [("unicode", "spelling"), ("unicode",), ("spelling",)]
    for one in found.defended:
        assert one.adaptive is not None
        assert one.transferred is not None
        assert one.adaptive.clean == one.clean
    together, plain, _ = found.defended
    assert together.after.attacked.value > together.before.attacked.value
    # Letters of DeepWordBug are plain letters: nothing changes, and the same attack finds the same.
    assert plain.won_back == 0
    assert plain.adaptive == plain.after == plain.before
    # The search's samples choose which prompt transfers; it is no better than the one attacked.
    assert plain.transferred.attacked.value <= plain.before.attacked.value
    rows = [
        json.loads(line) for line in (ctx.out / found.files["prompts"]).read_text().splitlines()
    ]
    assert [row["kind"] for row in rows] == [
        "attacked",
        *("attacked", "adaptive", "transferred") * 3,
    ]
    assert rows[1]["views"] != [rows[1]["prompt"]]


def test_pieces_come_as_they_are_known_and_progress_ends_below_its_total(
    tmp_path: Path, data: Path
) -> None:
    steps, _, _ = defended(tmp_path, data, separately=True, adaptive=False)
    pieces = [step for step in steps if isinstance(step, Partial)]
    told = [msgspec.convert(one.meta, Defended) for one in pieces]
    assert tuple(told) == steps[-1].defended
    assert [one.index for one in pieces] == [0, 1, 2]
    progress = [step for step in steps if isinstance(step, Progress)]
    assert all(one.done < one.total for one in progress)
    assert [one.done for one in progress] == sorted(one.done for one in progress)


def test_demonstrations_are_of_the_search_and_asked_of_nobody(tmp_path: Path, data: Path) -> None:
    steps, model, _ = defended(tmp_path, data, defences=("few-shot",), adaptive=False)
    assert steps[-1].defended[0].after.clean.n == 60
    split = split_samples(samples(100), 40, 1000, 0)
    shown = {
        one.content
        for one in split.search
        if any(f"Review: {one.content}\nSentiment: {one.label}\n\n" in text for text in model.asked)
    }
    assert len(shown) == 4
    last = [text.rpartition("Review: ")[2].partition("\n")[0] for text in model.asked]
    assert not shown & set(last)


def test_every_defence_runs_with_the_others(tmp_path: Path, data: Path) -> None:
    names = ("unicode", "spelling", "outlier", "paraphrase", "few-shot")
    steps, _, _ = defended(tmp_path, data, defences=names, adaptive=False, samples=20, report=20)
    assert steps[-1].defended[0].defences == names
    steps, _, _ = defended(
        tmp_path / "b", data, defences=("smoothing",), adaptive=False, samples=20, report=20
    )
    assert steps[-1].defended[0].after.clean.n == 20


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"defences": ("spelling", "spelling")}, "each defence once"),
        ({"defences": ("noise-tuned",)}, "vitrine-worker train robustness-noise"),
        ({"attacked": "no place for it"}, "{content}"),
        ({"attack": "nobody"}, "deepwordbug"),
        ({"defences": ("noise-tuned",), "model": "http://127.0.0.1:1/v1"}, "server"),
    ],
)
def test_what_will_not_do_is_said(
    tmp_path: Path, data: Path, given: dict[str, Any], words: str
) -> None:
    with pytest.raises(AppError) as caught:
        defended(tmp_path, data, **given)
    assert caught.value.code == "bad_field"
    assert words in str(caught.value.params)


def test_the_tuned_sibling_of_a_model_that_comes_along_lies_in_the_home(tmp_path: Path) -> None:
    for model in ("", "default"):
        assert tuned_folder(model, tmp_path) == tmp_path / "robustness" / "default-noise-tuned"
    assert tuned_folder("small", tmp_path) == tmp_path / "robustness" / "small-noise-tuned"
    assert tuned_folder(str(tmp_path / "mine.gguf"), tmp_path) == tmp_path / "mine-noise-tuned"
