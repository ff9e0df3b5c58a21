"""How well drags are followed on photographs, beside a video that stands still.

Run `OMP_NUM_THREADS=1 python -m tests.bench.motion.accuracy`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from shared.motion.judge import Judgement, judge
from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from worker.motion.video import Mp4Writer, read_video

WIDTH, HEIGHT, FRAMES, SETS = 256, 144, 14, 6


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    photographs = _photographs()
    rows = []
    for spread in (0.04, 0.08):
        warp, still, missing = _eight_drags(photographs, spread)
        title = f"8 drags, mean epe_per_drag_px, ends {spread:.0%} of the width away (sd)"
        value = f"{np.mean(warp):.2f} px (90 % ≤ {np.percentile(warp, 90):.2f})"
        rows.append((title, f"{value}, {missing}", f"{np.mean(still):.2f} px (still picture)"))
    leak = [_pins(picture, seed).leak_px for picture in photographs.values() for seed in range(3)]
    known = [value for value in leak if value is not None]
    rows.append(("4 drags, 4 pins, leak_px", f"{np.mean(known):.2f} px, max {max(known):.2f}", ""))
    for chroma in ("4:2:0", "4:4:4"):
        figures = [_still_psnr(picture, chroma) for picture in photographs.values()]
        values = [
            f"{min(column):.1f} to {max(column):.1f}" for column in zip(*figures, strict=True)
        ]
        title = f"zero drags, MP4 {chroma} against the still picture"
        rows.append((title, f"{values[0]} dB in RGB", f"{values[1]} dB in brightness"))
    return rows


def drags_on_grid(picture: np.ndarray, seed: int, spread: float) -> tuple[DragLayer, ...]:
    """Eight drags that start near a grid of 4 x 2 and end at a random place nearby."""
    rng = np.random.default_rng(seed)
    height, width = picture.shape[:2]
    layers = []
    for index in range(8):
        start = np.array([(index % 4 + 0.5) / 4 * width, (index // 4 + 0.5) / 2 * height])
        start += rng.uniform(-0.05, 0.05, 2) * width
        end = start + rng.normal(0, spread, 2) * width
        middle = (start + end) / 2 + rng.normal(0, 0.01, 2) * width
        path = [(float(x), float(y)) for x, y in (start, middle, end)]
        layers.append(DragLayer(points=tuple(path)))
    return tuple(layers)


def _eight_drags(
    photographs: dict[str, np.ndarray], spread: float
) -> tuple[list[float], list[float], str]:
    warp: list[float] = []
    still: list[float] = []
    count = 0
    for picture in photographs.values():
        for seed in range(SETS):
            scene = _scene(picture, drags_on_grid(picture, seed, spread))
            moved = judge([scene.frame(t) for t in range(FRAMES)], scene.tracks)
            stood = judge([scene.still] * FRAMES, scene.tracks)
            warp += [epe for epe in moved.epe_per_drag_px if epe is not None]
            still += [epe for epe in stood.epe_per_drag_px if epe is not None]
            count += len(moved.epe_per_drag_px)
    return warp, still, f"{len(warp)} of {count} measurable"


def _pins(picture: np.ndarray, seed: int) -> Judgement:
    rng = np.random.default_rng(100 + seed)
    height, width = picture.shape[:2]
    eight = drags_on_grid(picture, seed, 0.04)
    places = rng.uniform((0.1 * width, 0.1 * height), (0.9 * width, 0.9 * height), (40, 2))
    starts = np.array([layer.points[0] for layer in eight[::2]])
    far = np.linalg.norm(places[:, None] - starts[None], axis=-1).min(axis=1) > 0.12 * width
    pins = tuple((float(x), float(y)) for x, y in places[far][:4])
    scene = _scene(picture, (*eight[::2], DragLayer(role="pin", points=pins)))
    return judge([scene.frame(t) for t in range(FRAMES)], scene.tracks)


def _still_psnr(picture: np.ndarray, chroma: str) -> tuple[float, float]:
    scene = _scene(picture, ())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "video.mp4"
        with Mp4Writer(path, WIDTH, HEIGHT, 12.0, {}, chroma) as writer:
            for t in range(FRAMES):
                writer.write(scene.frame(t))
            writer.finish()
        frames = read_video(path)
    weights = np.array([0.299, 0.587, 0.114])
    rgb = min(_psnr(frame, scene.still) for frame in frames)
    return rgb, min(_psnr(frame @ weights, scene.still @ weights) for frame in frames)


def _psnr(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(float) - other) ** 2)))


def _scene(picture: np.ndarray, layers: tuple[DragLayer, ...]) -> Scene:
    drags = Drags(width=picture.shape[1], height=picture.shape[0], layers=layers)
    return Scene(picture, drags, WIDTH, HEIGHT, FRAMES)


def _photographs() -> dict[str, np.ndarray]:
    from skimage import data
    from sklearn.datasets import load_sample_images

    china, flower = load_sample_images().images
    found = {"chelsea": data.chelsea(), "coffee": data.coffee(), "astronaut": data.astronaut()}
    return {**found, "rocket": data.rocket(), "china": china, "flower": flower}


if __name__ == "__main__":
    for row in run():
        print(" · ".join(filter(None, row)))
