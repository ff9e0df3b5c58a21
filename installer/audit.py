"""Known faults of the pinned packages, asked of the public database of advisories."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer import locks, packages
from installer.console import Console
from installer.environment import version_of
from installer.failures import SetupError
from installer.layout import Layout
from installer.process import clean_environment, run_logged

CHECKER = "pip-audit"
TIMEOUT_S = 900
FOUND, UNKNOWN = 1, 3


@dataclass(frozen=True)
class Advisory:
    """A known fault of a pinned version."""

    package: str
    version: str
    name: str
    fixed_in: tuple[str, ...]


def audit(layout: Layout, console: Console) -> int:
    """Look up every pinned package and torch; 0 where none has a known fault.

    The checker gets an environment of its own, so that it changes nothing of Vitrine's.

    Returns
    -------
    int
        1 where a fault is known, 3 where a package could not be looked up: no answer is no good
        news, although the checker itself ends with 0 then.
    """
    if not version_of(layout):
        raise SetupError("Nothing is set up. Run first: python3 installer run", 2)
    wanted = [packages.TORCH, *packages.pinned(locks.for_this_machine(layout))]
    console.say(f"Asking for known faults of {len(wanted)} packages…")
    advisories, unknown = read(ask(layout, _checker(layout), wanted))
    for one in advisories:
        fix = f"fixed in {', '.join(one.fixed_in)}" if one.fixed_in else "no fix yet"
        console.say(f"{one.package} {one.version}: {one.name}, {fix}")
    if unknown:
        shown = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
        console.say(
            f"{len(unknown)} of {len(wanted)} packages could not be looked up ({shown}). The index "
            "in use may have no database of advisories: use the public one, with a network."
        )
    if not advisories and not unknown:
        console.say(f"No known fault in {len(wanted)} packages.")
    return FOUND if advisories else UNKNOWN if unknown else 0


def _checker(layout: Layout) -> Path:
    """The checker's program, in an environment of its own that is made once."""
    folder = layout.private / "audit"
    programs = folder / layout.python.parent.name
    program = programs / f"{CHECKER}{layout.python.suffix}"
    if program.is_file():
        return program
    log = layout.logs / "audit.log"
    python = programs / layout.python.name
    make = [str(layout.python), "-I", "-m", "venv", str(folder)]
    fill = [str(python), "-I", "-m", "pip", "install", "--no-input", CHECKER]
    for command in (make, fill):
        if run_logged(command, log, clean_environment()):
            raise SetupError(f"{CHECKER} could not be installed; the reason is in {log}.")
    return program


def ask(layout: Layout, program: Path, wanted: list[str]) -> str:
    """The checker's answer, as JSON.

    Raises
    ------
    SetupError
        Where it gives none.
    """
    layout.scratch.mkdir(parents=True, exist_ok=True)
    listed = layout.scratch / "audit.txt"
    listed.write_text("\n".join(wanted) + "\n", "utf-8")
    exact = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
    try:
        done = subprocess.run(
            [str(program), *exact, "--requirement", str(listed)],
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"{CHECKER} gave no answer within {TIMEOUT_S} s.") from error
    if not done.stdout.lstrip().startswith("{"):
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"{CHECKER} gave no answer: {said}")
    return done.stdout


def read(answer: str) -> tuple[list[Advisory], list[str]]:
    """Known faults, and the names of packages that could not be looked up."""
    advisories, unknown = [], []
    for one in json.loads(answer)["dependencies"]:
        if "skip_reason" in one:
            unknown.append(one["name"])
        advisories += [
            Advisory(one["name"], one["version"], fault["id"], tuple(fault["fix_versions"]))
            for fault in one.get("vulns", ())
        ]
    return advisories, unknown
