"""Stages that depend on the kind of encoder: each kind has checkpoints of its own in a run.

So `--resume --encoder nice` in the folder of a finished run trains the encoder and what follows it,
and goes on with the space, the autoencoder and the diffusion that are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from worker.neuro.decoding.encoder_kinds import DEFAULT_KIND, KINDS, EncoderKind
from worker.neuro.training import saliency_stage
from worker.training.loop import Plan

Value = TypeVar("Value")

ENCODER = Plan(name="encoder", steps=6000, learning_rate=2e-3, weight_decay=2e-2)
# The pixel level learns from what the encoder makes of EEG.
DEPENDING = (ENCODER, saliency_stage.TRIPLET_PLAN, saliency_stage.PLAN)


def stage_plan(plan: Plan, kind: EncoderKind) -> Plan:
    """The plan under the name that it has for this kind; for the default, its own."""
    return plan if kind == DEFAULT_KIND else replace(plan, name=f"{plan.name}-{kind}")


def of_kind(stages: Mapping[str, Value], chosen: EncoderKind) -> dict[str, Value]:
    """Stages by name, without those of other kinds."""
    others = {stage_plan(plan, kind).name for plan in DEPENDING for kind in KINDS if kind != chosen}
    return {name: value for name, value in stages.items() if name not in others}
