"""Every kind of file becomes a pool; what is wrong in it is listed, and nothing else is lost."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.icl.pool.importing import ImportPlan, discard, import_file, resume
from shared.icl.pool.mapping import PoolMapping, guess_mapping
from shared.icl.pool.source_files import preview
from shared.icl.pool.store import Pool


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    with Pool(tmp_path / "rows.pool") as made:
        yield made


def lines(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def row(number: int, **fields: object) -> dict[str, object]:
    return {"id": f"r{number}", "task": "t", "input": f"text {number}", "output": "yes", **fields}


def test_own_fields_need_no_mapping(pool: Pool, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", row(1, options=["yes", "no"], group="g"), row(2))
    report = import_file(pool, path)
    assert (report.rows, report.bad_rows, report.finished) == (2, 0, True)
    first, second = pool.page(pool.rowids())
    assert first.example.options == ("yes", "no")
    assert (first.example.group, first.words, first.line) == ("g", 2, 1)
    assert second.example.id == "r2"


def test_columns_are_joined_by_the_template(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "nli.csv"
    path.write_text("premise,hypothesis,label\nIt rains,It is wet,0\nIt rains,It is dry,1\n")
    assert preview(path).columns == ("premise", "hypothesis", "label")
    assert not preview(path).is_known
    mapping = PoolMapping(
        "{premise}\nSo: {hypothesis}", "label", labels=("entailed", "contradicted"),
        default_task="nli",
    )  # fmt: skip
    import_file(pool, path, ImportPlan(mapping))
    found = [one.example for one in pool.page(pool.rowids())]
    assert [one.input for one in found] == ["It rains\nSo: It is wet", "It rains\nSo: It is dry"]
    assert [one.output for one in found] == ["entailed", "contradicted"]
    assert {one.task for one in found} == {"nli"}
    assert [one.id for one in found] == ["line-2", "line-3"]


@pytest.mark.parametrize(
    ("columns", "template", "output"),
    [
        (("text", "label"), "{text}", "label"),
        (("premise", "hypothesis", "idx", "label"), "{premise}\n{hypothesis}", "label"),
        (("Question", "Answer"), "{Question}", "Answer"),
        (("a", "b", "c"), "{a}", "c"),
    ],
)
def test_names_suggest_the_mapping(columns: tuple[str, ...], template: str, output: str) -> None:
    guessed = guess_mapping(columns)
    assert (guessed.template, guessed.output) == (template, output)


def test_bad_rows_are_listed_and_the_others_kept(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    good = [json.dumps(row(number)).encode() for number in range(3)]
    bad = [
        b'{"id": "x1", "input": "no answer"}',
        b'{"id": "x2", "input": 7, "output": "yes"}',
        b'{"id": "r0", "input": "again", "output": "yes"}',
        b'{"id": "x4", "input": "caf\xe9", "output": "yes"}',
        b'{"id": "x5", "input": "a", "output": "c", "options": ["a", "b"]}',
        b"{not json",
        b'"a text"',
    ]
    path.write_bytes(b"\n".join([good[0], *bad, *good[1:]]) + b"\n")
    report = import_file(pool, path)
    assert report.rows == 3
    kinds = [one.kind for one in pool.bad_rows(report.source)]
    assert kinds == ["missing", "type", "duplicate", "encoding", "options", "syntax", "type"]
    assert [one.line for one in pool.bad_rows(report.source)] == list(range(2, 9))
    assert report.kinds["type"] == 2


def test_a_line_of_50_mb_is_one_bad_row(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        file.write(json.dumps(row(1)).encode() + b"\n")
        file.write(b'{"input": "' + b"x" * 50_000_000 + b'", "output": "y"}\n')
        file.write(json.dumps(row(2)).encode() + b"\n")
    report = import_file(pool, path)
    assert (report.rows, report.bad_rows) == (2, 1)
    assert "50,000,029 bytes" in pool.bad_rows(report.source)[0].reason


def test_lmops_passages_and_queries(pool: Pool, tmp_path: Path) -> None:
    passages = tmp_path / "passages.jsonl.gz"
    with gzip.open(passages, "wt") as file:
        file.write(json.dumps({"id": "0", "contents": "A film.\nGood", "task_name": "sst2"}) + "\n")
    queries = lines(
        tmp_path / "train.jsonl",
        {"query_id": "q", "query": "Which?", "answers": ["B"], "options": ["x", "y"],
         "task_name": "piqa"},
    )  # fmt: skip
    assert preview(passages).is_known
    assert preview(queries).is_known
    import_file(pool, passages)
    import_file(pool, queries)
    found = [one.example for one in pool.page(pool.rowids())]
    assert [(one.task, one.input, one.output) for one in found] == [
        ("sst2", "A film.", "Good"), ("piqa", "Which?", "y"),
    ]  # fmt: skip


def test_parquet_and_saved_data_sets(pool: Pool, tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet

    table = pa.table({"text": ["one", None, "three"], "label": [0, 1, 1]})
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    folder = tmp_path / "saved" / "train"
    folder.mkdir(parents=True)
    (tmp_path / "saved" / "dataset_dict.json").write_text('{"splits": ["train"]}')
    with pa.ipc.new_stream(str(folder / "data-00000-of-00001.arrow"), table.schema) as writer:
        writer.write_table(table)
    features = {
        "text": {"_type": "Value"},
        "label": {"_type": "ClassLabel", "names": ["no", "yes"]},
    }
    (folder / "dataset_info.json").write_text(json.dumps({"features": features}))
    seen = preview(tmp_path / "saved")
    assert (seen.kind, seen.splits, seen.labels) == (
        "dataset",
        ("train",),
        {"label": ("no", "yes")},
    )
    mapping = guess_mapping(seen.columns, seen.labels)
    report = import_file(pool, tmp_path / "saved", ImportPlan(mapping))
    assert (report.rows, report.bad_rows) == (2, 1)
    plain = import_file(pool, tmp_path / "a.parquet", ImportPlan(PoolMapping("{text}", "label")))
    assert (plain.rows, plain.bad_rows) == (2, 1)
    outputs = [one.example.output for one in pool.page(pool.rowids())]
    assert outputs == ["no", "yes", "0", "1"]


def test_a_damaged_parquet_file_is_refused_in_words(pool: Pool, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(AppError, match="no Parquet file"):
        import_file(pool, tmp_path / "a.parquet")


@pytest.mark.parametrize("name", ["a.xlsx", "a.txt"])
def test_other_files_are_refused_in_words(pool: Pool, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(AppError, match=r"cannot be imported|is none of"):
        import_file(pool, tmp_path / name)


def test_a_file_is_not_imported_twice(pool: Pool, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", row(1))
    import_file(pool, path)
    with pytest.raises(AppError, match="in the pool already"):
        import_file(pool, path)


def test_a_mapping_without_its_column_is_refused(pool: Pool, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", row(1))
    with pytest.raises(AppError, match="no column body"):
        import_file(pool, path, ImportPlan(PoolMapping("{body}", "output")))
    assert not pool.sources()


def test_a_stopped_import_goes_on_or_is_taken_out(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.icl.pool.importing.BATCH_ROWS", 10)
    path = lines(tmp_path / "a.jsonl", *(row(number) for number in range(35)))
    report = import_file(pool, path, stopped=lambda: len(pool) >= 20)
    assert (report.rows, report.finished) == (20, False)
    (source,) = pool.sources()
    assert source.state == "importing"
    assert resume(pool, source).rows == 35
    whole = pool.content_hash
    with Pool(tmp_path / "other.pool") as other:
        import_file(other, path)
        assert other.content_hash == whole
    discard(pool, source.number)
    assert (len(pool), pool.content_hash) == (0, "0" * 32)
    assert not pool.rowids()
    import_file(pool, path)
    assert len(pool) == 35


def test_a_changed_file_is_not_resumed(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.icl.pool.importing.BATCH_ROWS", 1)
    path = lines(tmp_path / "a.jsonl", row(1), row(2))
    import_file(pool, path, stopped=lambda: True)
    lines(path, row(1), row(3))
    with pytest.raises(AppError, match="changed since"):
        resume(pool, pool.sources()[0])


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from shared.icl.pool import importing
    from shared.icl.pool.store import Pool
    importing.BATCH_ROWS = 100
    pool = Pool(Path(sys.argv[1]))
    def die(rows, total):
        if rows >= 300:
            pool.database.execute("BEGIN")
            pool.database.execute("DELETE FROM rows")
            os.kill(os.getpid(), signal.SIGKILL)
    importing.import_file(pool, Path(sys.argv[2]), progress=die)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_import_is_resumed_without_loss(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", *(row(number) for number in range(1000)))
    file = tmp_path / "rows.pool"
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(file), str(path)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    ended = subprocess.run(command, env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    with Pool(file, create=False) as pool:
        (source,) = pool.sources()
        assert (source.state, source.rows) == ("importing", 300)
        report = resume(pool, source)
        assert (report.rows, report.bad_rows, report.finished) == (1000, 0, True)
        assert {one.example.id for one in pool.page(pool.rowids())} == {
            f"r{n}" for n in range(1000)
        }
        assert pool.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        pool.database.execute("INSERT INTO words (words) VALUES ('integrity-check')")
