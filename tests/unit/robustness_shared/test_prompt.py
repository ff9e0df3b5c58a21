"""Words of prompts, their locks, and how they are replaced and filled in."""

from __future__ import annotations

from shared.robustness.prompt import appended, filled, free_places, replaced, unescaped, words_of

PROMPT = (
    "Is the review 'positive' or Negative? Decide on its sentiment.\nReview: {content}\nSentiment:"
)
LABELS = ("positive", "negative")


def locks(prompt: str, *given: object) -> dict[str, str]:
    return {word.text: word.lock for word in words_of(prompt, LABELS, *given)}  # type: ignore[arg-type]


def test_placeholder_labels_and_template_are_locked_and_nothing_else() -> None:
    found = locks(PROMPT)
    assert {word: lock for word, lock in found.items() if lock} == {
        "positive": "label",
        "Negative": "label",
        "{content}": "placeholder",
        "Review": "template",
        "Sentiment": "template",
    }


def test_a_template_word_is_free_inside_of_a_sentence() -> None:
    words = words_of(PROMPT, LABELS)
    assert [word.lock for word in words if word.text.casefold() == "review"] == ["", "template"]
    assert [word.lock for word in words if word.text.casefold() == "sentiment"] == ["", "template"]


def test_template_words_of_demonstrations_are_locked_as_well() -> None:
    shots = "Review: so dull\nSentiment: negative\n\nReview: {content}\nSentiment:"
    found = words_of(shots, LABELS)
    assert [word.text for word in found if not word.lock] == ["so", "dull"]


def test_a_colon_in_a_sentence_makes_no_template() -> None:
    assert locks("Note: be quick. Review: {content}")["Note"] == ""


def test_words_may_be_locked_and_freed() -> None:
    found = locks(PROMPT, ("Decide",), ("sentiment:", "Review"))
    assert found["Decide"] == "asked"
    assert found["Review"] == ""
    found = locks(PROMPT, (), ("sentiment",))
    assert found["Sentiment"] == ""


def test_a_prompt_of_template_words_only_can_be_attacked() -> None:
    found = words_of("Review: {content}\nSentiment:", LABELS)
    assert [(word.text, word.lock) for word in found] == [
        ("Review", ""),
        ("{content}", "placeholder"),
        ("Sentiment", ""),
    ]


def test_labels_of_several_words_are_locked_together_only() -> None:
    words = words_of("not equivalent or equivalent, not more: {content}", ("not equivalent",))
    assert [word.text for word in words if word.lock == "label"] == ["not", "equivalent"]


def test_places_point_into_the_prompt() -> None:
    words = words_of(PROMPT, LABELS)
    assert all(PROMPT[word.begin : word.end] == word.text for word in words)
    assert [words[place].text for place in free_places(words)][:3] == ["Is", "the", "review"]


def test_replaced_words_leave_the_rest_as_it_is() -> None:
    words = words_of(PROMPT, LABELS)
    assert replaced(PROMPT, words, {0: "Was", 2: "re view"}).startswith("Was the re view 'pos")
    assert replaced(PROMPT, words, {}) == PROMPT


def test_a_word_that_goes_takes_one_space_along() -> None:
    words = words_of(PROMPT, LABELS)
    assert replaced(PROMPT, words, {1: ""}).startswith("Is review 'positive'")
    assert replaced(PROMPT, words, {0: ""}).startswith("the review 'positive'")
    assert replaced(PROMPT, words, {1: "", 2: ""}).startswith("Is 'positive'")


def test_a_text_is_appended_to_the_instruction() -> None:
    words = words_of(PROMPT, LABELS)
    assert appended(PROMPT, words, "xyz") == PROMPT.replace("sentiment.\n", "sentiment. xyz\n")
    bare = "Review: {content}\nSentiment:"
    assert appended(bare, words_of(bare, LABELS), "xyz").count("xyz") == 1
    named = "Answer with pos or neg.\nReview: {content}\nSentiment:"
    assert appended(named, words_of(named, ("pos", "neg")), "xyz").startswith(
        "Answer with pos or neg. xyz\n"
    )
    locked = words_of(bare, LABELS, ("review", "sentiment"))
    assert appended(bare, locked, "xyz") == f"xyz\n{bare}"


def test_braces_are_letters_like_any_other() -> None:
    prompt = "Set {a} and }{0} of {content!r}: {content}"
    assert filled(prompt, "{x} {content}") == "Set {a} and }{0} of {content!r}: {x} {content}"


def test_line_breaks_may_be_written_out() -> None:
    assert unescaped("Review: {content}\\nSentiment:\\t") == "Review: {content}\nSentiment:\t"
