"""No packet of LSL leaves this computer unless a person asks for it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def isolated() -> list[str]:
    """What starts a command in a network and a mount namespace of its own."""
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or unshare is None or shutil.which("ip") is None:
        pytest.skip("network namespaces need Linux, unshare and ip")
    for options in ("-nm", "-rnm"):
        if not subprocess.run(
            [unshare, options, "true"], capture_output=True, check=False
        ).returncode:
            return [unshare, options]
    pytest.skip("this user may not make a network namespace")


def counted(folder: Path, *options: str) -> dict[str, Any]:
    command = [*isolated(), sys.executable, "-m", "tests.e2e.eeg.network_counter", str(folder)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "refused" in result:
        pytest.skip(f"the namespace cannot be set up: {result['refused']}")
    assert result["found"]
    if "--host" in options:
        assert result["n_samples"] > 100
    else:
        assert result["n_samples"] == 500
    return result


def test_publishing_listing_and_recording_send_nothing_by_another_interface(tmp_path: Path) -> None:
    assert counted(tmp_path)["packets"] == 0


def test_the_acquisition_of_a_window_sends_nothing_by_another_interface(tmp_path: Path) -> None:
    assert counted(tmp_path, "--host")["packets"] == 0


def test_a_setting_opens_the_acquisition_of_a_window(tmp_path: Path) -> None:
    assert counted(tmp_path, "--host", "--network")["packets"] > 0


def test_what_the_counter_would_see_if_lsl_were_open(tmp_path: Path) -> None:
    assert counted(tmp_path, "--network")["packets"] > 0
