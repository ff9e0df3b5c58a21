"""Jobs on small pictures, and tiny models that are made once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from tests.doubles.pipelines import SAVERS, save_wan
from worker.models.files import ModelFiles
from worker.motion.backends.base import RenderJob

if TYPE_CHECKING:
    from worker.motion.dragnuwa.svd.network import DragUNet

WIDTH, HEIGHT, FRAMES = 96, 64, 9
ARROW = DragLayer(points=((40, 30), (60, 34)))
JobMaker = Callable[..., RenderJob]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """diffusers 0.39 converts tensors in a way that numpy 2 warns of; it is theirs to change."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:__array__ implementation"))


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Folder of a tiny model by name; `wan` takes a layout and a solver."""
    made: dict[tuple[Any, ...], Path] = {}

    def make(name: str, **options: str) -> Path:
        key = (name, *sorted(options.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp("models") / name
            made[key] = save_wan(folder, **options) if options else SAVERS[name](folder)
        return made[key]

    return make


@pytest.fixture(scope="session")
def released_network() -> DragUNet:
    """DragNUWA 1.5 at its released size, on the meta device: two seconds to build."""
    from worker.motion.dragnuwa.svd.network import empty_network

    return empty_network({"sample_size": 96})


@pytest.fixture(scope="session")
def small_picture() -> np.ndarray:
    """uint8 [64, 96, 3], smooth with structure."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    waves = (np.sin(x / 5) * np.cos(y / 7) + 1) * 120
    return np.stack([x * 2.5, y * 3.5, waves], axis=-1).astype(np.uint8)


@pytest.fixture
def make_job(small_picture: np.ndarray) -> JobMaker:
    """A job of layers at the picture's own size, unless told otherwise."""

    def make(
        *layers: DragLayer,
        model: Path | None = None,
        masks: Mapping[int, np.ndarray] | None = None,
        width: int = WIDTH,
        height: int = HEIGHT,
        num_frames: int = FRAMES,
        **options: Any,
    ) -> RenderJob:
        drags = Drags(width=WIDTH, height=HEIGHT, frames=num_frames, layers=layers or (ARROW,))
        masks = masks or {}
        options = {"steps": 4, "text_guidance": 1.0, "prompt": "a wave", "seed": 5, **options}
        return RenderJob(
            picture=small_picture,
            drags=drags,
            scene=Scene(small_picture, drags, width, height, num_frames, masks),
            width=width,
            height=height,
            num_frames=num_frames,
            fps=12.0,
            masks=masks,
            model=None if model is None else ModelFiles("tiny", "test", model),
            **options,
        )

    return make


def box_mask(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    """uint8 [64, 96], white inside the box."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask
