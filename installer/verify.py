"""Checking what was installed, by using it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from installer.failures import SetupError
from installer.layout import Layout
from installer.process import NoAnswerError, run_module

PROBES = ("imports", "qt window", "qt references", "zeromq", "torch")
# A cold disk and a busy machine read torch and Qt slowly; the check itself takes seconds.
PROBE_TIMEOUT_S = 300


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    name: str
    ok: bool
    detail: str
    seconds: float = 0.0


def run(layout: Layout, name: str) -> Finding:
    """Run one check in a process of its own; a crash or a hang is a finding too."""
    try:
        done = run_module(layout, ["installer.probes", name], PROBE_TIMEOUT_S)
    except NoAnswerError as error:
        return Finding(name, False, str(error))
    return read(name, done.returncode, done.stdout, done.stderr)


def read(name: str, status: int, output: str, errors: str) -> Finding:
    """Turn a check's exit status and output into a finding."""
    lines = output.strip().splitlines()
    try:
        raw = json.loads(lines[-1]) if lines else None
        if isinstance(raw, dict) and (status in (0, 1)):
            return Finding(
                name, bool(raw["ok"]), str(raw["detail"]), float(raw.get("seconds", 0.0))
            )
    except (ValueError, KeyError):
        pass
    last = errors.strip().splitlines()[-1:] or ["no output"]
    ended = f"ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return Finding(name, False, f"{ended}: {last[0]}")


def run_all(layout: Layout) -> list[Finding]:
    """Run every check, one after the other."""
    return [run(layout, name) for name in PROBES]


def require(layout: Layout) -> list[Finding]:
    """Run every check and raise with the ones that failed.

    Raises
    ------
    SetupError
        Names each failed check and what to do.
    """
    findings = run_all(layout)
    failed = [f"{finding.name} ({finding.detail})" for finding in findings if not finding.ok]
    if failed:
        raise SetupError(
            f"What was installed does not work: {'; '.join(failed)}. "
            "Build it anew with: python3 installer repair"
        )
    return findings
