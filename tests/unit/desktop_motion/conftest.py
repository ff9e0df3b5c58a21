"""A small picture and a model with it open."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from desktop.motion.document import MotionDocument, Picture
from desktop.motion.model import MotionModel


def png_bytes(rgb: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def pixels() -> np.ndarray:
    y, x = np.mgrid[:90, :160]
    return np.stack([x + 20, y + 60, (x * y) // 90], axis=-1).astype(np.uint8)


@pytest.fixture
def document(pixels: np.ndarray) -> MotionDocument:
    height, width = pixels.shape[:2]
    data = png_bytes(pixels)
    return MotionDocument(picture=Picture(name="small.png", data=data, width=width, height=height))


@pytest.fixture
def model(document: MotionDocument, pixels: np.ndarray) -> MotionModel:
    model = MotionModel()
    model.load(document, pixels)
    return model
