"""The published ablations: the order of Adaptive Training and where conditions enter.

Every variant gets the same seed, data and number of steps, a share of the recipe's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import torch

from shared.paths import write_atomic
from worker.motion.dragnuwa.config import Fusion
from worker.motion.dragnuwa.nano import Nano
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.unet import NanoUNet
from worker.motion.training.dataset import Dataset
from worker.motion.training.falloff_stage import FallOffStage, Order
from worker.motion.training.probes import probe_controls
from worker.motion.training.video_stage import Schedule, train_parts
from worker.training.checkpoint import read_state
from worker.training.loop import Plan, run_stage

FALLOFF_STEPS, VIDEO_STEPS = 600, 600
PROBE_CLIPS = 40
_ORDERS: tuple[Order, ...] = ("dense first", "mixed", "sparse only")
# Name, fusion, schedules one after the other.
_VIDEO: tuple[tuple[str, Fusion, tuple[Schedule, ...]], ...] = (
    ("MF at every block, dense then sparse", "multiscale", ("dense", "sparse")),
    ("MF at every block, mixed", "multiscale", ("mixed", "mixed")),
    ("input only, dense then sparse", "input", ("dense", "sparse")),
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
        steps = max(1, round(FALLOFF_STEPS * scale))
        plan = Plan(f"order {order}", steps, 1e-3, weight_decay=5e-2)
        torch.manual_seed(seed)
        model = SparseToDense(nano.config.falloff_widths)
        stage = FallOffStage(model, data, plan.steps, order=order, dense_share=0.3)
        where = folder / plan.name.replace(" ", "-")
        if not run_stage(stage, plan, where, seed, deadline=deadline, report=report):
            return False
        tables["order"][order] = _figures(where)
    for name, fusion, schedules in _VIDEO:
        config = msgspec.structs.replace(nano.config, fusion=fusion)
        torch.manual_seed(seed + 1)
        figures = train_parts(
            NanoUNet(config),
            [(_video_plan(name, part, scale), schedule) for part, schedule in enumerate(schedules)],
            folder,
            nano.falloff,
            data,
            config,
            seed,
            deadline=deadline,
            report=report,
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


def _video_plan(name: str, part: int, scale: float) -> Plan:
    steps = max(1, round(VIDEO_STEPS * _SCHEDULE_SHARE[part] * scale))
    plain = name.replace(" ", "-").replace(",", "")
    return Plan(f"{plain}-{part}", steps, 6e-4, warm_up=50)


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
