"""A blocking function as a generator of its steps."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

Event = TypeVar("Event")
Result = TypeVar("Result")
Report = Callable[[Event], None]

BEAT_S = 5.0
# A step of the largest models on a slow device; after that, silence is taken for a hang.
PATIENCE_BEATS = 240


class _Stopped(BaseException):
    """Ends the work at its next report; not an Exception, so that no handler in between eats it."""


class _Gate:
    """Lets the work go on from a report only when the reader has asked for the next event."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[tuple[object] | None] = queue.SimpleQueue()
        self._go = threading.Semaphore(0)
        self._stopped = False

    def report(self, event: object) -> None:
        self.events.put((event,))
        self._go.acquire()
        if self._stopped:
            raise _Stopped

    def go_on(self) -> None:
        self._go.release()

    def stop(self) -> None:
        self._stopped = True
        self._go.release()


def stepped(
    work: Callable[[Report[Event]], Result],
    name: str,
    beat_s: float = BEAT_S,
    patience: int = PATIENCE_BEATS,
) -> Generator[Event | None, None, Result]:
    """Run `work(report)` on a thread of its own; yield what it reports and return its result.

    A pipeline's call is a loop that can only be entered through a callback; this turns the callback
    inside out. The work stands still between its report and the reader's next `next()`, so at every
    event reader and work take turns. While a step takes longer than `beat_s`, None is yielded, so
    that a long step of a large model is not taken for a hang; after `patience` times no more.

    Closing the generator raises inside the work's current or next report and joins the thread: it
    returns when the step in progress is over. What the work raises is raised here.
    """
    gate = _Gate()
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work(gate.report))
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 - handed to the reader, who raises it
            errors.append(error)
        finally:
            gate.events.put(None)

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    silent = 0
    try:
        while True:
            try:
                event = gate.events.get(timeout=beat_s)
            except queue.Empty:
                silent += 1
                if silent <= patience:
                    yield None
                continue
            silent = 0
            if event is None:
                break
            yield event[0]  # type: ignore[misc]
            gate.go_on()
    finally:
        gate.stop()
        thread.join()
    if errors:
        raise errors.pop()
    return results.pop()
