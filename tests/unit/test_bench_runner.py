"""The runner of the benchmarks: figures as a table and as JSON, failures as rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench

ROWS = '[("a figure", "3 ms", "9 ms (before)")]'


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two benchmarks, of which one fails."""
    (tmp_path / "good_bench.py").write_text(f"def run():\n    return {ROWS}\n")
    (tmp_path / "bad_bench.py").write_text("def run():\n    raise SystemExit('no such device')\n")
    monkeypatch.setattr(bench, "BENCHES", {"good": "good_bench", "bad": "bad_bench"})
    monkeypatch.setattr(bench, "keep_bytecode", lambda: None)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_figures_are_printed_and_written(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["good", "--json", str(made / "out.json")]) == 0
    assert capsys.readouterr().out.split() == ["a", "figure", "3", "ms", "9", "ms", "(before)"]
    written = json.loads((made / "out.json").read_text())
    (row,) = written["rows"]
    assert (row["bench"], row["name"], row["value"]) == ("good", "a figure", "3 ms")
    assert row["beside"] == "9 ms (before)"
    assert written["machine"]["cores"]


def test_a_failure_is_a_row_and_does_not_stop_the_others(
    made: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def apart(name: str, folder: Path) -> bench.Found:
        if name == "bad":
            return original("second start that is not there", folder)
        return bench.run_one(name)

    original = bench.run_apart
    monkeypatch.setattr(bench, "run_apart", apart)
    assert bench.main(["bad", "good", "--json", str(made / "out.json")]) == 1
    rows = json.loads((made / "out.json").read_text())["rows"]
    assert [row["value"] for row in rows] == ["failed", "3 ms"]
    assert "not one of" in rows[0]["beside"]
    assert "failed" in capsys.readouterr().out


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.main(["speed"])
    assert "speed: not one of" in capsys.readouterr().err
