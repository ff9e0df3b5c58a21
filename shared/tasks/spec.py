"""What a task is: a name, a request type and a result type, and the registry of all of them.

Field metadata (range, unit, description) is written once, in the request type. The window's form,
the command line's options, the JSON schema and the validation messages are all made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec

from shared.jobs import Lane

RESULT_FILE = "result.json"

# A file named in a request: `sha256:<64 hex>` names an artefact of the worker's store; anything
# else is a local path, which only the local command line may use.
FileRef = Annotated[str, msgspec.Meta(extra={"ui": "file"})]
PictureRef = Annotated[str, msgspec.Meta(extra={"ui": "file", "accept": "picture"})]
# A folder of this machine: only the local command line may name one.
FolderRef = Annotated[str, msgspec.Meta(extra={"ui": "folder"})]
# A file of this machine that is written: named as a folder is, by the local command line only.
LocalFile = Annotated[str, msgspec.Meta(extra={"ui": "folder", "accept": "file"})]


class TaskRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every request: everything that influences the result is a field of it."""


class TaskResult(msgspec.Struct, frozen=True, kw_only=True):
    """Base of every result: what goes into `result.json`.

    `files` maps a role to a name relative to it.
    """

    files: dict[str, str] = {}
    metrics: dict[str, Any] = {}


@dataclass(frozen=True)
class TaskSpec:
    """A task as the window, the command line and the host know it.

    Attributes
    ----------
    name : str
        `system.verb`, for example `motion.render`.
    request, result : type
        Subclasses of `TaskRequest` and `TaskResult`.
    implementation : str
        `module:function` of the generator, imported by the engine only.
    supersede_key : callable or None
        Requests with the same key replace each other while queued (previews).
    check : callable or None
        Raises `AppError` for a request that its types allow and its meaning does not; host and
        command line call it before they accept a job.
    """

    name: str
    version: int
    summary: str
    request: type[TaskRequest]
    result: type[TaskResult]
    implementation: str
    lane: Lane = Lane.USER
    supersede_key: Callable[[Any], str] | None = None
    check: Callable[[Any], None] | None = None


class TaskRegistry:
    """The tasks by name; a value that `load_registry` makes, not a singleton."""

    def __init__(self) -> None:
        self._specs: dict[str, TaskSpec] = {}

    def add(self, spec: TaskSpec) -> None:
        """Register `spec`; a second task of the same name is an error."""
        if spec.name in self._specs:
            raise ValueError(f"task {spec.name} is registered twice")
        self._specs[spec.name] = spec

    def get(self, name: str) -> TaskSpec | None:
        """The task of that name, or None."""
        return self._specs.get(name)

    def __iter__(self) -> Iterator[TaskSpec]:
        return iter(self._specs.values())

    def __contains__(self, name: object) -> bool:
        return name in self._specs
