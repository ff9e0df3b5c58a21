"""Calls in files of 256, which any machine can answer, and the answers beside them.

`shard_00000.jsonl.gz` holds calls, `shard_00000.answers.jsonl.gz` what the model said, in their
order; each has its SHA-256 beside it. The answers begin with a line that names the model and the
calls, so that nothing is taken for an answer to something else.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.paths import write_atomic
from worker.lm.calls import LmAnswers, LmCalls, answer
from worker.lm.language_model import AnswerScore, LanguageModel, Pair, Prompt, Question
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache

SHARD_CALLS = COMMIT_PAIRS
_CALLS, _ANSWERS, _HASH = ".jsonl.gz", ".answers.jsonl.gz", ".sha256"


class _Score(msgspec.Struct, frozen=True, tag="score"):
    prompt: str
    answer: str


class _Choose(msgspec.Struct, frozen=True, tag="choose"):
    prompt: str
    options: tuple[str, ...]


class _Write(msgspec.Struct, frozen=True, tag="write"):
    prompt: str
    max_tokens: int
    stop: tuple[str, ...]


class _Header(msgspec.Struct, frozen=True, tag="answers"):
    model: str
    calls: str


class _Scored(msgspec.Struct, frozen=True, tag="score"):
    log_probability: float
    tokens: int


class _Chosen(msgspec.Struct, frozen=True, tag="choose"):
    log_probabilities: tuple[float, ...]


class _Written(msgspec.Struct, frozen=True, tag="write"):
    text: str


_Call = _Score | _Choose | _Write
_Answer = _Header | _Scored | _Chosen | _Written
_call_decoder = msgspec.json.Decoder(_Call)
_answer_decoder = msgspec.json.Decoder(_Answer)


def write_shards(folder: Path, calls: LmCalls) -> list[Path]:
    """Write each call once, neighbours in text together; the same calls make the same files.

    Raises
    ------
    AppError
        `bad_request` where the folder holds shards of more calls than these.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows, paths = _rows(calls), []
    for number, begin in enumerate(range(0, len(rows), SHARD_CALLS)):
        path = folder / f"shard_{number:05d}{_CALLS}"
        _write(path, rows[begin : begin + SHARD_CALLS])
        paths.append(path)
    if others := sorted({*shards_of(folder)} - {*paths}):
        reason = f"{folder} holds shards of other calls ({others[0].name}). Use an empty folder."
        raise AppError("bad_request", reason=reason)
    return paths


def shard_bytes(calls: LmCalls) -> bytes:
    """One shard of all these calls, as its file holds it."""
    return _zipped(_rows(calls))


def shards_of(folder: Path) -> list[Path]:
    """The files of calls, in their order."""
    found = folder.glob(f"shard_*{_CALLS}")
    return sorted(path for path in found if not path.name.endswith(_ANSWERS))


def read_shard(path: Path) -> LmCalls:
    """The calls of a shard.

    Raises
    ------
    AppError
        `missing_file`, or `bad_request` where the file is not what was written.
    """
    return calls_of(read_checked(path))


def calls_of(data: bytes) -> LmCalls:
    """The calls of a shard's bytes."""
    rows = [_call_decoder.decode(line) for line in _lines(data)]
    return LmCalls(
        tuple(Pair(row.prompt, row.answer) for row in rows if isinstance(row, _Score)),
        tuple(Question(row.prompt, row.options) for row in rows if isinstance(row, _Choose)),
        tuple(
            Prompt(row.prompt, row.max_tokens, row.stop) for row in rows if isinstance(row, _Write)
        ),
    )


def run_shard(model: LanguageModel, cache: ScoreCache, path: Path) -> bool:
    """Answer a shard and write the answers; False where that was done before."""
    if is_finished(path, model.fingerprint):
        return False
    calls = read_shard(path)
    write_answers(path, model.fingerprint, calls, answer(model, cache, calls))
    return True


def write_answers(path: Path, model: str, calls: LmCalls, told: LmAnswers) -> None:
    """Write what the model named `model` said to the `calls` of the shard `path`."""
    keep_answers(path, _encoded(model, read_checked(path), calls, told))


def answers_bytes(model: LanguageModel, data: bytes) -> bytes:
    """The answers to a shard's bytes, as their file holds them."""
    calls = calls_of(data)
    with ScoreCache(None) as cache:
        return _encoded(model.fingerprint, data, calls, answer(model, cache, calls))


def keep_answers(path: Path, data: bytes) -> None:
    """Write the bytes of the answers to the shard `path`."""
    _write_bytes(answers_path(path), data)


def answers_path(path: Path) -> Path:
    """Where the answers to the shard `path` are."""
    return path.with_name(path.name.removesuffix(_CALLS) + _ANSWERS)


def is_finished(path: Path, model: str) -> bool:
    """Whether this model's answers to just these calls are there, whole."""
    place = answers_path(path)
    if not place.is_file():
        return False
    try:
        data = read_checked(place)
    except AppError:  # a copy broke off
        return False
    header = _answer_decoder.decode(next(_lines(data)))
    calls = hashlib.sha256(read_checked(path)).hexdigest()
    return isinstance(header, _Header) and header == _Header(model, calls)


def read_answers(path: Path) -> tuple[str, LmAnswers]:
    """Which model answered the shard `path`, and what.

    Raises
    ------
    AppError
        As `read_shard`, and `bad_request` where the answers belong to other calls.
    """
    try:
        return _told(read_checked(path), read_checked(answers_path(path)))
    except ValueError as error:
        raise _damaged(answers_path(path), str(error)) from error


def answers_of(shard: bytes, answers: bytes) -> LmAnswers:
    """What the bytes of the answers to a shard's bytes say.

    Raises
    ------
    ValueError
        If they belong to other calls.
    """
    return _told(shard, answers)[1]


def _told(shard: bytes, answered: bytes) -> tuple[str, LmAnswers]:
    calls = calls_of(shard)
    rows = [_answer_decoder.decode(line) for line in _lines(answered)]
    header = rows[0]
    if not isinstance(header, _Header) or header.calls != hashlib.sha256(shard).hexdigest():
        raise ValueError("it answers other calls")
    scored = [
        AnswerScore(one.log_probability, one.tokens) for one in rows if isinstance(one, _Scored)
    ]
    chosen = [one.log_probabilities for one in rows if isinstance(one, _Chosen)]
    texts = [one.text for one in rows if isinstance(one, _Written)]
    try:
        answers = LmAnswers(
            dict(zip(calls.scores, scored, strict=True)),
            dict(zip(calls.choices, chosen, strict=True)),
            dict(zip(calls.texts, texts, strict=True)),
        )
    except ValueError as error:
        raise ValueError("answers are missing") from error
    return header.model, answers


def absorb_answers(cache: ScoreCache, paths: Iterable[Path]) -> int:
    """Remember the answers to these shards, as far as there are any; returns how many there are."""
    count = 0
    for path in paths:
        if answers_path(path).is_file():
            model, found = read_answers(path)
            cache.keep_scores(model, [*found.scores], [*found.scores.values()])
            cache.keep_choices(model, [*found.choices], [*found.choices.values()])
            cache.keep_texts(model, [*found.texts], [*found.texts.values()])
            count += len(found.scores) + len(found.choices) + len(found.texts)
    return count


def read_checked(path: Path) -> bytes:
    """The bytes of a file whose SHA-256 lies beside it.

    Raises
    ------
    AppError
        `missing_file`, or `bad_request` where it is another file now.
    """
    beside = path.with_name(path.name + _HASH)
    for one in (path, beside):
        if not one.is_file():
            raise AppError("missing_file", file=str(one))
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != beside.read_text().split()[0]:
        raise _damaged(path, "its content has another SHA-256")
    return data


def _encoded(model: str, data: bytes, calls: LmCalls, told: LmAnswers) -> bytes:
    rows: list[_Answer] = [_Header(model, hashlib.sha256(data).hexdigest())]
    scores = [told.scores[pair] for pair in calls.scores]
    rows += [_Scored(one.log_probability, one.tokens) for one in scores]
    rows += [_Chosen(told.choices[question]) for question in calls.choices]
    rows += [_Written(told.texts[prompt]) for prompt in calls.texts]
    return _zipped(rows)


def _rows(calls: LmCalls) -> list[_Call]:
    """Each call once, neighbours in text together."""
    rows: list[_Call] = [_Score(one.prompt, one.answer) for one in _sorted_pairs(calls.scores)]
    questions = sorted(set(calls.choices), key=lambda one: (one.prompt, one.options))
    rows += [_Choose(one.prompt, one.options) for one in questions]
    prompts = sorted(set(calls.texts), key=lambda one: (one.max_tokens, one.stop, one.text))
    return rows + [_Write(one.text, one.max_tokens, one.stop) for one in prompts]


def _write(path: Path, rows: Sequence[msgspec.Struct]) -> None:
    _write_bytes(path, _zipped(rows))


def _write_bytes(path: Path, data: bytes) -> None:
    """The file first: without its hash it is not there yet."""
    write_atomic(path, data)
    digest = f"{hashlib.sha256(data).hexdigest()}  {path.name}\n"
    write_atomic(path.with_name(path.name + _HASH), digest.encode())


def _zipped(rows: Sequence[msgspec.Struct]) -> bytes:
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    return gzip.compress(lines, mtime=0)  # the same rows, the same bytes


def _lines(data: bytes) -> Iterator[bytes]:
    with gzip.open(io.BytesIO(data)) as file:
        yield from (line for line in file if line.strip())


def _sorted_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(set(pairs), key=lambda one: (one.prompt, one.answer))


def _damaged(path: Path, what: str) -> AppError:
    reason = f"{path.name} is damaged: {what}. Copy it again, or delete it."
    return AppError("bad_request", reason=reason)
