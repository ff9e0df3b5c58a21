"""The whole test run: style, types, import rules, tests, coverage."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from installer.layout import Layout
from installer.process import clean_environment, with_bytecode

# Small tensors with several threads are 2 to 30 times slower on a busy machine.
TEST_ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "OMP_NUM_THREADS": "1",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
CLOSING = re.compile(
    r"^(?:=+ )?(?:\d+ (?:passed|failed|errors?|skipped|deselected|x\w+|warnings?)|no tests ran)\b"
    r".* in [\d.]+s\b.*$"
)
# Each starts a torch of its own, and windows and workers beside it.
MOST_PROCESSES = 4
TOTAL_PERCENT = 85
CORE_PERCENT = 95
CORE = "shared/protocol/*,worker/host/*"


@dataclass(frozen=True)
class Gate:
    """One command that must succeed."""

    title: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a gate said."""

    title: str
    ok: bool
    output: str
    seconds: float


def static_gates(layout: Layout) -> list[Gate]:
    """Checks that read the code without running it."""
    ruff = str(layout.script("ruff"))
    python = str(layout.python)
    return [
        Gate("ruff check", (ruff, "check", "--quiet", ".")),
        Gate("ruff format", (ruff, "format", "--check", "--quiet", ".")),
        Gate("mypy", (python, "-m", "mypy", "--no-error-summary")),
        Gate("import rules", (str(layout.script("lint-imports")), "--no-cache")),
    ]


def coverage_gates(layout: Layout) -> list[Gate]:
    """Checks on what the tests reached, in this process and in the ones they started."""
    coverage = (str(layout.python), "-m", "coverage")
    core = f"coverage of {CORE.replace('/*', '').replace(',', ' and ')} >= {CORE_PERCENT} %"
    return [
        Gate("coverage data", (*coverage, "combine", "--quiet")),
        Gate(
            f"coverage >= {TOTAL_PERCENT} %",
            (*coverage, "report", "--skip-covered", f"--fail-under={TOTAL_PERCENT}"),
        ),
        Gate(
            core,
            (
                *(*coverage, "report", "--skip-covered"),
                *(f"--include={CORE}", f"--fail-under={CORE_PERCENT}"),
            ),
        ),
    ]


def pytest_command(
    layout: Layout, extra: Sequence[str], slow: bool, cores: int = os.cpu_count() or 1
) -> list[str]:
    """The test run under coverage; a person's own -m and -n in `extra` win over ours.

    All tests together run in a process a core, up to four; the tests of a file stay in one, since
    they share what is costly to make. Where some are selected, starting those costs more.
    """
    command = [str(layout.python), "-m", "coverage", "run", "-m", "pytest"]
    if not slow:
        command += ["-m", "not slow"]
    if cores > 1 and not is_partial(layout, extra):
        command += ["-n", str(min(cores, MOST_PROCESSES)), "--dist", "loadfile"]
    return [*command, *extra]


def is_partial(layout: Layout, extra: Sequence[str]) -> bool:
    """True where `extra` selects some of the tests, so that coverage says nothing."""
    selectors = ("-k", "-m", "--lf", "--ff", "--deselect", "--ignore", "--co", "-x", "--maxfail")
    return any(
        argument.startswith(selectors) or (layout.root / argument.split("::")[0]).exists()
        for argument in extra
    )


def run_gate(layout: Layout, gate: Gate, environment: Mapping[str, str]) -> Outcome:
    """Run one gate to its end."""
    started_s = time.monotonic()
    try:
        done = subprocess.run(
            gate.command,
            cwd=layout.root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        ok, output = done.returncode == 0, done.stdout
    except OSError as error:
        ok, output = False, f"{gate.command[0]}: {error.strerror}"
    return Outcome(gate.title, ok, output, time.monotonic() - started_s)


def show(outcome: Outcome) -> None:
    """Print a gate's line, and its output where it failed."""
    word = "ok" if outcome.ok else "FAILED"
    if not outcome.ok:
        print(outcome.output.rstrip())
    print(f"{outcome.title}: {word} ({outcome.seconds:.0f} s)", flush=True)


def run_tests(
    layout: Layout, command: Sequence[str], environment: Mapping[str, str]
) -> tuple[int, str]:
    """Run pytest with its output passed on as it comes; return its status and closing line."""
    process = subprocess.Popen(
        list(command),
        cwd=layout.root,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    pending = b""
    closing = ""
    try:
        while chunk := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            *lines, pending = (pending + chunk).split(b"\n")
            for line in [*lines, pending]:
                text = line.decode("utf-8", "replace").strip()
                closing = text if CLOSING.match(text) else closing
        return process.wait(), closing
    except BaseException:
        process.terminate()
        process.wait()
        raise
    finally:
        process.stdout.close()


def run_all(layout: Layout, extra: Sequence[str], slow: bool) -> int:
    """Run every gate; the last line is pytest's own, or says which other gate failed."""
    environment = with_bytecode({**clean_environment(), **TEST_ENVIRONMENT}, layout.bytecode)
    outcomes = []
    for gate in static_gates(layout):
        outcomes.append(run_gate(layout, gate, environment))
        show(outcomes[-1])
    run_gate(layout, Gate("", (str(layout.python), "-m", "coverage", "erase")), environment)
    sys.stdout.flush()
    status, closing = run_tests(layout, pytest_command(layout, extra, slow), environment)
    if is_partial(layout, extra):
        print("coverage: not judged, only some of the tests ran")
    else:
        for gate in coverage_gates(layout):
            outcomes.append(run_gate(layout, gate, environment))
            show(outcomes[-1])
    return conclude(outcomes, status, closing)


def conclude(outcomes: Sequence[Outcome], status: int, closing: str) -> int:
    """Print the last line and return the exit code."""
    failed = [outcome.title for outcome in outcomes if not outcome.ok]
    if status:
        if failed:
            print(f"Also failed: {', '.join(failed)}.")
        print(closing or f"pytest ended with status {status} before its closing line.", flush=True)
        return 1
    if failed:
        print(closing or "The tests ended without a closing line.")
        print(f"The tests passed, but not: {', '.join(failed)}. Their output is above.", flush=True)
        return 1
    print(closing, flush=True)
    return 0
