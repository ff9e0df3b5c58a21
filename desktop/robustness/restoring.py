"""The settings of a run put back from its output; no Qt."""

from __future__ import annotations

import msgspec

from desktop.core.outputs import Output
from desktop.robustness.setup import Setup
from shared.provenance import REDACTED
from shared.tasks.robustness import (
    ROBUSTNESS_ATTACK,
    ROBUSTNESS_DEFEND,
    ROBUSTNESS_EXPLAIN,
    ROBUSTNESS_TRANSFER,
)

# A suite has many prompts, and the settings of one do not hold it.
_OF_ONE_PROMPT = {
    spec.name: spec
    for spec in (ROBUSTNESS_ATTACK, ROBUSTNESS_EXPLAIN, ROBUSTNESS_TRANSFER, ROBUSTNESS_DEFEND)
}
_SAME = frozenset(Setup.__struct_fields__)


def is_of_one_prompt(output: Output) -> bool:
    """Whether a run was about one prompt on one file of samples."""
    return output.task in _OF_ONE_PROMPT


def restored_setup(output: Output) -> Setup | None:
    """The settings of a run, its samples by the name in the request; None where it cannot be read.

    What the run did not ask for is at its default.
    """
    request = output.request_as(_OF_ONE_PROMPT[output.task].request)
    if request is None:
        return None
    asked = msgspec.structs.asdict(request)
    if REDACTED in (asked["prompt"], asked["data"]):
        return None
    fields = {key: value for key, value in asked.items() if key in _SAME}
    if "attack" in asked:
        fields["attacks"] = (asked["attack"],)
    if asked.get("models"):
        fields["model"] = asked["models"][0]
    return Setup(**fields)
