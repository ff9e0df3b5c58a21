"""Versions of what a model was trained with: by others a number means another picture."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.neuro.scenes.scene import SCENES_VERSION
from shared.paths import write_atomic
from worker.neuro.imaging.space import SPACE_VERSION
from worker.neuro.simulation.participant import SIMULATOR_VERSION

VERSIONS_FILE = "versions.json"
_FIX = "Train it again with vitrine-worker train neuro, or choose a model made with this version."


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """Versions of scenes, simulated participant and image/text space.

    Models from before these were written down are of the first versions.
    """

    scenes: int = 1
    simulator: int = 1
    space: int = 1

    def __str__(self) -> str:
        return ", ".join(f"{name} {getattr(self, name)}" for name in self.__struct_fields__)


PRESENT = Versions(scenes=SCENES_VERSION, simulator=SIMULATOR_VERSION, space=SPACE_VERSION)


def save_versions(folder: Path, versions: Versions = PRESENT) -> None:
    """Write `versions.json` into a model's folder."""
    body = msgspec.json.format(msgspec.json.encode(versions))
    write_atomic(folder / VERSIONS_FILE, body + b"\n")


def check_versions(folder: Path) -> None:
    """See that a model was trained with what there is now.

    Raises
    ------
    AppError
        `bad_model` that names what differs, or if the file cannot be read.
    """
    try:
        found = msgspec.json.decode((folder / VERSIONS_FILE).read_bytes(), type=Versions)
    except FileNotFoundError:
        found = Versions()
    except (OSError, msgspec.MsgspecError) as error:
        reason = f"{VERSIONS_FILE} cannot be read ({error})"
        raise AppError("bad_model", model=folder.name, reason=reason, fix=_FIX) from error
    if found != PRESENT:
        reason = f"it was trained with {found}; this program has {PRESENT}"
        raise AppError("bad_model", model=folder.name, reason=reason, fix=_FIX)
