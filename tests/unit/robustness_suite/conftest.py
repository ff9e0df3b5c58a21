"""A suite on a model of rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.tasks.robustness_evaluate import RobustnessEvaluateRequest
from tests.unit.robustness_core.conftest import Context
from tests.unit.robustness_core.doubles import RuleModel, samples
from worker.robustness.tasks.evaluate import evaluate

SUITE = """
name: rules
attacks: [deepwordbug, checklist]
samples: 20
report: 60
queries: 1000
prompts:
  - name: strong
    prompt: "Sentiment review whether tell this.\\nReview: {content}\\nSentiment:"
    locked: [sentiment, review, whether, tell, this]
    attacks: [checklist]
    data: data.jsonl
    labels: [positive, negative]
  - name: weak
    prompt: "Please tell the sentiment of this review.\\nReview: {content}\\nSentiment:"
    data: data.jsonl
    labels: [positive, negative]
"""
Run = Callable[..., tuple[list[Any], Context]]


@pytest.fixture
def suite_path(tmp_path: Path) -> Path:
    rows = [{"content": one.content, "label": one.label} for one in samples(100)]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE)
    return path


@pytest.fixture
def run(suite_path: Path, tmp_path: Path) -> Run:
    """Runs the suite; all runs share a home."""
    count = 0

    def ran(model: RuleModel, **more: Any) -> tuple[list[Any], Context]:
        nonlocal count
        count += 1
        ctx = Context(tmp_path / f"run{count}", model)
        ctx.home = tmp_path / "home"
        request = RobustnessEvaluateRequest(**{"suite": str(suite_path), **more})
        return list(evaluate(ctx, request)), ctx  # type: ignore[arg-type]

    return ran
