"""Prompts to attack, and vectors of sentences without MiniLM."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from shared.robustness.prompt import words_of
from worker.robustness.attacks.registry import WordsInPlay
from worker.robustness.lexicon import masked, sentences

LABELS = ("positive", "negative")
PROMPTS = (
    "Read the following movie review carefully and decide whether its sentiment is positive or "
    "negative.\nReview: {content}\nAnswer:",
    "Classify the review as 'positive' or 'negative': {content}",
    "Review: {content}\nSentiment:",
    "As a critic, examine every sentence, judge the overall feeling which it conveys, and reply "
    "with positive or negative only.\nSentence: {content}\nFeeling:",
)


def play_of(prompt: str, labels: Sequence[str] = LABELS) -> WordsInPlay:
    """The prompt before any change."""
    return WordsInPlay(prompt, words_of(prompt, labels), {}, tuple(labels))


def bag_of_letters(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Vectors of length 1 that texts of like letters share."""
    vectors = np.zeros((len(texts), 256), np.float32)
    for row, text in enumerate(texts):
        for pair in itertools.pairwise(text):
            vectors[row, (ord(pair[0]) * 31 + ord(pair[1])) % 256] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)


@pytest.fixture(autouse=True)
def _own_vectors(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    sentences._known.cache_clear()
    monkeypatch.setattr(sentences, "_encode", lambda: bag_of_letters)
    return sentences._known.cache_clear


@pytest.fixture(autouse=True)
def _no_masked_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """BERTAttack goes without its model, unless a test brings one."""
    masked.expected_words.cache_clear()
    monkeypatch.setattr(masked, "shipped_model", lambda: None)
    yield
    masked.expected_words.cache_clear()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No attack, import or part of TextAttack may reach for a network."""

    def refuse(*args: object, **_options: object) -> None:
        raise AssertionError(f"a socket was used: {args}")

    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
