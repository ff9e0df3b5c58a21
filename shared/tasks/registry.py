"""All task specs of the product, plus those of plug-in modules named in the environment."""

from __future__ import annotations

import importlib
import os

import msgspec

from shared.tasks.icl import ICL_INDEX, ICL_PREDICT, ICL_RETRIEVE, ICL_SCORE, ICL_TRAIN
from shared.tasks.icl_evaluate import ICL_EVALUATE
from shared.tasks.icl_pick import ICL_PICK
from shared.tasks.motion import MOTION_RENDER
from shared.tasks.motion_evaluate import MOTION_EVALUATE
from shared.tasks.neuro import NEURO_DECODE, NEURO_RECONSTRUCT, NEURO_TRAIN
from shared.tasks.neuro_evaluate import NEURO_EVALUATE
from shared.tasks.robustness import (
    ROBUSTNESS_ATTACK,
    ROBUSTNESS_DEFEND,
    ROBUSTNESS_EXPLAIN,
    ROBUSTNESS_TRANSFER,
)
from shared.tasks.robustness_evaluate import ROBUSTNESS_EVALUATE
from shared.tasks.spec import TaskRegistry

# Comma-separated modules with a tuple SPECS: how a lab adds its own tasks, and tests theirs.
PLUGINS_VARIABLE = "VITRINE_TASK_MODULES"


def load_registry() -> TaskRegistry:
    """Make the registry of built-in tasks and of the plug-ins named in `VITRINE_TASK_MODULES`."""
    registry = TaskRegistry()
    registry.add(MOTION_RENDER)
    registry.add(MOTION_EVALUATE)
    registry.add(NEURO_DECODE)
    registry.add(NEURO_RECONSTRUCT)
    registry.add(NEURO_TRAIN)
    registry.add(NEURO_EVALUATE)
    for spec in (ICL_SCORE, ICL_TRAIN, ICL_INDEX, ICL_RETRIEVE, ICL_PREDICT, ICL_EVALUATE):
        registry.add(spec)
    registry.add(ICL_PICK)
    for spec in (ROBUSTNESS_ATTACK, ROBUSTNESS_EXPLAIN, ROBUSTNESS_TRANSFER, ROBUSTNESS_DEFEND):
        registry.add(spec)
    registry.add(ROBUSTNESS_EVALUATE)
    for name in filter(None, os.environ.get(PLUGINS_VARIABLE, "").split(",")):
        for spec in importlib.import_module(name).SPECS:
            # A type that cannot become a form or options fails here. Ours are tested: a host would
            # start later if it looked at all of them.
            msgspec.json.schema(spec.request)
            registry.add(spec)
    return registry
