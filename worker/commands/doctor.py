"""`vitrine-worker doctor`: what runs, where and on what."""

from __future__ import annotations

import argparse
import platform
import time
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from shared import VERSION
from shared.errors import AppError
from shared.protocol.eeg_messages import EegState
from shared.protocol.messages import HostStatus
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.jobs import connect
from worker.commands.report import write_report
from worker.commands.serve import add_home

PACKAGES = (
    "torch",
    "diffusers",
    "transformers",
    "pyzmq",
    "msgspec",
    "numpy",
    "opencv-python-headless",
    "av",
)
# A fresh engine probes its device once it is idle, which loads torch.
PROBE_S = 20.0


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser("doctor", help="say what runs, where, and on what device")
    add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=doctor)


def doctor(options: argparse.Namespace) -> int:
    """Print the state of host and engine; without a host, what this installation has."""
    report = examine(options.home.resolve())
    write_report(report, _lines, as_json=options.json)
    return DONE


def examine(home: Any) -> dict[str, Any]:
    """The report as plain values."""
    status = _host_status(home)
    versions = {"vitrine": VERSION, "python": platform.python_version(), **_packages()}
    if status is None:
        return {
            "host": None,
            "engine": None,
            "device": None,
            "home": str(home),
            "versions": versions,
        }
    return {
        "host": {
            "pid": status.pid,
            "endpoint": status.endpoint,
            "uptime_s": round(status.uptime_s, 1),
            "clients": status.clients,
            "rss_bytes": status.rss_bytes,
        },
        "engine": {
            "pid": status.engine.pid,
            "state": status.engine.state,
            "restarts": status.engine.restarts,
            "reason": status.engine.reason,
        },
        "eeg": _eeg(status.eeg),
        "device": status.engine.device or None,
        "home": str(home),
        "jobs": status.jobs,
        "versions": {
            **versions,
            **{f"host {key}": value for key, value in status.versions.items()},
        },
    }


def _host_status(home: Any) -> HostStatus | None:
    try:
        client = connect(home)
    except AppError:
        return None
    with client:
        status = client.status().result()
        deadline = time.monotonic() + PROBE_S
        while not status.engine.device and time.monotonic() < deadline:
            if status.engine.state not in ("starting", "ready", "restarting"):
                break  # busy or broken: the device will not be known soon
            time.sleep(0.2)
            status = client.status().result()
    return status


def _eeg(state: EegState) -> dict[str, Any]:
    recording = state.recording
    return {
        "pid": state.pid,
        "state": state.phase,
        "source": state.info.name if state.info is not None else None,
        "recording": recording.path if recording is not None else None,
        "restarts": state.restarts,
    }


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _lines(report: dict[str, Any]) -> list[str]:
    host, engine = report["host"], report["engine"]
    lines = [f"home     {report['home']}"]
    if host is None:
        lines.append("host     none runs; start one with: vitrine-worker serve")
    else:
        lines.append(
            f"host     process {host['pid']} at {host['endpoint']}, {host['clients']} clients"
        )
        reason = f" ({engine['reason']})" if engine["reason"] else ""
        lines.append(f"engine   {engine['state']}{reason}, process {engine['pid']}")
        lines.append(f"device   {report['device'] or 'not probed yet'}")
        eeg = report["eeg"]
        what = f" from {eeg['source']}" if eeg["source"] else ""
        what += f", recording {eeg['recording']}" if eeg["recording"] else ""
        lines.append(f"eeg      {eeg['state']}{what}")
        counts = ", ".join(f"{count} {state}" for state, count in report["jobs"].items())
        lines.append(f"jobs     {counts or 'none'}")
    lines += [f"{name:<8} {number}" for name, number in report["versions"].items()]
    return lines
