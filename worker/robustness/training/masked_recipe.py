"""The recipe `robustness-masked`: a head for MiniLM that tells hidden words, for BERTAttack.

The package that brings MiniLM has no such head. Its word embeddings are the decoder; all layers but
the last stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
import torch
from safetensors.torch import save_file

from shared.paths import default_home, write_atomic
from worker.icl.data.suite import data_folder
from worker.icl.encoding.encoder import default_folder
from worker.models.card import write_card
from worker.robustness.training.masked_network import MaskedNetwork, load_encoder_parts
from worker.robustness.training.masked_stage import MaskedStage, token_counts
from worker.robustness.training.masked_texts import NAMES, Pieces, load_pieces
from worker.training.checkpoint import read_state
from worker.training.course import Course
from worker.training.loop import Plan
from worker.training.recipes import TrainingRun
from worker.training.team import main_first

NAME = "robustness-masked"
PLAN = Plan(name="masked", steps=1200, learning_rate=1e-3, warm_up=40, checkpoint_s=120)
_TEXTS, _WEIGHTS, _CONFIG = "pieces.json", "model.safetensors", "config.json"


def train(run: TrainingRun) -> bool:
    """Train the head and save it in half precision; returns whether it is finished.

    Raises
    ------
    AppError
        `missing_package` without MiniLM; `bad_request` where the texts are not there.
    """
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    pieces = main_first(lambda: _pieces(run))
    encoder, tokenizer = load_encoder_parts(default_folder())
    counts = token_counts(tokenizer, pieces.train)
    course = Course(run, deadline)

    def build() -> MaskedNetwork:
        network = MaskedNetwork(encoder)
        frequent = np.log((counts + 1) / (counts + 1).sum())
        network.bias.data.copy_(torch.from_numpy(frequent - frequent.mean()))
        return network

    def stage(network: Any) -> MaskedStage:
        return MaskedStage(
            network, tokenizer, pieces.train, pieces.validation, pieces.prompts, counts
        )

    network = course.train(PLAN, build, stage)
    if network is None:
        return False
    if not run.is_main:
        return True
    _export(run, network, course, pieces)
    run.report(f"written: {run.out / NAME}")
    return True


def _pieces(run: TrainingRun) -> Pieces:
    """Read once and kept beside the checkpoints."""
    path = run.out / "stages" / _TEXTS
    if path.is_file():
        return msgspec.json.decode(path.read_bytes(), type=Pieces)
    folder = run.data if (run.data / "vaderSentiment").is_dir() else data_folder(default_home())
    pieces = load_pieces(folder, run.seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, msgspec.json.encode(pieces))
    return pieces


def _export(run: TrainingRun, network: MaskedNetwork, course: Course, pieces: Pieces) -> None:
    folder = run.out / NAME
    folder.mkdir(parents=True, exist_ok=True)
    state = read_state(course.stages / PLAN.name)
    assert state is not None
    half = {name: one.detach().half().contiguous() for name, one in network.state_dict().items()}
    save_file(half, folder / _WEIGHTS)
    config = {
        "encoder": "all-MiniLM-L6-v2",
        "steps": state.step,
        "seconds": round(state.seconds),
        "seed": run.seed,
        "texts": len(pieces.train),
        "figures": state.figures,
    }
    write_atomic(folder / _CONFIG, msgspec.json.format(msgspec.json.encode(config)) + b"\n")
    write_card(
        folder,
        NAME,
        [_WEIGHTS, _CONFIG],
        title="Masked language model for BERTAttack: a head on MiniLM",
        licence="Apache-2.0 (weights); see NOTICE for the texts",
        source=f"vitrine-worker train {NAME} --seed {run.seed} --scale {run.scale:g}",
        card=card_text(state.figures, state.step, state.seconds, len(pieces.train)),
    )


def card_text(figures: Mapping[str, float], steps: int, seconds: float, texts: int) -> str:
    """What was trained, and what it can do beside guessing frequent words."""

    def shown(mark: str) -> str:
        return (
            f"loss {figures[f'{mark}loss']:.2f} nats (frequency of words"
            f" {figures[f'{mark}unigram_loss']:.2f}), first guess right"
            f" {figures[f'{mark}top1']:.3f} ({figures[f'{mark}unigram_top1']:.3f}), among the first"
            f" ten {figures[f'{mark}top10']:.3f} ({figures[f'{mark}unigram_top10']:.3f}),"
            f" {figures[f'{mark}words']:.0f} hidden words"
        )

    return (
        f"A head (dense, GELU, normalisation, bias; the decoder is MiniLM's word embeddings) and"
        f" MiniLM's last layer, trained for {steps} steps in {seconds / 60:.0f} minutes on {texts}"
        f" pieces of {', '.join(NAMES)} and instructions of Vitrine's own; the rest of MiniLM is as"
        f" released. Words of one token, masked, in texts that it was not trained on: {shown('')}."
        f" In instructions of the prompt families: {shown('prompts_')}. One short training; it is"
        " far from BERT."
    )
