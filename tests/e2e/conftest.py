"""A host and engine for all renders with models."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.hosts import HostProcess


@pytest.fixture(scope="package")
def engine_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostProcess]:
    """One for all: its engine takes longer to import torch and diffusers than to render."""
    with tempfile.TemporaryDirectory(prefix="vh-", ignore_cleanup_errors=True) as home:
        host = HostProcess(Path(home))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("VITRINE_CONFIG", str(tmp_path_factory.mktemp("config")))
            patch.setenv("OMP_NUM_THREADS", "1")
            host.start()
        try:
            yield host
        finally:
            host.stop()
