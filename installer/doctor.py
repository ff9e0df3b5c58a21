"""What is installed, what is wrong and what to do about it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass

from installer import environment, launch, locks, provision, state, syslibs, verify
from installer.layout import Layout, platform_name
from installer.packages import site_packages
from installer.process import clean_environment

INVENTORY_TIMEOUT_S = 60
INVENTORY = (
    "import importlib.metadata as m, json;"
    "print(json.dumps({d.name: d.version for d in m.distributions() if d.name}))"
)


@dataclass(frozen=True)
class Check:
    """One line of the report; `level` is "ok", "warning" or "error"."""

    name: str
    level: str
    detail: str
    fix: str = ""


def inspect(layout: Layout) -> list[Check]:
    """Look at everything, changing nothing."""
    checks = [python_check(layout), installation_check(layout), disk_check(layout)]
    if environment.works(layout):
        checks += [package_check(layout), *finding_checks(layout)]
    return [*checks, library_check(layout), display_check()]


def python_check(layout: Layout) -> Check:
    """The Python of the environment, or the one that would build it."""
    inside = environment.version_of(layout)
    detail = f"{inside} in .venv, " if inside else ""
    return Check(
        "python", "ok", f"{detail}{platform.python_version()} runs this ({platform_name()})"
    )


def installation_check(layout: Layout) -> Check:
    """What set-up has recorded."""
    fix = "python3 installer run"
    found = state.load(layout.state_file)
    if found == state.InstallState():
        return Check("installation", "error", "nothing is set up", fix)
    target = provision.target_of(layout)
    if not provision.is_ready(layout, found, target, provision.Wishes()):
        left = [step for step in provision.STEPS if step not in found.done]
        why = f"still to do: {', '.join(left)}" if left else "the checkout asks for other packages"
        return Check("installation", "error", f"incomplete, {why}", fix)
    return Check("installation", "ok", f"ready, {found.lock}.lock {found.lock_sha256[:12]}")


def inventory(layout: Layout) -> dict[str, str]:
    """Versions by canonical name of what the environment holds; empty where it does not answer."""
    try:
        done = subprocess.run(
            [str(layout.python), "-I", "-c", INVENTORY],
            capture_output=True,
            encoding="utf-8",
            env=clean_environment(),
            timeout=INVENTORY_TIMEOUT_S,
            check=False,
        )
        raw = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return {}
    return {locks.canonical(name): str(version) for name, version in raw.items()}


def package_check(layout: Layout) -> Check:
    """Compare the environment with the lock."""
    wanted = locks.pins(locks.for_this_machine(layout))
    have = inventory(layout)
    differing = [
        f"{name} {have.get(name, 'missing')} instead of {version}"
        for name, version in sorted(wanted.items())
        if have.get(name) != version
    ]
    known = "; ".join(f"{name} without its dependencies, on purpose" for name in locks.DATA_ONLY)
    if differing:
        return Check("packages", "error", "; ".join(differing), "python3 installer repair")
    return Check("packages", "ok", f"{len(wanted)} as in the list ({known})")


def finding_checks(layout: Layout) -> list[Check]:
    """The checks that use what was installed."""
    return [
        Check(
            finding.name,
            "ok" if finding.ok else "error",
            finding.detail,
            "" if finding.ok else "python3 installer repair",
        )
        for finding in verify.run_all(layout)
    ]


def library_check(layout: Layout) -> Check:
    """System libraries for the display at hand, and for a window where there is none now."""
    if sys.platform != "linux":
        return Check("system libraries", "ok", "come with the system")
    display = syslibs.display_kind()
    lost = syslibs.missing(display, unresolved=syslibs.unresolved(layout, display))
    level = "error"
    if not lost and display == "offscreen":
        display, level = "x11", "warning"
        lost = syslibs.missing(display, unresolved=syslibs.unresolved(layout, display))
    if not lost:
        return Check("system libraries", "ok", "complete")
    names = ", ".join(lib.soname for lib in lost)
    purpose = "a window on X11" if display == "x11" else f"an {display} window"
    fix = " ".join(syslibs.install_command(lost))
    return Check("system libraries", level, f"missing for {purpose}: {names}", fix)


def display_check() -> Check:
    """Whether a window can be shown."""
    if launch.has_display(os.environ):
        return Check("display", "ok", syslibs.display_kind() if os.name == "posix" else "present")
    return Check("display", "warning", "none: the demo runs instead of the window")


def disk_check(layout: Layout) -> Check:
    """Room on the disk of the checkout."""
    free_bytes = shutil.disk_usage(layout.root).free
    installed = site_packages(layout) is not None
    needed = provision.NEEDED_AGAIN_BYTES if installed else provision.NEEDED_BYTES
    detail = f"{free_bytes / 1e9:.1f} GB free"
    if free_bytes < needed:
        return Check("disk", "error", detail, f"free {needed / 1e9:.0f} GB")
    return Check("disk", "ok", detail)


def report(layout: Layout, as_json: bool) -> int:
    """Print the report; 1 where something is in error."""
    checks = inspect(layout)
    ok = all(check.level != "error" for check in checks)
    if as_json:
        print(json.dumps({"ok": ok, "checks": [asdict(check) for check in checks]}, indent=2))
        return 0 if ok else 1
    for check in checks:
        mark = {"ok": "ok     ", "warning": "note   ", "error": "ERROR  "}[check.level]
        print(f"{mark} {check.name}: {check.detail}")
        if check.fix:
            print(f"         to mend it: {check.fix}")
    return 0 if ok else 1
