"""The program starts without the heavy packages, and says what it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.app import main, parse_options

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    "torch", "diffusers", "transformers", "faiss", "mne", "textattack", "ray", "pyqtgraph",
    "qtawesome", "av", "scipy", "worker",
)  # fmt: skip


def python(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_window_is_shown_without_torch_and_its_like(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from desktop.app import main\n"
        "main(['--home', sys.argv[1], '--measure-start'])\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    assert python(code, str(tmp_path)).splitlines() == ["usable", "[]"]


def test_the_core_is_importable_without_qt() -> None:
    code = (
        "import sys, pkgutil, importlib, desktop.core\n"
        "for m in pkgutil.iter_modules(desktop.core.__path__):\n"
        "    importlib.import_module('desktop.core.' + m.name)\n"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'torch'))])\n"
    )
    assert python(code).strip() == "[]"


def test_a_wrong_option_ends_with_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--theme", "pink"])
    assert ended.value.code == 2
    assert "pink" in capsys.readouterr().err


def test_options_have_the_documented_names() -> None:
    options = parse_options(["--home", "h", "--sample", "--lang", "zh_CN", "a.png"])
    assert (options.home, options.sample, options.lang) == (Path("h"), True, "zh_CN")
    assert options.project == Path("a.png")
