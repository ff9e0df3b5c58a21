"""LMOps' files: what LMOps writes is read and written again byte for byte."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.example import Example, from_row
from shared.icl.lmops import lmops_bytes, passage, query, read_lmops, scored, write_lmops

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
QUERY = {
    "query": TEXT,
    "options": st.lists(TEXT),
    "answers": st.lists(TEXT),
    "task_name": TEXT,
    "query_id": TEXT,
}
PAIRS = st.lists(st.tuples(TEXT, st.floats(allow_nan=False, allow_infinity=False)))


def as_lmops_writes(rows: list[dict[str, object]]) -> bytes:
    """Its `save_dataset`: one compact object a line, UTF-8 kept."""
    return "".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
    ).encode()


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, object]]:
    kind = draw(st.sampled_from(["passages", "queries", "scored", "prompts", "zero-shot prompts"]))
    fields = {"task_name": TEXT, "contents": TEXT, "id": TEXT} if kind == "passages" else QUERY
    order = draw(st.permutations(list(fields)))
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        row: dict[str, object] = {name: draw(fields[name]) for name in order}
        pairs = draw(PAIRS)
        ids, scores = [one for one, _ in pairs], [score for _, score in pairs]
        if kind == "scored":
            row |= {"doc_ids": ids, "doc_scores": scores}
        elif kind == "prompts":
            row |= {"input_prompt": draw(TEXT), "topk_doc_ids": ids, "topk_scores": scores}
        elif kind == "zero-shot prompts":
            row |= {"input_prompt": ""}
        rows.append(row)
    return rows


@settings(deadline=None)
@given(files(), st.booleans())
def test_every_kind_of_file_makes_the_round_trip(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]], packed: bool
) -> None:
    folder = tmp_path_factory.mktemp("lmops")
    data = as_lmops_writes(rows)
    theirs, ours = folder / "theirs.jsonl.gz", folder / ("ours.jsonl" + ".gz" * packed)
    theirs.write_bytes(gzip.compress(data, 1))
    read = read_lmops(theirs)
    assert read.bad == ()
    write_lmops(ours, read.rows)
    written = ours.read_bytes()
    assert (gzip.decompress(written) if packed else written) == data


def test_the_same_rows_give_the_same_compressed_file(tmp_path: Path) -> None:
    rows = [passage(Example("a", "copa", "x", "y"), "0")]
    for name in ("1.jsonl.gz", "2.jsonl.gz"):
        write_lmops(tmp_path / name, rows)
    assert (tmp_path / "1.jsonl.gz").read_bytes() == (tmp_path / "2.jsonl.gz").read_bytes()


def test_examples_become_their_rows_and_come_back() -> None:
    choice = Example("q1", "copa", "What is the cause?", "it fell", ("it rose", "it fell"))
    free = Example("q2", "natural_questions", "who?", "Ada", answers=("Ada Lovelace",))
    assert query(choice)["answers"] == ["B"] and query(free)["options"] == [""]
    assert [from_row(query(row), default_id="") for row in (choice, free)] == [choice, free]
    assert passage(choice, "3")["contents"] == "What is the cause?\nit fell"
    assert scored(choice, ["4"], [-0.5])["doc_scores"] == [-0.5]


def test_a_row_of_the_wrong_shape_is_listed(tmp_path: Path) -> None:
    good = scored(Example("q", "t", "x", "y"), ["1"], [0.5])
    path = tmp_path / "scored.jsonl"
    half = lmops_bytes([good]).replace(b'"x"', b'"\\ud800"')
    wrong = [good | {"doc_scores": []}, good | {"answers": "y"}]
    path.write_bytes(lmops_bytes([good, *wrong]) + half)
    read = read_lmops(path)
    assert read.kind == "scored" and len(read.rows) == 1
    assert [bad.line for bad in read.bad] == [2, 3, 4]
    assert "differ in length" in read.bad[0].reason and "answers" in read.bad[1].reason


def test_another_file_is_refused_with_the_known_fields(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "x"}\n')
    with pytest.raises(AppError, match="query_id"):
        read_lmops(path)


def test_an_answer_beyond_the_options_has_no_letter() -> None:
    with pytest.raises(AppError, match="no letter"):
        query(Example("q", "t", "x", "z", ("x", "y")))


def test_more_options_than_letters_are_written_as_lmops_writes_classification() -> None:
    labels = tuple(f"label {n}" for n in range(27))
    row = query(Example("q", "t", "x", "label 26", labels))
    assert (row["answers"], row["options"]) == (["label 26"], [""])
    read = from_row(row, default_id="0")
    assert (read.output, read.options) == ("label 26", ())
    most = query(Example("q", "t", "x", "label 25", labels[:26]))
    assert most["answers"] == ["Z"]
    assert from_row(most, default_id="0").output == "label 25"


def test_prompts_without_their_scores_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "prompts.jsonl"
    row = query(Example("q", "t", "x", "y")) | {"input_prompt": "p", "topk_doc_ids": ["1"]}
    path.write_bytes(lmops_bytes([row]))
    [bad] = read_lmops(path).bad
    assert "differ in length" in bad.reason
