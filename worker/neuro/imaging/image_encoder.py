"""An OpenCLIP image encoder in the layout of transformers: what guides by pictures is told in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from shared.errors import AppError, first_line
from worker.models.ip_adapter import ENCODER_FILES


@dataclass(frozen=True)
class ImageEncoder:
    """The network and what prepares pictures for it."""

    network: Any
    processor: Any

    @property
    def size_px(self) -> int:
        """Side of the pictures that it sees."""
        return int(self.network.config.image_size)

    def embed(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D] of pictures uint8 [n, H, W, 3]."""
        given = self.processor(list(pictures), return_tensors="pt").pixel_values
        with torch.inference_mode():
            told = self.network(given.to(self.network.device, self.network.dtype)).image_embeds
        return np.asarray(told.float().cpu().numpy(), np.float32)


def open_image_encoder(
    folder: Path, device: str = "cpu", dtype: torch.dtype = torch.float32
) -> ImageEncoder:
    """The encoder of a folder.

    Raises
    ------
    AppError
        `missing_model` or `bad_model`.
    """
    from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

    fix = "Put an image encoder in the layout of transformers there."
    for name in ENCODER_FILES:
        if not (folder / name).is_file():
            raise AppError("missing_model", model=f"{folder.name}/{name}", fix=fix)
    try:
        network = CLIPVisionModelWithProjection.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=dtype
        )
    except (MemoryError, torch.OutOfMemoryError):
        raise
    except Exception as error:  # the formats' readers raise anything on damage
        reason = f"it cannot be read ({first_line(error)})"
        raise AppError("bad_model", model=folder.name, reason=reason, fix=fix) from error
    size = int(network.config.image_size)
    # Published IP-Adapters come without a file for it: all of these encoders see pictures alike.
    processor = CLIPImageProcessor(
        size={"shortest_edge": size}, crop_size={"height": size, "width": size}
    )
    return ImageEncoder(network.eval().to(device), processor)
