"""The trained networks as a model folder with its card."""

from __future__ import annotations

from pathlib import Path

from torch import nn

from shared.paths import write_atomic
from worker.models.card import CARD_FILE, write_card
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.painting import save_painter
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.training.eeg_split import PEOPLE, trained_pictures, validated_pictures
from worker.training.checkpoint import StageState, stage_states
from worker.training.recipes import TrainingRun

MODEL_ID = "neuro"
TEXT_FILE = "CARD.md"
LICENCE = "Apache-2.0 (weights); trained on scenes of Fluent Emoji, MIT, Microsoft"


def export_model(
    run: TrainingRun, model: NeuroModel, painter: Painter, figures: dict[str, float]
) -> Path:
    """Write `<out>/neuro/` and return it."""
    folder = run.out / MODEL_ID
    model.save(folder)
    save_painter(folder, painter)
    networks = (
        model.encoder,
        model.space.network,
        painter.reconstructor.maker.autoencoder,
        painter.reconstructor.maker.network,
        painter.pixel_level.generator,
    )
    known = stage_states(run.out / "stages")
    write_atomic(folder / TEXT_FILE, card_text(run, _count(networks), known, figures).encode())
    names = sorted(path.name for path in folder.iterdir() if path.name != CARD_FILE)
    write_card(
        folder,
        MODEL_ID,
        names,
        title="NeuroImagen small",
        licence=LICENCE,
        source="vitrine-worker train neuro",
    )
    return folder


def _count(networks: tuple[nn.Module, ...]) -> int:
    return sum(parameter.numel() for net in networks for parameter in net.parameters())


def card_text(
    run: TrainingRun, parameters: int, states: dict[str, StageState], figures: dict[str, float]
) -> str:
    """The model card in Markdown, its figures taken from the stages' own records."""
    rows = [
        f"| {name} | {state.step} | {state.seconds / 60:.1f} | "
        + ", ".join(f"{k} {v:.3f}" for k, v in state.figures.items())
        + " |"
        for name, state in states.items()
    ]
    judged = [f"| {name} | {value:.3f} |" for name, value in figures.items()]
    montages = ", ".join(f"{p.channels} channels {p.level}" for p in PEOPLE)
    return "\n".join(
        [
            "# NeuroImagen small",
            "",
            f"{parameters:,} parameters, stored in half precision: an image/text space, an "
            "autoencoder and a latent diffusion for scenes of 64 × 64 px, an encoder of EEG and a "
            "saliency GAN, after NeuroImagen (arXiv 2308.02510).",
            "",
            f"* **Made by** `vitrine-worker train neuro`, seed {run.seed}, steps × {run.scale:g}.",
            "* **EEG: simulated throughout.** No person was recorded. "
            f"{len(PEOPLE)} simulated people ({montages}), two sessions each, "
            f"{len(trained_pictures())} pictures of seen concepts.",
            "* **Pictures**: scenes drawn by Vitrine. Space, autoencoder and diffusion have seen "
            "pictures of all concepts, as CLIP and Stable Diffusion have; the EEG side has not: "
            f"EEG of unseen concepts, and {len(validated_pictures())} pictures of seen ones that "
            "judge, are in no training.",
            f"* **Licence**: {LICENCE}.",
            "* **Not for** medical use, or for reading what somebody did not agree to show.",
            "",
            "| stage | steps | minutes | on what was left out |",
            "|---|---|---|---|",
            *rows,
            "",
            "Judged with people, sessions and concepts that were not trained on, calibrated with "
            f"15 minutes each, among {len(validated_pictures())} pictures; `_n` is the number of "
            "trials:",
            "",
            "| figure | value |",
            "|---|---|",
            *judged,
            "",
        ]
    )
