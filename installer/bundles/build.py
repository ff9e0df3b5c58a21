"""`python3 installer bundle`: one package or definition from the one description."""

from __future__ import annotations

from pathlib import Path

from installer.bundles import linux, macos, windows
from installer.bundles.product import product_of
from installer.console import Console
from installer.layout import Layout

WRITERS = {"linux": linux.write, "windows": windows.write, "macos": macos.write}


def bundle(
    layout: Layout, system: str, out: Path, wheelhouse: Path | None, console: Console
) -> int:
    """Write what `system` installs from into `out` and say where it lies.

    Raises
    ------
    SetupError
        Where the checkout or the wheelhouse is not whole.
    """
    out.mkdir(parents=True, exist_ok=True)
    made = WRITERS[system](layout, product_of(layout), out, wheelhouse)
    size = made.stat().st_size if made.is_file() else _size_bytes(made)
    console.say(f"{made} ({size / 1e6:.1f} MB)")
    return 0


def _size_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
