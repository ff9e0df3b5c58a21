"""The test run: which gates, what is printed last, what the exit code is."""

from __future__ import annotations

import sys

import pytest

from installer import gates
from installer.gates import Gate, Outcome
from tests.unit.installer.conftest import Checkout

CLOSING = "==== 12 passed, 1 skipped in 3.21s ===="


def outcome(title: str, ok: bool) -> Outcome:
    return Outcome(title, ok, "", 0.0)


def test_last_line_is_pytests_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.conclude([outcome("mypy", True)], 0, CLOSING) == 0
    assert capsys.readouterr().out.splitlines()[-1] == CLOSING


def test_failed_gate_is_named_last_and_fails_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.conclude([outcome("mypy", False)], 0, CLOSING) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "The tests passed, but not: mypy. Their output is above."


def test_failed_tests_end_with_pytests_line(capsys: pytest.CaptureFixture[str]) -> None:
    closing = "==== 1 failed, 11 passed in 3.21s ===="
    assert gates.conclude([outcome("mypy", False)], 1, closing) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["Also failed: mypy.", closing]


def test_crash_of_the_runner_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert gates.conclude([], -11, "") == 1
    assert "pytest ended with status -11" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        (CLOSING, True),
        ("=== 1 failed, 2 errors in 61.20s (0:01:01) ===", True),
        ("=== no tests ran in 0.01s ===", True),
        ("=== short test summary info ===", False),
        ("=== FAILURES ===", False),
        ("12 passed in 3.21s", True),
        ("1 error in 0.41s", True),
        ("FAILED tests/test_x.py::test_in_5s - 2 passed", False),
    ],
)
def test_closing_line_is_told_from_headings(line: str, closes: bool) -> None:
    assert bool(gates.CLOSING.match(line)) is closes


def test_output_passes_through_and_the_closing_line_is_kept(
    checkout: Checkout, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    program = f"import sys; print('....'); print('{CLOSING}'); sys.exit(0)"
    status, closing = gates.run_tests(checkout.layout, [sys.executable, "-c", program], {})
    assert (status, closing) == (0, CLOSING)


def test_slow_tests_are_left_out_unless_asked_for(checkout: Checkout) -> None:
    assert "not slow" in gates.pytest_command(checkout.layout, ["-q"], slow=False)
    assert "not slow" not in gates.pytest_command(checkout.layout, ["-q"], slow=True)


def test_whole_runs_use_the_cores_and_some_tests_one(checkout: Checkout) -> None:
    def processes(extra: list[str], cores: int) -> str:
        command = gates.pytest_command(checkout.layout, extra, slow=False, cores=cores)
        return command[command.index("-n") + 1] if "-n" in command else "none"

    assert processes(["-q"], cores=2) == "2"
    assert processes(["-q"], cores=64) == "4", "each holds a torch of its own"
    assert processes(["-q"], cores=1) == "none"
    assert processes(["-k", "word"], cores=2) == "none"


def test_coverage_is_judged_for_whole_runs_only(checkout: Checkout) -> None:
    assert not gates.is_partial(checkout.layout, [])
    assert not gates.is_partial(checkout.layout, ["-q", "--durations=5"])
    (checkout.root / "tests").mkdir()
    (checkout.root / "tests" / "test_x.py").write_text("")
    assert gates.is_partial(checkout.layout, ["tests/test_x.py::test_y"])
    assert gates.is_partial(checkout.layout, ["-k", "word"])


def test_gate_that_does_not_start_fails_in_words(checkout: Checkout) -> None:
    found = gates.run_gate(checkout.layout, Gate("mypy", ("/nowhere/mypy",)), {})
    assert not found.ok
    assert "No such file" in found.output


def test_gates_cover_style_types_imports_and_coverage(checkout: Checkout) -> None:
    titles = [gate.title for gate in gates.static_gates(checkout.layout)]
    assert titles == ["ruff check", "ruff format", "mypy", "import rules"]
    last = gates.coverage_gates(checkout.layout)[-1]
    assert "--fail-under=95" in last.command
    assert "--include=shared/protocol/*,worker/host/*" in last.command
