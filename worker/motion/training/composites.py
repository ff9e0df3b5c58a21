"""Layered clips made of pictures, with exact motion, occlusion, tracks and captions.

A background moves by a similarity (the camera); up to three pieces cut from other pictures move on
top of it with their own (as in FlyingChairs, Dosovitskiy et al. 2015, section 3, with smooth paths
through time).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from worker.motion.training.captions import Light, caption, draw_light, similarity_word
from worker.motion.training.film import CELL_PX, FRAMES, HEIGHT, WIDTH

_MARGIN = 1.35  # the background's picture is this much larger than the frame


@dataclass(frozen=True)
class Piece:
    """A cut-out: picture uint8 [H, W, 3] and alpha float32 [H, W], both in frame coordinates."""

    picture: np.ndarray
    alpha: np.ndarray


@dataclass(frozen=True)
class Composite:
    """A layered clip before it is drawn.

    Attributes
    ----------
    background : np.ndarray
        uint8 [Hb, Wb, 3]; `place` float64 [3, 3] takes its px to the first frame's.
    camera : np.ndarray
        float64 [T, 3, 3], how the scene moves from frame 0.
    pieces : tuple of Piece
        Back to front.
    motions : np.ndarray
        float64 [P, T, 3, 3], how each piece moves from frame 0 on screen.
    """

    background: np.ndarray
    place: np.ndarray
    camera: np.ndarray
    pieces: tuple[Piece, ...]
    motions: np.ndarray
    light: Light
    caption: str

    def frames(self, *, lit: bool = True) -> np.ndarray:
        """The clip, uint8 [T, H, W, 3]."""
        drawn = np.stack([self.frame(t) for t in range(len(self.camera))])
        return self.light.apply(drawn) if lit else drawn

    def motion(self) -> tuple[np.ndarray, np.ndarray]:
        """Exact flow from frame 0, float32 [T-1, h, w, 2] px, and where it stays in sight."""
        grid = cell_grid()
        owner = np.full(grid.shape[:2], -1)
        for index, piece in enumerate(self.pieces):
            alpha = piece.alpha[CELL_PX // 2 :: CELL_PX, CELL_PX // 2 :: CELL_PX]
            owner[alpha > 0.5] = index
        flows, masks = [], []
        for t in range(1, len(self.camera)):
            moved = apply_matrix(self.camera[t], grid)
            for index in range(len(self.pieces)):
                own = owner == index
                moved[own] = apply_matrix(self.motions[index, t], grid[own])
            seen = ((moved > 0) & (moved < (WIDTH, HEIGHT))).all(axis=-1)
            for index, piece in enumerate(self.pieces):
                back = apply_matrix(np.linalg.inv(self.motions[index, t]), moved).astype(np.float32)
                alpha = cv2.remap(
                    piece.alpha, back[..., 0] - 0.5, back[..., 1] - 0.5, cv2.INTER_LINEAR
                )
                seen &= (alpha < 0.3) | (owner >= index)
            flows.append((moved - grid).astype(np.float32))
            masks.append(seen)
        return np.stack(flows), np.stack(masks)

    def frame(self, t: int) -> np.ndarray:
        """Frame `t` in unchanged light, uint8 [H, W, 3]."""
        frame = warp_picture(self.background, self.camera[t] @ self.place, cv2.BORDER_REFLECT)
        for piece, motion in zip(self.pieces, self.motions, strict=True):
            alpha = warp_picture(piece.alpha, motion[t], cv2.BORDER_CONSTANT)[..., None]
            front = warp_picture(piece.picture, motion[t], cv2.BORDER_REFLECT)
            frame = np.rint(frame + alpha * (front.astype(np.float32) - frame)).astype(np.uint8)
        return frame


def draw_composite(
    pictures: Sequence[np.ndarray],
    rng: np.random.Generator,
    *,
    light_changes: float = 0.5,
    pieces: int | None = None,
) -> Composite:
    """One composite out of `pictures` (uint8 [H, W, 3], any size of 144 px or more)."""
    background, place = _background(_pick(pictures, rng), rng)
    camera = np.repeat(np.eye(3)[None], FRAMES, axis=0)
    if rng.random() > 0.35:
        camera = smooth_path(
            rng, move_px=16.0, turn_deg=4.0, zoom=0.12, about=(WIDTH / 2, HEIGHT / 2)
        )
    count = int(rng.integers(0, 4)) if pieces is None else pieces
    cut, motions = [], []
    for _ in range(count):
        piece, centre = _piece(_pick(pictures, rng), rng)
        own = smooth_path(rng, move_px=28.0, turn_deg=15.0, zoom=0.15, about=centre)
        if rng.random() < 0.2:
            own = np.repeat(np.eye(3)[None], FRAMES, axis=0)
        cut.append(piece)
        motions.append(camera @ own)
    light = draw_light(rng, light_changes)
    word = camera_word(camera[-1])
    text = caption(word if rng.random() < 0.7 else None, light, rng)
    stacked = np.array(motions).reshape(len(cut), FRAMES, 3, 3)
    return Composite(background, place, camera, tuple(cut), stacked, light, text)


def camera_word(last: np.ndarray) -> str | None:
    """The word of a camera that has moved the first frame by `last` [3, 3]."""
    centre = np.array([WIDTH / 2, HEIGHT / 2, 1.0])
    tx, ty = (last @ centre)[:2] - centre[:2]
    return similarity_word(last[0, 0] - 1, last[1, 0], tx, ty, radius_px=HEIGHT / 2)


def _background(picture: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    height, width = picture.shape[:2]
    fit = max(WIDTH * _MARGIN / width, HEIGHT * _MARGIN / height)
    scale = fit * rng.uniform(1.0, max(1.05, min(1.6, 1.0 / fit)))
    size = (round(width * scale), round(height * scale))
    enlarged = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        enlarged = np.ascontiguousarray(enlarged[:, ::-1])
    place = np.eye(3)
    place[0, 2] = -rng.uniform(0.3, 0.7) * (size[0] - WIDTH)
    place[1, 2] = -rng.uniform(0.3, 0.7) * (size[1] - HEIGHT)
    return enlarged, place


def _piece(picture: np.ndarray, rng: np.random.Generator) -> tuple[Piece, tuple[float, float]]:
    height, width = picture.shape[:2]
    scale = max(WIDTH / width, HEIGHT / height) * rng.uniform(1.0, 1.5)
    size = (max(WIDTH, round(width * scale)), max(HEIGHT, round(height * scale)))
    enlarged = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    left = int(rng.integers(0, size[0] - WIDTH + 1))
    top = int(rng.integers(0, size[1] - HEIGHT + 1))
    centre = (float(rng.uniform(20, WIDTH - 20)), float(rng.uniform(15, HEIGHT - 15)))
    alpha = _blob(centre, rng)
    return Piece(
        np.ascontiguousarray(enlarged[top : top + HEIGHT, left : left + WIDTH]), alpha
    ), centre


def _blob(centre: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    """A smooth or a cornered outline about `centre`, float32 [H, W]."""
    count = int(rng.integers(5, 12))
    angle = np.sort(rng.uniform(0, 2 * np.pi, count))
    radius = rng.uniform(14, 48) * rng.uniform(0.6, 1.3, count)
    if rng.random() < 0.6:  # a closed curve through the corners
        fine = np.linspace(0, 2 * np.pi, 80, endpoint=False)
        radius = np.interp(fine, angle, radius, period=2 * np.pi)
        radius = np.convolve(np.tile(radius, 3), np.ones(9) / 9, "same")[80:160]
        angle = fine
    stretch = rng.uniform(0.6, 1.6)
    x = centre[0] + radius * np.cos(angle) * stretch
    y = centre[1] + radius * np.sin(angle) / stretch
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    outline = np.rint(np.stack([x, y], 1) * 16).astype(np.int32)
    cv2.fillPoly(mask, [outline], 255, lineType=cv2.LINE_AA, shift=4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.7), np.float32) / np.float32(255)


def smooth_path(
    rng: np.random.Generator,
    *,
    move_px: float,
    turn_deg: float,
    zoom: float,
    about: tuple[float, float],
) -> np.ndarray:
    """A smooth similarity through time from rest, float64 [FRAMES, 3, 3]."""
    time = np.linspace(0, 1, FRAMES)
    along = time if rng.random() < 0.6 else time * time * (3 - 2 * time)
    direction = rng.uniform(0, 2 * np.pi)
    reach = move_px * rng.random() ** 0.7 * 1.8
    bend = rng.normal(0, 0.25) * np.sin(np.pi * along)
    dx = reach * (np.cos(direction) * along - np.sin(direction) * bend)
    dy = reach * (np.sin(direction) * along + np.cos(direction) * bend)
    turn = np.deg2rad(rng.normal(0, turn_deg)) * along * (rng.random() < 0.6)
    grow = np.exp(rng.normal(0, zoom) * along * (rng.random() < 0.6))
    matrix = np.repeat(np.eye(3)[None], FRAMES, axis=0)
    matrix[:, 0, 0] = matrix[:, 1, 1] = grow * np.cos(turn)
    matrix[:, 1, 0] = grow * np.sin(turn)
    matrix[:, 0, 1] = -matrix[:, 1, 0]
    centre = np.array(about)
    matrix[:, :2, 2] = centre - matrix[:, :2, :2] @ centre + np.stack([dx, dy], 1)
    return matrix


def warp_picture(picture: np.ndarray, matrix: np.ndarray, border: int) -> np.ndarray:
    """The picture [H, W, ...] moved by a 3 x 3 matrix of px, at the film's size."""
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    pixel = np.linalg.inv(half) @ matrix @ half
    return np.asarray(
        cv2.warpAffine(
            picture, pixel[:2], (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=border
        )
    )


def cell_grid() -> np.ndarray:
    """Centres of the cells of the film's pictures, float64 [h, w, 2] px."""
    x = np.arange(CELL_PX / 2, WIDTH, CELL_PX)
    y = np.arange(CELL_PX / 2, HEIGHT, CELL_PX)
    return np.stack(np.meshgrid(x, y), axis=-1)


def apply_matrix(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points [..., 2] px moved by a 3 x 3 similarity."""
    return np.asarray(points @ matrix[:2, :2].T + matrix[:2, 2])


def _pick(pictures: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray:
    return pictures[int(rng.integers(len(pictures)))]
