"""Jobs of the nano backend on a small picture, with a model that is made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from tests.doubles.nano import save_tiny_nano
from worker.models.files import ModelFiles
from worker.motion.backends.base import RenderJob

DRAWN = (128, 72)
ARROW = DragLayer(points=((50, 30), (70, 40)))
JobMaker = Callable[..., RenderJob]


@pytest.fixture(scope="session")
def nano_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_nano(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def make_job(nano_folder: Path) -> JobMaker:
    """One drag at 128 x 72 px and 8 frames in one step, unless told otherwise."""

    def make(
        *,
        layers: tuple[DragLayer, ...] = (ARROW,),
        masks: Mapping[int, np.ndarray] | None = None,
        size: tuple[int, int] = DRAWN,
        num_frames: int = 8,
        model: Path | None = nano_folder,
        **options: Any,
    ) -> RenderJob:
        width, height = DRAWN
        y, x = np.mgrid[0:height, 0:width]
        waves = (np.sin(x / 5) * np.cos(y / 7) + 1) * 120
        picture = np.stack([x * 1.9, y * 3.5, waves], axis=-1).astype(np.uint8)
        drags = Drags(width=width, height=height, frames=num_frames, layers=layers)
        masks = masks or {}
        return RenderJob(
            picture=picture,
            drags=drags,
            scene=Scene(picture, drags, *size, num_frames, masks),
            width=size[0],
            height=size[1],
            num_frames=num_frames,
            fps=12.0,
            masks=masks,
            model=None if model is None else ModelFiles("tiny", "motion-nano", model),
            **{"steps": 1, **options},
        )

    return make
