"""Starting the application in its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from installer.failures import SetupError
from installer.layout import Layout
from installer.process import clean_environment, with_bytecode


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """True where a window can be shown."""
    if system in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def command_for(layout: Layout, demo: bool, out: Path, extra: Sequence[str]) -> list[str]:
    """The window on a sample project, or the same main job headless with its files in `out`."""
    python = str(layout.python)
    if demo:
        return [python, "-m", "worker", "demo", "--out", str(out), *extra]
    return [python, "-m", "desktop", "--sample", *extra]


def start(layout: Layout, command: Sequence[str]) -> int:
    """Become the application (on Windows: run it and return its exit code).

    The working directory stays the caller's, and the checkout is found through the environment's
    own record of the project, so relative paths mean what a person typed.
    """
    # Without this, a folder named worker or desktop where a person stands would be run instead.
    environment = with_bytecode(clean_environment(), layout.bytecode)
    environment["PYTHONSAFEPATH"] = "1"
    try:
        if os.name == "nt":  # exec there detaches from the terminal
            return subprocess.call(list(command), env=environment)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(command[0], list(command), environment)
    except OSError as error:
        raise SetupError(
            f"{command[0]} does not start ({error.strerror}). Build the environment anew with: "
            "python3 installer repair"
        ) from error
    return 1
