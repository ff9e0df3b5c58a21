"""LMOps' files (llm_retriever) as they are: passages, queries, scored queries, prompts.

Each line is an object in compact JSON with UTF-8 kept; the order of its fields differs from file to
file and is remembered, so that what is read is written again byte for byte. A gzip file is written
with LMOps' level and without a time, so the same rows give the same file.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase

import msgspec

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import BadRow
from shared.icl.lines import decode, read_lines
from shared.paths import write_atomic

Fields = dict[str, object]
GZIP_LEVEL = 1
PASSAGE_FIELDS = {"id": str, "contents": str, "task_name": str}
QUERY_FIELDS = {
    "query_id": str,
    "query": str,
    "answers": list[str],
    "options": list[str],
    "task_name": str,
}
SCORED_FIELDS = QUERY_FIELDS | {"doc_ids": list[str], "doc_scores": list[float]}
PROMPT_FIELDS = QUERY_FIELDS | {
    "input_prompt": str,
    "topk_doc_ids": list[str],
    "topk_scores": list[float],
}
KINDS: Mapping[str, Mapping[str, type]] = {
    "passages": PASSAGE_FIELDS,
    "queries": QUERY_FIELDS,
    "scored": SCORED_FIELDS,
    "prompts": PROMPT_FIELDS,
}


class LmopsFile(msgspec.Struct, frozen=True):
    """Rows of one kind, their fields in the order of the file, and the lines left out."""

    kind: str
    rows: tuple[Fields, ...]
    bad: tuple[BadRow, ...] = ()


def read_lmops(path: Path) -> LmopsFile:
    """A file of LMOps; its kind is told by the fields of its first good row.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` if no row has the fields of any kind.
    """
    kind, rows, bad = "", [], []
    for line, row in _decoded(path):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        kind = kind or kind_of(row)
        reason = _problem(row, kind) if kind else f"the fields {', '.join(row)} are of no kind"
        if reason:
            bad.append(BadRow(line, "type", reason))
        else:
            rows.append(row)
    if not kind:
        kinds = "; ".join(f"{name}: {', '.join(fields)}" for name, fields in KINDS.items())
        raise AppError("bad_request", reason=f"{path.name} is no file of LMOps. Known: {kinds}.")
    return LmopsFile(kind, tuple(rows), tuple(bad))


def kind_of(row: Mapping[str, object]) -> str:
    """`passages`, `prompts`, `scored`, `queries`, or an empty text."""
    if {"contents", "id"} <= row.keys():
        return "passages"
    if not {"query_id", "query", "answers"} <= row.keys():
        return ""
    if "input_prompt" in row:
        return "prompts"
    return "scored" if "doc_ids" in row else "queries"


def lmops_bytes(rows: Iterable[Mapping[str, object]]) -> bytes:
    """The lines of a file as LMOps writes them, not compressed."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def write_lmops(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write the rows; a name that ends in `.gz` is compressed."""
    data = lmops_bytes(rows)
    if path.suffix == ".gz":
        data = gzip.compress(data, GZIP_LEVEL, mtime=0)
    write_atomic(path, data)


def passage(example: Example, row_id: str) -> Fields:
    """A passage; LMOps looks passages up by row, so `row_id` must be the row's number."""
    return {"id": row_id, "contents": example.text, "task_name": example.task}


def query(example: Example) -> Fields:
    """A query; with options, the answers are letters.

    With more options than letters, the answers are texts and the options are left out: so LMOps
    writes the queries of its own classification sets, and so it reads them.
    """
    answers, options = list(example.accepted), list(example.options)
    if len(options) > len(ascii_uppercase):
        options = []
    if options:
        answers = [_letter(answer, options) for answer in answers]
    return {
        "query_id": example.id,
        "query": example.input,
        "answers": answers,
        "options": options or [""],
        "task_name": example.task,
    }


def scored(example: Example, doc_ids: Sequence[str], doc_scores: Sequence[float]) -> Fields:
    """A query with the scores of its candidates."""
    ids, scores = list(doc_ids), [float(score) for score in doc_scores]
    return query(example) | {"doc_ids": ids, "doc_scores": scores}


def _letter(answer: str, options: Sequence[str]) -> str:
    if answer not in options:
        reason = f"The answer {answer!r} has no letter: it is not among {len(options)} options."
        raise AppError("bad_request", reason=reason)
    return ascii_uppercase[options.index(answer)]


def _decoded(path: Path) -> Iterator[tuple[int, Fields | BadRow]]:
    for line in read_lines(path):
        start = line.data[:80].decode(errors="replace")
        if line.problem:
            yield line.number, BadRow(line.number, "unreadable", line.problem, start)
        elif line.data.strip():
            try:
                row = json.loads(decode(line.data))
                if b"\\ud" in line.data.lower():  # half of a pair could not be written as UTF-8
                    json.dumps(row, ensure_ascii=False).encode()
            except (ValueError, RecursionError) as error:
                yield line.number, BadRow(line.number, "syntax", f"{error}"[:200], start)
                continue
            if isinstance(row, dict):
                yield line.number, row
            else:
                yield line.number, BadRow(line.number, "type", "the line is not an object", start)


def _problem(row: Fields, kind: str) -> str:
    for name, wanted in KINDS[kind].items():
        # k = 0 writes prompts without their documents.
        if name not in row and not (kind == "prompts" and name.startswith("topk_")):
            return f"the field {name} is missing"
        if name in row:
            try:
                msgspec.convert(row[name], wanted, strict=True)
            except msgspec.ValidationError as error:
                return f"{name}: {error}"
    pair = {"scored": ("doc_ids", "doc_scores"), "prompts": ("topk_doc_ids", "topk_scores")}
    if kind in pair:
        ids, scores = (row.get(name, []) for name in pair[kind])
        if len(ids) != len(scores):  # type: ignore[arg-type]
            return f"{' and '.join(pair[kind])} differ in length"
    return ""
