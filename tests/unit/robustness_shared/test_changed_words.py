"""Which words an attack changed is read from its edits; locked words count for neither side."""

from __future__ import annotations

from shared.robustness.changed_words import changed_and_kept
from shared.robustness.figures import Edit
from shared.robustness.prompt import words_of

PROMPT = "Decide whether the review is good.\nReview: {content}\nSentiment:"


def test_words_are_told_apart_by_their_places() -> None:
    words = words_of(PROMPT, ("good", "bad"))
    edits = [
        Edit(kind="replace", at=0, before="Decide", after="Dcide"),
        Edit(kind="delete", at=2, before="the"),
    ]
    changed, kept = changed_and_kept(words, edits)
    assert changed == ("decide", "the")
    assert kept == ("whether", "review", "is"), "labels, {content} and the template are locked"


def test_what_is_only_put_in_changes_no_word_and_several_words_may_go_at_once() -> None:
    words = words_of(PROMPT, ("good", "bad"))
    added = [Edit(kind="insert", at=6, after="and true is true")]
    assert changed_and_kept(words, added)[0] == ()
    several = [Edit(kind="replace", at=1, before="whether the", after="if")]
    assert changed_and_kept(words, several)[0] == ("whether", "the")
