"""What of a pool is shown: words, tasks, labels, lengths."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Sort = Literal["row", "row-down", "short", "long", "output", "output-down", "task", "task-down"]
_ORDERS: dict[str, str] = {
    "row": "rows.rowid",
    "row-down": "rows.rowid DESC",
    "short": "rows.words, rows.rowid",
    "long": "rows.words DESC, rows.rowid",
    "output": "rows.output, rows.rowid",
    "output-down": "rows.output DESC, rows.rowid",
    "task": "tasks.name, rows.rowid",
    "task-down": "tasks.name DESC, rows.rowid",
}
# Scripts without spaces: the index holds whole runs of them, so their parts are looked for.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_HAS_WORDS = "rows.rowid IN (SELECT rowid FROM words WHERE words MATCH ?)"
_PART = re.compile(r'"([^"]+)"|(\S+)')


class PoolFilter(msgspec.Struct, frozen=True):
    """Rows that pass have all the words, one of the tasks, one of the labels, and the length.

    Attributes
    ----------
    text : str
        Words, each of which may be the start of one; `"in quotes"` is a phrase; `-word` is
        without.
    labels : tuple[tuple[str, str], ...]
        Task and output.
    """

    text: str = ""
    tasks: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    shortest_words: int = 0
    longest_words: int | None = None
    repeated_only: bool = False


def order_clause(sort: Sort) -> str:
    """`ORDER BY …`."""
    return f"ORDER BY {_ORDERS[sort]}"


def where_clause(wanted: PoolFilter) -> tuple[str, list[str | int]]:
    """`WHERE …` with its values, or an empty text."""
    terms: list[str] = []
    values: list[str | int] = []
    match, unwanted, parts = text_query(wanted.text)
    for query, term in ((match, _HAS_WORDS), (unwanted, f"NOT {_HAS_WORDS}")):
        if query:
            terms.append(term)
            values.append(query)
    for part, is_wanted in parts:
        negated = "" if is_wanted else "NOT "
        terms.append(f"{negated}(instr(rows.input, ?) OR instr(rows.output, ?))")
        values += [part, part]
    if wanted.tasks:
        terms.append(f"tasks.name IN ({','.join('?' * len(wanted.tasks))})")
        values += wanted.tasks
    if wanted.labels:
        pair = "(tasks.name = ? AND rows.output = ?)"
        terms.append(f"({' OR '.join([pair] * len(wanted.labels))})")
        for task, label in wanted.labels:
            values += [task, label]
    if wanted.shortest_words:
        terms.append("rows.words >= ?")
        values.append(wanted.shortest_words)
    if wanted.longest_words is not None:
        terms.append("rows.words <= ?")
        values.append(wanted.longest_words)
    if wanted.repeated_only:
        terms.append("rows.same IN (SELECT same FROM rows GROUP BY same HAVING count(*) > 1)")
    return (f"WHERE {' AND '.join(terms)}" if terms else ""), values


def text_query(text: str) -> tuple[str, str, list[tuple[str, bool]]]:
    """Full-text queries of what is wanted and of what is not; parts to look for by letters.

    Each part says whether it is wanted. Every word is quoted, so that whatever is typed is valid.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    parts: list[tuple[str, bool]] = []
    for phrase, word in _PART.findall(text.replace("\0", " ")):
        minus = word.startswith("-") and len(word) > 1
        found = phrase or word.removeprefix("-") if minus else phrase or word
        if _UNSPACED.search(found):
            parts.append((found, not minus))
            continue
        if not any(letter.isalnum() for letter in found):
            continue
        quoted = '"' + found.replace('"', '""') + '"'
        (unwanted if minus else wanted).append(quoted if phrase else f"{quoted}*")
    return " ".join(wanted), " OR ".join(unwanted), parts
