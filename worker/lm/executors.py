"""Where shards are answered: in this process, in processes of this machine, on a Ray cluster.

All of them answer a shard as a whole and by itself, so they make the same files, to the last bit
where they have as many threads each.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

from shared.errors import AppError
from worker.executors.actors import ActorPool, Lost
from worker.executors.cluster import Cluster
from worker.lm.calls import known_answers
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import ScoreCache
from worker.lm.shards import (
    absorb_answers,
    answers_bytes,
    is_finished,
    keep_answers,
    read_checked,
    read_shard,
    shards_of,
    write_answers,
)

# Loads the model in the process that calls it; it has to travel to other processes.
Load = Callable[[], LanguageModel]


class ShardExecutor(Protocol):
    """Answers shards; used with `with`."""

    def __enter__(self) -> ShardExecutor: ...

    def __exit__(self, *_: object) -> None: ...

    def name(self) -> str:
        """The fingerprint of the model."""

    def answers(self, shards: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """Which shard, and its answers, in the order in which they become known."""


def run_folder(
    executor: ShardExecutor,
    folder: Path,
    cache: ScoreCache,
    done: Callable[[int, int], None] = lambda finished, total: None,
) -> int:
    """Answer what is not answered yet; returns how many shards were asked.

    A shard of which the cache knows everything is not asked. `done` is told how many shards are
    finished, and how many there are.
    """
    name, paths = executor.name(), shards_of(folder)
    waiting = [path for path in paths if not is_finished(path, name)]
    unknown = [path for path in waiting if not _from_cache(name, cache, path)]
    finished = len(paths) - len(unknown)
    done(finished, len(paths))
    for place, answers in executor.answers([read_checked(path) for path in unknown]):
        keep_answers(unknown[place], answers)
        absorb_answers(cache, [unknown[place]])
        finished += 1
        done(finished, len(paths))
    return len(unknown)


def _from_cache(name: str, cache: ScoreCache, path: Path) -> bool:
    calls = read_shard(path)
    known = known_answers(name, cache, calls)
    if known is None:
        return False
    write_answers(path, name, calls, known)
    return True


class InlineShards:
    """One shard after the other, here."""

    def __init__(self, load: Load) -> None:
        self._model = load()

    def __enter__(self) -> InlineShards:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to release."""

    def name(self) -> str:
        """See `ShardExecutor`."""
        return self._model.fingerprint

    def answers(self, shards: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """See `ShardExecutor`."""
        for place, shard in enumerate(shards):
            yield place, answers_bytes(self._model, shard)


class LocalShards:
    """Processes of this machine, each with the model and one thread."""

    def __init__(self, load: Load, workers: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(load,))

    def __enter__(self) -> LocalShards:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def name(self) -> str:
        """See `ShardExecutor`."""
        return self._pool.submit(_name).result()

    def answers(self, shards: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """See `ShardExecutor`."""
        futures = {self._pool.submit(_answers, one): place for place, one in enumerate(shards)}
        for future in as_completed(futures):
            yield futures[future], future.result()


# The model of a process of the pool, which lives for nothing else.
_held: list[LanguageModel] = []


def _begin(load: Load) -> None:
    import torch

    torch.set_num_threads(1)
    _held.append(load())


def _name() -> str:
    return _held[0].fingerprint


def _answers(shard: bytes) -> bytes:
    return answers_bytes(_held[0], shard)


class RayShards:
    """Actors of a Ray cluster, each with the model; no folder of shards needs to be shared.

    Raises
    ------
    AppError
        `bad_request` where Ray is not installed, or no cluster answers.
    """

    def __init__(self, load: Load, workers: int, address: str | None = None) -> None:
        self._cluster = Cluster(address, workers)
        actor = self._cluster.actor(_Actor)
        self._pool = ActorPool(self._cluster, lambda: actor.remote(load), workers)

    def __enter__(self) -> RayShards:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()
        self._cluster.close()

    def name(self) -> str:
        """See `ShardExecutor`."""
        return self._pool.greeting()

    def answers(self, shards: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """Each actor has one shard at a time. See `ShardExecutor`."""
        for place, answer in self._pool.run(
            len(shards), lambda actor, place: actor.answers.remote(shards[place])
        ):
            if isinstance(answer, Lost):
                raise AppError("quarantined", attempts=answer.attempts, reason=answer.reason)
            yield place, answer


class _Actor:
    """Holds the model on a machine of the cluster."""

    def __init__(self, load: Load) -> None:
        import torch

        torch.set_num_threads(1)
        self._model = load()

    def greet(self) -> str:
        return self._model.fingerprint

    def answers(self, shard: bytes) -> bytes:
        return answers_bytes(self._model, shard)
