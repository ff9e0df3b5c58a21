"""A folder of every package that set-up installs, for machines without a network."""

from __future__ import annotations

from pathlib import Path

from installer import locks, packages, provision
from installer.console import Console
from installer.layout import Layout
from installer.provision import Wishes


def collect(layout: Layout, wishes: Wishes, console: Console, folder: Path) -> int:
    """Bring the lock's files, checked against their checksums, and torch with its own libraries.

    They fit machines of this system, processor and Python; `run --wheelhouse FOLDER` uses them.
    """
    found = provision.ensure_ready(layout, wishes, console)
    folder.mkdir(parents=True, exist_ok=True)
    lock = locks.for_this_machine(layout)
    pip = packages.Pip(layout, console)
    total = len(locks.pins(lock))
    # Without build isolation: the build packages it would fetch are in no list.
    exact = ("--no-deps", "--require-hashes", "--no-build-isolation")
    pip.collect("packages", [*exact, "-r", str(lock)], folder, total)
    constraints = packages.constraints_of(lock, layout.scratch)
    torch, index = found.torch.wheel or packages.TORCH, found.torch.index
    # Beside the lock's own files, which a chosen index of torch does not offer.
    place = ["--find-links", str(folder), *(["--index-url", index] if index else [])]
    pip.collect("torch", [*place, "-c", str(constraints), torch], folder)
    files = [path for path in folder.iterdir() if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    console.say(f"{len(files)} packages, {megabytes:.0f} MB, in {folder}")
    console.say(f"On another machine: python3 installer run --wheelhouse {folder.name}")
    return 0
