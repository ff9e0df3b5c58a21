"""Seconds, memory and start of DragNUWA nano on a CPU, beside the warp in the same process.

Run `QT_QPA_PLATFORM=offscreen python -m tests.bench nano`. Each size has a process of its own, with
as many threads as torch takes by itself, as in the engine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from worker.models.files import ModelFiles
from worker.models.registry import SHIPPED
from worker.motion.backends.base import Backend, RenderJob

FRAMES, ROUNDS, TIMEOUT_S = 14, 3, 600
# Width, height, steps and the most seconds on two idle cores.
CASES = ((256, 144, 1, 1.0), (256, 144, 4, 3.0), (512, 288, 4, 12.0))
MOST_GB = 2.0
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")


def run() -> list[tuple[str, str, str]]:
    """Rows (name, value, baseline)."""
    rows, loads = [], []
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        model, weights = _model(Path(folder))
        for width, height, steps, limit_s in CASES:
            found = _in_own_process(model, width, height, steps)
            title = f"nano, {FRAMES} frames {width}×{height}, {steps} steps, {weights}"
            warp = f"{found['warp_s']:.2f} s (warp)"
            rows.append((title, f"{found['nano_s']:.2f} s", f"{warp}; limit {limit_s:g} s"))
            before = f"{found['before_gb']:.2f} GB (with torch, before the model)"
            peak = f"{found['peak_gb']:.2f} GB peak, {found['threads']:.0f} threads"
            rows.append(("  its process", peak, f"{before}; limit {MOST_GB:g} GB"))
            loads.append(found["load_s"])
            imported = found["import_s"]
    load = f"{statistics.median(loads):.2f} s"
    rows.append(("nano, model from disk", load, f"{imported:.2f} s (importing torch)"))
    return rows


def _model(folder: Path) -> tuple[Path, str]:
    """The shipped weights, or random ones of the same sizes: time does not depend on them."""
    shipped = SHIPPED / "motion-nano"
    if shipped.is_dir():
        return shipped, "shipped weights"
    from worker.motion.dragnuwa.config import NanoConfig
    from worker.motion.dragnuwa.nano import Nano, save_nano
    from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
    from worker.motion.dragnuwa.text_camera import TextCamera
    from worker.motion.dragnuwa.unet import NanoUNet

    config = NanoConfig()
    network = SparseToDense(config.falloff_widths)
    save_nano(folder, Nano(config, network, NanoUNet(config), TextCamera()))
    return folder, "random weights"


def _in_own_process(model: Path, *numbers: int) -> dict[str, float]:
    environment = {name: value for name, value in os.environ.items() if name not in _THREADS}
    command = [sys.executable, "-m", "tests.bench.motion.nano", str(model), *map(str, numbers)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measure(model: Path, width: int, height: int, steps: int) -> dict[str, float]:
    """Seconds of import, load, nano and warp, and the memory of this fresh process."""
    began = time.perf_counter()
    import torch

    import_s = time.perf_counter() - began
    from worker.motion.backends import nano, warp
    from worker.motion.dragnuwa.nano import load_nano

    before_gb = _peak_gb()
    load_s = _seconds(lambda: load_nano(model))
    return {
        "import_s": import_s,
        "before_gb": before_gb,
        "load_s": load_s,
        "nano_s": _render_s(nano.make_frames, model, width, height, steps),
        "peak_gb": _peak_gb(),
        "warp_s": _render_s(warp.make_frames, model, width, height, 0),
        "threads": torch.get_num_threads(),
    }


def _render_s(backend: Backend, model: Path, width: int, height: int, steps: int) -> float:
    """Median seconds from a decoded picture to all frames, loading the model included."""
    from skimage import data

    from tests.unit.motion.conftest import FakeContext

    picture = data.chelsea()
    drags = _drags(picture.shape[1], picture.shape[0])

    def render() -> int:
        job = RenderJob(
            picture=picture,
            drags=drags,
            scene=Scene(picture, drags, width, height, FRAMES),
            width=width,
            height=height,
            num_frames=FRAMES,
            fps=12.0,
            prompt="a cat turns its head",
            steps=steps,
            model=ModelFiles("bench", "motion-nano", model),
        )
        return sum(1 for _ in backend(FakeContext(Path()), job))

    return statistics.median(_seconds(render) for _ in range(ROUNDS))


def _drags(width: int, height: int) -> Drags:
    """Eight drags of 4 % of the width each, spread over the picture."""
    step = 0.04 * width
    starts = [(width * (c + 0.5) / 4, height * (r + 0.5) / 2) for r in range(2) for c in range(4)]
    layers = tuple(
        DragLayer(points=((x, y), (x + step * (-1) ** n, y + step * (n % 3 - 1))))
        for n, (x, y) in enumerate(starts)
    )
    return Drags(width=width, height=height, frames=FRAMES, layers=layers)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _peak_gb() -> float:
    """The most resident memory so far; where the system does not tell, what is resident now."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e9
    return float(psutil.Process().memory_info().rss) / 1e9


if __name__ == "__main__":
    model_path, *sizes = sys.argv[1:]
    print(json.dumps(measure(Path(model_path), *map(int, sizes))))
