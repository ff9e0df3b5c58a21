"""The same wish in other words: as people of other languages would put it, and by small rewordings.

Whole prompts are offered; the lines with the sample and words before a colon stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from random import Random

from shared.robustness.prompt import CONTENT, replaced
from worker.robustness.attacks.registry import AttackKind, WordsInPlay, register
from worker.robustness.lexicon.neighbours import in_case_of
from worker.robustness.lexicon.stop_words import FOLDER

# A task is known by its labels; the first family that has one of them is taken.
_FAMILIES = {
    "sentiment": {"positive", "negative"},
    "acceptability": {"acceptable", "unacceptable", "grammatical", "ungrammatical"},
    "likeness": {"equivalent", "not_equivalent", "duplicate", "paraphrase", "same", "different"},
    "inference": {"entailment", "not_entailment", "contradiction", "supports", "refutes"},
}
_INSTRUCTION_WORDS = 3
_FRAMES = (
    "Please do the following. {}",
    "{} Thank you.",
    "Your task is this: {}",
    "I would like to know the following. {}",
    "Could you help me with this? {}",
    "{} Take care with the answer.",
)
_SAME = (
    ("classify", "categorize", "sort"),
    ("determine", "decide", "find out"),
    ("analyze", "examine", "look at"),
    ("identify", "recognize", "point out"),
    ("answer", "reply", "respond"),
    ("choose", "select", "pick"),
    ("sentiment", "feeling", "mood"),
    ("review", "critique", "assessment"),
    ("sentence", "statement", "phrase"),
    ("text", "passage", "piece of writing"),
    ("following", "next", "given"),
    ("whether", "if"),
)


def semantic(play: WordsInPlay, _place: int, _rng: Random) -> tuple[str, ...]:
    """Whole prompts that ask for the same."""
    begin, end = _instruction(play)
    told = play.prompt[begin:end].strip()
    texts = [_translated(text, play.labels) for text in _translations(play.labels)]
    texts += [frame.replace("{}", told) for frame in _FRAMES if told]
    found = [_put(play.prompt, begin, end, text) for text in texts]
    found += _reworded(play)
    return tuple(text for text in dict.fromkeys(found) if text != play.prompt)


def family_of(labels: Sequence[str]) -> str:
    """The family of tasks that these labels tell of, "any" for none."""
    folded = {label.casefold() for label in labels}
    return next((name for name, known in _FAMILIES.items() if folded & known), "any")


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads(
        (FOLDER / "translated.json").read_text("utf-8")
    )
    return table


def _translations(labels: Sequence[str]) -> list[str]:
    return [text for texts in _table()[family_of(labels)].values() for text in texts]


def _translated(text: str, labels: Sequence[str]) -> str:
    told = " or ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))
    return text.replace("{labels}", told or "one word")


def _instruction(play: WordsInPlay) -> tuple[int, int]:
    """Where the instruction stands: the first line, up to the sample if that is in it.

    Empty, at the beginning, for a prompt whose first line only names what follows.
    """
    stops = [play.prompt.find(stop) for stop in ("\n", CONTENT)]
    end = min([stop for stop in stops if stop >= 0], default=len(play.prompt))
    end = len(play.prompt[:end].rstrip())
    words = sum(word.end <= end for word in play.words)
    return (0, end) if words >= _INSTRUCTION_WORDS else (0, 0)


def _put(prompt: str, begin: int, end: int, text: str) -> str:
    if begin == end:
        return f"{text}\n{prompt}"
    return prompt[:begin] + text + prompt[end:]


def _reworded(play: WordsInPlay) -> list[str]:
    """The prompt with one word before the sample at a time replaced by another of its meaning."""
    found = []
    content = play.prompt.find(CONTENT)
    for place in play.free:
        if 0 <= content < play.words[place].begin:
            break
        word = play.words[place].text
        group = next((words for words in _SAME if word.lower() in words), ())
        for other in group:
            if other != word.lower():
                edit = {place: in_case_of(other, word)}
                found.append(replaced(play.prompt, play.words, edit))
    return found


SEMANTIC = register(
    AttackKind(
        "semantic",
        "semantic",
        semantic,
        order="all",
        search="all",
        about="Asks for the same in other words: as prompts read that come from six other"
        " languages, written for Vitrine, and by small rewordings of the prompt itself.",
    )
)
