"""Child processes: output into a log, line by line to a listener, gone with the installer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from installer.layout import Layout

LineListener = Callable[[str], None]
# Left behind by other Qt or Python installations, they make a healthy environment fail.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH")
PR_SET_PDEATHSIG = 1
SIGTERM = 15


def clean_environment(source: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a child, without what other Qt copies (OpenCV's among them) leave in it.

    `QT_QPA_PLATFORM` stays: it is a person's choice of display.
    """
    environment = dict(os.environ if source is None else source)
    for name in list(environment):
        from_opencv = "cv2" in environment[name]
        if name in FOREIGN or (name.startswith("QT_QPA_") and name != "QT_QPA_PLATFORM"):
            del environment[name]
        elif name == "LD_LIBRARY_PATH" and from_opencv:
            kept = [part for part in environment[name].split(os.pathsep) if "cv2" not in part]
            environment[name] = os.pathsep.join(kept)
    return environment


def with_bytecode(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The same, with compiled modules in `folder` where Python may not write them beside sources.

    PYTHONDONTWRITEBYTECODE keeps a person's folders clean, but then every process compiles all of
    torch and Qt again, which takes 10 seconds and more.
    """
    found = dict(environment)
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        found.setdefault("PYTHONPYCACHEPREFIX", str(folder))
    return found


class NoAnswerError(Exception):
    """A module of the environment did not start or did not end in time; says why."""


def run_module(
    layout: Layout, arguments: Sequence[str], timeout_s: float
) -> subprocess.CompletedProcess[str]:
    """Run `python -m` with the environment's interpreter in the checkout, its output caught.

    Raises
    ------
    NoAnswerError
        Where it does not start or end.
    """
    environment = with_bytecode(clean_environment(), layout.bytecode)
    environment.update({"HF_HUB_OFFLINE": "1", "PYTHONWARNINGS": "ignore"})
    try:
        return subprocess.run(
            [str(layout.python), "-m", *arguments],
            cwd=layout.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswerError(f"no answer within {timeout_s} s") from error
    except OSError as error:
        raise NoAnswerError(f"{layout.python}: {error.strerror}") from error


def _end_with_parent() -> None:
    # A killed installer must not leave pip writing into the environment that the next one uses.
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGTERM)


def run_logged(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    on_line: LineListener | None = None,
    cwd: Path | None = None,
) -> int:
    """Run a command with stdout and stderr appended to `log`; return its exit status."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"$ {' '.join(command)}\n")
        file.flush()
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=cwd,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        assert process.stdout is not None
        try:
            for line in process.stdout:
                file.write(line)
                if on_line is not None:
                    on_line(line.rstrip("\n"))
            return process.wait()
        except BaseException:  # Ctrl+C too: the child goes before the installer does
            process.terminate()
            process.wait()
            raise
        finally:
            process.stdout.close()
