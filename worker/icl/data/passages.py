"""SQuAD as GLUE's QNLI makes it: does a sentence of the passage answer the question?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.icl.shingles import normalize, text_hash
from worker.icl.data.raw import RawRow, document_of, objects_in, refused, text

_END = re.compile(r"(?<=[.!?])[\"”)\]]*\s+(?=[A-Z\"“(\[])")


def answered(path: Path) -> Iterator[RawRow]:
    """Questions with a sentence of their passage: the one with the answer, or another.

    Which of the two is drawn by the question's id. The other is the one that shares most words
    with the question, of those without the answer; a passage of one sentence gives no such row.
    The group is the passage.
    """
    document = document_of(path)
    for article in objects_in(document, path, "data"):
        for paragraph in objects_in(article, path, "paragraphs"):
            passage = paragraph.get("context")
            if not isinstance(passage, str):
                raise refused(path, "a paragraph has no context")
            for place, question in enumerate(objects_in(paragraph, path, "qas"), 1):
                row = _row(passage, question, path, place)
                if row is not None:
                    yield row


def sentences(passage: str) -> list[tuple[int, str]]:
    """Sentences with the place of their first character."""
    starts = [0, *(match.end() for match in _END.finditer(passage))]
    ends = [*starts[1:], len(passage)]
    return [(start, passage[start:end].strip()) for start, end in zip(starts, ends, strict=True)]


def _row(passage: str, question: Mapping[str, Any], path: Path, place: int) -> RawRow | None:
    asked = text(question, "question", path, place)
    answers = objects_in(question, path, "answers")
    if not answers:
        return None
    start, answer = answers[0].get("answer_start"), text(answers[0], "text", path, place)
    if not isinstance(start, int):
        raise refused(path, f"the answer {answer} has no answer_start")
    parts = sentences(passage)
    holder = next(found for begin, found in reversed(parts) if begin <= start)
    if _is_answered(text(question, "id", path, place)):
        return _made(asked, holder, "Yes", passage)
    texts = [one["text"].casefold() for one in answers if isinstance(one.get("text"), str)]
    others = [
        found
        for _, found in parts
        if found != holder and not any(one in found.casefold() for one in texts)
    ]
    if not others:
        return None
    words = set(normalize(asked).split())
    return _made(asked, max(others, key=lambda found: _common(words, found)), "No", passage)


def _is_answered(name: str) -> bool:
    return int(text_hash(name)[:2], 16) % 2 == 0


def _common(words: set[str], sentence: str) -> int:
    return len(words & set(normalize(sentence).split()))


def _made(question: str, sentence: str, answer: str, passage: str) -> RawRow:
    fields = {"question": question, "sentence": " ".join(sentence.split()), "answer": answer}
    return RawRow(fields, text_hash(passage))
