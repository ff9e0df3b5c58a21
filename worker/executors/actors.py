"""A pool of actors: each has one item at a time, and one that dies is replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shared.errors import AppError, first_line
from worker.executors.assignments import Assignments
from worker.executors.cluster import Cluster

# So many starts in a row may fail before the cluster counts as unfit.
BROKEN_AFTER = 3
_POLL_S = 1.0


@dataclass(frozen=True)
class Lost:
    """An item whose actor died at each attempt."""

    attempts: int
    reason: str


class ActorPool:
    """Actors of a cluster, started at once and used as they become ready.

    Parameters
    ----------
    make : callable
        Starts an actor; its method `greet` returns a string once it can work.
    count : int
        How many.
    check : callable
        Is told each greeting, and raises where such an actor cannot be used.
    """

    def __init__(
        self,
        cluster: Cluster,
        make: Callable[[], Any],
        count: int,
        check: Callable[[str], None] = lambda greeting: None,
    ) -> None:
        self._ray, self._make, self._check = cluster.ray, make, check
        self._actors: dict[int, Any] = {}
        self._ready: set[int] = set()
        self._greetings: dict[Any, int] = {}
        self._failed_starts, self._started = 0, 0
        for _ in range(count):
            self._start()

    def greeting(self) -> str:
        """What the first actor said; waits until one is ready."""
        while not self._ready:
            self.welcome(self._wait(list(self._greetings)))
        return self._greeting

    @property
    def greetings(self) -> list[Any]:
        """References of the greetings to come; `welcome` takes one that has."""
        return list(self._greetings)

    def actor(self, key: int) -> Any:
        """The actor of a key."""
        return self._actors[key]

    def run(self, count: int, begin: Callable[[Any, int], Any]) -> Iterator[tuple[int, Any | Lost]]:
        """Yield (place, answer) of each item as it ends.

        Parameters
        ----------
        count : int
            How many items there are.
        begin : callable
            From an actor and an item's place to the reference of the answer to come.

        Raises
        ------
        AppError
            `engine_died` where actors cannot be started.
        """
        work = Assignments[int](count)
        running: dict[Any, int] = {}
        for key in sorted(self._ready):
            work.join(key)

        def start() -> None:
            for key, place in work.start():
                running[begin(self._actors[key], place)] = key

        while not work.over:
            start()
            ref = self._wait([*running, *self._greetings])
            if ref in self._greetings:
                newcomer = self.welcome(ref)
                if newcomer is not None:
                    work.join(newcomer)
                continue
            key = running.pop(ref)
            try:
                answer = self._ray.get(ref)
            except self._ray.exceptions.RayTaskError:
                raise  # the work itself has failed, not who did it
            except self._ray.exceptions.RayError as error:
                self.replace(key)
                loss = work.lose(key)
                if loss is not None and loss.given_up:
                    yield loss.place, Lost(loss.attempts, first_line(error))
            else:
                place = work.finish(key)
                # The actor goes on while the answer is written down.
                start()
                yield place, answer

    def close(self) -> None:
        """End all actors, whatever they do."""
        for actor in self._actors.values():
            self._ray.kill(actor)
        self._actors.clear()
        self._greetings.clear()
        self._ready.clear()

    def _wait(self, refs: list[Any]) -> Any:
        while True:
            ready, _ = self._ray.wait(refs, num_returns=1, timeout=_POLL_S)
            if ready:
                return ready[0]

    def _start(self) -> None:
        key, self._started = self._started, self._started + 1
        actor = self._actors[key] = self._make()
        self._greetings[actor.greet.remote()] = key

    def replace(self, key: int) -> None:
        """End an actor, if it lives, and start another."""
        self._ray.kill(self._actors.pop(key))
        self._ready.discard(key)
        self._start()

    def welcome(self, ref: Any) -> int | None:
        """The key of who greets, now ready; None for one that has died, which is replaced.

        Raises
        ------
        AppError
            `engine_died` after some starts in a row that failed.
        """
        key = self._greetings.pop(ref)
        try:
            self._greeting: str = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            self._failed_starts += 1
            if self._failed_starts >= BROKEN_AFTER:
                reason = f"{self._failed_starts} could not be started; {first_line(error)}"
                raise AppError("engine_died", reason=reason) from error
            self.replace(key)
            return None
        self._check(self._greeting)
        self._failed_starts = 0
        self._ready.add(key)
        return key
