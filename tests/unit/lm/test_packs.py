"""Each text runs once, with others that begin alike where that saves work."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.lm.packs import Pack, batches_of, packs_of

PROMPT = tuple(range(100, 160))
texts_strategy = st.lists(
    st.tuples(st.integers(0, 60), st.lists(st.integers(0, 3), min_size=1, max_size=12)),
    min_size=1,
    max_size=40,
)


def seen_by(pack: Pack) -> dict[int, set[int]]:
    """Which places each place of the row may look at."""
    seen: dict[int, set[int]] = {}
    for part in pack.segments:
        for place in range(part.begin, part.begin + len(part.way) - part.depth):
            seen[place] = {*part.way[: part.depth], *range(part.begin, place + 1)}
    return seen


@given(texts_strategy, st.booleans())
def test_each_token_sees_its_own_text_and_nothing_else(
    rows: list[tuple[int, list[int]]], share: bool
) -> None:
    texts = [PROMPT[:length] + tuple(rest) for length, rest in rows]
    packs = packs_of(texts, share=share)
    assert sorted(text for pack in packs for text in pack.texts) == list(range(len(texts)))
    for pack in packs:
        assert pack.width == len(pack.depths)
        seen = seen_by(pack)
        for text, way in zip(pack.texts, pack.ways, strict=True):
            assert tuple(pack.tokens[place] for place in way) == texts[text]
            assert [pack.depths[place] for place in way] == list(range(len(way)))
            for count, place in enumerate(way, 1):
                assert seen[place] == set(way[:count])


@given(texts_strategy, st.integers(16, 400), st.integers(1, 9))
def test_batches_hold_every_row_within_the_limits(
    rows: list[tuple[int, list[int]]], most_tokens: int, most_texts: int
) -> None:
    packs = packs_of([PROMPT[:length] + tuple(rest) for length, rest in rows])
    made = batches_of(packs, most_tokens, most_texts)
    assert sorted(id(pack) for batch in made for pack in batch.packs) == sorted(map(id, packs))
    for batch in made:
        assert len({pack.is_plain for pack in batch.packs}) == 1
        if len(batch.packs) > 1:
            assert batch.width * len(batch.packs) <= most_tokens
            assert sum(len(pack.texts) for pack in batch.packs) <= most_texts


def test_demonstrations_queries_and_options_are_levels_of_one_tree() -> None:
    texts = [
        (*[demo] * 40, *[query] * 20, option)
        for demo in range(3)
        for query in range(10, 14)
        for option in range(20, 24)
    ]
    packs = packs_of(texts)
    assert sum(pack.width for pack in packs) == 3 * 40 + 12 * 20 + 48
    assert len(packs) == 3  # those of other demonstrations share nothing


def test_nothing_is_shared_where_it_saves_little() -> None:
    head = tuple(range(9))  # a heading that all have, and then 200 tokens of their own
    texts = [(*head, *[number] * 200) for number in range(30, 40)]
    assert all(pack.is_plain for pack in packs_of(texts))


def test_a_row_does_not_grow_until_looking_costs_more_than_is_saved() -> None:
    texts = [(*PROMPT, *[number] * 60) for number in range(40)]
    packs = packs_of(texts)
    assert 1 < len(packs) < 20
    assert max(pack.width for pack in packs) < 1024
    assert sum(pack.width for pack in packs) < 0.75 * sum(map(len, texts))


def test_texts_that_are_the_same_run_once() -> None:
    packs = packs_of([PROMPT] * 5)
    assert [pack.width for pack in packs] == [60]
    assert packs[0].is_plain


def test_a_row_holds_no_more_texts_than_a_kill_may_cost() -> None:
    packs = packs_of([(*PROMPT, option) for option in range(600)], most_texts=256)
    assert [len(pack.texts) for pack in packs] == [256, 256, 88]
