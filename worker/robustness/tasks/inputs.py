"""What tasks on prompts are given: a prompt and its words, samples, and a model with its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError
from shared.icl.files import BadRow
from shared.paths import write_atomic
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import CONTENT, unescaped, words_of
from shared.robustness.samples import Sample, Split, read_samples, split_samples
from worker.engine.context import TaskContext
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import CACHE_FILE, ScoreCache
from worker.robustness.cells.answering import Answering, check_labels_apart
from worker.robustness.cells.asking import InlineAsker
from worker.robustness.cells.source import CellSource, unit_for

BAD_ROWS_FILE = "bad_rows.jsonl"
# An attack makes a prompt longer: a sentence five times, or more tokens for the same letters.
_GROWTH, _MARGIN = 3, 128


@dataclass(frozen=True)
class GivenPrompt:
    """A prompt, its words, and the labels that may be answered."""

    text: str
    words: tuple[PromptWord, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class GivenSamples:
    """Samples of a file, their lines, and their labels; `bad` rows were left out."""

    samples: tuple[Sample, ...]
    lines: tuple[int, ...]
    labels: tuple[str, ...]
    bad: tuple[BadRow, ...]

    def split(self, search: int, report: int, seed: int) -> Split:
        """A part to search on and a held-out part."""
        return split_samples(self.samples, search, report, seed)


def given_samples(ctx: TaskContext, data: str, labels: Sequence[str]) -> GivenSamples:
    """The samples of a file.

    Raises
    ------
    AppError
        What `read_samples` raises.
    """
    report = read_samples(ctx.input(data), labels)
    return GivenSamples(report.samples, report.lines, report.labels, report.bad)


def given_prompt(
    prompt: str, labels: Sequence[str], locked: Sequence[str] = (), unlocked: Sequence[str] = ()
) -> GivenPrompt:
    """A prompt as it was typed, with its words.

    Raises
    ------
    AppError
        `bad_field` where the sample has no place in it.
    """
    text = unescaped(prompt)
    if CONTENT not in text:
        limit = "the place of the sample, {content}, somewhere in the prompt"
        raise AppError("bad_field", field="prompt", value=text[:80], limit=limit)
    return GivenPrompt(text, words_of(text, labels, locked, unlocked), tuple(labels))


def fitting_samples(model: LanguageModel, prompt: str, given: GivenSamples) -> GivenSamples:
    """Without those that the model could not read together with an attacked prompt.

    Raises
    ------
    AppError
        `bad_field` where fewer than two labels are left.
    """
    longest = getattr(model, "longest", None)
    if longest is None:
        return given
    room = longest - _GROWTH * model.count_tokens(prompt) - _MARGIN
    kept, bad = [], list(given.bad)
    for line, sample in zip(given.lines, given.samples, strict=True):
        # A token has a byte at least.
        count = len(sample.content.encode())
        count = count if count <= room else model.count_tokens(sample.content)
        if count <= room:
            kept.append((line, sample))
        else:
            reason = f"{count} tokens; with this prompt the model reads up to {max(0, room)}"
            bad.append(BadRow(line, "length", reason, sample.content[:80]))
    if len({sample.label for _, sample in kept}) < 2:
        limit = f"samples of at least two labels with up to {max(0, room)} tokens"
        value = f"{len(kept)} of {len(given.samples)} samples that the model can read"
        raise AppError("bad_field", field="data", value=value, limit=limit)
    samples, lines = tuple(sample for _, sample in kept), tuple(line for line, _ in kept)
    return GivenSamples(samples, lines, given.labels, tuple(sorted(bad, key=lambda row: row.line)))


@contextmanager
def cell_source(
    ctx: TaskContext, model: LanguageModel, labels: Sequence[str], *, write: bool = False
) -> Iterator[CellSource]:
    """Cells of a model of this process, with the cache that all workspaces share.

    Raises
    ------
    AppError
        `bad_field` for labels that could not be told apart in what the model writes.
    """
    answering = Answering.of(model, labels, write=write)
    if answering.way == "write":
        check_labels_apart(labels)
    with ScoreCache(ctx.home / CACHE_FILE) as cache:
        yield CellSource(InlineAsker(model), cache, answering, model.count_tokens, unit_for(model))


def write_bad_rows(out: Path, bad: Sequence[BadRow]) -> dict[str, str]:
    """List what was left out; the role and name of the file, if there was anything."""
    if not bad:
        return {}
    write_lines(out / BAD_ROWS_FILE, [msgspec.to_builtins(row) for row in bad])
    return {"bad_rows": BAD_ROWS_FILE}


def write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """JSON lines, written as a whole."""
    write_atomic(path, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
