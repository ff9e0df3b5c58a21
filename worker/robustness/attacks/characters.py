"""Attacks that misspell words: DeepWordBug (Gao and others 2018), TextBugger (Li and others 2019).

Both draw as TextAttack's transformations do, so that the same draws give the same words.
"""

from __future__ import annotations

import string
from random import Random

from worker.robustness.attacks.constraints import few_edits, no_stop_word, similar_prompt
from worker.robustness.attacks.homoglyphs import look_alikes
from worker.robustness.attacks.registry import AttackKind, WordsInPlay, register
from worker.robustness.lexicon.neighbours import in_case_of, word_vectors

LETTERS_CHANGED, SIMILAR, NEIGHBOURS = 30, 0.8, 5


def deepwordbug(play: WordsInPlay, place: int, rng: Random) -> tuple[str, ...]:
    """One of each: neighbours swapped, a letter replaced, one deleted, one inserted."""
    word = play.word(place)
    if len(word) < 2:
        return ()
    at = rng.randrange(len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    at = rng.randrange(len(word))
    substituted = word[:at] + rng.choice(string.ascii_letters) + word[at + 1 :]
    at = rng.randrange(len(word))
    deleted = word[:at] + word[at + 1 :]
    at = rng.randrange(len(word))
    inserted = word[:at] + rng.choice(string.ascii_letters) + word[at:]
    return _others(word, (swapped, substituted, deleted, inserted))


def textbugger(play: WordsInPlay, place: int, rng: Random) -> tuple[str, ...]:
    """A space put in, a letter deleted, neighbours swapped (one of each, and never at the word's
    ends), every letter in turn replaced by one that looks like it, and the five nearest words."""
    word = play.word(place)
    found: list[str] = []
    if len(word) > 2:
        at = rng.randrange(1, len(word) - 1)
        found.append(word[:at] + rng.choice(" ") + word[at:])
        at = rng.randrange(1, len(word) - 1)
        found.append(word[:at] + word[at + 1 :])
    if len(word) > 3:
        at = rng.randrange(1, len(word) - 2)
        found.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    found += look_alikes(word)
    found += (in_case_of(other, word) for other in word_vectors().nearest(word, NEIGHBOURS))
    return _others(word, found)


def _others(word: str, found: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in dict.fromkeys(found) if text != word)


DEEPWORDBUG = register(
    AttackKind(
        "deepwordbug",
        "character",
        deepwordbug,
        (few_edits(LETTERS_CHANGED),),
        order="unk",
        places=(no_stop_word(),),
        about="Misspells words: letters swapped, replaced, deleted or inserted.",
    )
)
TEXTBUGGER = register(
    AttackKind(
        "textbugger",
        "character",
        textbugger,
        (similar_prompt(SIMILAR),),
        places=(no_stop_word(),),
        about="Misspells words, puts look-alike letters or near words in. MiniLM measures the"
        " likeness of the prompts, where the paper has the Universal Sentence Encoder.",
    )
)
