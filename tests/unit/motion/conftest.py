"""Photographs and a stand-in for the engine's services."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.provenance import build_provenance
from worker.models.files import ModelFiles


@dataclass
class FakeContext:
    """A `TaskContext` over plain folders."""

    out: Path
    request: Any = None
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("test.motion"))
    device: str = "cpu"

    def input(self, ref: str) -> Path:
        path = Path(ref)
        if not path.is_file():
            raise AppError("missing_file", file=ref)
        return path

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        return ModelFiles(id=ref, kind=kind, path=Path(ref))

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng(index)

    def provenance(self) -> dict[str, Any]:
        return build_provenance(
            task="motion.render",
            task_version=1,
            request=msgspec.to_builtins(self.request),
            inputs={},
            device=self.device,
        )


@pytest.fixture(scope="session")
def photographs() -> dict[str, np.ndarray]:
    """Real photographs that come with packages, uint8 [H, W, 3]."""
    from skimage import data

    return {"chelsea": data.chelsea(), "coffee": data.coffee(), "astronaut": data.astronaut()}


@pytest.fixture
def photograph(photographs: dict[str, np.ndarray]) -> np.ndarray:
    return photographs["chelsea"]


@pytest.fixture
def picture_file(tmp_path: Path, photograph: np.ndarray) -> Path:
    path = tmp_path / "picture.png"
    Image.fromarray(photograph).save(path)
    return path


@pytest.fixture
def context(tmp_path: Path) -> Callable[[Any], FakeContext]:
    def make(request: Any) -> FakeContext:
        out = tmp_path / "out"
        out.mkdir()
        return FakeContext(out, request)

    return make
