"""Known faults are told, and silence is not taken for their absence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from installer import audit, cli, packages
from tests.unit.installer.conftest import Checkout

FAULT = {"id": "GHSA-1", "fix_versions": ["2.4.7"], "aliases": [], "description": "a fault"}
STUB = """#!{python}
import json, pathlib, sys
listed = pathlib.Path(sys.argv[-1]).read_text().split()
pathlib.Path({notes!r}).write_text(json.dumps(listed))
answer = json.loads(pathlib.Path({answers!r}).read_text())
if answer is None:
    sys.exit("ERROR: the service is down")
print(json.dumps({{"dependencies": [
    {{"name": line.split("==")[0], "version": line.split("==")[1], "vulns": [],
      **answer.get(line.split("==")[0], {{}})}} for line in listed], "fixes": []}}))
"""


@pytest.fixture
def checker(checkout: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checker that answers as the returned file says; what it was asked lies beside it."""
    monkeypatch.setattr(cli, "root_folder", lambda: checkout.root)
    answers, notes = tmp_path / "answers.json", tmp_path / "asked.json"
    program = checkout.layout.private / "audit" / "bin" / audit.CHECKER
    program.parent.mkdir(parents=True)
    python = checkout.layout.python
    program.write_text(STUB.format(python=python, notes=str(notes), answers=str(answers)))
    program.chmod(0o700)
    answers.write_text("{}")
    return answers


def test_every_package_and_torch_are_looked_up(
    checker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit"]) == 0
    asked = json.loads((checker.parent / "asked.json").read_text())
    assert asked == [packages.TORCH, "numpy==2.4.6", "scipy==1.17.1"]
    assert "No known fault in 3 packages" in capsys.readouterr().out


def test_a_known_fault_is_named_with_its_fix(
    checker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checker.write_text(json.dumps({"numpy": {"vulns": [FAULT]}}))
    assert cli.main(["audit"]) == audit.FOUND
    said = capsys.readouterr().out
    assert "numpy 2.4.6: GHSA-1, fixed in 2.4.7" in said
    assert "No known fault" not in said


def test_what_could_not_be_looked_up_is_no_good_news(
    checker: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checker.write_text(json.dumps({"scipy": {"skip_reason": "not found"}}))
    assert cli.main(["audit"]) == audit.UNKNOWN
    said = capsys.readouterr().out
    assert "1 of 3 packages could not be looked up (scipy)" in said
    assert "No known fault" not in said


def test_no_answer_is_told_in_words(checker: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checker.write_text("null")
    assert cli.main(["audit"]) == 1
    assert "gave no answer: ERROR: the service is down" in capsys.readouterr().err


def test_without_an_environment_it_says_what_to_do(
    bare_checkout: Checkout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "root_folder", lambda: bare_checkout.root)
    assert cli.main(["audit"]) == 2
    assert "python3 installer run" in capsys.readouterr().err
