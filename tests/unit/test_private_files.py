"""What a person made and what is secret stays with that person, whatever the umask says."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from shared.errors import AppError
from shared.protocol.keys import load_or_make
from worker.lm.server import ServerChoice, complete

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "motion" / "cat"
KEY = "sk-a-secret-of-a-person"
needs_posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@needs_posix
def test_rendered_files_are_their_owners_alone(tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "worker", "run", "motion.render"),
        *("--image", str(SAMPLE / "picture.jpg"), "--drags", str(SAMPLE / "drags.json")),
        *("--save-frames", "--out", str(tmp_path / "out")),
    ]
    environment = {**os.environ, "VITRINE_HOME": str(tmp_path / "home")}
    old = os.umask(0o022)
    try:
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    finally:
        os.umask(old)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if path.stat().st_mode & 0o077] == []


@needs_posix
def test_key_files_are_their_owners_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        pair = load_or_make(tmp_path / "keys" / "server.json")
    finally:
        os.umask(old)
    assert (tmp_path / "keys" / "server.json").stat().st_mode & 0o077 == 0
    assert pair.secret not in repr(pair)


@pytest.mark.parametrize("status", [401, 503])
def test_server_that_repeats_the_key_does_not_spread_it(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, text=f"wrong: {request.headers['Authorization']}")

    choice = ServerChoice("http://127.0.0.1:1/v1", "m", KEY)
    headers = {"Authorization": f"Bearer {KEY}"}
    transport = httpx.MockTransport(refuse)
    with (
        caplog.at_level(logging.DEBUG),
        httpx.Client(base_url=choice.base_url, headers=headers, transport=transport) as client,
        pytest.raises(AppError) as raised,
    ):
        complete(client, choice, {"prompt": "p"})
    assert KEY not in str(raised.value)
    assert KEY not in str(raised.value.params)
    assert KEY not in caplog.text
    assert KEY not in repr(choice)
