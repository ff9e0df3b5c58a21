"""System libraries that Qt needs and no Python package brings: named, installed on request."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from installer.console import Console
from installer.failures import SetupError
from installer.layout import Layout
from installer.packages import site_packages
from installer.process import clean_environment, run_logged


@dataclass(frozen=True)
class Library:
    """A shared library with the packages that bring it on Debian (apt) and Fedora (dnf)."""

    soname: str
    apt: str
    dnf: str


# Without these not even an offscreen window opens. Both lists were proved in a bare Debian 12.
BASE = (
    Library("libGL.so.1", "libgl1", "mesa-libGL"),
    Library("libEGL.so.1", "libegl1", "mesa-libEGL"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
)
# A window on X11, in addition.
X11 = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
)
WAYLAND = (
    Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
    Library("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl"),
)
NOT_FOUND = re.compile(r"^\s*(\S+) => not found", re.M)
PLUGINS = {"offscreen": "libqoffscreen.so", "x11": "libqxcb.so"}
LDD_TIMEOUT_S = 30


def can_load(soname: str) -> bool:
    """True where the loader finds a library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def wanted(display: str) -> tuple[Library, ...]:
    """Libraries for a kind of display: "offscreen", "x11" or "wayland"."""
    return BASE + {"x11": X11, "wayland": WAYLAND}.get(display, ())


def missing(
    display: str, loads: Callable[[str], bool] = can_load, unresolved: Iterable[str] = ()
) -> list[Library]:
    """What is missing, from the known list and from what the loader reports as unresolved."""
    lost = set(unresolved)
    found = [lib for lib in wanted(display) if lib.soname in lost or not loads(lib.soname)]
    known = {lib.soname: lib for lib in BASE + X11 + WAYLAND}
    named = {lib.soname for lib in found}
    others = sorted(lost - named)
    return found + [known.get(soname, Library(soname, "", "")) for soname in others]


def unresolved(layout: Layout, display: str) -> set[str]:
    """Libraries that the loader misses for Qt's own plugin, where `ldd` can tell."""
    folder = site_packages(layout)
    ldd = shutil.which("ldd")
    if folder is None or ldd is None:
        return set()
    plugin = folder / "PySide6/Qt/plugins/platforms" / PLUGINS.get(display, "libqoffscreen.so")
    if not plugin.is_file():
        return set()
    try:
        done = subprocess.run(
            [ldd, str(plugin)],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=clean_environment(),
            timeout=LDD_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return set()
    return set(NOT_FOUND.findall(done.stdout))


def display_kind() -> str:
    """The kind of display this process could open a window on."""
    if os.environ.get("DISPLAY"):
        return "x11"
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "offscreen"


def install_command(libraries: Iterable[Library]) -> list[str]:
    """The package manager's command that brings these libraries; empty where none is known."""
    libraries = list(libraries)
    prefix = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo"]
    if shutil.which("apt-get"):
        names = sorted({lib.apt for lib in libraries if lib.apt})
        flags = ["install", "-y", "--no-install-recommends"]
        return [*prefix, "apt-get", *flags, *names] if names else []
    if shutil.which("dnf"):
        names = sorted({lib.dnf for lib in libraries if lib.dnf})
        return [*prefix, "dnf", "install", "-y", *names] if names else []
    return []


def sentence(libraries: Iterable[Library]) -> str:
    """Name the missing libraries and the command that brings them."""
    libraries = list(libraries)
    names = ", ".join(lib.soname for lib in libraries)
    command = install_command(libraries)
    way = " ".join(command) if command else "the system's package manager"
    return (
        f"System libraries are missing: {names}. Install them with: {way}   "
        "(or let set-up do it: python3 installer run --system)"
    )


def require(layout: Layout, install: bool, console: Console) -> None:
    """Raise where libraries are missing; with `install`, run the package manager first.

    Raises
    ------
    SetupError
        Names the libraries and the exact command.
    """
    if sys.platform != "linux":
        return
    display = display_kind()
    lost = missing(display, unresolved=unresolved(layout, display))
    if lost and install:
        _install(layout, install_command(lost), console)
        lost = missing(display, unresolved=unresolved(layout, display))
    if lost:
        raise SetupError(sentence(lost))


def _install(layout: Layout, command: list[str], console: Console) -> None:
    if not command:
        return
    log = layout.logs / "system.log"
    console.say(f"  {' '.join(command)}")
    environment = {**clean_environment(), "DEBIAN_FRONTEND": "noninteractive"}
    if "apt-get" in command:
        update = [*command[: command.index("apt-get") + 1], "update"]
        run_logged(update, log, environment)
    if run_logged(command, log, environment):
        raise SetupError(f"The package manager failed on: {' '.join(command)}   See {log}.")
