"""Fixtures of all tests: a fresh home, and a host that really runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.tasks.registry import PLUGINS_VARIABLE

TEST_TASKS = "tests.doubles.tasks"


@pytest.fixture(autouse=True)
def _own_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test sees a real home or configuration of this computer."""
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path_factory.getbasetemp() / "no-home"))
    monkeypatch.setenv("VITRINE_CONFIG", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def test_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register the probe tasks here and in every process started from here."""
    monkeypatch.setenv(PLUGINS_VARIABLE, TEST_TASKS)


@pytest.fixture
def home() -> Iterator[Path]:
    """A worker's home with a short path, removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="vh-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def sample_picture(tmp_path: Path) -> Path:
    """A small photograph-like picture on disk: 64 × 48 px, smooth with structure."""
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:48, 0:64]
    rgb = np.stack([x * 4, y * 5, (np.sin(x / 5) * np.cos(y / 7) + 1) * 120], axis=-1)
    path = tmp_path / "picture.png"
    Image.fromarray(rgb.astype("uint8")).save(path)
    return path


def is_root() -> bool:
    """True where permissions do not bind."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
