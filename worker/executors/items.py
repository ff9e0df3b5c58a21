"""Items of a batch and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from shared.artefacts import SCHEME, is_artefact
from shared.errors import AppError
from shared.ids import item_id, sha256_file
from shared.jobs import Failure
from shared.tasks.files import replace_files
from shared.tasks.spec import TaskRequest, TaskSpec


@dataclass(frozen=True)
class BatchItem:
    """One request of a batch; its `id`, made from content and place, outlives a restart."""

    index: int
    id: str
    spec: TaskSpec
    request: TaskRequest
    out: Path


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an item; `state` as for jobs."""

    index: int
    id: str
    task: str
    state: str
    out: str = ""
    failure: Failure | None = None


OnProgress = Callable[[BatchItem, float, float, str], None]


class Executor(Protocol):
    """Runs items; the same items give the same bytes in every executor."""

    def run(self, items: Sequence[BatchItem], on_progress: OnProgress) -> Iterator[Outcome]:
        """Yield an outcome for each item as it ends."""

    def close(self) -> None:
        """Release what the executor owns; items that did not end are given up."""


def content_id(spec: TaskSpec, request: TaskRequest, index: int) -> str:
    """The id of an item: task, request with its files by content, and index."""

    def by_content(ref: str) -> str:
        if is_artefact(ref):
            return ref
        path = Path(ref)
        if not path.is_file():
            raise AppError("missing_file", file=ref)
        return SCHEME + sha256_file(path)

    stored = replace_files(request, by_content)
    return item_id(spec.name, msgspec.to_builtins(stored), index)
