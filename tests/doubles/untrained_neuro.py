"""A decoder of the shipped layout that has learned nothing, as a model of a home."""

from __future__ import annotations

from pathlib import Path


def add_untrained(home: Path, folder: Path) -> None:
    """Write the model into `folder` and register it in `home`."""
    from tests.unit.neuro_decoding.conftest import random_parts
    from worker.models.card import UserModel
    from worker.models.registry import ModelRegistry
    from worker.neuro.decoding.painting import save_painter

    model, painter = random_parts()
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder)
    save_painter(folder, painter)
    home.mkdir(parents=True, exist_ok=True)
    ModelRegistry(home).add(UserModel(id="untrained", kind="neuro", path=str(folder)))
