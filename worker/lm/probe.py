"""What a server can tell, found out before anything is measured with it."""

from __future__ import annotations

import math

import httpx

from shared.errors import AppError
from worker.lm.language_model import Ability
from worker.lm.server import (
    ServerChoice,
    ServerModel,
    complete,
    echo_options,
    echoed,
    first_of,
    first_options,
    first_tokens,
    open_client,
)

PROMPT = "The capital of France is"
RIGHT, WRONG = " Paris", " banana"
_DEMOS = ("Sky: blue\nGrass: green\nSnow:", "Two: 2\nThree: 3\nFour:")
_SAME = 1e-6


def connect(choice: ServerChoice) -> ServerModel:
    """A model at its best ability.

    Raises
    ------
    AppError
        `bad_request` where the server cannot be reached, or where what it tells does not depend
        on what it was asked: every measurement with it would be at chance.
    """
    with open_client(choice) as client:
        for echo in (True, False):
            if _tells_prompts(client, choice, echo):
                return ServerModel(choice, "full", echo=echo)
        ability: Ability = "first-token" if _tells_first(client, choice) else "text"
        if ability == "text":
            complete(client, choice, {"prompt": PROMPT, "max_tokens": 1})
    return ServerModel(choice, ability)


def _tells_prompts(client: httpx.Client, choice: ServerChoice, echo: bool) -> bool:
    """Whether log-probabilities of a given text come back, and mean something."""
    found = []
    for answer in (RIGHT, WRONG):
        value = _answer(client, choice, PROMPT, answer, echo)
        if value is None:
            return False
        found.append(value)
    right, wrong = found
    # All zero, or the same for everything: llama.cpp's server did so for a year.
    if abs(right - wrong) < _SAME or right < wrong:
        raise _meaningless(choice, f"{RIGHT.strip()} {right:.2f}, {WRONG.strip()} {wrong:.2f}")
    told = [_answer(client, choice, demo, " white", echo) for demo in _DEMOS]
    if None in told or abs((told[0] or 0.0) - (told[1] or 0.0)) < _SAME:
        raise _meaningless(choice, "the same answer is as probable after any demonstration")
    return True


def _answer(
    client: httpx.Client, choice: ServerChoice, prompt: str, answer: str, echo: bool
) -> float | None:
    text = prompt + answer
    try:
        told = echoed(complete(client, choice, {"prompt": text, **echo_options(echo)}))
    except AppError:
        return None  # it refuses the question: the next way is tried, and the last one tells
    values = [
        value
        for begin, token, value in told
        if begin + len(token) > len(prompt) and begin < len(text)
    ]
    if not values or any(value is None or not math.isfinite(value) for value in values):
        return None
    # A server that tells of generated tokens only begins its list with them, not with the prompt.
    if "".join(token for _, token, _ in told)[: len(text)] != text:
        return None
    return float(sum(value for value in values if value is not None))


def _tells_first(client: httpx.Client, choice: ServerChoice) -> bool:
    try:
        top = first_tokens(complete(client, choice, {"prompt": PROMPT, **first_options()}))
        other = first_tokens(complete(client, choice, {"prompt": _DEMOS[0], **first_options()}))
    except AppError:
        return False
    if len(top) < 2:
        return False
    floor = min(top.values()) - 2
    if top == other or first_of(RIGHT, top, floor) <= first_of(WRONG, top, floor):
        raise _meaningless(choice, "its first tokens do not depend on the prompt")
    return True


def _meaningless(choice: ServerChoice, what: str) -> AppError:
    reason = (
        f"The server {choice.base_url} tells log-probabilities for {choice.model} that mean"
        f" nothing ({what}). Use vLLM, or another version of the server."
    )
    return AppError("bad_request", reason=reason)
