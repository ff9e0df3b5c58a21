"""A scene as pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from shared.neuro.scenes.backdrops.registry import BACKDROPS, light_of
from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.draws import mix, uniform
from shared.neuro.scenes.fields import axes, rgb, step
from shared.neuro.scenes.layout import SUNK, Layout, layout_of
from shared.neuro.scenes.scene import Scene, scene_of
from shared.neuro.scenes.shadows import flying_shadow, standing_shadow
from shared.neuro.scenes.sprites import sprite_of

MIN_PX, MAX_PX = 32, 1024
# Up to this size each pixel is the mean of four.
_SUPERSAMPLED_PX = 256
_GRAIN = 0.008
_TO_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


@dataclass(frozen=True)
class Rendered:
    """A picture and where its object is.

    Attributes
    ----------
    pixels : np.ndarray
        RGB, uint8 [S, S, 3].
    mask : np.ndarray
        How much of each pixel the object covers, float32 [S, S] in [0, 1].
    """

    pixels: np.ndarray
    mask: np.ndarray


@dataclass(frozen=True)
class _Object:
    """The object at its place on a canvas, premultiplied RGB [h, w, 3] and cover [h, w]."""

    rgb: np.ndarray
    alpha: np.ndarray
    left: int
    top: int


def render(scene: Scene, size_px: int) -> Rendered:
    """The picture of a scene at any size from 32 to 1024 px.

    Raises
    ------
    ValueError
        For another size.
    """
    canvas = backdrop(scene, size_px)
    layout = layout_of(scene)
    side = canvas.shape[0]
    thing = _object(scene, layout, side)
    canvas = canvas.copy()
    if scene.background == "water":
        _mirror(canvas, thing, layout)
    _shade(canvas, scene, thing, layout)
    mask = np.zeros((side, side), np.float32)
    height, width = thing.alpha.shape
    part = (slice(thing.top, thing.top + height), slice(thing.left, thing.left + width))
    canvas[part] = canvas[part] * (1 - thing.alpha)[..., None] + thing.rgb
    mask[part] = thing.alpha
    if scene.background == "water" and concepts()[scene.concept].stance == "stands":
        _waterline(canvas, thing, layout)
    return _finished(canvas, mask, scene, size_px)


def backdrop(scene: Scene, size_px: int) -> np.ndarray:
    """What is behind the object, without its shadow, float32 [W, W, 3] in [0, 1].

    W is `size_px`, or twice that for small pictures, which are reduced at the end.
    """
    if not MIN_PX <= size_px <= MAX_PX:
        raise ValueError(f"{size_px} px is no size of a picture: {MIN_PX} to {MAX_PX} px are")
    side = size_px * 2 if size_px <= _SUPERSAMPLED_PX else size_px
    kind = BACKDROPS[scene.background]
    canvas = kind.paint(side, layout_of(scene).horizon, scene.seed)
    x, y = axes(side)
    from_left = 0.5 - x if scene.light == "left" else x - 0.5
    canvas = canvas * (1 + 0.10 * from_left + 0.06 * (0.5 - y))[..., None]
    return np.asarray(_exposed(canvas, kind.luminance), np.float32)


def _exposed(canvas: np.ndarray, luminance: float) -> np.ndarray:
    """Brighter or darker, so that the mean light is as wanted."""
    coarse = cv2.resize(canvas, (16, 16), interpolation=cv2.INTER_AREA)
    found = float((np.clip(coarse, 0, 1) ** 2.2 @ _TO_LUMINANCE).mean())
    return canvas * np.float32((luminance / max(found, 1e-3)) ** (1 / 2.2))


def _object(scene: Scene, layout: Layout, side: int) -> _Object:
    width, height = max(2, round(layout.width * side)), max(2, round(layout.height * side))
    concept = concepts()[scene.concept]
    is_mirrored = concept.mirror and scene.light == "right"
    sprite = sprite_of(scene.concept, scene.hue, is_mirrored, width, height)
    left, top = round(layout.x * side - width / 2), round(layout.y * side - height / 2)
    down = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    across = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width - 0.5
    from_left = -across if scene.light == "left" else across
    light = 1 + 0.06 * from_left
    alpha = sprite[..., 3]
    if concept.stance == "stands":
        light = light * (1 - 0.16 * step(0.80, 1.0, down))
        if scene.background == "water":
            edge = max(1.0, 0.006 * side) / height
            alpha = alpha * step(1 - SUNK + edge, 1 - SUNK - edge, down)
    colour = sprite[..., :3] * light[..., None] * light_of(scene.background)
    if alpha is not sprite[..., 3]:
        colour = colour * (alpha / np.maximum(sprite[..., 3], 1e-4))[..., None]
    return _Object(colour, alpha, left, top)


def _shade(canvas: np.ndarray, scene: Scene, thing: _Object, layout: Layout) -> None:
    """Put the shadow on the ground, in place."""
    side, kind = canvas.shape[0], BACKDROPS[scene.background]
    if concepts()[scene.concept].stance == "flies":
        shadow = flying_shadow(thing.alpha, thing.left, layout.ground * side, side)
    else:
        way = 1 if scene.light == "left" else -1
        base = layout.ground * side
        rows = max(1, min(thing.alpha.shape[0], round(base) - thing.top))
        shadow = standing_shadow(thing.alpha[:rows], thing.left, base, side, way)
    dark = rgb(kind.shade)
    weight = (shadow * kind.shadow)[..., None]
    canvas += weight * (dark - canvas) * 1.0


def _mirror(canvas: np.ndarray, thing: _Object, layout: Layout) -> None:
    """The thing's image in the water, in place."""
    side = canvas.shape[0]
    base = round(layout.ground * side)
    rows = min(thing.alpha.shape[0], max(1, base - thing.top))
    height = max(1, round(rows * 0.75))
    size = (thing.alpha.shape[1], height)
    start = max(base, thing.top + thing.alpha.shape[0]) if rows < 2 else base
    image = cv2.resize(thing.rgb[:rows][::-1], size, interpolation=cv2.INTER_AREA)
    cover = cv2.resize(thing.alpha[:rows][::-1], size, interpolation=cv2.INTER_AREA)
    fade = 0.42 * (1 - np.arange(height, dtype=np.float32)[:, None] / height) ** 1.2
    wave = _ripple(height, side)
    x = np.arange(size[0], dtype=np.float32)[None, :] + wave
    y = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], x.shape)
    image = cv2.remap(image, x, np.ascontiguousarray(y), cv2.INTER_LINEAR)
    cover = cv2.remap(cover, x, np.ascontiguousarray(y), cv2.INTER_LINEAR) * fade
    end = min(side, start + height)
    part = canvas[start:end, thing.left : thing.left + size[0]]
    seen = slice(0, end - start)
    part *= (1 - cover[seen])[..., None]
    part += image[seen] * np.broadcast_to(fade, cover.shape)[seen][..., None]


def _ripple(height: int, side: int) -> np.ndarray:
    down = np.arange(height, dtype=np.float32)[:, None] / side
    return np.asarray(side * 0.006 * np.sin(down * 190) * np.minimum(1, down * 20), np.float32)


def _waterline(canvas: np.ndarray, thing: _Object, layout: Layout) -> None:
    """A bright ring where the thing comes out of the water, in place."""
    side = canvas.shape[0]
    base = layout.ground * side
    low = thing.alpha[: max(1, round(base) - thing.top)][-max(2, round(0.02 * side)) :]
    wet = np.flatnonzero(low.max(axis=0) > 0.4)
    if not len(wet):
        return
    x, y = axes(side)
    for spread, strength in ((0.012, 0.55), (0.045, 0.22)):
        reach = (wet[-1] - wet[0]) / side / 2 + spread
        middle = (thing.left + (wet[0] + wet[-1]) / 2) / side
        radius = np.sqrt(((x - middle) / reach) ** 2 + ((y - layout.ground) / (reach * 0.22)) ** 2)
        ring = np.exp(-(((radius - 1) * reach / 0.007) ** 2)) * strength
        ring *= step(layout.ground - 0.004, layout.ground + 0.006, y)
        canvas += ring[..., None] * (1 - canvas)


def _finished(canvas: np.ndarray, mask: np.ndarray, scene: Scene, size_px: int) -> Rendered:
    """Reduced, with the corners a little darker and with grain."""
    if canvas.shape[0] != size_px:
        size = (size_px, size_px)
        canvas = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    canvas = canvas * _vignette(size_px)[..., None]
    grain = uniform((size_px, size_px), mix(scene.seed, 7)) - 0.5
    canvas += (grain * (2 * _GRAIN))[..., None]
    pixels = np.rint(np.clip(canvas, 0, 1) * 255).astype(np.uint8)
    return Rendered(pixels, np.asarray(mask, np.float32))


@lru_cache(maxsize=8)
def _vignette(size_px: int) -> np.ndarray:
    x, y = axes(size_px)
    return np.asarray(1 - 0.16 * np.clip((x - 0.5) ** 2 + (y - 0.5) ** 2, 0, 0.5) / 0.5, np.float32)


@lru_cache(maxsize=4096)
def rendered(number: int, size_px: int = 64) -> Rendered:
    """Picture `number`, kept for the next time: 28 kB each at 64 px."""
    picture = render(scene_of(number), size_px)
    picture.pixels.flags.writeable = picture.mask.flags.writeable = False
    return picture
