"""What changes have to keep to. The numbers at the attacks are those of PromptBench."""

from __future__ import annotations

from collections.abc import Sequence

from worker.robustness.attacks.registry import Change, Constraint, PlaceRule, WordsInPlay
from worker.robustness.lexicon import sentences
from worker.robustness.lexicon.neighbours import word_vectors
from worker.robustness.lexicon.sentences import Encode
from worker.robustness.lexicon.stop_words import StopList, stop_words
from worker.robustness.lexicon.tagging import tagger

_BEFORE, _AFTER = 4, 3  # words that the tagger sees around one, as in TextAttack


def no_stop_word(name: StopList = "english") -> PlaceRule:
    """Leaves the stop words of a list as they are."""
    return lambda play, place: play.words[place].text.lower() not in stop_words(name)


def few_edits(limit: int) -> Constraint:
    """At most so many letters inserted, deleted or replaced, over all changes of the prompt."""

    def check(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
        def distance(place: int, text: str) -> int:
            return edit_distance(play.words[place].text, text)

        before = {place: distance(place, text) for place, text in play.edits.items()}
        return [
            sum({**before, one.place: distance(one.place, one.text)}.values()) <= limit
            for one in changes
        ]

    return check


def similar_prompt(least: float, by: Encode = sentences.encode) -> Constraint:
    """At least this cosine between the whole prompt and the one before any change."""

    def check(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
        found = sentences.cosines(play.prompt, [one.after for one in changes], by)
        return [bool(value >= least) for value in found]

    return check


def similar_window(least: float, window: int, by: Encode = sentences.encode) -> Constraint:
    """At least this angular similarity of the words around a change, to the prompt as it was.

    Prompts with fewer words than the window are not looked at, as in TextFooler.
    """

    def check(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
        if len(play.words) < window:
            return [True] * len(changes)
        texts = [_around(play.with_edit(one.place, one.text), one.place, window) for one in changes]
        before = [_around(play, one.place, window) for one in changes]
        vectors = by([*before, *texts])
        cosine = (vectors[: len(changes)] * vectors[len(changes) :]).sum(axis=1)
        return [bool(value >= least) for value in sentences.angular(cosine)]

    return check


def near_words(least: float) -> Constraint:
    """At least this cosine between a word and what takes its place, where both are known."""

    def check(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
        vectors = word_vectors()
        found = [vectors.cosine(play.words[one.place].text, one.text) for one in changes]
        return [value is None or value >= least for value in found]

    return check


def same_part_of_speech(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
    """The same part of speech in context; noun and verb may take each other's place."""
    words = [word.text for word in play.words]

    def tag(place: int, text: str) -> str:
        begin = max(place - _BEFORE, 0)
        context = [*words[begin:place], text, *words[place + 1 : place + 1 + _AFTER]]
        return tagger().tag_at(context, place - begin)

    before = {place: tag(place, words[place]) for place in {one.place for one in changes}}
    kept = []
    for one in changes:
        tags = {before[one.place], tag(one.place, one.text)}
        kept.append(len(tags) == 1 or tags <= {"NOUN", "VERB"})
    return kept


def no_label(play: WordsInPlay, changes: Sequence[Change]) -> list[bool]:
    """Puts no word of a label where none was."""
    taken = {part for label in play.labels for part in label.casefold().split()}
    return [one.text.casefold() not in taken for one in changes]


def edit_distance(one: str, other: str) -> int:
    """Letters to insert, delete or replace (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        last = row
        row = [number]
        for place, against in enumerate(other, 1):
            cost = last[place - 1] + (letter != against)
            row.append(min(last[place] + 1, row[-1] + 1, cost))
    return row[-1]


def _around(play: WordsInPlay, place: int, window: int) -> str:
    """The words around one, as text; at an end of the prompt the window is moved inwards."""
    begin = min(max(place - window // 2, 0), max(len(play.words) - window, 0))
    return " ".join(play.word(n) for n in range(begin, min(begin + window, len(play.words))))
