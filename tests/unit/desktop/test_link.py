"""The link delivers in one place, gives credit back, and is silent once closed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import numpy as np
import pytest

from desktop.core.link import Link
from desktop.core.observable import Observable, Signal
from shared.errors import AppError
from tests.gui.fake_client import FakeClient


class Queue:
    """Collects dispatched calls until `run`."""

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []

    def __call__(self, call: Callable[[], None]) -> None:
        self.calls.append(call)

    def run(self) -> None:
        while self.calls:
            self.calls.pop(0)()


def make() -> tuple[Link, FakeClient, Queue]:
    clients: list[FakeClient] = []

    def make_client(on_message: Any, on_link: Any) -> FakeClient:
        clients.append(FakeClient(on_message, on_link))
        return clients[0]

    queue = Queue()
    return Link(make_client, queue), clients[0], queue


def test_messages_wait_for_the_dispatcher() -> None:
    link, client, queue = make()
    seen: list[str] = []
    link.job_changed.connect(lambda job: seen.append(job.job_id))
    view = client.add_job()
    assert seen == []
    queue.run()
    assert seen == [view.job_id]


def test_credit_is_given_back_even_when_a_listener_fails() -> None:
    link, client, queue = make()

    def fail(*_: object) -> None:
        raise RuntimeError

    link.partial.connect(fail)
    client.partial(client.add_job().job_id, np.zeros((2, 2, 3), np.uint8))
    with pytest.raises(RuntimeError):
        queue.run()
    assert client.credits == 1


def test_then_delivers_results_and_errors_in_words() -> None:
    link, _, queue = make()
    heard: list[object] = []
    good: Future[int] = Future()
    bad: Future[int] = Future()
    odd: Future[int] = Future()
    for future in (good, bad, odd):
        link.then(future, heard.append, lambda error: heard.append(error.code))
    good.set_result(3)
    bad.set_exception(AppError("timeout", seconds=3))
    odd.set_exception(OSError("no"))
    queue.run()
    assert heard == [3, "timeout", "internal"]


def test_nothing_is_delivered_after_close() -> None:
    link, client, queue = make()
    seen: list[object] = []
    link.job_changed.connect(seen.append)
    client.add_job()
    link.close()
    client.add_job()
    queue.run()
    assert seen == []


def test_a_signal_may_be_changed_while_it_is_emitted() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    disconnect = signal.connect(lambda n: (heard.append(n), disconnect()))
    signal.connect(lambda n: heard.append(-n))
    signal.emit(1)
    signal.emit(2)
    assert heard == [1, -1, -2]


def test_an_equal_value_emits_nothing() -> None:
    value = Observable(1)
    heard: list[int] = []
    value.changed.connect(heard.append)
    value.value = 1
    value.value = 2
    assert heard == [2]
