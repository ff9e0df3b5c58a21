"""From a bare checkout to a checked environment, in steps that a killed run resumes at."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from installer import (
    environment,
    language_model,
    locks,
    packages,
    pythons,
    state,
    syslibs,
    verify,
)
from installer.console import Console
from installer.failures import SetupError
from installer.guard import only_installer
from installer.layout import Layout
from installer.state import InstallState, TorchChoice

NEEDED_BYTES = 6_000_000_000
# What a resumed or updated installation still needs for downloads and temporary files.
NEEDED_AGAIN_BYTES = 1_000_000_000
STEPS = ("venv", "torch", "packages", "accelerator", "project", "model", "check")


@dataclass(frozen=True)
class Wishes:
    """What a person asked for on the command line."""

    python: str = ""
    torch: TorchChoice = field(default_factory=TorchChoice)
    install_system_libraries: bool = False
    wheelhouse: str = ""


@dataclass(frozen=True)
class Target:
    """What the environment must correspond to."""

    root: str
    lock: Path
    lock_sha256: str
    project_sha256: str


def target_of(layout: Layout) -> Target:
    """Read what the checkout asks for: its lock, torch's version and its own metadata."""
    lock = locks.for_this_machine(layout)
    pinned = hashlib.sha256(lock.read_bytes() + packages.TORCH.encode()).hexdigest()
    # Tool settings below the metadata do not change what is installed.
    metadata = layout.project_file.read_text("utf-8").split("[tool.")[0]
    project = hashlib.sha256(metadata.encode()).hexdigest()
    return Target(str(layout.root), lock, pinned, project)


def is_ready(layout: Layout, found: InstallState, target: Target, wishes: Wishes) -> bool:
    """True where the recorded installation is what the checkout and the person ask for."""
    return (
        found.status == state.READY
        and found.root == target.root
        and found.lock_sha256 == target.lock_sha256
        and found.project_sha256 == target.project_sha256
        and wishes.torch in (TorchChoice(), found.torch)
        and not wishes.python
        and not wishes.install_system_libraries
        and layout.python.exists()
    )


def plan(found: InstallState, target: Target, wishes: Wishes) -> InstallState:
    """The record to start from: steps that still hold stay done, the rest is to do."""
    torch = wishes.torch if wishes.torch != TorchChoice() else found.torch
    keep = found
    if found.root != target.root or wishes.python:
        keep = keep.without_steps(*STEPS)
    if found.lock_sha256 != target.lock_sha256 or torch != found.torch:
        keep = keep.without_steps("torch", "packages", "accelerator", "model", "check")
    if found.project_sha256 != target.project_sha256:
        keep = keep.without_steps("project")
    if found.status == state.READY and keep == found:
        keep = keep.without_steps("check")
    return replace(
        keep,
        status=state.INCOMPLETE,
        root=target.root,
        lock=target.lock.stem,
        lock_sha256=target.lock_sha256,
        project_sha256=target.project_sha256,
        torch=torch,
    )


def ensure_ready(layout: Layout, wishes: Wishes, console: Console) -> InstallState:
    """Set up whatever is missing; return at once, without a write, where nothing is.

    Raises
    ------
    SetupError
        With one sentence; what was done stays done.
    """
    target = target_of(layout)
    found = state.load(layout.state_file)
    if is_ready(layout, found, target, wishes):
        return found
    check_writable(layout)
    with only_installer(layout.guard_file):
        found = state.load(layout.state_file)
        if is_ready(layout, found, target, wishes):
            return found
        return _Installation(layout, wishes, console, target).run(found)


def check_writable(layout: Layout) -> None:
    """Raise where set-up may not write into the checkout."""
    try:
        layout.private.mkdir(exist_ok=True)
        probe = layout.private / "writable"
        probe.write_text("", "utf-8")
        probe.unlink()
    except OSError as error:
        raise SetupError(
            f"{layout.root} cannot be written ({error.strerror}). Make it writable or copy the "
            "folder to a place that is, and run this again.",
            exit_code=2,
        ) from error


def check_disk(layout: Layout, needed_bytes: int) -> None:
    """Raise where the checkout's disk has less room than `needed_bytes`."""
    free_bytes = shutil.disk_usage(layout.root).free
    if free_bytes < needed_bytes:
        raise SetupError(
            f"The disk of {layout.root} has {free_bytes / 1e9:.1f} GB free, and set-up needs "
            f"{needed_bytes / 1e9:.0f} GB. Free some space and run this again."
        )


class _Installation:
    """One run through the steps, with the record written after each."""

    def __init__(self, layout: Layout, wishes: Wishes, console: Console, target: Target) -> None:
        self._layout = layout
        self._wishes = wishes
        self._console = console
        self._target = target
        self._pip = packages.Pip(layout, console, wishes.wheelhouse)
        self._state = InstallState()

    def run(self, found: InstallState) -> InstallState:
        layout, target = self._layout, self._target
        self._state = plan(found, target, self._wishes)
        self._begin(found)
        state.save(layout.state_file, self._state)
        choice = self._state.torch
        fresh = "venv" not in found.done
        self._step("venv", "environment", self._make_venv)
        self._drop_half_installed()
        self._step(
            "torch",
            "torch",
            lambda: packages.install_torch(self._pip, choice, force=choice != found.torch),
        )
        self._step(
            "packages",
            f"{len(locks.pins(target.lock))} packages",
            lambda: packages.install_lock(self._pip, target.lock, layout.installed_lock),
        )
        self._step(
            "accelerator",
            "torch's own libraries",
            self._install_accelerator,
        )
        self._step("project", "vitrine", lambda: packages.install_project(self._pip))
        self._step("model", "language model", self._prepare_model)
        self._step("check", "checks", self._check)
        shutil.rmtree(layout.scratch, ignore_errors=True)
        self._state = replace(self._state, status=state.READY)
        state.save(layout.state_file, self._state)
        if fresh:
            self._console.say("Ready.")
        return self._state

    def _begin(self, found: InstallState) -> None:
        if found.root and found.root != self._target.root:
            self._console.say(f"This folder was moved here from {found.root}: building anew.")
        broken = "venv" in self._state.done and not environment.works(self._layout)
        if broken:
            self._console.say("The environment does not start: building it anew.")
            self._state = self._state.without_steps(*STEPS)
        first = "packages" not in self._state.done
        check_disk(self._layout, NEEDED_BYTES if first else NEEDED_AGAIN_BYTES)

    def _make_venv(self) -> None:
        if environment.is_adoptable(self._layout, self._wishes.python, self._state.root):
            version = environment.version_of(self._layout)
            self._state = replace(self._state, python_version=version)
            return
        python = pythons.choose(self._wishes.python or None)
        self._console.say(f"Setting up with Python {python.version_text} ({python.path}).")
        environment.build(self._layout, python)
        self._state = replace(self._state, python=python.path, python_version=python.version_text)

    def _drop_half_installed(self) -> None:
        folder = packages.site_packages(self._layout)
        names = packages.remove_half_installed(folder) if folder else []
        if names:
            self._console.say(f"  installing again what was cut short: {', '.join(names)}")
            self._state = self._state.without_steps("torch", "packages", "project", "check")

    def _install_accelerator(self) -> None:
        cuda = packages.cuda_of(packages.site_packages(self._layout))
        if cuda and shutil.which("nvidia-smi") is None:
            self._console.say(
                f"  torch came as its CUDA {cuda} build, and no NVIDIA driver is here: its "
                "libraries take about 4 GB more.\n  A smaller build: stop, and run again with "
                "--torch-index URL or --torch-wheel PATH."
            )
        if cuda:
            check_disk(self._layout, NEEDED_BYTES)
        packages.install_accelerator(
            self._pip, self._state.torch, self._target.lock, self._layout.scratch
        )

    def _prepare_model(self) -> None:
        reason = language_model.prepare(self._layout)
        if reason:
            self._console.say(f"  it is converted when it is first used: {reason}")

    def _check(self) -> None:
        syslibs.require(self._layout, self._wishes.install_system_libraries, self._console)
        verify.require(self._layout)

    def _step(self, name: str, title: str, action: Callable[[], None]) -> None:
        if name in self._state.done:
            return
        started_s = time.monotonic()
        self._console.move(f"  {title} …")
        action()
        self._state = self._state.with_step(name)
        state.save(self._layout.state_file, self._state)
        self._console.say(f"  {title}: done in {time.monotonic() - started_s:.0f} s")
