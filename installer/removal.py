"""Taking away what set-up made, and building it anew."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from installer import provision, state
from installer.console import Console
from installer.failures import SetupError
from installer.guard import only_installer
from installer.layout import Layout
from installer.provision import Wishes


def size_bytes(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; links count as themselves."""
    if path.is_symlink() or path.is_file():
        return path.lstat().st_size
    total = 0
    for folder, _, names in os.walk(path):
        for name in names:
            try:
                total += (Path(folder) / name).lstat().st_size
            except OSError:  # gone in between
                continue
    return total


def setup_paths(layout: Layout) -> list[Path]:
    """What set-up made inside the checkout, as far as it is there."""
    made = [layout.venv, layout.private, layout.root / "vitrine.egg-info"]
    return [path for path in made if path.exists() or path.is_symlink()]


def data_paths(environment: Mapping[str, str], home: Path, system: str) -> list[Path]:
    """Where results, queue, keys, settings and logs of a person lie, as far as they are there."""
    own = [
        environment[name] for name in ("VITRINE_HOME", "VITRINE_CONFIG") if environment.get(name)
    ]
    if system == "win32":
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        folders = [local / "vitrine"]
    elif system == "darwin":
        library = home / "Library"
        names = ("Application Support", "Caches", "Logs", "Preferences")
        folders = [library / name / "vitrine" for name in names]
    else:
        defaults = {
            "XDG_DATA_HOME": ".local/share",
            "XDG_CONFIG_HOME": ".config",
            "XDG_STATE_HOME": ".local/state",
            "XDG_CACHE_HOME": ".cache",
        }
        folders = [
            Path(environment.get(name) or home / default) / "vitrine"
            for name, default in defaults.items()
        ]
    return [path for path in [*map(Path, own), *folders] if path.exists()]


def uninstall(layout: Layout, console: Console, ask: bool, data: bool) -> int:
    """List every path with its size, ask, and remove; the checkout itself stays."""
    doomed = setup_paths(layout)
    kept = data_paths(os.environ, Path.home(), sys.platform)
    if data:
        doomed, kept = [*doomed, *kept], []
    for path in doomed:
        console.say(f"remove  {size_bytes(path) / 1e6:9.1f} MB  {path}")
    for path in kept:
        console.say(f"keep    {size_bytes(path) / 1e6:9.1f} MB  {path}   (--data removes it too)")
    if not doomed:
        console.say("Nothing is set up here.")
        return 0
    if ask and not _confirmed():
        console.say("Nothing was removed.")
        return 1
    if layout.private.exists():
        with only_installer(layout.guard_file):
            pass  # raises where another installer is at work
    for path in doomed:
        remove(path)
    console.say("Removed.")
    return 0


def _confirmed() -> bool:
    try:
        return input("Remove these? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def remove(path: Path) -> None:
    """Remove a file, a link or a folder.

    Raises
    ------
    SetupError
        Where the system refuses; names the path.
    """
    try:
        if path.is_symlink() or path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)
    except OSError as error:
        raise SetupError(
            f"{path} could not be removed ({error.strerror}). Close Vitrine and run this again."
        ) from error


def repair(layout: Layout, wishes: Wishes, console: Console) -> int:
    """Build the environment anew; results, settings and logs stay."""
    provision.check_writable(layout)
    with only_installer(layout.guard_file):
        found = state.load(layout.state_file)
        state.save(layout.state_file, found.without_steps(*provision.STEPS))
        if layout.venv.exists() or layout.venv.is_symlink():
            console.say(f"Removing {layout.venv}")
            remove(layout.venv)
    provision.ensure_ready(layout, wishes, console)
    return 0
