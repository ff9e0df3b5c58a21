"""What `serve` refuses before it starts."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from worker.cli import main
from worker.host.engine_command import engine_command
from worker.host.options import HostOptions


def serve(home: Path, *options: str) -> int:
    return main(["serve", "--home", str(home), *options])


def test_without_ray_it_is_said_how_to_install_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert serve(tmp_path / "home", "--executor", "ray") == 2
    told = capsys.readouterr().err
    assert "Ray is not installed here" in told
    assert 'pip install ".[cluster]"' in told
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("option", ["--address", "--workers"])
def test_options_of_a_cluster_need_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert serve(tmp_path, option, "2") == 2
    assert option in (told := capsys.readouterr().err)
    assert "--executor ray" in told


def pretend_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())


def test_no_engines_are_refused_with_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend_ray(monkeypatch)
    assert serve(tmp_path, "--executor", "ray", "--workers", "0") == 2
    assert "1 or more" in capsys.readouterr().err


@pytest.mark.parametrize("scheme", ["", "ray://"])
def test_an_address_where_nobody_answers_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    pretend_ray(monkeypatch)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
        assert serve(tmp_path, "--executor", "ray", "--address", scheme + place) == 2
    assert place in capsys.readouterr().err


def test_the_engine_child_is_told_of_the_cluster() -> None:
    options = HostOptions(
        home=Path("/h"), on_cluster=True, address="ray://there:10001", workers=3, stall_floor_s=7.0
    )
    command = engine_command(options, "ipc://e", "token")
    assert "worker.executors.cluster_engine" in command
    given = dict(zip(command[3::2], command[4::2], strict=True))
    assert given == {
        "--home": "/h",
        "--endpoint": "ipc://e",
        "--token": "token",
        "--stall-s": "7.0",
        "--address": "ray://there:10001",
        "--workers": "3",
    }
    plain = engine_command(HostOptions(home=Path("/h")), "ipc://e", "token")
    assert "worker.engine" in plain
    assert "--stall-s" not in plain


def test_a_host_starts_without_what_it_may_never_need() -> None:
    """numpy alone is a quarter of the time that a host needs to start."""
    code = (
        "import sys, worker.cli; worker.cli.build_parser('serve'); import worker.host.service;"
        "print([m for m in ('numpy', 'torch', 'ray', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
