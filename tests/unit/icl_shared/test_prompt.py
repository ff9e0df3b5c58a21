"""Prompts: order, pins, bans, quotas, and a budget that never cuts in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.curation import Curation, Demonstration, LeftOut, curate, ordered
from shared.icl.example import Example
from shared.icl.prompt import Budget, Message, Prompt, build_prompt, require_fit

QUERY = Example("q", "t", "is it?")


def words(text: str) -> int:
    return len(text.split())


def demo(number: int, output: str = "yes", utility: float = 0.0) -> Demonstration:
    return Demonstration(Example(f"d{number}", "t", f"input {number}", output), utility)


def ids(demonstrations: tuple[Demonstration, ...]) -> list[str]:
    return [one.example.id for one in demonstrations]


FOUR = [demo(1, "a", 4), demo(2, "a", 3), demo(3, "b", 2), demo(4, "a", 1)]


def test_the_most_similar_stands_last_and_the_query_at_the_end() -> None:
    prompt = build_prompt(ordered([demo(1), demo(2, "no")], "similar-last"), QUERY)
    assert prompt.text == "input 2\nno\n\ninput 1\nyes\n\nis it?\n"
    assert build_prompt([], QUERY).text == "is it?\n"
    told = build_prompt([demo(1)], QUERY, instruction="Answer.")
    assert told.text == "Answer.\n\ninput 1\nyes\n\nis it?\n"
    assert "\n\n".join(section.text for section in told.sections) == told.text


def test_a_chat_has_the_instruction_as_system_and_turns_for_each_demonstration() -> None:
    prompt = build_prompt([demo(1)], QUERY, instruction="Answer.", form="chat")
    assert prompt.messages == (
        Message("system", "Answer."),
        Message("user", "input 1"),
        Message("assistant", "yes"),
        Message("user", "is it?"),
    )


def test_order_presets() -> None:
    assert ids(ordered(FOUR, "similar-first")) == ["d1", "d2", "d3", "d4"]
    assert ids(ordered(FOUR, "given")) == ["d1", "d2", "d3", "d4"]
    assert ids(ordered(FOUR, "label-alternating")) == ["d4", "d2", "d3", "d1"]
    many = [demo(number) for number in range(20)]
    assert ordered(many, "random", seed=1) == ordered(many, "random", seed=1)
    assert ordered(many, "random", seed=1) != ordered(many, "random", seed=2)
    assert sorted(ids(ordered(many, "random"))) == sorted(ids(tuple(many)))


def test_pins_bans_quota_and_k_tell_who_is_left_out_and_why() -> None:
    chosen, left_out = curate(FOUR, Curation(k=2, pins=("d4",), bans=("d1",), order="given"))
    assert ids(chosen) == ["d2", "d4"] and [one.pinned for one in chosen] == [False, True]
    assert left_out == (LeftOut("d1", "banned"), LeftOut("d3", "beyond k"))
    chosen, left_out = curate(FOUR, Curation(k=4, per_label=1, order="given"))
    assert ids(chosen) == ["d1", "d3"]
    assert left_out == (LeftOut("d2", "quota"), LeftOut("d4", "quota"))
    # A pinned row counts for its label and is never pushed out by the quota.
    chosen, _ = curate(FOUR, Curation(k=4, per_label=1, pins=("d2", "d4"), order="given"))
    assert ids(chosen) == ["d2", "d3", "d4"]


def test_more_asked_for_than_there_is_gives_all() -> None:
    assert len(curate(FOUR, Curation(k=99))[0]) == 4
    assert curate([], Curation(k=4)) == ((), ())


def test_pins_that_cannot_be_kept_are_refused() -> None:
    for curation, told in (
        (Curation(pins=("d1",), bans=("d1",)), "pinned and banned"),
        (Curation(pins=("x",)), "no candidate"),
        (Curation(k=1, pins=("d1", "d2")), "at least 2"),
    ):
        with pytest.raises(AppError, match=told):
            curate(FOUR, curation)


def test_over_the_budget_the_lowest_utility_goes_and_is_told() -> None:
    shuffled = [FOUR[2], FOUR[0], FOUR[3], FOUR[1]]  # 3 words each, 2 for the query
    prompt = build_prompt(shuffled, QUERY, count=words, budget=Budget(10, answer_tokens=2))
    assert ids(prompt.demonstrations) == ["d1", "d2"] and prompt.tokens == 8
    assert prompt.dropped == (LeftOut("d4", "budget"), LeftOut("d3", "budget"))
    assert prompt.over_tokens == 0 and require_fit(prompt, Budget(10)) is prompt


def test_of_equals_the_one_furthest_from_the_query_goes() -> None:
    prompt = build_prompt([demo(1), demo(2)], QUERY, count=words, budget=Budget(5))
    assert ids(prompt.demonstrations) == ["d2"]


def test_pinned_ones_stay_and_an_overfull_prompt_is_refused_in_words() -> None:
    pinned, _ = curate(FOUR, Curation(pins=("d4",), order="given"))
    budget = Budget(4)
    prompt = build_prompt(pinned, QUERY, count=words, budget=budget)
    assert ids(prompt.demonstrations) == ["d4"] and prompt.over_tokens == 1
    with pytest.raises(AppError, match=r"has 5 tokens and the model takes 4\. Unpin some of the 1"):
        require_fit(prompt, budget)
    with pytest.raises(AppError, match="Shorten the query"):
        require_fit(build_prompt([], QUERY, count=words, budget=Budget(1)), Budget(1))


def test_a_chat_counts_the_frame_of_each_message() -> None:
    budget = Budget(100, message_tokens=10)
    prompt = build_prompt([demo(1)], QUERY, form="chat", count=words, budget=budget)
    assert prompt.tokens == 2 + 1 + 2 + 3 * 10


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.floats(-5, 5), st.booleans()), max_size=8),
    st.integers(0, 40),
)
def test_nothing_vanishes_and_the_kept_are_worth_more(
    rows: list[tuple[int, float, bool]], limit: int
) -> None:
    given_ = [
        Demonstration(Example(f"d{place}", "t", "w " * length, "yes"), utility, pinned)
        for place, (length, utility, pinned) in enumerate(rows)
    ]
    prompt = build_prompt(given_, QUERY, count=words, budget=Budget(limit))
    kept, gone = ids(prompt.demonstrations), [one.id for one in prompt.dropped]
    assert sorted(kept + gone) == sorted(ids(tuple(given_)))
    assert kept == [name for name in ids(tuple(given_)) if name in kept]
    by_id = {one.example.id: one for one in given_}
    loose = [by_id[name].utility for name in kept if not by_id[name].pinned]
    assert not any(by_id[name].pinned for name in gone)
    if loose and gone:
        assert max(by_id[name].utility for name in gone) <= min(loose)
    assert prompt.tokens <= limit or not loose


def test_the_query_is_never_its_own_demonstration_and_a_budget_needs_a_count() -> None:
    with pytest.raises(AppError, match="its own demonstration"):
        build_prompt([Demonstration(QUERY)], QUERY)
    with pytest.raises(AppError, match="tokenizer"):
        build_prompt([], QUERY, budget=Budget(1))
    assert isinstance(build_prompt([demo(1)], QUERY), Prompt)
