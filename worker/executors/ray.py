"""Running on a Ray cluster: a pool of engines, of which none needs a disk that we can see."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared import VERSION
from shared.errors import AppError, Param, file_error
from shared.jobs import Failure
from shared.paths import keep_files_private
from shared.tasks.files import file_refs
from shared.tasks.registry import load_registry
from worker.engine.attempt import failure_of
from worker.engine.devices import DeviceProbe
from worker.engine.shelf import Shelf
from worker.executors.actors import ActorPool, Lost
from worker.executors.cluster import Cluster, check_version
from worker.executors.inline import run_inline
from worker.executors.items import BatchItem, OnProgress, Outcome, outcome_of
from worker.executors.results import read_results, write_results
from worker.executors.sent_files import SentFiles

# Of a failure, or nothing; and the files of the results by name.
Answer = tuple[bytes, dict[str, bytes]]


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """An item on its way to an engine; contents of its files travel beside it, in their order."""

    task: str
    request: dict[str, Any]
    files: tuple[str, ...]
    names: tuple[str, ...]


class Engine:
    """What each actor is: runs items as `inline` does and keeps what they load for the next."""

    def __init__(self) -> None:
        keep_files_private()
        self._registry = load_registry()
        self._device, self._shelf = DeviceProbe(), Shelf()

    def greet(self) -> str:
        """Which version answers."""
        return VERSION

    def run(self, parcel: bytes, *contents: bytes) -> Answer:
        """Run an item in a folder of its own; what goes wrong is part of the answer."""
        item = msgspec.msgpack.decode(parcel, type=Parcel)
        try:
            with tempfile.TemporaryDirectory(prefix="vitrine-") as folder:
                return b"", self._files(item, contents, Path(folder))
        except Exception as error:  # noqa: BLE001 - one bad item must not end the engine
            return _failed(error, self._device.known)

    def _files(self, item: Parcel, contents: Sequence[bytes], folder: Path) -> dict[str, bytes]:
        spec = self._registry.get(item.task)
        if spec is None:
            raise AppError("unsupported", what=f"the task {item.task}")
        request = msgspec.convert(item.request, spec.request)
        here: dict[str, Path] = {}
        for place, (ref, data) in enumerate(zip(item.files, contents, strict=True)):
            here[ref] = folder / "inputs" / str(place) / item.names[place]
            here[ref].parent.mkdir(parents=True)
            here[ref].write_bytes(data)

        def resolve(ref: str) -> Path:
            if ref not in here:
                raise AppError("missing_file", file=ref)
            return here[ref]

        out = folder / "out"
        run_inline(
            spec,
            request,
            out,
            lambda step: None,
            self._device,
            resolve=resolve,
            shelf=self._shelf,
            durable=False,  # the files are sent on, and on the disk where they stay
        )
        return read_results(out)


class RayExecutor:
    """Runs items on the engines of a cluster and writes what they made here.

    Parameters
    ----------
    address : str, optional
        Of a cluster that runs; without it one of this machine, which ends with `close`.
    workers : int, optional
        How many engines; as many as there is room for unless given.

    Raises
    ------
    AppError
        `bad_request` without Ray or without a cluster, `bad_field` for too many workers.
    """

    def __init__(self, address: str | None = None, workers: int | None = None) -> None:
        self._cluster = Cluster(address, workers)
        self._pool: ActorPool | None = None
        self._sent = SentFiles(self._cluster.ray)
        try:
            self._workers = self._cluster.engines(workers)
        except BaseException:
            self._cluster.close()
            raise

    def run(self, items: Sequence[BatchItem], on_progress: OnProgress) -> Iterator[Outcome]:
        """Yield outcomes as items end, in any order; progress within an item stays there."""
        if not items:
            return
        if self._pool is None:
            kind = self._cluster.actor(Engine)
            count = min(self._workers, len(items))
            self._pool = ActorPool(self._cluster, kind.remote, count, check_version)
        for place, answer in self._pool.run(
            len(items), lambda engine, place: self._begin(engine, items[place])
        ):
            yield _ended(items[place], answer)

    def close(self) -> None:
        """End the engines; what they had not finished is given up."""
        if self._pool is not None:
            self._pool.close()
        self._sent.clear()
        self._cluster.close()

    def _begin(self, engine: Any, item: BatchItem) -> Any:
        try:
            refs = tuple(dict.fromkeys(file_refs(item.request)))
            paths = [item.path(ref) for ref in refs]
            contents = [self._sent.content(*each) for each in zip(refs, paths, strict=True)]
        except (AppError, OSError) as error:
            return self._cluster.ray.put(_failed(error))
        parcel = Parcel(
            task=item.spec.name,
            request=msgspec.to_builtins(item.request),
            files=refs,
            names=tuple(path.name for path in paths),
        )
        return engine.run.remote(msgspec.msgpack.encode(parcel), *contents)


def _ended(item: BatchItem, answer: Answer | Lost) -> Outcome:
    if isinstance(answer, Lost):
        params: dict[str, Param] = {"attempts": answer.attempts, "reason": answer.reason}
        return outcome_of(item, "quarantined", Failure(code="quarantined", params=params))
    failure, files = answer
    if failure:
        return outcome_of(item, "failed", msgspec.msgpack.decode(failure, type=Failure))
    try:
        write_results(files, item.out)
    except (AppError, OSError) as error:
        told = (file_error(error, item.out) if isinstance(error, OSError) else None) or error
        return outcome_of(item, "failed", failure_of(told, ""))
    return outcome_of(item)


def _failed(error: BaseException, device: str = "") -> Answer:
    return msgspec.msgpack.encode(failure_of(error, device)), {}
