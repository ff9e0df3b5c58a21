"""LSL on loopback only, before anything can load liblsl."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.eeg.streams import SenderProcess
from worker.neuro.lsl_settings import prepare_lsl

StartSender = Callable[..., SenderProcess]


@pytest.fixture(scope="session", autouse=True)
def _loopback_lsl() -> None:
    prepare_lsl(home=Path(tempfile.gettempdir()) / "vitrine-lsl-tests")


@pytest.fixture
def start_sender() -> Iterator[StartSender]:
    """Starts senders in processes of their own and ends them."""
    started: list[SenderProcess] = []

    def begin(*arguments: object) -> SenderProcess:
        started.append(SenderProcess(*arguments))
        return started[-1]

    yield begin
    for sender in started:
        sender.kill()
