"""Finding a Python that Vitrine runs on; itself runs on Python 3.8 and later."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

from installer.failures import SetupError

# 3.11 first: the Linux lock was run on it. The upper end is where the locked wheels end.
SUPPORTED = ((3, 11), (3, 12), (3, 13))
PROBE_TIMEOUT_S = 20
PROBE = """
import json, sys
try:
    import ensurepip, venv
    can_build = True
except ImportError:
    can_build = False
print(json.dumps([list(sys.version_info[:3]), sys.executable, can_build]))
"""


@dataclass(frozen=True)
class Python:
    """An interpreter that answered: its path, version and whether it can build environments."""

    path: str
    version: tuple[int, ...]
    can_build: bool

    @property
    def version_text(self) -> str:
        """Version as "3.11.2"."""
        return ".".join(str(part) for part in self.version)


def is_supported(version: tuple[int, ...]) -> bool:
    """True where the locks hold for this (major, minor)."""
    return tuple(version[:2]) in SUPPORTED


def probe(command: str) -> Python | None:
    """Ask an interpreter what it is; None where it does not answer.

    A shim can lie on PATH with nothing behind it, so a name alone proves nothing.
    """
    try:
        done = subprocess.run(
            [command, "-I", "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            timeout=PROBE_TIMEOUT_S,
            check=False,
        )
        version, path, can_build = json.loads(done.stdout.decode("utf-8", "replace"))
        return Python(str(path), tuple(version), bool(can_build))
    except (OSError, ValueError, TypeError, subprocess.TimeoutExpired):
        return None


def candidates() -> list[str]:
    """Names and paths to try, best first, without repeats."""
    names = [f"python{major}.{minor}" for major, minor in SUPPORTED]
    names += ["/usr/bin/" + name for name in names] + ["python3", "python"]
    found = [shutil.which(name) for name in names]
    return list(dict.fromkeys(path for path in found if path))


def own_interpreter() -> str:
    """This interpreter, or the one beneath it where it runs inside a virtual environment."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def choose(wanted: str | None = None) -> Python:
    """The interpreter to build with: the wanted one, this one, or the best on PATH.

    Raises
    ------
    SetupError
        Where none fits, or the only one that fits cannot build environments.
    """
    tried = [wanted] if wanted else [own_interpreter(), *candidates()]
    crippled = None
    seen = []
    for command in tried:
        python = probe(command)
        if python is None:
            continue
        seen.append(f"{python.version_text} at {python.path}")
        if not is_supported(python.version):
            continue
        if python.can_build:
            return python
        crippled = crippled or python
    if crippled is not None:
        raise SetupError(no_venv_sentence(crippled), exit_code=2)
    raise SetupError(wrong_python_sentence(wanted, seen), exit_code=2)


def no_venv_sentence(python: Python) -> str:
    """What to do where a distribution has split off the venv module."""
    minor = "{}.{}".format(*python.version)
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    return (
        f"Python {python.version_text} at {python.path} comes without its venv module. "
        f"Install it with: {sudo}apt-get install -y python{minor}-venv   and run this again."
    )


def wrong_python_sentence(wanted: str | None, seen: list[str]) -> str:
    """What to do where no interpreter fits."""
    have = wanted if wanted and not seen else ", ".join(dict.fromkeys(seen)) or "none"
    return (
        f"Vitrine needs Python 3.11, 3.12 or 3.13; found: {have}. Install one "
        "(Debian and Ubuntu: apt-get install -y python3.11 python3.11-venv; Fedora: "
        "dnf install -y python3.12; otherwise from python.org) and run this again."
    )


def hand_over(root: str, arguments: list[str]) -> int:
    """Go on under a supported interpreter; return an exit code where there is none."""
    try:
        python = choose()
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    command = [python.path, os.path.join(root, "installer"), *arguments]
    if os.name == "nt":  # exec there detaches from the terminal
        return subprocess.call(command)
    os.execv(python.path, command)
    return 1
