"""Labelled samples: what is read, what is left out and why, and how they are split."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.errors import AppError
from shared.robustness.samples import Sample, read_samples, split_samples


def written(path: Path, *rows: object) -> Path:
    file = path / "data.jsonl"
    file.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    )
    return file


def rows(*pairs: tuple[str, object]) -> list[dict[str, object]]:
    return [{"content": content, "label": label} for content, label in pairs]


def test_labels_are_those_of_the_file(tmp_path: Path) -> None:
    report = read_samples(written(tmp_path, *rows(("b", "yes"), ("c", "no"), ("d", "Yes "))))
    assert report.labels == ("no", "yes")
    assert report.samples == (Sample("b", "yes"), Sample("c", "no"), Sample("d", "yes"))


def test_labels_are_as_they_were_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, *rows(("b", 1), ("c", 0)))
    assert read_samples(path, ("0", "1")).samples == (Sample("b", "1"), Sample("c", "0"))


def test_bad_rows_are_left_out_and_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        *rows(("a", "yes"), ("  ", "no"), ("b", " "), ("c", "no"), ("d", "maybe"), ("e", 0.5)),
        {"content": "f"},
        {"label": "no"},
        "{not json",
        "[]",
        "",
    )
    report = read_samples(path, ("yes", "no"))
    assert [sample.content for sample in report.samples] == ["a", "c"]
    assert [(row.line, row.kind) for row in report.bad] == [
        (2, "empty"), (3, "empty"), (5, "label"), (6, "type"), (7, "missing"), (8, "missing"),
        (9, "syntax"), (10, "type"),
    ]  # fmt: skip
    assert "maybe is not one of yes, no" in report.bad[2].reason


@pytest.mark.parametrize(
    ("given", "labels", "field", "words"),
    [
        ([], (), "data", "it is empty"),
        (rows(("", "no")), (), "data", "line 1: content is empty"),
        (rows(("a", "yes"), ("b", "yes")), (), "data", "2 samples, all yes"),
        (rows(("a", "yes"), ("b", "no")), ("up", "down"), "labels", "there they are no, yes"),
        (rows(*((str(n), f"l{n}") for n in range(101))), (), "data", "up to 100"),
    ],
)
def test_files_that_will_not_do(
    tmp_path: Path, given: list[object], labels: tuple[str, ...], field: str, words: str
) -> None:
    with pytest.raises(AppError, match=words) as caught:
        read_samples(written(tmp_path, *given), labels)
    assert caught.value.params["field"] == field


def many(count: int) -> list[Sample]:
    return [Sample(f"text {n}", "yes" if n % 4 == 0 else "no") for n in range(count)]


def test_the_parts_do_not_touch_and_keep_the_shares_of_labels() -> None:
    split = split_samples(many(400), 100, 200, seed=3)
    assert (len(split.search), len(split.report)) == (100, 200)
    assert not {one.content for one in split.search} & {one.content for one in split.report}
    for part in (split.search, split.report, split.report[:40]):
        assert sum(one.label == "yes" for one in part) == len(part) / 4


def test_the_same_seed_draws_the_same() -> None:
    assert split_samples(many(60), 20, 20, 5) == split_samples(many(60), 20, 20, 5)
    assert split_samples(many(60), 20, 20, 5) != split_samples(many(60), 20, 20, 6)


def test_half_is_held_out_where_samples_are_few() -> None:
    split = split_samples(many(30), 200, 1000, 0)
    assert (len(split.search), len(split.report)) == (15, 15)


def test_doubles_are_on_one_side() -> None:
    samples = [Sample(f"Text  {n // 4}" if n % 2 else f"text {n // 4}", "yes") for n in range(80)]
    split = split_samples(samples, 33, 100, 1)
    sides = [{" ".join(one.content.casefold().split()) for one in part} for part in
             (split.search, split.report)]  # fmt: skip
    assert not sides[0] & sides[1]
    assert len(split.search) == 33
