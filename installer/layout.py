"""Where set-up keeps its things inside the checkout."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Paths of one checkout, all below `root`."""

    root: Path

    @property
    def venv(self) -> Path:
        """The environment that the application runs in."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.script("python")

    def script(self, name: str) -> Path:
        """A program that a package brought into the environment."""
        if os.name == "nt":
            return self.venv / "Scripts" / f"{name}.exe"
        return self.venv / "bin" / name

    @property
    def private(self) -> Path:
        """Set-up's own folder: state, logs and temporary files."""
        return self.root / ".vitrine"

    @property
    def state_file(self) -> Path:
        """What has been installed so far."""
        return self.private / "install.json"

    @property
    def guard_file(self) -> Path:
        """Held by the installer that works on this checkout."""
        return self.private / "install.lock"

    @property
    def logs(self) -> Path:
        """Full output of the package installer."""
        return self.private / "logs"

    @property
    def scratch(self) -> Path:
        """Temporary files of the package installer, on the same disk as the environment."""
        return self.private / "tmp"

    @property
    def bytecode(self) -> Path:
        """Compiled modules of a person who wants none beside the sources."""
        return self.private / "bytecode"

    @property
    def installed_lock(self) -> Path:
        """Copy of the package list that was installed last."""
        return self.private / "installed.lock"

    @property
    def locks(self) -> Path:
        """The pinned package lists."""
        return self.root / "installer" / "locks"

    @property
    def project_file(self) -> Path:
        """The project's own metadata."""
        return self.root / "pyproject.toml"


def platform_name(system: str = sys.platform, machine: str | None = None) -> str:
    """Name of the lock that fits a machine, such as "linux-x86_64"."""
    machine = (machine if machine is not None else platform.machine()).lower()
    processor = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "darwin":
        return f"macos-{'arm64' if processor == 'aarch64' else processor}"
    if system == "win32":
        return f"windows-{processor}"
    return f"linux-{processor}"
