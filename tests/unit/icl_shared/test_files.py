"""Reading pools: every row is either given or listed with its line and the reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import (
    BadRow,
    ColumnMapping,
    ExampleReader,
    read_examples,
    write_examples,
)

GOOD = {"id": "a", "task": "t", "input": "how?", "output": "so"}


def written(folder: Path, *rows: object, name: str = "pool.jsonl") -> Path:
    path = folder / name
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def test_good_rows_are_given_and_bad_ones_listed_with_line_and_reason(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        GOOD,
        {"id": "b", "input": "only"},
        {"id": "c", "input": ["x"], "output": "y"},
        {"id": "d", "input": "x", "output": 3},
        b'{"id": "e", "input": "caf\xe9", "output": "y"}',
        b'{"id": "f", "input": ',
        b"[1, 2]",
        {"id": "a", "input": "again", "output": "y"},
        {"id": "g", "input": "x", "output": "maybe", "options": ["yes", "no"]},
        {"id": "h", "input": " ", "output": "y"},
        b"",
        {"id": 7, "input": "x", "output": "yes", "options": ["yes", "no"], "extra": 1},
    )
    report = read_examples(path)
    assert [row.id for row in report.examples] == ["a", "7"]
    assert [(bad.line, bad.kind) for bad in report.bad] == [
        (2, "missing"),
        (3, "type"),
        (4, "type"),
        (5, "encoding"),
        (6, "syntax"),
        (7, "type"),
        (8, "duplicate"),
        (9, "options"),
        (10, "missing"),
    ]
    reasons = " / ".join(bad.reason for bad in report.bad)
    assert "output is missing" in reasons and "output is a number (3)" in reasons
    assert "0xE9 at position 26" in reasons and "line 1 already" in reasons
    assert "'maybe' is not among the options yes | no" in reasons
    assert report.unused_columns == ("extra",)


def test_a_line_of_50_mb_is_skipped_and_the_next_row_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pool.jsonl"
    with path.open("wb") as file:
        file.write(json.dumps(GOOD).encode() + b'\n{"id": "big", "input": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps(GOOD | {"id": "z"}).encode())
    report = read_examples(path)
    assert [row.id for row in report.examples] == ["a", "z"]
    [bad] = report.bad
    assert bad.line == 2 and "50,000,027 bytes, above 10,000,000" in bad.reason


@settings(deadline=None)
@given(st.lists(st.binary(max_size=30).filter(lambda line: b"\n" not in line), max_size=8))
def test_no_row_is_lost_whatever_the_bytes(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "pool.jsonl"
    path.write_bytes(b"\n".join([json.dumps(GOOD).encode(), *lines, b""]))
    rows = list(ExampleReader(path).rows())
    assert len(rows) == 1 + sum(bool(line.strip()) for line in lines)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            Example,
            id=st.uuids().map(str),
            task=st.text(min_size=1),
            input=st.text(min_size=1).filter(str.strip),
            output=st.text(min_size=1),
            group=st.text(),
            answers=st.lists(st.text()).map(tuple),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, examples: list[Example]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "pool.jsonl"
    write_examples(path, examples)
    report = read_examples(path)
    assert report.examples == tuple(examples) and report.bad == ()


def test_gzip_is_read_and_a_cut_file_keeps_its_good_rows(tmp_path: Path) -> None:
    lines = [json.dumps(GOOD | {"id": str(index)}) for index in range(2_000)]
    packed = gzip.compress("\n".join(lines).encode())
    whole = tmp_path / "pool.jsonl.gz"
    whole.write_bytes(packed)
    assert len(read_examples(whole).examples) == 2_000
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(packed[: len(packed) // 2])
    report = read_examples(cut)
    assert len(report.examples) > 0 and "damaged" in report.bad[-1].reason


def test_a_table_is_read_by_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text(
        'n,premise,claim,label,a,b\n1,"He said ""no"",\nthen left",He left,yes,yes,no\n'
        "2,x,y,perhaps,yes,no\n3,x\n4,x,y,no,yes,no\n"
    )
    mapping = ColumnMapping(input=("premise", "claim"), output="label", options=("a", "b"), id="n")
    report = read_examples(path, mapping=mapping)
    first, last = report.examples
    assert first.input == 'He said "no",\nthen left\nHe left' and first.options == ("yes", "no")
    assert last.id == "4"
    assert [(bad.line, bad.kind) for bad in report.bad] == [(4, "options"), (5, "syntax")]


def test_a_table_keeps_good_rows_beside_wrong_bytes_and_open_quotes(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_bytes(b'id,input,output\n1,caf\xe9,x\n2,good,x\n3,"open,x\n4,y,z\n')
    report = read_examples(path)
    assert [row.id for row in report.examples] == ["2"]
    assert [(bad.line, bad.kind) for bad in report.bad] == [(2, "encoding"), (4, "syntax")]


def test_tsv_takes_quotation_marks_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "pool.tsv"
    path.write_text('id\tinput\toutput\toptions\n1\t"So" she said\tyes\tyes | no\n')
    [row] = read_examples(path).examples
    assert row.input == '"So" she said' and row.options == ("yes", "no")


def test_lmops_names_are_taken(tmp_path: Path) -> None:
    query = {"query_id": "q", "query": "x", "answers": ["B"], "options": ["one", "two"]}
    free = {"query_id": "f", "query": "x", "answers": ["1", "one"], "options": [""]}
    passage = {"id": "0", "contents": "line 1\nline 2\nanswer", "task_name": "copa"}
    rows = read_examples(written(tmp_path, query | {"task_name": "copa"}, free, passage)).examples
    assert rows[0] == Example("q", "copa", "x", "two", ("one", "two"))
    assert rows[1].accepted == ("1", "one") and rows[1].options == ()
    assert rows[2] == Example("0", "copa", "line 1\nline 2", "answer")


def test_queries_may_lack_their_answer_and_ids(tmp_path: Path) -> None:
    report = read_examples(written(tmp_path, {"input": "x"}), require_output=False)
    assert report.examples == (Example("line-1", "default", "x"),)


def test_an_unknown_suffix_or_no_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"\.csv"):
        read_examples(written(tmp_path, GOOD, name="pool.xlsx"))
    with pytest.raises(AppError, match="does not exist"):
        read_examples(tmp_path / "none.jsonl")


def test_a_file_without_a_suffix_is_json_lines_as_artefacts_are(tmp_path: Path) -> None:
    named = read_examples(written(tmp_path, GOOD, name="pool.jsonl"))
    assert read_examples(written(tmp_path, GOOD, name="0f3a")) == named


def test_a_bad_row_is_a_value(tmp_path: Path) -> None:
    rows = list(ExampleReader(written(tmp_path, b"{")).rows())
    assert isinstance(rows[0], BadRow) and rows[0].start == "{"


def test_a_table_without_the_columns_is_refused_with_those_it_has(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text("text,label\nx,y\n")
    with pytest.raises(AppError, match="no column input, output; its columns are: text, label"):
        read_examples(path)
    mapping = ColumnMapping(input=("text",), output="label")
    assert read_examples(path, mapping=mapping).examples[0].output == "y"


def test_a_second_column_of_one_name_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "pool.csv"
    path.write_text("input,output,input\nfirst,y,second\n")
    report = read_examples(path)
    assert report.examples[0].input == "first" and report.unused_columns == ("input (2)",)
