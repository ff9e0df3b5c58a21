"""The trained networks as a model folder with its card."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from shared.paths import write_atomic
from worker.models.card import CARD_FILE, write_card
from worker.neuro.decoding.encoder_kinds import EncoderKind
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.painting import save_painter
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.decoding.versions import PRESENT
from worker.neuro.training.encoder_choice import of_kind
from worker.neuro.training.people import SOA_S
from worker.neuro.training.recipe_size import RecipeSize
from worker.training.checkpoint import StageState, stage_states
from worker.training.recipes import TrainingRun

MODEL_ID = "neuro"
TEXT_FILE = "CARD.md"
LICENCE = "Apache-2.0 (weights); trained on scenes of Fluent Emoji, MIT, Microsoft"


def export_model(
    run: TrainingRun,
    size: RecipeSize,
    model: NeuroModel,
    painter: Painter,
    figures: dict[str, float],
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
    kind = model.encoder.settings.kind
    known = of_kind(stage_states(run.out / "stages"), kind)
    made = Made(kind, _count(networks), known, figures)
    write_atomic(folder / TEXT_FILE, card_text(run, size, made).encode())
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


@dataclass(frozen=True)
class Made:
    """What the card tells of: kind of encoder, parameters, stages by name, figures by name."""

    kind: EncoderKind
    parameters: int
    states: dict[str, StageState]
    figures: dict[str, float]


def _count(networks: tuple[nn.Module, ...]) -> int:
    return sum(parameter.numel() for net in networks for parameter in net.parameters())


def card_text(run: TrainingRun, size: RecipeSize, made: Made) -> str:
    """The model card in Markdown, its figures taken from the stages' own records."""
    rows = [
        f"| {name} | {state.step} | {state.seconds / 60:.1f} | "
        + ", ".join(f"{k} {v:.3f}" for k, v in state.figures.items())
        + " |"
        for name, state in made.states.items()
    ]
    judged = [f"| {name} | {value:.3f} |" for name, value in made.figures.items()]
    sessions = sum(person.sessions for person in size.people)
    minutes = len(size.calibrating) * SOA_S / 60
    kinds = Counter(f"{person.channels} channels {person.level}" for person in size.people)
    montages = ", ".join(f"{count} × {kind}" for kind, count in kinds.items())
    return "\n".join(
        [
            "# NeuroImagen small",
            "",
            f"{made.parameters:,} parameters, stored in half precision: an image/text space, an "
            "autoencoder and a latent diffusion for scenes of 64 × 64 px, an encoder of EEG "
            f"({made.kind}) and a saliency GAN, after NeuroImagen (arXiv 2308.02510).",
            "",
            f"* **Made by** `vitrine-worker train neuro`, seed {run.seed}, steps × {run.scale:g}.",
            "* **EEG: simulated throughout.** No person was recorded. "
            f"{len(size.people)} simulated people ({montages}), {sessions} sessions in all, "
            f"{len(size.shown) // size.parts} of {len(size.shown)} pictures of seen concepts in "
            "each.",
            "* **Pictures**: scenes drawn by Vitrine. Space, autoencoder and diffusion have seen "
            "pictures of all concepts, as CLIP and Stable Diffusion have; the EEG side has not: "
            f"EEG of unseen concepts, and {len(size.judging)} pictures of seen ones that "
            "judge, are in no training.",
            f"* **Versions**: {PRESENT}. A model of other versions is refused when it is loaded.",
            f"* **Licence**: {LICENCE}.",
            "* **Not for** medical use, or for reading what somebody did not agree to show.",
            "",
            "| stage | steps | minutes | on what was left out |",
            "|---|---|---|---|",
            *rows,
            "",
            "Judged with people, sessions and concepts that were not trained on, calibrated with "
            f"{minutes:.0f} minutes each, among {len(size.judging)} pictures; `_n` is the number "
            "of trials:",
            "",
            "| figure | value |",
            "|---|---|",
            *judged,
            "",
        ]
    )
