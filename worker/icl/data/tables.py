"""Texts with a class from tables: newsgroups, news agency, tweets and rated sentences."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

from worker.icl.data.raw import RawRow, read_text, refused

HEADER_LINES = 3  # names, types, roles: the tab format of Orange
WEAKEST_RATING = 0.5  # of 4; between its negative and this, a sentence is neither
_LINK = re.compile(r"https?://\S+")
_CANDIDATES = {"HillaryClinton": "Hillary Clinton", "realDonaldTrump": "Donald Trump"}


def topics(
    train: Path,
    test: Path,
    names: Mapping[str, str] | None = None,
    without: Collection[str] = (),
) -> Iterator[RawRow]:
    """Texts and their category, split as the data set is.

    Parameters
    ----------
    names : Mapping[str, str] | None
        Plain words for the categories that are to be renamed.
    without : Collection[str]
        Categories whose rows are left out.
    """
    sides: tuple[tuple[Path, Literal["train", "test"]], ...] = ((train, "train"), (test, "test"))
    for path, side in sides:
        for row in table(path, ("Category", "Text")):
            category = row["Category"]
            if category not in without:
                answer = (names or {}).get(category, category)
                yield RawRow({"text": _spaced(row["Text"]), "answer": answer}, side=side)


def candidates(path: Path) -> Iterator[RawRow]:
    """Tweets of two candidates, without links; passed-on tweets of others are left out."""
    for row in table(path, ("Is retweet", "Author", "Content")):
        if row["Is retweet"] == "False":
            tweet = _spaced(_LINK.sub(" ", html.unescape(row["Content"])))
            yield RawRow({"text": tweet, "answer": _CANDIDATES.get(row["Author"], "")})


def ratings(path: Path, field: str = "text") -> Iterator[RawRow]:
    """Sentences with a mean rating from -4 to 4, as Negative or Positive; weak ones are left out.

    An id such as 12_3 is the third sentence of text 12, which is its group.
    """
    for place, line in enumerate(read_text(path).splitlines(), 1):
        cells = line.split("\t", 2)
        try:
            rating = float(cells[1])
            sentence = cells[2]
        except (IndexError, ValueError):
            raise refused(path, f"line {place} is not an id, a number and a text") from None
        if abs(rating) >= WEAKEST_RATING:
            answer = "Positive" if rating > 0 else "Negative"
            group = cells[0].partition("_")[0] if "_" in cells[0] else ""
            yield RawRow({field: _spaced(html.unescape(sentence)), "answer": answer}, group)


def table(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Rows of a tab file of Orange by column name.

    Raises
    ------
    AppError
        `bad_request` for a missing column, or a row of another length than the header.
    """
    reader = csv.reader(read_text(path).splitlines(), delimiter="\t")
    header = next(reader, [])
    missing = [name for name in columns if name not in header]
    if missing:
        raise refused(path, f"it has no column {', '.join(missing)}")
    for _ in range(HEADER_LINES - 1):
        next(reader, None)
    for place, cells in enumerate(reader, HEADER_LINES + 1):
        if cells and len(cells) != len(header):
            raise refused(path, f"line {place} has {len(cells)} cells and not {len(header)}")
        if cells:
            yield dict(zip(header, cells, strict=True))


def _spaced(words: str) -> str:
    return " ".join(words.split())
