"""What is written: checks and exports; what is chosen from the library."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.robustness.check_file import check_text, suggested_limit
from desktop.robustness.exporting import COLUMNS, as_csv, as_html, as_junit, row_of
from desktop.robustness.library import LibraryPrompt, chosen, datasets
from desktop.robustness.runs import Run
from desktop.robustness.setup import DataFacts, Setup
from desktop.robustness.workspace import SAMPLES
from shared.robustness.suite_file import suite_of
from tests.unit.desktop_robustness.test_lab import Bench

FACTS = DataFacts("d.jsonl", 10, 0, ("no", "yes"))


def find(attack: str = "textfooler") -> Run:
    return Bench().run(attack)


@given(st.text(max_size=60))
def test_any_prompt_survives_in_a_check(text: str) -> None:
    prompt = text + "{content}"
    data = str(SAMPLES / "reviews.jsonl")
    setup = Setup(
        prompt=prompt, data=data, model="m", samples=50, queries=7, search="beam", seed=3,
        locked=("one",), unlocked=("two", text or "x"),
    )  # fmt: skip
    made = check_text(setup, FACTS, prompt, ("checklist",), 0.55)
    suite = suite_of(made.encode(), SAMPLES / "check.yaml")
    entry = suite.entries[0]
    assert entry.prompt == prompt
    assert (entry.data, entry.labels) == (data, ("no", "yes"))
    assert (entry.locked, entry.unlocked) == (setup.locked, setup.unlocked)
    assert (suite.models, suite.attacks) == (("m",), ("checklist",))
    assert (suite.samples, suite.queries, suite.search, suite.seed) == (50, 7, "beam", 3)
    assert suite.fail_under == 0.55


def test_the_limit_is_below_what_holds_today() -> None:
    assert suggested_limit(0.63) == 0.6
    assert suggested_limit(0.6) == 0.6
    assert suggested_limit(-0.1) == 0.0


def test_every_column_is_filled_and_named() -> None:
    row = row_of(find())
    assert tuple(row) == COLUMNS
    assert row["search_n"] == row["n"] == 120
    assert row["level"] == "word"
    assert as_csv([]).strip() == ",".join(COLUMNS)


def test_text_is_escaped() -> None:
    run = find("checklist")
    assert "<ins>kE4jq9Lw2z </ins>" in as_html([run]) or "<ins> kE4jq9Lw2z</ins>" in as_html([run])
    assert "<del>" not in as_html([run]).split("</table>")[1].split("<pre>")[0]


def test_the_lower_end_is_judged() -> None:
    run = find()
    assert run.drop is not None
    low = run.drop.attacked.ci95[0]
    assert 'failures="0"' in as_junit([run], low)
    assert 'failures="1"' in as_junit([run], low + 0.001)


def test_the_library_is_searched() -> None:
    prompts = (
        LibraryPrompt("sst2", "role", "zero", "As a critic, judge {content}", ("a", "b")),
        LibraryPrompt("sst2", "task", "few", "Judge {content}", ("a", "b")),
        LibraryPrompt("mnli", "task", "zero", "Does it follow? {content}", ("x", "y")),
    )
    assert datasets(prompts) == ("sst2", "mnli")
    assert chosen(prompts, "", "", "", "") == prompts
    assert chosen(prompts, "sst2", "task", "", "JUDGE") == prompts[1:2]
    assert chosen(prompts, "", "", "zero", "judge critic") == prompts[:1]
    assert chosen(prompts, "mnli", "role", "", "") == ()
