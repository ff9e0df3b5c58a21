"""Pairs of sentences and two-way choices from tasks of BIG-bench."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.icl.shingles import text_hash
from worker.icl.data.raw import RawRow, document_of, examples_of, objects_in, refused, text

_VERDICTS = {"True": "Yes", "False": "No", "Neither": "Maybe"}
_ENTAILMENT = {"entailment": "Yes", "non-entailment": "No"}
_LOOSE = re.compile(r" ([.,;!?])")  # a mark that stands apart, as after a blank
# Twins of WinoGrande begin alike and have so much of their words in common.
SAME_WORDS, TWIN_SHARE = 3, 0.7


@dataclass(frozen=True)
class _Blank:
    """A sentence with one blank, and the name that fits."""

    sentence: str
    name: str


def verdicts(path: Path) -> Iterator[RawRow]:
    """VitaminC: whether a passage of Wikipedia supports a claim; its group is the article."""
    for place, row in enumerate(examples_of(path), 1):
        passage, parted, claim = text(row, "input", path, place).partition(" Claim: ")
        if not parted:
            raise refused(path, f"row {place} has no claim")
        title, _, evidence = passage.partition(": ")
        fields = {"premise": evidence or passage, "hypothesis": claim}
        yield RawRow({**fields, "answer": _VERDICTS.get(_right(row), "")}, title)


def beliefs(path: Path) -> Iterator[RawRow]:
    """Whether what someone believes follows; the group is the sentence that all of it is about."""
    for place, row in enumerate(examples_of(path), 1):
        said = text(row, "input", path, place)
        premise, parted, hypothesis = said.removeprefix("Premise: ").partition(" Hypothesis: ")
        if not parted:
            raise refused(path, f"row {place} has no hypothesis")
        fields = {"premise": premise, "hypothesis": hypothesis}
        answer = _ENTAILMENT.get(_right(row), "")
        yield RawRow({**fields, "answer": answer}, premise.rpartition(" that ")[2])


def metaphors(path: Path) -> Iterator[RawRow]:
    """Whether a plain sentence means what a metaphoric one does; its group is the latter."""
    for place, row in enumerate(examples_of(path), 1):
        first, parted, second = text(row, "input", path, place).partition(" <--> ")
        if not parted:
            raise refused(path, f"row {place} has no second sentence")
        fields = {"sentence1": first, "sentence2": second}
        yield RawRow({**fields, "answer": _VERDICTS.get(_right(row), "")}, text_hash(first))


def statements(path: Path) -> Iterator[RawRow]:
    """Com2Sense: whether a statement is plausible; a statement and its opposite are a group."""
    document = document_of(path)
    opposites = document.get("pair_id_lookup")
    if not isinstance(opposites, dict):
        raise refused(path, "it has no pair_id_lookup")
    for place, row in enumerate(objects_in(document, path), 1):
        name = text(row, "id", path, place)
        answer = _VERDICTS.get(text(row, "label", path, place), "")
        fields = {"sentence": text(row, "sent", path, place), "answer": answer}
        yield RawRow(fields, min(name, str(opposites.get(name, name))))


def blanks(path: Path) -> Iterator[RawRow]:
    """WinoGrande: two sentences that differ in a word or two, so that other names fill the blank.

    The file says the right name only, and the wrong one is its twin's; a sentence without a twin is
    left out. The options are the endings from the blank on, as in the paper's template.
    """
    alike: dict[tuple[str, ...], list[_Blank]] = {}
    for place, row in enumerate(examples_of(path), 1):
        found = _blank(text(row, "input", path, place), _targets(row))
        if found is not None:
            alike.setdefault(tuple(found.sentence.split()[:SAME_WORDS]), []).append(found)
    for found_alike in alike.values():
        for first, second in _twins(found_alike):
            yield _ending(first, second.name, text_hash(first.sentence))
            yield _ending(second, first.name, text_hash(first.sentence))


def descriptions(path: Path) -> Iterator[RawRow]:
    """WebNLG: facts and sentences that say them; the group is the first fact's subject."""
    for place, row in enumerate(examples_of(path), 1):
        facts = text(row, "input", path, place)
        yield RawRow({"tripleset": facts, "target": _targets(row)}, _subject(facts))


def rewordings(path: Path) -> Iterator[RawRow]:
    """Two descriptions of the same facts of WebNLG, or of facts that differ but share the most.

    Of each set of facts one pair of the first kind and, where the subject has other facts, one of
    the second.
    """
    entries = [
        (text(row, "input", path, place), _targets(row))
        for place, row in enumerate(examples_of(path), 1)
    ]
    subjects: dict[str, list[int]] = {}
    for number, (facts, _) in enumerate(entries):
        subjects.setdefault(_subject(facts), []).append(number)
    for number, (facts, targets) in enumerate(entries):
        subject = _subject(facts)
        if len(targets) > 1:
            yield _pair(targets[0], targets[1], "Yes", subject)
        near = _nearest(number, subjects[subject], entries)
        if targets and near is not None and entries[near][1]:
            yield _pair(targets[-1], entries[near][1][0], "No", subject)


def _pair(first: str, second: str, answer: str, group: str) -> RawRow:
    return RawRow({"sentence1": first, "sentence2": second, "answer": answer}, group)


def _nearest(
    number: int, others: Sequence[int], entries: Sequence[tuple[str, list[str]]]
) -> int | None:
    """Of the sets of facts about the same subject, the one that shares most but is not the same."""
    own = set(entries[number][0].split("), ("))
    best, most = None, 0.0
    for other in others:
        facts = set(entries[other][0].split("), ("))
        if other != number and facts != own:
            share = (1 + len(own & facts)) / (1 + len(own | facts))
            if share > most:
                best, most = other, share
    return best


def _subject(facts: str) -> str:
    return facts.removeprefix("(").partition(" | ")[0]


def _targets(row: Mapping[str, Any]) -> list[str]:
    found = row.get("target")
    texts = found if isinstance(found, list) else [found]
    return [_spaced(one) for one in texts if isinstance(one, str)]


def _right(row: Mapping[str, Any]) -> str:
    """The target with the score 1, empty where there is no single one."""
    scores = row.get("target_scores")
    right = [name for name, score in scores.items() if score == 1] if scores else []
    return str(right[0]) if len(right) == 1 else ""


def _blank(said: str, targets: Sequence[str]) -> _Blank | None:
    sentence = said.partition("Question: ")[2]
    if sentence.count("_") != 1 or len(targets) != 1:
        return None
    return _Blank(sentence, targets[0].rstrip(".").strip())


def _twins(found: Sequence[_Blank]) -> Iterator[tuple[_Blank, _Blank]]:
    """Pairs that are alike, each sentence in one of them at most."""
    left = list(found)
    while left:
        first = left.pop(0)
        second = next((one for one in left if _are_twins(first, one)), None)
        if second is not None:
            left.remove(second)
            yield first, second


def _are_twins(first: _Blank, second: _Blank) -> bool:
    one, other = Counter(first.sentence.split()), Counter(second.sentence.split())
    words = max(one.total(), other.total())
    return first.name != second.name and (one & other).total() >= TWIN_SHARE * words


def _ending(blank: _Blank, other: str, group: str) -> RawRow:
    before, _, after = blank.sentence.partition("_")
    right, wrong = (_LOOSE.sub(r"\1", _spaced(name + after)) for name in (blank.name, other))
    fields = {"context": _spaced(before), "options": sorted((right, wrong)), "answer": right}
    return RawRow(fields, group)


def _spaced(words: str) -> str:
    return " ".join(words.split())
