"""Hygiene: planted duplicates and leaks are found, and little else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icl.example import Example
from shared.icl.hygiene import LEAK_KINDS, PoolHygiene, check
from shared.icl.shingles import NearIndex, jaccard, normalize, shingles, text_hash

WORDS = [
    start + middle + end
    for start in ("b", "st", "k", "fl", "m", "gr", "p", "sn")
    for middle in ("a", "ei", "o", "u", "ia")
    for end in ("n", "rt", "llow", "ck", "m", "sten", "t", "ver", "x", "dge")
]


class Planted:
    """1,000 rows and 200 queries of one template, with leaks of every kind planted.

    A near copy has one of at least 25 words changed, so its Jaccard index is above 0.8.
    """

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.pool = [self.row(f"p{number}", f"g{number}") for number in range(920)]
        self.queries = [self.row(f"q{number}", f"h{number}") for number in range(200)]
        self.duplicates: set[tuple[str, str, str]] = set()
        self.leaks: set[tuple[str, str, str]] = set()
        for number in range(40):
            self.copy("exact", self.pool[number], self.shouted)
            self.copy("near", self.pool[100 + number], self.changed)
            self.leak(number)

    def words(self, count: int) -> str:
        return " ".join(str(word) for word in self.rng.choice(WORDS, count))

    def row(self, name: str, group: str, body: str = "", answer: str = "") -> Example:
        body, answer = body or self.words(int(self.rng.integers(25, 45))), answer or self.words(5)
        return Example(name, "qa", f"Question: {body}? Please answer briefly:", answer, (), group)

    def shouted(self, text: str) -> str:
        return f"  {text.upper()}!! "

    def changed(self, text: str) -> str:
        parts = text.split()
        parts[int(self.rng.integers(2, len(parts) - 4))] = "zapped"
        return " ".join(parts)

    def copy(self, kind: str, row: Example, change: object) -> None:
        name = f"p{len(self.pool)}"
        text = self.shouted(row.input) if kind == "exact" else self.changed(row.input)
        self.pool.append(Example(name, "qa", text, row.output, (), f"g-{name}"))
        self.duplicates.add((kind, row.id, name))

    def leak(self, number: int) -> None:
        row = self.pool[300 + number]
        query, place = self.queries[number], number
        match number % 4:
            case 0:
                kind, leaking = "query-in-pool", (self.shouted(row.input), query.output, "")
            case 1:
                kind, leaking = "near-query", (self.changed(row.input), query.output, "")
            case 2:
                kind, leaking = "answer", (query.input, " ".join(row.input.split()[3:8]), "")
            case _:
                kind, leaking = "group", (query.input, query.output, row.group)
        text, output, group = leaking
        self.queries[place] = Example(query.id, "qa", text, output, (), group or query.group)
        self.leaks.add((kind, query.id, row.id))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_leaks_and_duplicates_are_found_and_little_else(seed: int) -> None:
    planted = Planted(seed)
    assert len(planted.pool) == 1_000
    report = check(planted.pool, planted.queries)
    found = {(leak.kind, leak.query_id, row) for leak in report.leaks for row in leak.row_ids}
    copies = {(one.kind, one.first_id, one.second_id) for one in report.duplicates}
    for got, planted_ones in ((found, planted.leaks), (copies, planted.duplicates)):
        kinds = {kind for kind, _, _ in planted_ones}
        assert kinds in (set(LEAK_KINDS), {"exact", "near"})
        for kind in kinds:
            hits = {one for one in got if one[0] == kind}
            true = {one for one in planted_ones if one[0] == kind}
            assert len(hits & true) / len(true) >= 0.95, kind
            assert len(hits & true) / len(hits) >= 0.9, kind


def test_the_template_alone_makes_no_rows_alike() -> None:
    rng = np.random.default_rng(0)
    template = "Here is a pronoun question of the well-known kind. Are {} and {} the same entity?"
    rows = [
        Example(f"{number}", "wsc", template.format(*rng.choice(WORDS, 2, replace=False)), "No")
        for number in range(100)
    ]
    assert jaccard(shingles(rows[0].input), shingles(rows[1].input)) > 0.6
    assert [one for one in check(rows).duplicates if one.kind == "near"] == []


def test_labels_options_and_single_words_are_no_leak() -> None:
    pool = [Example("p", "t", "Tom went to New York City by train", "New York")]
    queries = [
        Example("free", "t", "Where?", "new york!"),
        Example("also", "t", "What place?", "Somewhere else", answers=("york city",)),
        Example("choice", "t", "Which?", "New York", ("New York", "Rome")),
        Example("word", "t", "How did he go?", "train"),
        Example("part", "t", "What else?", "New Yorkshire"),
    ]
    leaks = PoolHygiene(pool).leaks(queries)
    assert [(leak.query_id, leak.kind) for leak in leaks] == [
        ("free", "answer"),
        ("also", "answer"),
    ]


def test_a_duplicate_with_another_label_is_a_conflict() -> None:
    rows = [Example("1", "t", "so good", "Yes"), Example("2", "t", "So  good!", "no")]
    [one] = check(rows).duplicates
    assert one.kind == "exact" and one.conflict and one.similarity == 1.0


def test_one_prompt_can_be_checked_alone() -> None:
    pool = [Example(name, "t", f"text {name}", "x", group="g") for name in "ab"]
    query = Example("q", "t", "other words", "y", group="g")
    hygiene = PoolHygiene(pool)
    assert hygiene.leaks([query])[0].row_ids == ("a", "b")
    assert hygiene.leaks([query], among=["b"])[0].row_ids == ("b",)
    assert hygiene.leaks([query], among=[]) == ()


def test_the_report_counts_queries() -> None:
    pool = [Example("a", "t", "the very same", "x"), Example("b", "t", "The very same.", "x")]
    report = check(pool, [Example("q", "t", "the very same", "y"), Example("r", "t", "new", "y")])
    assert report.leaking_queries == ("q",) and report.count("query-in-pool") == 1
    assert not report.clean and check(pool, []).clean and check([], []).clean


def test_a_query_nearly_like_a_copied_row_names_every_copy() -> None:
    text = "a long enough text about rivers that run through the old town by the hills"
    pool = [Example(name, "t", text, "x") for name in "ab"]
    query = Example("q", "t", text.replace("hills", "hill"), "y")
    [leak] = PoolHygiene(pool).leaks([query])
    assert leak.kind == "near-query" and leak.row_ids == ("a", "b") and 0.8 < leak.similarity < 1


def test_hashes_ignore_case_punctuation_and_width() -> None:
    assert text_hash("Ａ  b-c!") == text_hash("a B c") != text_hash("a bc")
    assert normalize("?! ?") == "?!?" and text_hash("?") != text_hash("!")


@settings(deadline=None)
@given(st.text(), st.text())
def test_the_jaccard_index_is_that_of_the_sets(first: str, second: str) -> None:
    def grams(text: str) -> set[str]:
        plain = normalize(text)
        return {plain[start : start + 5] for start in range(max(1, len(plain) - 4))}

    one, other = grams(first), grams(second)
    expected = len(one & other) / len(one | other)
    assert jaccard(shingles(first), shingles(second)) == pytest.approx(expected)


def test_lsh_finds_what_every_comparison_finds() -> None:
    rng = np.random.default_rng(3)
    base = rng.integers(0, 2**63, 200, dtype=np.uint64)
    sets = []
    for share in rng.uniform(0.5, 1.0, 180):
        kept = base[: int(200 * share)]
        sets.append(np.unique(np.concatenate([kept, rng.integers(0, 2**63, 10, dtype=np.uint64)])))
    index = NearIndex()
    for members in sets:
        index.add(members)
    query = np.unique(base)
    every = {number for number, own in enumerate(sets) if jaccard(own, query) >= 0.8}
    found = {number for number, _ in index.alike(query)}
    assert found <= every and len(found) >= 0.95 * len(every)
