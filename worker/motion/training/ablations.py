"""The published ablations: the order of Adaptive Training and where conditions enter.

Every variant gets the same seed, data and number of steps, a share of the recipe's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import torch

from shared.paths import write_atomic
from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.nano import Nano
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.unet import NanoUNet
from worker.motion.training.dataset import Dataset
from worker.motion.training.falloff_stage import FallOffStage, Order
from worker.motion.training.probes import probe_controls
from worker.motion.training.video_stage import Schedule, VideoStage
from worker.training.checkpoint import load_average, read_state
from worker.training.loop import Plan, run_stage

FALLOFF_STEPS, VIDEO_STEPS = 600, 600
PROBE_CLIPS = 40
_ORDERS: tuple[Order, ...] = ("dense first", "mixed", "sparse only")
# Name, fusion, schedules one after the other.
_VIDEO: tuple[tuple[str, NanoConfig, tuple[Schedule, ...]], ...] = (
    ("MF at every block, dense then sparse", NanoConfig(), ("dense", "sparse")),
    ("MF at every block, mixed", NanoConfig(), ("mixed", "mixed")),
    ("input only, dense then sparse", NanoConfig(fusion="input"), ("dense", "sparse")),
)
_SCHEDULE_SHARE = (0.3, 0.7)


def run_ablations(
    folder: Path,
    nano: Nano,
    data: Dataset,
    seed: int,
    *,
    scale: float,
    deadline: float | None,
    report: Callable[[str], None],
) -> bool:
    """Train what is missing, then write `ablations.json` and `ABLATIONS.md` into `folder`.

    Returns whether all of it is done.
    """
    tables: dict[str, dict[str, dict[str, float]]] = {"order": {}, "fusion": {}}
    for order in _ORDERS:
        plan = Plan(f"order {order}", max(1, round(FALLOFF_STEPS * scale)), 1e-3, weight_decay=5e-2)
        torch.manual_seed(seed)
        model = SparseToDense(nano.config.falloff_widths)
        stage = FallOffStage(model, data, plan.steps, order=order, dense_share=0.3)
        where = folder / plan.name.replace(" ", "-")
        if not run_stage(stage, plan, where, seed, deadline=deadline, report=report):
            return False
        tables["order"][order] = _figures(where)
    for name, config, schedules in _VIDEO:
        config = msgspec.structs.replace(config, widths=nano.config.widths)
        figures = _train_video(
            folder, name, config, schedules, nano, data, seed, scale, deadline, report
        )
        if figures is None:
            return False
        tables["fusion"][name] = figures
    report("measuring what each control does")
    began = time.monotonic()
    controls = probe_controls(nano, data.held_out_pictures(), max(2, round(PROBE_CLIPS * scale)), 1)
    tables["controls"] = {
        name: {
            "psnr": one.psnr,
            "epe_px": one.epe_px,
            "light_right": one.light_right,
        }
        for name, one in controls.items()
    }
    report(f"controls measured in {time.monotonic() - began:.0f} s")
    body = msgspec.json.format(msgspec.json.encode(tables), indent=2)
    write_atomic(folder / "ablations.json", body + b"\n")
    write_atomic(folder / "ABLATIONS.md", _tables(tables).encode())
    return True


def _train_video(
    folder: Path,
    name: str,
    config: NanoConfig,
    schedules: tuple[Schedule, ...],
    nano: Nano,
    data: Dataset,
    seed: int,
    scale: float,
    deadline: float | None,
    report: Callable[[str], None],
) -> dict[str, float] | None:
    torch.manual_seed(seed + 1)
    model = NanoUNet(config)
    before: Path | None = None
    for part, (schedule, share) in enumerate(zip(schedules, _SCHEDULE_SHARE, strict=True)):
        plan = Plan(f"{name} {part}", max(1, round(VIDEO_STEPS * share * scale)), 6e-4)
        where = folder / plan.name.replace(" ", "-").replace(",", "")
        if before is not None and read_state(where) is None:
            load_average(before, model)
        stage = VideoStage(model, nano.falloff, data, config, schedule)
        short = replace(plan, warm_up=50)
        if not run_stage(stage, short, where, seed, deadline=deadline, report=report):
            return None
        load_average(where, model)
        before = where
    assert before is not None
    return _figures(before)


def _figures(folder: Path) -> dict[str, float]:
    state = read_state(folder)
    assert state is not None
    return state.figures


def _tables(tables: dict[str, dict[str, dict[str, float]]]) -> str:
    lines = []
    for title, rows in tables.items():
        columns = list(next(iter(rows.values())))
        lines += [f"## {title}", "", "| | " + " | ".join(columns) + " |"]
        lines.append("|---" * (len(columns) + 1) + "|")
        for name, row in rows.items():
            values = " | ".join(f"{row[column]:.3f}" for column in columns)
            lines.append(f"| {name} | {values} |")
        lines.append("")
    return "\n".join(lines)
