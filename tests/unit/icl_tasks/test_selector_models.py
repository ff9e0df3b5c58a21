"""A trained selector is a model like any other: named by its folder, or registered."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from shared.errors import AppError
from shared.icl.retrievers import WITH_FEEDBACK
from shared.tasks.icl_evaluate import IclEvaluateRequest
from tests.unit.icl_tasks.conftest import Bench
from tests.unit.icl_tasks.test_suite import trained
from worker.icl.selection.trained import load_trained
from worker.icl.tasks.evaluate import evaluate
from worker.icl.tasks.inputs import KIND
from worker.models.registry import ModelRegistry


def test_a_folder_of_the_recipe_is_opened_by_its_path(tmp_path: Path) -> None:
    folder = trained(tmp_path / "mine", seed=3)
    registry = ModelRegistry(tmp_path / "home", tmp_path / "shipped")
    assert registry.find_or_open(KIND, str(folder)).path == folder
    with pytest.raises(AppError) as error:
        registry.find_or_open(KIND)
    assert error.value.code == "no_model"


def test_a_folder_without_weights_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    registry = ModelRegistry(tmp_path / "home", tmp_path / "shipped")
    with pytest.raises(AppError, match="LLM-R selector"):
        registry.find_or_open(KIND, str(tmp_path / "empty"))


def test_the_selector_that_ships_is_whole_and_uses_no_unproven_feedback(tmp_path: Path) -> None:
    registry = ModelRegistry(tmp_path / "home")
    files = registry.find(KIND)
    assert registry.check(files.id) == files
    shipped = load_trained(files.path)
    assert {"rerank", "llmr-nolm"} <= set(shipped.names)
    gate = shipped.config.gate
    for picked in (*gate.tasks.values(), *gate.kinds.values()):
        assert picked.selector not in WITH_FEEDBACK or picked.low > 0
    assert gate.pick("a task of one's own", "labels").selector not in WITH_FEEDBACK
    assert gate.pick("a task of one's own", "text").selector not in WITH_FEEDBACK
    card = (files.path / "CARD.md").read_text("utf-8")
    assert "Does the feedback help?" in card


def test_without_a_name_the_shipped_selector_is_used_if_it_fits_the_encoder(
    bench: Bench, files: tuple[str, str], tmp_path: Path
) -> None:
    pool, queries = files
    request = IclEvaluateRequest(pool=pool, queries=queries, retrievers=("bm25", "llmr"))
    bench.models[""] = trained(tmp_path / "icl", seed=0)
    _, _, out = bench.run(evaluate, request)
    rows = json.loads((out / "metrics.json").read_text())["tasks"]["topic"]
    assert [row.get("used") for row in rows] == [None, ["bm25"]]
    other = trained(tmp_path / "other", seed=0, encoder="another")
    bench.models |= {"": other, "mine": other}
    _, _, out = bench.run(evaluate, request)
    rows = json.loads((out / "metrics.json").read_text())["tasks"]["topic"]
    assert rows[1]["used"] == ["label-support"]
    named = msgspec.structs.replace(request, selector="mine")
    with pytest.raises(AppError, match="another encoder"):
        bench.run(evaluate, named)
