"""The suite: seeds and splits, quick or whole, held-out tasks, and selectors of each seed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared.errors import AppError
from shared.tasks.icl_evaluate import IclEvaluateRequest
from tests.unit.icl_evaluation.toy import rows
from tests.unit.icl_tasks.conftest import Bench
from worker.icl.data.suite import SuiteTask
from worker.icl.selection.features import NAMES
from worker.icl.selection.gated import Gate, Picked
from worker.icl.selection.trained import Trained, TrainedConfig, save_trained
from worker.icl.tasks import evaluation_inputs
from worker.icl.tasks.evaluate import QUICK_DRAWS, evaluate
from worker.icl.tasks.evaluation_inputs import QUICK_QUERIES


def suite_task(name: str, seed: int, *, held_out: bool = False, kind: str = "labels") -> SuiteTask:
    """40 rows to show and 30 to ask, others for each seed."""
    start = 100 * seed
    return SuiteTask(
        name=name,
        category="Topic" if kind == "labels" else "Summ",
        kind=kind,  # type: ignore[arg-type]
        metric="accuracy" if kind == "labels" else "rouge_l",
        held_out=held_out,
        pool=rows(name, 40, start, kind=kind),
        validation=(),
        test=rows(name, 30, start + 60, kind=kind),
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """Which seeds of the suite were loaded, and whether quick."""
    found: list[tuple[int, bool]] = []

    def load(folder: Path, seed: int, quick: bool) -> tuple[SuiteTask, ...]:
        found.append((seed, quick))
        own = suite_task("own", seed), suite_task("other", seed, held_out=True)
        return (*own, suite_task("long", seed, kind="text"))

    monkeypatch.setattr(evaluation_inputs, "load_suite", load)
    return found


def document(bench: Bench, **fields: Any) -> dict[str, Any]:
    request = IclEvaluateRequest(suite="packages", **{"retrievers": ("zero", "bm25"), **fields})
    _, _, out = bench.run(evaluate, request)
    found: dict[str, Any] = json.loads((out / "metrics.json").read_text())
    return found


def test_three_seeds_are_averaged_and_held_out_tasks_are_rows(
    bench: Bench, asked: list[tuple[int, bool]]
) -> None:
    found = document(bench)
    assert asked == [(0, False), (1, False), (2, False)]
    assert found["seeds"] == [0, 1, 2]
    assert found["task_info"]["other"]["held_out"] is True
    assert set(found["splits"]) == {"trained", "held_out"}
    assert [row["n"] for row in found["splits"]["held_out"]] == [90, 90]
    assert set(found["kinds"]) == {"labels", "text"}
    assert set(found["categories"]) == {"Topic", "Summ"}
    means = [found["tasks"][name][1]["accuracy"] for name in ("own", "other", "long")]
    assert found["mean"][1]["accuracy"] == pytest.approx(sum(means) / 3, abs=1e-5)


def test_quick_is_one_seed_and_fewer_queries(bench: Bench, asked: list[tuple[int, bool]]) -> None:
    found = document(bench, quick=True, seed=4, retrievers=("zero", "random"))
    assert asked == [(4, True)]
    assert {row["n"] for rows in found["tasks"].values() for row in rows} == {QUICK_QUERIES}
    told = (bench.root / "run-0" / "predictions.jsonl").read_text().splitlines()
    drawn = [json.loads(line)["draw"] for line in told]
    assert set(drawn) == set(range(QUICK_DRAWS))


def trained(folder: Path, seed: int, selector: str = "bm25", encoder: str = "toy") -> Path:
    """A trained selector whose gate picked something."""
    gate = Gate(kinds={"labels": Picked(selector=selector), "text": Picked(selector="minilm")})
    config = TrainedConfig(
        recipe="lite", seed=seed, features=NAMES, encoder=encoder, lm="lm", gate=gate
    )
    save_trained(folder, Trained(config))
    return folder


def test_a_selector_is_tested_on_the_split_that_it_was_trained_beside(
    bench: Bench, asked: list[tuple[int, bool]], tmp_path: Path
) -> None:
    bench.models["mine"] = trained(tmp_path / "mine", seed=2)
    found = document(bench, selector="mine", retrievers=("bm25", "llmr"))
    assert asked == [(2, False)]
    row = found["tasks"]["own"][1]
    assert row["used"] == ["bm25"]
    assert row["accuracy"] == found["tasks"]["own"][0]["accuracy"]
    with pytest.raises(AppError, match="trained with seed 2"):
        document(bench, selector="mine", seeds=3)


def test_one_selector_for_each_seed_is_tested_on_all_of_them(
    bench: Bench, asked: list[tuple[int, bool]], tmp_path: Path
) -> None:
    for seed in range(2):
        bench.models[f"mine-{seed}"] = trained(tmp_path / f"mine-{seed}", seed)
    found = document(bench, selector="mine-{seed}", seeds=2, retrievers=("bm25", "llmr"))
    assert found["seeds"] == [0, 1]
    assert found["tasks"]["own"][1]["n"] == 60
