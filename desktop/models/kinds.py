"""Which kinds of model a person can add, and what each makes possible."""

from __future__ import annotations

from dataclasses import dataclass

from shared.motion.backends import BACKENDS, BackendInfo
from shared.neuro.generators import GENERATORS, GeneratorInfo


@dataclass(frozen=True)
class AddedKind:
    """A kind of model that does not come with Vitrine.

    Attributes
    ----------
    name : str
        As in the registry of the worker.
    needs_base : bool
        Whether it builds on the folder of another model.
    is_file : bool
        Whether it may be one file.
    workspace : str
        Which one uses it.
    """

    name: str
    needs_base: bool = False
    is_file: bool = False
    workspace: str = "motion"


ADDED_KINDS = (
    AddedKind("image-to-video"),
    AddedKind("dragnuwa-svd", needs_base=True, is_file=True),
    AddedKind("wan-move"),
    AddedKind("ati"),
    AddedKind("stable-diffusion", workspace="neuro"),
    AddedKind("sdxl-ip-adapter", needs_base=True, is_file=True, workspace="neuro"),
    AddedKind("unclip", workspace="neuro"),
)
# What comes with Vitrine, by the workspace that uses it.
WORKSPACES = {
    "motion-nano": "motion",
    "neuro": "neuro",
    "icl": "icl",
    "robustness-masked": "robustness",
    "robustness-small": "robustness",
    "robustness-small-low-quality": "robustness",
    **{kind.name: kind.workspace for kind in ADDED_KINDS},
}


# What models make possible: ways of making frames, and pictures from EEG.
WAYS: tuple[BackendInfo | GeneratorInfo, ...] = (*BACKENDS.values(), *GENERATORS.values())


def enabled_by(kind: str) -> tuple[BackendInfo | GeneratorInfo, ...]:
    """The ways that run on a kind of model."""
    return tuple(info for info in WAYS if info.model_kind == kind)


def suggested_id(folder_name: str, taken: frozenset[str]) -> str:
    """A short name for a folder that no other model has: letters, digits, points and dashes."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in folder_name)
    stem = "-".join(filter(None, kept.lower().split("-")))[:48] or "model"
    names = (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)
