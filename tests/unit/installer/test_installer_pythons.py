"""Choosing a Python, and what an unusable one is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer import pythons
from installer.failures import SetupError

INSTALLER = Path(__file__).resolve().parents[3] / "installer"
OLD = ("2.7", "3.6", "3.8", "3.9", "3.10", "3.14")


def stub(folder: Path, name: str, version: tuple[int, int, int], can_build: bool = True) -> Path:
    """An interpreter that only answers the question what it is."""
    path = folder / name
    answer = json.dumps([list(version), str(path), can_build])
    path.write_text(f"#!/bin/sh\necho '{answer}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def only_stubs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it, under an interpreter that is too old."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda name: _in(tmp_path, name))
    monkeypatch.setattr(pythons, "own_interpreter", lambda: str(stub(tmp_path, "own", (3, 9, 2))))
    return tmp_path


def _in(folder: Path, name: str) -> str | None:
    path = folder / name
    return str(path) if "/" not in name and path.exists() else None


def test_wrong_python_names_what_was_found_and_what_is_needed(only_stubs: Path) -> None:
    with pytest.raises(SetupError) as caught:
        pythons.choose()
    assert "needs Python 3.11, 3.12 or 3.13; found: 3.9.2 at" in str(caught.value)
    assert "apt-get install -y python3.11" in str(caught.value)
    assert caught.value.exit_code == 2


def test_fitting_python_on_path_is_used_instead(only_stubs: Path) -> None:
    stub(only_stubs, "python3.12", (3, 12, 1))
    assert pythons.choose().version == (3, 12, 1)


def test_shim_with_nothing_behind_it_is_passed_over(only_stubs: Path) -> None:
    shim = only_stubs / "python3.11"
    shim.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    stub(only_stubs, "python3.13", (3, 13, 0))
    assert pythons.choose().version == (3, 13, 0)


def test_python_without_venv_gets_the_command_that_brings_it(only_stubs: Path) -> None:
    stub(only_stubs, "python3.11", (3, 11, 2), can_build=False)
    with pytest.raises(SetupError, match=r"apt-get install -y python3\.11-venv"):
        pythons.choose()


def test_python_without_venv_gives_way_to_one_with(only_stubs: Path) -> None:
    stub(only_stubs, "python3.11", (3, 11, 2), can_build=False)
    stub(only_stubs, "python3.12", (3, 12, 1))
    assert pythons.choose().version == (3, 12, 1)


def test_wanted_python_is_not_replaced_by_another(only_stubs: Path) -> None:
    stub(only_stubs, "python3.12", (3, 12, 1))
    with pytest.raises(SetupError, match="found: /nowhere/python"):
        pythons.choose("/nowhere/python")


def test_own_interpreter_is_asked_first() -> None:
    chosen = pythons.choose()
    assert chosen.version == sys.version_info[:3]
    assert chosen.can_build


@pytest.mark.parametrize("version", OLD)
def test_unsupported_python_says_one_sentence(version: str, tmp_path: Path) -> None:
    homes = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python"))
    interpreter = str(homes[-1]) if homes else shutil.which(f"python{version}")
    if interpreter is None:
        pytest.skip(f"Python {version} is not installed here")
    root = tmp_path / "checkout"
    shutil.copytree(INSTALLER, root / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    # With no other on PATH; one in /usr/bin is found nevertheless and then does the work.
    done = subprocess.run(
        [interpreter, str(root / "installer"), "doctor", "--json"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    errors = done.stderr.decode()
    assert "Traceback" not in errors
    if version in ("2.7", "3.6"):
        assert done.returncode == 2
        assert f"needs Python 3.11, 3.12 or 3.13, and this is Python {version}" in errors
        assert errors.count("\n") == 1
    elif done.returncode == 2:
        assert "Vitrine needs Python 3.11, 3.12 or 3.13" in errors
    else:
        report = json.loads(done.stdout)
        assert any(check["name"] == "installation" for check in report["checks"])
