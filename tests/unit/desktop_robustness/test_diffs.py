"""A prompt and its attacked form as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.robustness.diffs import segments


def side(before: str, after: str, mark: str) -> str:
    return "".join(one.text for one in segments(before, after) if one.mark in ("same", mark))


@given(st.text("ab {}\n.,", max_size=30), st.text("ab {}\n.,", max_size=30))
def test_both_texts_are_in_it(before: str, after: str) -> None:
    assert side(before, after, "gone") == before
    assert side(before, after, "come") == after


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("Is this good?", "Is this go0d?", ["good"], ["go0d"]),
        ("Judge it. {content}", "Judge it. and true {content}", [], ["and true "]),
        ("Please judge it", "judge it", ["Please "], []),
    ],
)
def test_only_what_changed_is_marked(
    before: str, after: str, gone: list[str], come: list[str]
) -> None:
    found = segments(before, after)
    assert [one.text for one in found if one.mark == "gone"] == gone
    assert [one.text for one in found if one.mark == "come"] == come
