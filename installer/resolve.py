"""Resolving the package lists anew; for maintainers, with uv."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer import locks
from installer.console import Console
from installer.failures import SetupError
from installer.layout import Layout
from installer.packages import TORCH
from installer.process import clean_environment

# The oldest patch release that a supported system ships (Debian 12) and the newest Python.
PYTHONS = ("3.11.2", "3.13")
# Comes with torch, whose build differs from machine to machine.
WITH_TORCH = re.compile(r"^(torch|triton|nvidia-.*|cuda-.*)$")
PACKAGE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==")
RESOLVE_TIMEOUT_S = 900


@dataclass(frozen=True)
class Platform:
    """A machine that gets a list: its lock's name, uv's name for it, and what was run there."""

    name: str
    uv_name: str
    ran: str


PLATFORMS = (
    Platform(
        "linux-x86_64",
        "x86_64-manylinux_2_36",
        "Installed and run on Debian 12, Python 3.11; on 3.12 and 3.13 all but torch was.",
    ),
    Platform(
        "linux-aarch64",
        "aarch64-manylinux_2_39",
        "Resolved only: it was not run. glibc 2.39 or newer.",
    ),
    Platform("windows-x86_64", "x86_64-pc-windows-msvc", "Resolved only: it was not run."),
    Platform("macos-arm64", "aarch64-apple-darwin", "Resolved only: it was not run. macOS 14+."),
)


def header(platform: Platform) -> str:
    """The comment at the top of a lock."""
    return (
        f"# {platform.name}: resolved by `python3 installer lock` for Python 3.11.2 to 3.13.\n"
        f"# {platform.ran}\n"
        f"# torch is installed before this, by its exact version ({TORCH}).\n"
    )


def entries(text: str) -> dict[str, str]:
    """Requirement blocks (with their checksum lines) of a compiled list, by canonical name."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        match = PACKAGE.match(line)
        if match:
            name = locks.canonical(match.group(1))
            found[name] = line
        elif name and line.startswith("    --hash"):
            found[name] += "\n" + line
    return {name: block for name, block in found.items() if not WITH_TORCH.match(name)}


def merge(name: str, lists: list[dict[str, str]]) -> dict[str, str]:
    """One list out of those for each Python.

    Raises
    ------
    SetupError
        Where two Pythons got different versions of a package.
    """
    merged: dict[str, str] = {}
    for found in lists:
        for package, block in found.items():
            known = merged.setdefault(package, block)
            if known != block:
                versions = f"{known.splitlines()[0]} and {block.splitlines()[0]}"
                raise SetupError(
                    f"{name}: {package} resolves differently between Pythons ({versions}). "
                    "Hold it in installer/locks/direct.in.",
                    2,
                )
    return merged


def compile_list(
    uv: str, requirements: Path, constraints: Path, platform: Platform, python: str, deps: bool
) -> dict[str, str]:
    """Resolve one list for one machine and Python."""
    command = [uv, "pip", "compile", str(requirements), "-c", str(constraints)]
    command += ["--python-version", python, "--python-platform", platform.uv_name]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    command += [] if deps else ["--no-deps"]
    environment = {**clean_environment(), "MACOSX_DEPLOYMENT_TARGET": "14.0"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            env=environment,
            timeout=RESOLVE_TIMEOUT_S,
            check=False,
        )
    except OSError as error:
        raise SetupError(
            f"{uv} does not start ({error.strerror}). Give it with --uv PATH.", 2
        ) from error
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"{platform.name}: no result within {RESOLVE_TIMEOUT_S} s.") from error
    if done.returncode:
        raise SetupError(f"{platform.name}, Python {python}: {done.stderr.strip()}")
    return entries(done.stdout)


def lock_all(layout: Layout, console: Console, uv: str, upgrade: bool) -> int:
    """Write the list of every machine; the other machines hold to the versions of the first."""
    work = layout.private / "lock"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    direct = work / "direct.in"
    direct.write_text(f"{(layout.locks / 'direct.in').read_text('utf-8')}\n{TORCH}\n", "utf-8")
    constraints = work / "constraints.txt"
    reference = layout.locks / f"{PLATFORMS[0].name}.lock"
    so_far = locks.pins(reference) if reference.is_file() else {}
    data_only = work / "data_only.in"
    data_only.write_text("".join(f"{name}\n" for name in locks.DATA_ONLY), "utf-8")
    write_pins(constraints, {} if upgrade else so_far)
    failures = []
    for platform in PLATFORMS:
        try:
            lists = [
                compile_list(uv, direct, constraints, platform, python, deps=True)
                for python in PYTHONS
            ]
            lists.append(compile_list(uv, data_only, constraints, platform, PYTHONS[0], deps=False))
            merged = merge(platform.name, lists)
        except SetupError as error:
            failures.append(str(error))
            console.say(f"{platform.name}: {error}")
            continue
        path = layout.locks / f"{platform.name}.lock"
        write_lock(path, header(platform), merged)
        console.say(f"{platform.name}: {len(merged)} packages")
        if platform is PLATFORMS[0]:
            write_pins(constraints, locks.pins(path))
    shutil.rmtree(work)
    return 1 if failures else 0


def write_pins(path: Path, pins: dict[str, str]) -> None:
    """Write versions in the form of constraints."""
    path.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()), "utf-8")


def write_lock(path: Path, head: str, blocks: dict[str, str]) -> None:
    """Write a lock, complete or not at all."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(head + "\n".join(blocks[name] for name in sorted(blocks)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
