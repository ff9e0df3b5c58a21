"""The virtual environment: built in place, adopted where a sound one is there."""

from __future__ import annotations

import shutil
import subprocess

from installer.failures import SetupError
from installer.layout import Layout
from installer.process import clean_environment, run_logged
from installer.pythons import Python, is_supported, probe

PROBE_TIMEOUT_S = 60


def works(layout: Layout) -> bool:
    """True where the environment's interpreter starts and has pip."""
    try:
        done = subprocess.run(
            [str(layout.python), "-c", "import pip"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env=clean_environment(),
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def version_of(layout: Layout) -> str:
    """Python version of the environment, empty where it does not start."""
    python = probe(str(layout.python))
    return python.version_text if python else ""


def is_adoptable(layout: Layout, wanted_python: str, root: str) -> bool:
    """True where an environment stands here already that the next steps can fill.

    One that was made elsewhere and moved is not: its programs name the old folder.
    """
    if wanted_python or not works(layout):
        return False
    python = probe(str(layout.python))
    script = layout.script("pip")
    if python is None or not is_supported(python.version) or not script.is_file():
        return False
    return root.encode() in script.read_bytes()


def build(layout: Layout, python: Python) -> None:
    """Make the environment with this interpreter, in place of whatever is there.

    Raises
    ------
    SetupError
        Where the interpreter cannot.
    """
    if layout.venv.is_symlink():
        layout.venv.unlink()
    elif layout.venv.exists():
        shutil.rmtree(layout.venv)
    log = layout.logs / "venv.log"
    command = [python.path, "-I", "-m", "venv", str(layout.venv)]
    if run_logged(command, log, clean_environment()):
        raise SetupError(
            f"Python {python.version_text} at {python.path} could not build an environment in "
            f"{layout.venv}; the reason is in {log}. Give another one with --python PATH."
        )
