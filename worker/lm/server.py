"""A language model behind an OpenAI-compatible server, as far as it tells what it thinks."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.closing import Closing
from shared.errors import AppError
from worker.lm.language_model import Ability, AnswerScore, Pair, Prompt, Question

TIMEOUT_S = 120.0
CONCURRENT = 32
# A server that is busy or begins anew is asked again after so many seconds each.
RETRY_AFTER_S: tuple[float, ...] = (0.25, 1.0, 4.0)
_MAY_PASS = frozenset({429, 502, 503, 504})
# Log-probabilities of first tokens: servers give between 5 and 20.
TOP = 20
# An option that is not among the top tokens is less probable than the last of them.
_BELOW = 2.0
Parts = Iterator[tuple[tuple[int, ...], list[Any]]]


@dataclass(frozen=True)
class ServerChoice:
    """Which server and model; `key` is sent and never logged.

    `base_url` ends in `/v1`, as OpenAI's does.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)


class ServerModel(Closing):
    """See `worker.lm.language_model.LanguageModel`; made by `worker.lm.probe.connect`.

    Owns its connections: `with` or `close` ends them.
    """

    def __init__(self, choice: ServerChoice, ability: Ability, *, echo: bool = True) -> None:
        self._choice, self._ability, self._echo = choice, ability, echo
        self._client = open_client(choice)

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    @property
    def ability(self) -> Ability:
        """What the probe found."""
        return self._ability

    @property
    def fingerprint(self) -> str:
        """Of address and name: what runs behind them cannot be seen."""
        raw = f"{self._choice.base_url}\n{self._choice.model}".encode()
        return f"server:{hashlib.sha256(raw).hexdigest()[:16]}"

    def score(self, pairs: Sequence[Pair]) -> list[AnswerScore]:
        """Many requests at a time. See `LanguageModel.score`."""
        return _ordered(self.each_score(pairs), len(pairs))

    def choose(self, questions: Sequence[Question]) -> list[tuple[float, ...]]:
        """By full log-probabilities, or by the first token where the server tells no more."""
        return _ordered(self.each_choice(questions), len(questions))

    def generate(
        self, prompts: Sequence[str], max_tokens: int, stop: tuple[str, ...] = ("\n",)
    ) -> list[str]:
        """See `LanguageModel.generate`."""
        wanted = [Prompt(text, max_tokens, stop) for text in prompts]
        return _ordered(self.each_text(wanted), len(wanted))

    def each_score(self, pairs: Sequence[Pair]) -> Parts:
        """As `score`, one by one as they become known."""
        if self._ability != "full":
            reason = f"{self._choice.model} does not tell log-probabilities of a given text."
            raise AppError("bad_request", reason=reason)
        return _each(self._score, pairs)

    def each_choice(self, questions: Sequence[Question]) -> Parts:
        """As `choose`, one by one as they become known."""
        if self._ability == "text":
            reason = f"{self._choice.model} tells no log-probabilities; only its text can be used."
            raise AppError("bad_request", reason=reason)
        return _each(self._scored if self._ability == "full" else self._first, questions)

    def each_text(self, prompts: Sequence[Prompt]) -> Parts:
        """As `generate`, one by one as they become known."""
        return _each(self._written, prompts)

    def count_tokens(self, text: str) -> int:
        """A guess of four characters each: servers do not tell."""
        return max(1, len(text) // 4)

    # --- requests ---------------------------------------------------------------------------------

    def _score(self, pair: Pair) -> AnswerScore:
        text = pair.prompt + pair.answer
        told = echoed(self._complete({"prompt": text, **echo_options(self._echo)}))
        answer = [
            value
            for begin, token, value in told
            if begin + len(token) > len(pair.prompt) and begin < len(text)
        ]
        if not answer or any(value is None for value in answer):
            raise _unexpected(self._choice, "no log-probabilities for the answer")
        return AnswerScore(float(sum(v for v in answer if v is not None)), len(answer))

    def _scored(self, question: Question) -> tuple[float, ...]:
        pairs = [Pair(question.prompt, option) for option in question.options]
        return tuple(self._score(pair).log_probability for pair in pairs)

    def _written(self, prompt: Prompt) -> str:
        body = {"prompt": prompt.text, "max_tokens": prompt.max_tokens, "stop": list(prompt.stop)}
        return str(self._complete(body).get("text", ""))

    def _first(self, question: Question) -> tuple[float, ...]:
        top = first_tokens(self._complete({"prompt": question.prompt, **first_options()}))
        if not top:
            raise _unexpected(self._choice, "no log-probabilities of first tokens")
        floor = min(top.values()) - _BELOW
        return tuple(first_of(option, top, floor) for option in question.options)

    def _complete(self, body: dict[str, Any]) -> dict[str, Any]:
        for pause_s in RETRY_AFTER_S:
            try:
                return complete(self._client, self._choice, body)
            except _Busy:
                time.sleep(pause_s)
        return complete(self._client, self._choice, body)


def _each(ask: Callable[[Any], Any], calls: Sequence[Any]) -> Parts:
    """Ask many at a time; where one fails, what was answered by then is told before that is."""
    with ThreadPoolExecutor(CONCURRENT, thread_name_prefix="lm-server") as pool:
        waiting = {pool.submit(ask, call): row for row, call in enumerate(calls)}
        failed: BaseException | None = None
        try:
            for future in as_completed(waiting):
                if future.cancelled():
                    continue
                if (error := future.exception()) is None:
                    yield (waiting[future],), [future.result()]
                elif failed is None:
                    failed = error
                    _cancel(waiting)
        finally:
            _cancel(waiting)
        if failed is not None:
            raise failed


def _cancel(futures: Iterable[Future[Any]]) -> None:
    for future in futures:
        future.cancel()


def _ordered(parts: Parts, count: int) -> list[Any]:
    found: list[Any] = [None] * count
    for rows, answers in parts:
        for row, answer in zip(rows, answers, strict=True):
            found[row] = answer
    return found


def open_client(choice: ServerChoice) -> httpx.Client:
    """A client that is closed by its owner."""
    headers = {"Authorization": f"Bearer {choice.key}"} if choice.key else {}
    limits = httpx.Limits(max_connections=CONCURRENT)
    return httpx.Client(base_url=choice.base_url, headers=headers, timeout=TIMEOUT_S, limits=limits)


def complete(client: httpx.Client, choice: ServerChoice, body: dict[str, Any]) -> dict[str, Any]:
    """The first choice of a completion.

    Raises
    ------
    AppError
        `bad_request` in words where the server cannot be reached or refuses.
    """
    try:
        answer = client.post("completions", json={"model": choice.model, "temperature": 0, **body})
        answer.raise_for_status()
        choices = answer.json()["choices"]
        found: dict[str, Any] = choices[0]
    except httpx.HTTPStatusError as error:
        status, text = error.response.status_code, error.response.text[:200]
        kind = _Busy if status in _MAY_PASS else AppError
        raise _unexpected(choice, f"status {status}: {text}", kind) from error
    except httpx.HTTPError as error:
        what = f"{type(error).__name__} {error}".strip()
        raise _unexpected(choice, what, _Busy) from error
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise _unexpected(choice, "an answer in another form") from error
    return found


def echo_options(echo: bool) -> dict[str, Any]:
    """Ask for the prompt's own log-probabilities: OpenAI's way, or vLLM's newer one."""
    return {"max_tokens": 1, "logprobs": 1, "echo": True} if echo else {
        "max_tokens": 1, "prompt_logprobs": 0,
    }  # fmt: skip


def first_options() -> dict[str, Any]:
    """Ask for the first token's alternatives."""
    return {"max_tokens": 1, "logprobs": TOP}


Told = list[tuple[int, str, float | None]]


def echoed(choice: dict[str, Any]) -> Told:
    """Where each token of prompt and completion begins, its text and its log-probability."""
    told = choice.get("logprobs") or {}
    tokens, values = told.get("tokens") or [], told.get("token_logprobs") or []
    if tokens and len(tokens) == len(values):
        return _placed([str(token) for token in tokens], values)
    prompt = choice.get("prompt_logprobs") or []
    texts, values = [], []
    for entry in prompt:
        if not isinstance(entry, dict) or not entry:
            texts.append("")
            values.append(None)
            continue
        # vLLM names the token itself first.
        first = next(iter(entry.values()))
        texts.append(str(first.get("decoded_token", "")))
        values.append(first.get("logprob"))
    return _placed(texts, values)


def _placed(tokens: list[str], values: list[float | None]) -> Told:
    begin, placed = 0, []
    for token, value in zip(tokens, values, strict=True):
        placed.append((begin, token, value))
        begin += len(token)
    return placed


def first_tokens(choice: dict[str, Any]) -> dict[str, float]:
    """Log-probabilities of what may come first; empty where the server tells none."""
    told = choice.get("logprobs") or {}
    top = told.get("top_logprobs") or []
    if top and isinstance(top[0], dict):
        return {str(token): float(value) for token, value in top[0].items()}
    content = told.get("content") or []
    if content and isinstance(content[0], dict):
        some = content[0].get("top_logprobs") or []
        return {str(one["token"]): float(one["logprob"]) for one in some}
    return {}


def first_of(option: str, top: dict[str, float], floor: float) -> float:
    """The best log-probability of a token that an option begins with."""
    bare = option.strip()
    fitting = [
        value for token, value in top.items() if token.strip() and bare.startswith(token.strip())
    ]
    return max(fitting, default=floor)


class _Busy(AppError):
    """May be over soon."""


def _unexpected(choice: ServerChoice, what: str, kind: type[AppError] = AppError) -> AppError:
    if choice.key:  # some servers repeat it, and so does httpx where it is no valid header
        what = what.replace(choice.key, "[key]")
    reason = f"The server {choice.base_url} answered for {choice.model}: {what}."
    return kind("bad_request", reason=reason)
