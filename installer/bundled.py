"""What an installed package starts: keeps the user's own copy of the program and runs it.

The package's folder is root's and often read-only, so the program is copied once into a folder of
the user, where `installer` makes the environment. A new package is copied over the old sources; the
environment stays and only what its lists change is installed. Standard library only, for Python 3.8
and later: `installer` itself finds a Python that fits.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROGRAM))  # started by its path, with -I

from installer import guard  # noqa: E402
from installer.failures import SetupError  # noqa: E402

STAMP = "bundle.json"
PLACE_VARIABLE = "VITRINE_PROGRAM"
SETUP_COMMANDS = ("run", "doctor", "repair", "uninstall", "data", "wheelhouse")
# Made by set-up inside the user's copy; a new version leaves them.
KEPT = (".venv", ".vitrine", "vitrine.egg-info")
HELP = """usage: vitrine [PICTURE or PROJECT] [options of the window]
       vitrine setup doctor | repair | uninstall | run --wheelhouse FOLDER
       vitrine-worker COMMAND …

The first start sets up the environment, about 6 GB in {place},
over the network or from the wheelhouse that this package carries or VITRINE_WHEELHOUSE names.
Without a display the sample is rendered instead of a window being opened.
"""


def user_place() -> Path:
    """The folder of this user's copy: `VITRINE_PROGRAM`, or one beside the user's other data."""
    chosen = os.environ.get(PLACE_VARIABLE)
    if chosen:
        return Path(chosen).absolute()
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "vitrine-program"


def stamp_of(folder: Path) -> dict[str, str]:
    """Version and checksum of a copy; empty where there is none or it is half made."""
    try:
        found = json.loads((folder / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def bring_up_to_date(place: Path, program: Path = PROGRAM) -> bool:
    """Copy the program where the copy is of another version; True where something was copied.

    The stamp goes first and comes back last, so that a copy that was cut short is made anew.
    """
    if stamp_of(place) == stamp_of(program):
        return False
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with guard.only_installer(place / ".vitrine" / "install.lock"):  # a second click on the menu
        _copy_program(place, program)
    return True


def _copy_program(place: Path, program: Path) -> None:
    (place / STAMP).unlink(missing_ok=True)
    for old in place.iterdir():
        if old.name in KEPT:
            continue
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        else:
            old.unlink()
    for source in sorted(program.iterdir()):
        if source.name in (STAMP, *KEPT):
            continue
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, place / source.name, ignore=ignored, copy_function=_copy)
        else:
            _copy(str(source), str(place / source.name))
    _copy(str(program / STAMP), str(place / STAMP))


def _copy(source: str, target: str) -> str:
    # Content only: the package's read-only modes would stand in the way of the next version.
    return str(shutil.copyfile(source, target))


def carried_wheelhouse(program: Path = PROGRAM) -> Path | None:
    """The packages that came along, beside the program."""
    folder = program.parent / "wheelhouse"
    return folder if folder.is_dir() else None


def command_for(role: str, arguments: list[str], place: Path) -> list[str]:
    """The command of `installer` in the user's copy."""
    installer = [sys.executable, str(place / "installer")]
    if role == "worker":
        return [*installer, "worker", *arguments]
    if arguments[:1] == ["setup"]:
        return [*installer, *(arguments[1:] or ["doctor"])]
    return [*installer, "run", *arguments]


def in_a_terminal(arguments: list[str], place: Path) -> list[str]:
    """The command that shows a first set-up in a terminal, if a menu started this; else nothing."""
    ready = (place / ".vitrine" / "installed.lock").is_file()
    seen = sys.stdout is not None and sys.stdout.isatty()
    terminal = shutil.which("x-terminal-emulator")
    if ready or seen or terminal is None or not os.environ.get("DISPLAY"):
        return []
    return [terminal, "-e", sys.executable, "-I", str(Path(__file__)), "window", *arguments]


def become(command: list[str]) -> int:
    """Run the command in place of this process; on Windows, wait for it."""
    if os.name == "nt":
        return subprocess.call(command)
    os.execv(command[0], command)
    return 1


def uninstall(arguments: list[str], place: Path) -> int:
    """Remove the environment by `installer`, then the copy of the program."""
    status = subprocess.call([sys.executable, str(place / "installer"), *arguments])
    if status == 0 and not (place / ".venv").exists() and stamp_of(place):
        shutil.rmtree(place)
        print(f"Removed {place}.")
    return status


def main(arguments: list[str]) -> int:
    """Play the role in the first argument: "window" or "worker"."""
    role, rest = arguments[0], arguments[1:]
    place = user_place()
    if role == "window" and rest[:1] in (["--help"], ["-h"]):
        print(HELP.format(place=place), end="")
        return 0
    if role == "window" and rest[:1] == ["--version"]:
        print(f"vitrine {stamp_of(PROGRAM).get('version', 'of unknown version')}")
        return 0
    if rest[:1] == ["setup"] and rest[1:2] and rest[1] not in SETUP_COMMANDS:
        print(f"There is no setup {rest[1]}; one of: {', '.join(SETUP_COMMANDS)}", file=sys.stderr)
        return 2
    try:
        if rest[:2] == ["setup", "uninstall"] and role == "window":
            if not stamp_of(place):
                print(f"Nothing is set up in {place}.")
                return 0
            return uninstall(rest[1:], place)
        if role == "window" and rest[:1] != ["setup"]:
            shown = in_a_terminal(rest, place)
            if shown:
                return become(shown)
        bring_up_to_date(place)
    except SetupError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(
            f"{place} cannot be used ({error.strerror}). Make room or name another folder "
            f"in {PLACE_VARIABLE}.",
            file=sys.stderr,
        )
        return 1
    wheelhouse = carried_wheelhouse()
    if wheelhouse is not None:
        os.environ.setdefault("VITRINE_WHEELHOUSE", str(wheelhouse))
    return become(command_for(role, rest, place))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
