"""Preview speed: new drags to a finished frame at 256 x 144, beside a direct version of the method.

Run `OMP_NUM_THREADS=1 python -m tests.bench.motion.preview`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags

WIDTH, HEIGHT, FRAMES = 256, 144, 14


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    picture = _picture()
    baseline = _median_ms(lambda i: _naive_frame(picture, _layers(i)))
    rows = []
    for name, masked, camera in (
        ("8 drags", False, False),
        ("8 drags and a mask", True, False),
        ("8 drags, a mask, a zoom, 2 pins", True, True),
    ):
        took = _median_ms(_frames(picture, masked, camera))
        title = f"preview frame {WIDTH}×{HEIGHT}, {name}"
        # The direct version knows neither masks nor a camera: it is shown beside what it can do.
        beside = "" if masked else f"{baseline:.0f} ms (full-size MLS, np.add.at)"
        rows.append((title, f"{took:.1f} ms = {1000 / took:.0f} frames/s", beside))
    return rows


def _frames(picture: np.ndarray, masked: bool, camera: bool) -> Callable[[int], object]:
    mask = cv2.circle(np.zeros(picture.shape[:2], np.uint8), (225, 250), 40, 255, -1)
    extra: tuple[DragLayer, ...] = ()
    if masked:
        extra += (DragLayer(points=((225, 250), (280, 240)), rotate_deg=(0, 15), mask="mask"),)
    if camera:
        extra += (
            DragLayer(role="camera", points=((400, 40), (410, 45)), scale=(1, 1.2)),
            DragLayer(role="pin", points=((30, 30), (420, 280))),
        )
    masks = {8: mask} if masked else {}
    height, width = picture.shape[:2]

    def drags(index: int) -> Drags:
        return Drags(width=width, height=height, layers=(*_layers(index), *extra))

    scene = Scene(picture, drags(0), WIDTH, HEIGHT, FRAMES, masks)
    return lambda index: scene.with_drags(drags(index)).frame(FRAMES - 1)


def _layers(index: int) -> tuple[DragLayer, ...]:
    """Eight drags whose ends differ with `index`, as while the mouse pulls."""
    rng = np.random.default_rng(7)
    starts = [((c + 0.5) * 112, (r + 0.5) * 150) for r in range(2) for c in range(4)]
    ends = [np.add(start, rng.normal(0, 20, 2) + index) for start in starts]
    return tuple(
        DragLayer(points=(start, (float(end[0]), float(end[1]))))
        for start, end in zip(starts, ends, strict=True)
    )


def _naive_frame(picture: np.ndarray, layers: tuple[DragLayer, ...]) -> np.ndarray:
    still = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    factor = np.array([WIDTH / picture.shape[1], HEIGHT / picture.shape[0]])
    p = np.array([layer.points[0] for layer in layers]) * factor
    q = np.array([layer.points[-1] for layer in layers]) * factor
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    v = np.stack([x + 0.5, y + 0.5], axis=-1).reshape(-1, 1, 2)
    w = 1.0 / (((p - v) ** 2).sum(axis=-1) + 1e-8) ** 2
    w /= w.sum(axis=1, keepdims=True)
    p_hat = p - (w @ p)[:, None]
    q_hat = q - (w @ q)[:, None]
    dot = (w * (p_hat * q_hat).sum(axis=-1)).sum(axis=1)
    cross = (w * (p_hat[..., 0] * q_hat[..., 1] - p_hat[..., 1] * q_hat[..., 0])).sum(axis=1)
    size = np.hypot(dot, cross) + 1e-12
    d = v[:, 0] - w @ p
    moved_x = (dot * d[:, 0] - cross * d[:, 1]) / size + (w @ q)[:, 0] - 0.5
    moved_y = (cross * d[:, 0] + dot * d[:, 1]) / size + (w @ q)[:, 1] - 0.5
    total, weight = np.zeros((HEIGHT, WIDTH, 3)), np.zeros((HEIGHT, WIDTH))
    colours = still.reshape(-1, 3).astype(np.float64)
    left, top = np.floor(moved_x).astype(int), np.floor(moved_y).astype(int)
    for dx in (0, 1):
        for dy in (0, 1):
            part = np.abs(1 - dx - (moved_x - left)) * np.abs(1 - dy - (moved_y - top))
            px, py = left + dx, top + dy
            ok = (px >= 0) & (py >= 0) & (px < WIDTH) & (py < HEIGHT)
            np.add.at(total, (py[ok], px[ok]), part[ok, None] * colours[ok])
            np.add.at(weight, (py[ok], px[ok]), part[ok])
    filled = (total / np.maximum(weight, 1e-6)[..., None]).astype(np.uint8)
    return cv2.inpaint(filled, (weight < 1e-3).astype(np.uint8), 3, cv2.INPAINT_TELEA)


def _median_ms(frame: Callable[[int], object], count: int = 30) -> float:
    frame(0)
    times = []
    for index in range(count):
        started = time.perf_counter()
        frame(index)
        times.append(1000 * (time.perf_counter() - started))
    return float(np.median(times))


def _picture() -> np.ndarray:
    from skimage import data

    return np.asarray(data.chelsea())


if __name__ == "__main__":
    cv2.setNumThreads(1)
    for row in run():
        print(" · ".join(filter(None, row)))
