"""Suites that can be started, and the files that one needs; no Qt."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shared.errors import AppError
from shared.robustness.suite_file import PACKAGE, read_suite
from shared.tasks.given_files import MAX_FILES
from shared.tasks.robustness_evaluate import RobustnessEvaluateRequest

Kind = Literal["quick", "packages", "file"]


@dataclass(frozen=True)
class SuiteFiles:
    """A suite of a person's own, and the data beside it.

    Attributes
    ----------
    files : tuple of Path
        The suite first.
    names : tuple of str
        Where each one stands below the folder that holds them all.
    prompts : int
        Rows of the suite; each may stand for several prompts.
    has_limits : bool
        Whether it says how much accuracy is enough.
    """

    path: Path
    files: tuple[Path, ...]
    names: tuple[str, ...]
    prompts: int
    models: tuple[str, ...] = ()
    has_limits: bool = False


def read_suite_files(path: Path) -> SuiteFiles:
    """Read a suite, and find its data.

    Raises
    ------
    AppError
        Of `read_suite`; `bad_field` for data that do not lie within a folder with the suite.
    """
    path = _normal(path)
    suite = read_suite(path)
    data = (entry.data for entry in suite.entries if not entry.data.startswith(PACKAGE))
    files = tuple(dict.fromkeys([path, *(_normal(Path(each)) for each in data)]))
    if len(files) > MAX_FILES:
        limit = f"at most {MAX_FILES} files; the command line reads any number"
        raise AppError("bad_field", field=path.name, value=f"{len(files)} files", limit=limit)
    try:
        root = Path(os.path.commonpath([each.parent for each in files]))
    except ValueError as error:  # on several drives
        limit = "on the drive of its data"
        raise AppError("bad_field", field=path.name, value=str(path), limit=limit) from error
    limits = [suite.fail_under, *(entry.fail_under for entry in suite.entries)]
    return SuiteFiles(
        path,
        files,
        tuple(each.relative_to(root).as_posix() for each in files),
        len(suite.entries),
        suite.models,
        any(limit is not None for limit in limits),
    )


def _normal(path: Path) -> Path:
    """Without `..`; links stay, as a suite names its data by them."""
    return Path(os.path.normpath(path.absolute()))


def suite_request(
    kind: Kind, found: SuiteFiles | None, model: str, fail_under: float | None, seed: int
) -> RobustnessEvaluateRequest:
    """What is asked of the worker; the files of a suite are sent to it."""
    own = found if kind == "file" else None
    return RobustnessEvaluateRequest(
        files=tuple(map(str, own.files)) if own is not None else (),
        names=own.names if own is not None else (),
        quick=kind == "quick",
        model=model,
        fail_under=fail_under,
        seed=seed,
    )
