"""A checkout of its own for every test, with a stub environment whose pip only takes notes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from installer.layout import Layout, platform_name

STUB_PIP = """
import json, pathlib, sys, time
root = pathlib.Path(sys.prefix).parent
with (root / "pip_calls.jsonl").open("a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
script = root / "pip_script.json"
for word, action in (json.loads(script.read_text()) if script.exists() else {}).items():
    if word in " ".join(sys.argv[1:]):
        print(action.get("print", ""), flush=True)
        if action.get("hang"):
            (root / "pip_hangs").write_text(str(__import__("os").getpid()))
            time.sleep(3600)
        sys.exit(action.get("exit", 0))
print("Collecting numpy==2.4.6")
"""
LOCK = "# a test\nnumpy==2.4.6 \\\n    --hash=sha256:00\nscipy==1.17.1 \\\n    --hash=sha256:11\n"
PROJECT = '[project]\nname = "vitrine"\n\n[tool.ruff]\nline-length = 100\n'


@dataclass(frozen=True)
class Checkout:
    """A made-up checkout."""

    layout: Layout

    @property
    def root(self) -> Path:
        """Its folder."""
        return self.layout.root

    @property
    def lock(self) -> Path:
        """Its package list for this machine."""
        return self.layout.locks / f"{platform_name()}.lock"

    def add_environment(self) -> None:
        """Put a real, empty environment with the stub pip into it."""
        command = [sys.executable, "-I", "-m", "venv", "--without-pip", str(self.layout.venv)]
        subprocess.run(command, check=True)
        folder = next((self.layout.venv / "lib").glob("python3*/site-packages"))
        (folder / "pip").mkdir()
        (folder / "pip" / "__init__.py").write_text("")
        (folder / "pip" / "__main__.py").write_text(STUB_PIP)
        self.layout.script("pip").write_text(f"#!{self.layout.python}\n")

    def script_pip(self, **actions: dict[str, Any]) -> None:
        """Make pip act where a word occurs in its arguments: print, exit, hang."""
        named = {word.replace("_", "-"): action for word, action in actions.items()}
        (self.root / "pip_script.json").write_text(json.dumps(named))

    def pip_calls(self) -> list[list[str]]:
        """Arguments of every call of pip so far."""
        notes = self.root / "pip_calls.jsonl"
        lines = notes.read_text().splitlines() if notes.exists() else []
        return [json.loads(line) for line in lines]

    def forget_calls(self) -> None:
        """Begin the notes anew."""
        (self.root / "pip_calls.jsonl").unlink(missing_ok=True)


@pytest.fixture
def bare_checkout(tmp_path: Path) -> Checkout:
    """A checkout in which nothing was set up."""
    root = tmp_path / "checkout"
    layout = Layout(root)
    layout.locks.mkdir(parents=True)
    (layout.locks / f"{platform_name()}.lock").write_text(LOCK)
    layout.project_file.write_text(PROJECT)
    return Checkout(layout)


@pytest.fixture
def checkout(bare_checkout: Checkout) -> Checkout:
    """A checkout with the stub environment and nothing installed in it."""
    bare_checkout.add_environment()
    return bare_checkout
