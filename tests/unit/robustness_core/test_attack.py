"""The task `robustness.attack`: its pieces, its result, and what it does with bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.errors import AppError
from shared.robustness.samples import split_samples
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    PROMPT as PROMPT_PIECE,
)
from shared.tasks.robustness import (
    SEARCH,
    PromptShown,
    RobustnessAttackRequest,
    RobustnessAttackResult,
    Searched,
)
from tests.unit.robustness_core.conftest import Context, steps_of
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel, samples
from worker.robustness.cells.source import UNIT
from worker.robustness.scheduling import attacking


def request(data: Path, **given: Any) -> RobustnessAttackRequest:
    fields = {"prompt": PROMPT, "labels": LABELS, "attack": "deepwordbug", "samples": 40} | given
    return RobustnessAttackRequest(data=str(data), **fields)


def result(tmp_path: Path, model: RuleModel, asked: RobustnessAttackRequest) -> Any:
    return steps_of(Context(tmp_path / f"run {len(list(tmp_path.iterdir()))}", model), asked)[-1]


def test_figures_of_the_top_level_are_held_out(tmp_path: Path, data: Path) -> None:
    model = RuleModel()
    found = result(tmp_path, model, request(data))
    assert isinstance(found, RobustnessAttackResult)
    split = split_samples(samples(100), 40, 1000, 0)
    held_out = [one.content for one in split.report]
    assert found.n == len(held_out) == 60
    assert found.search is not None
    assert found.search.n == 40
    assert found.search.attacked_accuracy < found.search.clean_accuracy
    assert found.attacked_accuracy < found.clean_accuracy
    assert found.drop == pytest.approx(found.clean_accuracy - found.attacked_accuracy)
    assert found.pdr == pytest.approx(1 - found.attacked_accuracy / found.clean_accuracy)
    assert found.ci95[0] <= found.pdr <= found.ci95[1]
    assert 0 < found.p < 0.05
    assert found.held_out
    # What was held out was asked of the prompt, of the best ones on the way, and of the find only.
    asked = {prompt.partition("\nReview:")[0] for prompt in model.asked if held_out[-1] in prompt}
    assert asked == {
        PROMPT.partition("\nReview:")[0],
        found.adversarial_prompt.partition("\nReview:")[0],
    }


def test_edits_and_counts_are_told(tmp_path: Path, data: Path) -> None:
    model = RuleModel()
    found = result(tmp_path, model, request(data))
    assert found.edits
    assert all(one.kind == "replace" for one in found.edits)
    words = found.adversarial_prompt
    assert all(one.after in words for one in found.edits)
    assert found.queries == len(model.asked) == len(set(model.asked))
    assert (found.cached, found.attack) == (0, "deepwordbug")
    assert found.tokens > found.queries * len(PROMPT.split())


def test_all_candidates_are_written(tmp_path: Path, data: Path) -> None:
    ctx = Context(tmp_path / "run", RuleModel())
    found = steps_of(ctx, request(data))[-1]
    rows = [json.loads(line) for line in (ctx.out / "candidates.jsonl").read_text().splitlines()]
    assert rows[0]["prompt"] == PROMPT
    assert rows[0]["accuracy"] == found.search.clean_accuracy
    best = min((row for row in rows if not row["probe"]), key=lambda row: row["accuracy"])
    assert best["prompt"] == found.adversarial_prompt
    assert len({row["prompt"] for row in rows}) == len(rows)
    assert list((ctx.home / "robustness").iterdir()) == []


def test_pieces_tell_words_and_rates_first_and_then_the_search(tmp_path: Path, data: Path) -> None:
    steps = steps_of(Context(tmp_path / "run", RuleModel()), request(data))
    pieces = [step for step in steps if isinstance(step, Partial)]
    prompts = [msgspec.convert(p.meta, PromptShown) for p in pieces if p.kind == PROMPT_PIECE]
    assert [one.search_clean is not None for one in prompts] == [False, True, True, True]
    assert [one.report_clean is not None for one in prompts] == [False, False, False, True]
    assert (prompts[0].search_samples, prompts[0].report_samples) == (40, 60)
    assert {word.lock for word in prompts[0].words} == {"", "label", "placeholder", "template"}
    assert isinstance(steps[0], Partial)
    found = steps[-1]
    shown = [msgspec.convert(p.meta, Searched) for p in pieces if p.kind == SEARCH]
    assert shown[-1].prompt == found.adversarial_prompt
    assert shown[-1].edits == found.edits
    assert shown[-1].search_accuracy == found.search.attacked_accuracy
    curve = [p.array for p in pieces if p.kind == SEARCH][-1]
    assert curve.shape == (shown[-1].step, 3)
    assert curve[-1, 1] < curve[0, 1]
    assert json.loads(msgspec.json.encode(shown[-1]))
    assert [piece.index for piece in pieces] == list(range(len(pieces)))


def test_a_processor_tells_of_its_first_samples_before_it_has_asked_all(
    tmp_path: Path, data: Path
) -> None:
    whole, early = RuleModel(), RuleModel()
    whole.device = "server"
    found = result(tmp_path, whole, request(data))
    steps = steps_of(Context(tmp_path / "early", early), request(data))
    pieces = [step for step in steps if isinstance(step, Partial) and step.kind == PROMPT_PIECE]
    shown = [msgspec.convert(one.meta, PromptShown) for one in pieces]
    rates = [one.search_clean for one in shown]
    assert [one.n if one else None for one in rates] == [None, UNIT, 40, 40]
    assert [one.search_samples for one in shown] == [40, UNIT, 40, 40]
    assert sorted(early.asked) == sorted(whole.asked)  # nothing more, nothing twice
    assert msgspec.structs.replace(steps[-1], seconds=found.seconds) == found
    assert all(step.done < step.total for step in steps if isinstance(step, Progress))


def test_progress_reaches_its_end_with_the_result_only(tmp_path: Path, data: Path) -> None:
    steps = steps_of(Context(tmp_path / "run", RuleModel()), request(data))
    assert all(step.done < step.total for step in steps if isinstance(step, Progress))


def test_a_second_run_asks_nothing(tmp_path: Path, data: Path) -> None:
    path, model = tmp_path / "run", RuleModel()
    first = steps_of(Context(path, model), request(data))[-1]
    count = len(model.asked)
    (path / "out" / "candidates.jsonl").unlink()
    (path / "out").rmdir()
    again = steps_of(Context(path, model), request(data))[-1]
    assert len(model.asked) == count
    assert again.cached == again.queries == first.queries
    assert again.tokens == 0
    same = {"cached": 0, "tokens": 0, "seconds": 0.0}
    assert msgspec.structs.replace(again, **same) == msgspec.structs.replace(first, **same)


@pytest.mark.parametrize(
    "field",
    [
        {"attack": "ensemble"},
        {"search": "beam"},
        {"search": "soft"},
        {"search": "random"},
        {"samples": 20},
        {"report": 10},
        {"locked": ("sentiment",)},
        {"unlocked": ("Review", "Sentiment")},
        {"queries": 800},
        {"write": True},
        {"seed": 3},
        {"labels": ("positive", "negative", "neutral")},
        {"prompt": PROMPT.replace("Please", "Now")},
    ],
    ids=lambda field: next(iter(field)),
)
def test_every_field_has_an_effect(
    tmp_path: Path, data: Path, field: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacking, "attack_names", lambda: ("deepwordbug",))

    def told(asked: RobustnessAttackRequest) -> Any:
        ctx = Context(tmp_path / f"run {len(list(tmp_path.iterdir()))}", RuleModel())
        pieces = steps_of(ctx, asked)
        rows = (ctx.out / "candidates.jsonl").read_text()
        return rows, msgspec.structs.replace(pieces[-1], seconds=0.0), pieces[0].meta

    assert told(request(data)) != told(request(data, **field))


def test_line_breaks_may_be_written_out(tmp_path: Path, data: Path) -> None:
    typed = result(tmp_path, RuleModel(), request(data, prompt=PROMPT.replace("\n", "\\n")))
    assert typed.adversarial_prompt.count("\n") == PROMPT.count("\n")


def test_written_answers_are_read_and_unreadable_ones_counted_apart(
    tmp_path: Path, data: Path
) -> None:
    found = result(tmp_path, RuleModel("text"), request(data))
    assert found.figures is not None
    errors = found.figures.errors_attacked
    assert errors.unreadable > 0
    assert errors.wrong + errors.unreadable == pytest.approx(1 - found.attacked_accuracy)


def test_without_held_out_samples_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text(
        '{"content": "good film", "label": "positive"}\n'
        '{"content": "bad film", "label": "negative"}\n'
    )
    found = result(tmp_path, RuleModel(), request(path, samples=1))
    assert (found.n, found.search.n, found.held_out) == (1, 1, True)
    path.write_text(
        '{"content": "good", "label": "positive"}\n{"content": "Good", "label": "negative"}'
    )
    found = result(tmp_path, RuleModel(), request(path, samples=1))
    assert (found.n, found.search.n, found.held_out) == (1, 1, False)


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"prompt": "Review:"}, "prompt", "{content}"),
        ({"labels": ("positive",)}, "labels", "two different"),
        ({"labels": ("up", "down")}, "labels", "negative, positive"),
        ({"attack": "nosuch"}, "attack", "deepwordbug"),
        ({"search": "soft", "write": True}, "search", "written answer"),
        ({"queries": 10}, "queries", "at least 40"),
    ],
)
def test_requests_that_will_not_do(
    tmp_path: Path, data: Path, given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(AppError) as caught:
        result(tmp_path, RuleModel(), request(data, **given))
    assert caught.value.params["field"] == field
    assert words in str(caught.value)


def test_a_sample_that_is_too_long_is_left_out_and_told(tmp_path: Path, data: Path) -> None:
    with data.open("a") as file:
        file.write('{"content": ""}\n')
        file.write(json.dumps({"content": "so good " * 10_000, "label": "positive"}) + "\n")
    model = RuleModel()
    model.longest = 2048  # type: ignore[attr-defined]
    ctx = Context(tmp_path / "run", model)
    found = steps_of(ctx, request(data))[-1]
    assert found.bad_rows == 2
    _, row = map(json.loads, (ctx.out / "bad_rows.jsonl").read_text().splitlines())
    assert row["line"] == 102
    assert "20000 tokens" in row["reason"]
    assert max(map(len, model.asked)) < 1000


def test_samples_that_are_all_too_long(tmp_path: Path, data: Path) -> None:
    model = RuleModel()
    model.longest = 100  # type: ignore[attr-defined]
    with pytest.raises(AppError, match="0 of 100 samples"):
        result(tmp_path, model, request(data))


def test_a_model_that_dies_in_the_middle_loses_nothing(tmp_path: Path, data: Path) -> None:
    path, dying = tmp_path / "run", RuleModel(fails_after=700)
    ctx = Context(path, dying)
    with pytest.raises(AppError, match="ConnectError") as caught:
        steps_of(ctx, request(data))
    [kept] = (ctx.home / "robustness").iterdir()
    assert str(kept) in str(caught.value)
    rows = [json.loads(line) for line in kept.read_text().splitlines()]
    assert len(rows) > 10
    assert rows[0]["prompt"] == PROMPT

    ctx.model = healthy = RuleModel()
    found = steps_of(ctx, request(data))[-1]
    # All but the unit that broke off was known.
    assert not kept.exists()
    assert found.cached >= 700 - 32
    assert found.queries == found.cached + len(healthy.asked)
    whole = result(tmp_path, RuleModel(), request(data))
    assert whole.adversarial_prompt == found.adversarial_prompt
    assert whole.figures == found.figures
