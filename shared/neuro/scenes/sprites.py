"""The pictures of the pack: read, turned, trimmed, painted in a hue and scaled."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from shared.errors import AppError
from shared.neuro.scenes.concepts import PACK_DIR, Concept, concepts
from shared.neuro.scenes.vocabulary import HUES, Hue

# Below that share of cover a pixel belongs to no thing.
_SEEN = 0.06
_SOLID = 0.97
# Longest side of the small copies, from which small pictures are made.
_SMALL_PX = 128
# Hues nearer than the first are painted, farther than the second are kept.
_NEAR_DEG, _FAR_DEG = 38.0, 58.0
# How much of the shades around the main hue is kept.
_KEPT_SPREAD = 0.45


def read_sprite(concept: Concept) -> np.ndarray:
    """The picture as it is in the pack: RGBA, not premultiplied, float32 [H, W, 4] in [0, 1].

    Raises
    ------
    AppError
        `missing_file` or `bad_picture`.
    """
    path = PACK_DIR / concept.file
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AppError("missing_file", file=str(path)) from error
    read = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_UNCHANGED)
    if read is None or read.ndim != 3 or read.shape[2] != 4:
        raise AppError("bad_picture", file=str(path), reason="it has no four channels")
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_BGRA2RGBA), np.float32) / 255


def turned(straight: np.ndarray, turn_deg: float) -> np.ndarray:
    """Turned counter-clockwise and trimmed to what is seen; premultiplied float32 [h, w, 4]."""
    sprite = straight.copy()
    sprite[..., :3] *= sprite[..., 3:]
    if turn_deg:
        height, width = sprite.shape[:2]
        side = int(np.ceil(np.hypot(height, width)))
        matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), turn_deg, 1.0)
        matrix[:, 2] += (side - width) / 2, (side - height) / 2
        sprite = cv2.warpAffine(sprite, matrix, (side, side), flags=cv2.INTER_LINEAR)
    seen = sprite[..., 3] > _SEEN
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return np.ascontiguousarray(sprite[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def painted(straight: np.ndarray, from_deg: float, hue: Hue) -> np.ndarray:
    """A copy of which the parts near one hue have another; the rest, white and black are kept.

    `straight` is RGBA, not premultiplied, float32 [H, W, 4].
    """
    hsv = cv2.cvtColor(np.ascontiguousarray(straight[..., :3]), cv2.COLOR_RGB2HSV)
    away = (hsv[..., 0] - from_deg + 180) % 360 - 180
    weight = 1 - _step(_NEAR_DEG, _FAR_DEG, np.abs(away))
    weight *= _step(0.08, 0.25, hsv[..., 1])
    new = hsv.copy()
    new[..., 0] = (hue.degrees + away * _KEPT_SPREAD) % 360
    new[..., 1] = np.clip(hsv[..., 1] * hue.saturation, 0, 1)
    new[..., 2] = np.clip(hsv[..., 2] * hue.value, 0, 1)
    rgb = cv2.cvtColor(new, cv2.COLOR_HSV2RGB)
    mixed = straight[..., :3] + weight[..., None] * (rgb - straight[..., :3])
    return np.asarray(np.concatenate([mixed, straight[..., 3:]], axis=-1), np.float32)


def cleaned(straight: np.ndarray) -> np.ndarray:
    """A copy without the blocks of its compression, and with edges in the colour of what is inside.

    Both are seen in large pictures only. `straight` is RGBA, not premultiplied, float32 [H, W, 4].
    """
    cover = straight[..., 3:]
    solid = (cover > _SOLID).astype(np.float32)
    weighted = np.concatenate([straight[..., :3] * solid, solid], axis=-1)
    spread = cv2.GaussianBlur(weighted, (0, 0), 1.5)
    inside = spread[..., :3] / np.maximum(spread[..., 3:], 1e-3)
    is_known = spread[..., 3:] > 0.02
    colour = np.where((solid > 0) | ~is_known, straight[..., :3], inside)
    smooth = cv2.bilateralFilter(np.ascontiguousarray(colour), 7, 0.07, 2.5)
    return np.concatenate([smooth, cover], axis=-1)


def sprite_of(
    number: int, hue: str, is_mirrored: bool, width_px: int, height_px: int
) -> np.ndarray:
    """The thing at a size: RGBA, premultiplied, float32 [height_px, width_px, 4] in [0, 1]."""
    is_small = max(width_px, height_px) <= 0.8 * _SMALL_PX
    source = _small(number, hue) if is_small else _whole(number, hue)
    shrinks = width_px <= source.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    scaled = cv2.resize(source, (width_px, height_px), interpolation=method)
    sprite = scaled.astype(np.float32) / 255
    np.minimum(sprite[..., :3], sprite[..., 3:], out=sprite[..., :3])
    return np.ascontiguousarray(sprite[:, ::-1]) if is_mirrored else sprite


@lru_cache(maxsize=64)
def _whole(number: int, hue: str) -> np.ndarray:
    """The whole picture as bytes, premultiplied."""
    return _as_bytes(number, hue, cleaned(read_sprite(concepts()[number])))


# All concepts in all their hues take 30 MB.
@lru_cache(maxsize=600)
def _small(number: int, hue: str) -> np.ndarray:
    whole = _as_bytes(number, hue, read_sprite(concepts()[number]))
    height, width = whole.shape[:2]
    scale = _SMALL_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))


def _as_bytes(number: int, hue: str, straight: np.ndarray) -> np.ndarray:
    concept = concepts()[number]
    if hue:
        straight = painted(straight, concept.hue_deg, HUES[hue])
    return np.asarray(np.rint(turned(straight, concept.turn_deg) * 255), np.uint8)


def _step(low: float, high: float, values: np.ndarray) -> np.ndarray:
    share = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
