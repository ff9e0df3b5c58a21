"""What an export takes: the document, its picture, and a result of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.motion.document import MotionDocument
from desktop.motion.drags import rendered_layers, to_drags, to_masks
from desktop.motion.results_model import RenderResult
from shared.motion.request import default_size
from shared.motion.scene import Scene
from shared.motion.tracks import Tracks, scene_tracks


@dataclass(frozen=True)
class ExportSource:
    """What is exported: the document as it is now, and a result of it or its preview.

    `pixels` is the upright picture, uint8 [H, W, 3]; `layer_id` chooses the masked layer.
    """

    document: MotionDocument
    pixels: np.ndarray
    result: RenderResult | None = None
    layer_id: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what the document would render, in px."""
        height, width = self.pixels.shape[:2]
        own = default_size(width, height)
        return self.document.width or own[0], self.document.height or own[1]

    def scene(self) -> Scene:
        """The warp at the output's size."""
        height, width = self.pixels.shape[:2]
        masks = to_masks(self.document, width, height)
        drags = to_drags(self.document)
        return Scene(self.pixels, drags, *self.size, self.document.frames, masks)

    def tracks(self, frames: int, size: tuple[int, int]) -> Tracks:
        """The drags sampled at another length and size: the same function as the render's."""
        height, width = self.pixels.shape[:2]
        masks = to_masks(self.document, width, height)
        return scene_tracks(to_drags(self.document), frames, *size, masks)


def masked_layers(document: MotionDocument) -> list[int]:
    """Ids of the layers that can be exported alone, in front first."""
    return [
        layer.layer_id
        for layer in reversed(rendered_layers(document))
        if layer.mask is not None and layer.role == "object"
    ]
