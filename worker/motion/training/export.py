"""The trained networks as a model folder with its card."""

from __future__ import annotations

from pathlib import Path

from shared.paths import write_atomic
from worker.models.card import write_card
from worker.motion.dragnuwa.nano import CONFIG_FILE, WEIGHTS_FILE, Nano, save_nano
from worker.motion.training.sources import FILM_LICENCE, PHOTOGRAPH_LICENCE, PHOTOGRAPHS
from worker.training.checkpoint import StageState, stage_states
from worker.training.recipes import TrainingRun

MODEL_ID = "motion-nano"
TEXT_FILE = "CARD.md"
LICENCE = "Apache-2.0 (weights); trained on Big Buck Bunny, CC BY 3.0, Blender Foundation"


def export_model(run: TrainingRun, nano: Nano) -> Path:
    """Write `<out>/motion-nano/` and return it."""
    folder = run.out / MODEL_ID
    save_nano(folder, nano)
    count = sum(
        p.numel() for net in (nano.falloff, nano.video, nano.camera) for p in net.parameters()
    )
    text = card_text(run, count, stage_states(run.out / "stages"))
    write_atomic(folder / TEXT_FILE, text.encode())
    write_card(
        folder,
        MODEL_ID,
        (WEIGHTS_FILE, CONFIG_FILE, TEXT_FILE),
        title="DragNUWA nano",
        licence=LICENCE,
        source="vitrine-worker train motion-nano",
    )
    return folder


def card_text(run: TrainingRun, parameters: int, states: dict[str, StageState]) -> str:
    """The model card in Markdown, its figures taken from the stages' own records."""
    rows = [
        f"| {name} | {state.step} | {state.seconds / 60:.0f} | "
        + ", ".join(f"{k} {v:.3f}" for k, v in state.figures.items())
        + " |"
        for name, state in states.items()
    ]
    return "\n".join(
        [
            "# DragNUWA nano",
            "",
            f"{parameters:,} parameters, float32. A learned fall-off of moving least squares "
            "(sparse drags to dense motion) and a few-step rectified-flow video UNet with "
            "Multiscale Fusion, after DragNUWA (arXiv 2308.08089).",
            "",
            "* **Made by** `vitrine-worker train motion-nano`, "
            f"seed {run.seed}, steps × {run.scale:g}.",
            f"* **Data**: {FILM_LICENCE}: windows of 14 frames at 12 frames/s with DIS flow, "
            "checked forward and backward, every eighth shot held out; composites of its frames "
            f"and of photographs ({PHOTOGRAPH_LICENCE}: {', '.join(PHOTOGRAPHS)}) with exact "
            "motion.",
            "* **Text**: captions are templates of camera words and light words; the prompt "
            "steers those and nothing else.",
            "* **Not trained on**: any clip of the evaluation.",
            f"* **Licence**: {LICENCE}.",
            "",
            "| stage | steps | minutes on one core | held-out shots |",
            "|---|---|---|---|",
            *rows,
            "",
            "Figures on real clips that were not trained on: `docs/motion.md`, Evaluation.",
            "",
        ]
    )
