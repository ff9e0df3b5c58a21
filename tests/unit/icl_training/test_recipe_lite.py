"""The recipe `icl`, lite: it credits feedback where there is something in it, and only there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from shared.errors import AppError
from shared.icl.files import write_examples
from tests.unit.icl_training.doubles import PlantedModel, Rule, bring, planted_pool
from worker.cli import main
from worker.icl.selection.trained import load_trained
from worker.training.recipes import TrainingRun, load_recipe

# Large enough for a gate to be sure, and for the order of things alone.
_SURE, _SMALL = 0.1, 0.02


def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: Rule) -> PlantedModel:
    pool = planted_pool(rule)
    write_examples(tmp_path / "pool.jsonl", pool)
    model = PlantedModel(pool, rule)
    bring(monkeypatch, tmp_path / "home", model)
    return model


def run(
    tmp_path: Path,
    name: str,
    minutes: float | None = None,
    seed: int = 0,
    scale: float = _SMALL,
    **options: str,
) -> TrainingRun:
    return TrainingRun(
        out=tmp_path / name,
        data=tmp_path / "data",
        resume=True,
        minutes=minutes,
        seed=seed,
        ablations=False,
        scale=scale,
        report=lambda line: None,
        options={"pool": str(tmp_path / "pool.jsonl"), **options},
    )


def exported(folder: Path) -> tuple[dict[str, np.ndarray], str]:
    return load_file(folder / "model.safetensors"), (folder / "config.json").read_text()


def assert_same(one: Path, other: Path) -> None:
    (tensors, config), (others, other_config) = exported(one), exported(other)
    assert config == other_config
    assert tensors.keys() == others.keys()
    for name in tensors:
        np.testing.assert_array_equal(tensors[name], others[name], err_msg=name)


def test_a_preference_that_labels_cannot_show_is_learned_and_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, "question")
    out = tmp_path / "out"
    argv = ["train", "icl", "--pool", str(tmp_path / "pool.jsonl"), "--out", str(out)]
    assert main([*argv, "--recipe", "lite", "--scale", str(_SURE)]) == 0
    stored = json.loads((out / "stages" / "gate" / "validation.json").read_text())
    means = {k: float(np.mean(v)) for k, v in stored["tasks"]["planted"]["values"].items()}
    assert means["rerank"] > 0.9
    assert max(means["llmr-nolm"], means["label-support"], means["minilm"]) < 0.8
    picked = load_trained(out).config.gate.tasks["planted"]
    assert picked.selector == "rerank"
    assert picked.low > 0
    card = (out / "CARD.md").read_text()
    for words in ("On 1 of 1 tasks (planted)", "llmr-nolm", "label-support", "pairs scored",
                  "pool.jsonl", "Licence", "minutes on this machine"):  # fmt: skip
        assert words in card
    files = json.loads((out / "model.json").read_text())["files"]
    assert set(files) == {"model.safetensors", "config.json", "CARD.md"}


def test_scores_that_only_repeat_the_labels_earn_no_credit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, "label")
    assert load_recipe("icl")(run(tmp_path, "out", scale=_SURE))
    stored = json.loads((tmp_path / "out" / "stages" / "gate" / "validation.json").read_text())
    means = {k: float(np.mean(v)) for k, v in stored["tasks"]["planted"]["values"].items()}
    # Feedback gains over similarity, as the controls do.
    assert means["rerank"] > means["minilm"] + 0.05
    assert max(means["llmr-nolm"], means["label-support"]) > means["minilm"] + 0.05
    gate = load_trained(tmp_path / "out").config.gate
    assert gate.tasks["planted"].selector == "label-support"
    assert gate.kinds["labels"].selector == "label-support"
    card = (tmp_path / "out" / "CARD.md").read_text()
    assert "No feedback is used; gains over BM25 or MiniLM are those of the labels" in card


def test_a_run_that_is_stopped_again_and_again_equals_an_unbroken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = planted(tmp_path, monkeypatch, "question")
    assert load_recipe("icl")(run(tmp_path, "unbroken"))
    asked = model.asked
    again = planted(tmp_path, monkeypatch, "question")
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "another-home"))
    times = 0
    while not load_recipe("icl")(run(tmp_path, "broken", minutes=0.0)):
        times += 1
        assert times < 60
    assert times >= 5
    assert_same(tmp_path / "unbroken", tmp_path / "broken")
    assert again.asked == asked
    # What is scored is scored: another run of the same asks nothing.
    assert load_recipe("icl")(run(tmp_path, "repeated"))
    assert again.asked == asked
    assert_same(tmp_path / "unbroken", tmp_path / "repeated")


def test_another_seed_is_another_run_and_not_mixed_with_this(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, "label")
    assert load_recipe("icl")(run(tmp_path, "one"))
    with pytest.raises(AppError, match="same seed"):
        load_recipe("icl")(run(tmp_path, "one", seed=1))
    assert load_recipe("icl")(run(tmp_path, "two", seed=1))
    one, two = exported(tmp_path / "one")[0], exported(tmp_path / "two")[0]
    assert any(not np.array_equal(one[name], two[name]) for name in one)


def test_validation_queries_of_their_own_leave_the_pool_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = planted_pool("label")
    planted(tmp_path, monkeypatch, "label")
    write_examples(tmp_path / "pool.jsonl", pool[:300])
    write_examples(tmp_path / "own.jsonl", pool[300:])
    assert load_recipe("icl")(run(tmp_path, "out", validation=str(tmp_path / "own.jsonl")))
    stored = json.loads((tmp_path / "out" / "stages" / "gate" / "validation.json").read_text())
    assert len(stored["tasks"]["planted"]["values"]["minilm"]) == round(600 * _SMALL)
    assert "300 rows of 1 tasks" in (tmp_path / "out" / "CARD.md").read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--pool"),
        (["--pool", "gone.jsonl"], "gone.jsonl"),
        (["--pool", "{pool}", "--recipe", "huge"], "lite or paper"),
        (["--pool", "{pool}", "--label-rule", "maybe"], "on or off"),
    ],
)
def test_options_that_cannot_be_used_are_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    words: str,
) -> None:
    planted(tmp_path, monkeypatch, "label")
    given = [each.format(pool=tmp_path / "pool.jsonl") for each in options]
    assert main(["train", "icl", "--out", str(tmp_path / "out"), *given]) == 2
    assert words in capsys.readouterr().err


def test_a_pool_with_nothing_to_learn_from_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(tmp_path, monkeypatch, "label")
    write_examples(tmp_path / "pool.jsonl", planted_pool("label")[:1])
    with pytest.raises(AppError, match="at least two different rows"):
        load_recipe("icl")(run(tmp_path, "out"))


def test_other_recipes_do_not_take_its_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["train", "motion-nano", "--out", str(tmp_path / "out"), "--pool", "pool.jsonl"]
    assert main(argv) == 2
    assert "motion-nano does not take it" in capsys.readouterr().err
