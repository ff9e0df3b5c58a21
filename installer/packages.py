"""Installing packages with pip: the lock with its checksums, torch by its exact version."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from installer import diagnosis, locks
from installer.console import Console
from installer.failures import SetupError
from installer.layout import Layout
from installer.process import clean_environment, run_logged
from installer.state import TorchChoice

TORCH = "torch==2.13.0"
TAIL_LINES = 400


class Pip:
    """Runs pip inside the environment, with its output in a log and progress on the console."""

    def __init__(self, layout: Layout, console: Console, wheelhouse: str = "") -> None:
        self._layout = layout
        self._console = console
        self._wheelhouse = wheelhouse

    def install(self, what: str, arguments: Sequence[str], total: int = 0) -> None:
        """Run `pip install` with these arguments.

        Parameters
        ----------
        what : str
            Named in progress and errors.
        total : int
            Number of packages expected, 0 where unknown.

        Raises
        ------
        SetupError
            With one sentence: network, disk, checksum or pip's own reason.
        """
        quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
        # Byte code of 30,000 files would take half a minute; the checks' imports make what is used.
        # The lock's checksums hold for a wheelhouse as they do for an index.
        offline = ["--no-index", "--find-links", self._wheelhouse]
        place = offline if self._wheelhouse else ["--retries", "3"]
        self._run(["install", *quiet, *place, "--no-compile", *arguments], what, total)

    @property
    def is_offline(self) -> bool:
        """True where packages come from a wheelhouse only."""
        return bool(self._wheelhouse)

    def collect(self, what: str, arguments: Sequence[str], folder: Path, total: int = 0) -> None:
        """Run `pip download` into `folder` with these arguments; raises as `install` does."""
        quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
        self._run(["download", *quiet, "--dest", str(folder), *arguments], what, total)

    def download(self, what: str, requirement: Path, folder: Path, offline: Path | None) -> None:
        """Bring the one archive that a hash-pinned requirement names, without what it depends on.

        Parameters
        ----------
        offline : Path | None
            A folder that holds it; the network is not used then.
        """
        quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
        # A source archive says its name by its set-up script, which pip runs; not in an environment
        # of its own, whose build packages would be fetched unchecked.
        how = ("--no-deps", "--require-hashes", "--no-build-isolation", "--dest", str(folder))
        place = ("--no-index", "--find-links", str(offline)) if offline else ("--retries", "3")
        self._run(["download", *quiet, *how, *place, "-r", str(requirement)], what, 0)

    def uninstall(self, names: Sequence[str]) -> None:
        """Remove packages by name."""
        self._run(["uninstall", "--yes", *names], "a package list", 0)

    def _run(self, arguments: Sequence[str], what: str, total: int) -> None:
        progress = _Progress(self._console, what, total)
        log = self._layout.logs / "pip.log"
        command = [str(self._layout.python), "-I", "-m", "pip", *arguments]
        if run_logged(command, log, self._environment(), progress.on_line, self._layout.root):
            raise SetupError(diagnosis.sentence("\n".join(progress.tail), what, log))

    def _environment(self) -> dict[str, str]:
        scratch = self._layout.scratch
        scratch.mkdir(parents=True, exist_ok=True)
        # On the environment's own disk, whose room was checked; /tmp is often small and in memory.
        return {**clean_environment(), "TMPDIR": str(scratch), "PYTHONNOUSERSITE": "1"}


class _Progress:
    """Turns pip's lines into a short moving line and keeps the last ones for the diagnosis."""

    def __init__(self, console: Console, what: str, total: int) -> None:
        self.tail: list[str] = []
        self._console = console
        self._what = what
        self._total = total
        self._seen = 0

    def on_line(self, line: str) -> None:
        if "is ignored: it is" not in line:  # pip about its own configuration; harmless, dozens
            self.tail = [*self.tail[-TAIL_LINES:], line]
        match = re.match(r"\s*(Collecting|Requirement already satisfied:) ([^\s=<>\[;]+)", line)
        if match:
            self._seen += 1
            count = f"{self._seen}/{self._total} " if self._total else ""
            self._console.move(f"  {self._what}: {count}{match.group(2)}")
        elif line.startswith("Installing collected packages"):
            self._console.move(f"  {self._what}: unpacking, a minute or two")


def torch_arguments(choice: TorchChoice) -> list[str]:
    """Arguments that install torch alone, from the chosen wheel or index.

    A chosen index replaces the configured ones: beside them, the larger version number would win
    and bring another build than the one asked for.
    """
    if choice.wheel:
        return ["--no-deps", choice.wheel]
    if choice.index:
        return ["--no-deps", "--index-url", choice.index, TORCH]
    return ["--no-deps", TORCH]


def install_torch(pip: Pip, choice: TorchChoice, force: bool = False) -> None:
    """Install torch, before everything else, without its dependencies.

    `force` replaces the same version from another source, which pip would count as satisfied.
    """
    if choice.wheel and not Path(choice.wheel).is_file():
        raise SetupError(f"The torch wheel {choice.wheel} does not exist. Check the path.", 2)
    pip.install("torch", [*(["--force-reinstall"] if force else []), *torch_arguments(choice)])


def install_lock(pip: Pip, lock: Path, installed_lock: Path) -> None:
    """Install exactly what the lock lists, each file checked against its checksum.

    What an older lock (kept as `installed_lock`) listed and this one does not, goes.
    """
    listed = locks.pins(lock)
    exact = ["--no-deps", "--require-hashes", "-r", str(lock)]
    if pip.is_offline:
        # A few packages are source only. Their builds would ask for tools that are in no list;
        # the list's own setuptools is enough, once it is there.
        pip.install("setuptools", ["--no-deps", f"setuptools=={listed['setuptools']}"])
        exact = ["--no-build-isolation", *exact]
    pip.install("packages", exact, len(listed))
    if installed_lock.is_file():
        dropped = sorted(set(locks.pins(installed_lock)) - set(listed))
        if dropped:
            pip.uninstall(dropped)
    shutil.copyfile(lock, installed_lock)


def cuda_of(site: Path | None) -> str:
    """CUDA version that the installed torch was built for, empty for other builds."""
    try:
        text = (site / "torch" / "version.py").read_text("utf-8") if site else ""
    except OSError:
        return ""
    match = re.search(r"^cuda\b[^=\n]*=\s*['\"]([0-9.]+)['\"]", text, re.M)
    return match.group(1) if match else ""


def install_accelerator(pip: Pip, choice: TorchChoice, lock: Path, scratch: Path) -> None:
    """Add what this torch build asks for beyond the lock (a CUDA build: its CUDA libraries).

    The lock's versions hold as constraints; a CPU build needs nothing and nothing is fetched.
    """
    constraints = constraints_of(lock, scratch)
    index = ["--index-url", choice.index] if choice.index else []
    target = choice.wheel or TORCH
    pip.install("torch's own libraries", ["-c", str(constraints), *index, target])


def constraints_of(lock: Path, scratch: Path) -> Path:
    """Write the lock's versions, without their checksums, to a file that pip takes as limits."""
    constraints = scratch / "constraints.txt"
    scratch.mkdir(parents=True, exist_ok=True)
    constraints.write_text("\n".join(pinned(lock)) + "\n", "utf-8")
    return constraints


def pinned(lock: Path) -> list[str]:
    """Name and version of each package of a lock, without its checksums."""
    return [f"{name}=={version}" for name, version in locks.pins(lock).items()]


def install_project(pip: Pip) -> None:
    """Install the project itself in place, so that its commands exist."""
    pip.install("vitrine", ["--no-deps", "--no-build-isolation", "-e", "."])


def remove_half_installed(site_packages: Path) -> list[str]:
    """Forget packages whose unpacking was cut short, so that pip installs them anew.

    pip writes INSTALLER after a package's last file; without it the package cannot be trusted
    although pip would count it as satisfied. Folders with a tilde are pip's own leftovers.
    """
    removed = []
    for info in sorted(site_packages.glob("*.dist-info")):
        if not (info / "INSTALLER").is_file():
            removed.append(info.name.split("-")[0])
            shutil.rmtree(info)
    for leftover in site_packages.glob("~*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
    return removed


def site_packages(layout: Layout) -> Path | None:
    """The folder that packages are installed into, or None before it exists."""
    found = [layout.venv / "Lib" / "site-packages"]
    found += sorted((layout.venv / "lib").glob("python3*/site-packages"))
    return next((path for path in found if path.is_dir()), None)
