"""Items of a batch and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from shared.artefacts import SCHEME, ArtefactStore, is_artefact
from shared.errors import AppError, file_error
from shared.ids import item_id
from shared.jobs import Failure
from shared.tasks.files import file_refs, replace_files
from shared.tasks.spec import TaskRequest, TaskSpec


@dataclass(frozen=True)
class BatchItem:
    """One request of a batch; its `id`, made from content and place, outlives a restart.

    The request names files by their content, so that what tells of it is the same wherever it runs;
    `files` has their places on this machine.
    """

    index: int
    id: str
    spec: TaskSpec
    request: TaskRequest
    out: Path
    files: Mapping[str, Path] = field(default_factory=dict)

    def given(self) -> TaskRequest:
        """The request with the files as they were given."""
        return replace_files(self.request, lambda ref: str(self.files.get(ref, ref)))

    def path(self, ref: str) -> Path:
        """Where a file of the request is on this machine.

        Raises
        ------
        AppError
            `missing_file`.
        """
        path = self.files.get(ref)
        if path is None or not path.is_file():
            raise AppError("missing_file", file=str(path or ref))
        return path


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an item; `state` as for jobs."""

    index: int
    id: str
    task: str
    state: str
    out: str = ""
    failure: Failure | None = None


def outcome_of(
    item: BatchItem, state: str = "succeeded", failure: Failure | None = None
) -> Outcome:
    """What came of `item`; its folder is named where it succeeded."""
    out = str(item.out) if state == "succeeded" else ""
    return Outcome(
        index=item.index, id=item.id, task=item.spec.name, state=state, out=out, failure=failure
    )


OnProgress = Callable[[BatchItem, float, float, str], None]


class Executor(Protocol):
    """Runs items; the same items give the same bytes in every executor."""

    def run(self, items: Sequence[BatchItem], on_progress: OnProgress) -> Iterator[Outcome]:
        """Yield an outcome for each item as it ends."""

    def close(self) -> None:
        """Release what the executor owns; items that did not end are given up."""


def batch_items(
    requests: Sequence[tuple[TaskSpec, TaskRequest]], folder: Path, store: ArtefactStore
) -> list[BatchItem]:
    """The items of requests, with a copy of each file that they name in `store`.

    The copies are what makes a result repeatable when the files have changed.

    Raises
    ------
    AppError
        `missing_file`; `disk_full` or `read_only` for the store.
    """
    paths: dict[str, str] = {}

    def stored(ref: str) -> str:
        if is_artefact(ref):
            return ref
        if ref not in paths:
            paths[ref] = SCHEME + _add(Path(ref), store)
        return paths[ref]

    items = []
    for index, (spec, request) in enumerate(requests):
        by_content = replace_files(request, stored)
        key = item_id(spec.name, msgspec.to_builtins(by_content), index)
        files = {stored(ref): Path(ref) for ref in file_refs(request) if not is_artefact(ref)}
        items.append(BatchItem(index, key, spec, by_content, folder / key, files))
    return items


def _add(path: Path, store: ArtefactStore) -> str:
    if not path.is_file():
        raise AppError("missing_file", file=str(path))
    try:
        return store.add_file(path)
    except OSError as error:
        raise file_error(error, store.root) or error from error
