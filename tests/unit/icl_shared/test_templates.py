"""Templates: the paper's 30 tasks, filled from rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.templates import CATEGORIES, TaskTemplate, Template, fill, load_templates, render


@pytest.fixture(scope="module")
def tasks() -> dict[str, TaskTemplate]:
    return load_templates()


def test_the_30_tasks_of_the_paper_are_there(tasks: dict[str, TaskTemplate]) -> None:
    assert len(tasks) == 30
    # Number of data sets in each category, table 1.
    assert [Counter(task.category for task in tasks.values())[name] for name in CATEGORIES] == [
        *(3, 3, 3, 5, 3, 4, 3, 3, 3)
    ]
    assert {name for name, task in tasks.items() if task.held_out} == {
        *("qnli", "piqa", "yelp", "wsc273")
    }
    # MNLI's training set serves two test sets; the paper counts 6.3 M rows in all and 177 k.
    train = sum(task.train_rows for task in tasks.values()) - tasks["mnli_m"].train_rows
    assert 6.2e6 < train < 6.4e6
    assert 176_500 < sum(task.test_rows for task in tasks.values()) < 178_500


def test_every_task_renders_from_its_own_fields(tasks: dict[str, TaskTemplate]) -> None:
    for task in tasks.values():
        fields: dict[str, object] = {name: f"<{name}>" for name in task.template().query_fields}
        options = [f"option {number}" for number in range(task.option_count)]
        answer = task.template().answer_field
        fields |= {"options": options, answer: 1 if task.kind != "text" else "free"}
        example = render(task, fields, row_id="1")
        assert all(f"<{name}>" in example.input for name in task.template().query_fields)
        assert (
            example.output
            == {
                **{"labels": (*task.labels, "", "")[1], "text": "free"},
                "choice": "option 1",
            }[task.kind]
        )
        assert (task.kind == "text") == (example.options == ())
        assert len(example.options) == (len(task.labels) or task.option_count)


def test_wording_and_label_order(tasks: dict[str, TaskTemplate]) -> None:
    snli = render(tasks["snli"], {"premise": "p", "hypothesis": "h", "answer": 2}, row_id="x")
    assert snli.input == 'If "p", does this mean that "h"? Yes, No, or Maybe?'
    assert snli.output == "No" and snli.options == ("Yes", "Maybe", "No")
    nq = render(tasks["natural_questions"], {"question": "who", "answer": ["A", "B"]}, row_id="x")
    assert nq == Example("x", "natural_questions", "Question: who? Answer:", "A", answers=("B",))
    row = {"concepts": ["dog", "run"], "target": "A dog runs."}
    assert "Concepts: dog, run." in render(tasks["common_gen"], row, row_id="x").input
    copa = {"premise": "p", "question": "cause", "options": ["o1", "o2"]}
    for answer in (1, "B", "o2"):
        assert render(tasks["copa"], copa | {"answer": answer}, row_id="x").output == "o2"


def test_a_missing_field_is_named_with_those_that_are_there(
    tasks: dict[str, TaskTemplate],
) -> None:
    with pytest.raises(AppError, match="task snli needs the field hypothesis; there are: premise"):
        render(tasks["snli"], {"premise": "p"}, row_id="1")
    with pytest.raises(AppError, match="needs the field options"):
        render(tasks["piqa"], {"goal": "g", "answer": 0}, row_id="1")
    with pytest.raises(AppError, match="needs the field answer"):
        render(tasks["boolq"], {"text": "t", "question": "q"}, row_id="1")


@pytest.mark.parametrize("answer", [3, -1, "Perhaps", 1.5, None])
def test_a_wrong_answer_is_refused(tasks: dict[str, TaskTemplate], answer: object) -> None:
    row = {"premise": "p", "hypothesis": "h", "answer": answer}
    with pytest.raises(AppError):
        render(tasks["snli"], row, row_id="1")


def test_a_query_without_its_label(tasks: dict[str, TaskTemplate]) -> None:
    row = {"premise": "p", "hypothesis": "h", "answer": -1}
    assert render(tasks["snli"], row, row_id="1", labelled=False).output == ""


@settings(deadline=None)
@given(st.text())
def test_braces_in_a_value_mean_nothing(value: str) -> None:
    assert fill("a {x} b", {"x": value}) == f"a {value} b"


def test_an_answer_template_has_one_placeholder() -> None:
    with pytest.raises(AppError, match="exactly one placeholder"):
        _ = Template("{x}", "no place").answer_field


def test_a_broken_file_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"source": "x", "tasks": [{"name": 1}]}')
    with pytest.raises(AppError, match="not valid JSON"):
        load_templates(path)
