"""What a computer can do, from what its worker tells."""

from __future__ import annotations

import pytest

from desktop.core.connection import Connection, Level, Phase, describe
from desktop.core.first_check import (
    Standing,
    WorkspaceCheck,
    check_device,
    check_workspaces,
)
from shared.models import BackendState, ModelInfo
from shared.motion.backends import BACKENDS
from shared.protocol.link import LinkState
from shared.protocol.messages import EngineStatus, Models

SHIPPED = [
    ModelInfo(id="icl", kind="icl", title="Selector"),
    ModelInfo(id="nano", kind="motion-nano", title="DragNUWA nano"),
    ModelInfo(id="neuro", kind="neuro", title="NeuroImagen small"),
]
STATES = [
    BackendState(name=name, ready=name in ("warp", "nano"), reason="" if name == "warp" else "x")
    for name in BACKENDS
]


def by_id(found: Models | None, *, language_model: bool = True) -> dict[str, WorkspaceCheck]:
    checks = check_workspaces(found, language_model=language_model)
    return {check.workspace_id: check for check in checks}


@pytest.mark.parametrize(
    ("device", "gpu"), [("cpu", ""), ("cuda", "cuda"), ("cuda:1", "cuda:1"), ("mps", "mps")]
)
def test_the_device_of_the_engine(device: str, gpu: str) -> None:
    engine = EngineStatus(state="ready", device=device)
    found = check_device(describe(LinkState(state="ready", engine=engine)))
    assert (found.standing, found.gpu) == (Standing.READY, gpu)


@pytest.mark.parametrize("phase", list(Phase))
def test_without_an_engine_that_runs_nothing_is_claimed(phase: Phase) -> None:
    found = check_device(Connection(phase, Level.WAITING))
    expected = (
        Standing.MISSING
        if phase in (Phase.OFFLINE, Phase.REFUSED, Phase.BROKEN)
        else Standing.UNKNOWN
    )
    assert (found.standing, found.gpu) == (expected, "")


def test_all_that_ships_is_there() -> None:
    found = by_id(Models(models=SHIPPED, backends=STATES))
    assert list(found) == ["motion", "neuro", "icl", "robustness"]
    assert {check.standing for check in found.values()} == {Standing.READY}
    assert found["motion"].ready == ("Warp", "DragNUWA nano")
    assert "Wan-Move" in found["motion"].waiting
    assert not any(check.lacks for check in found.values())


def test_what_is_missing_is_named_for_the_workspace_that_needs_it() -> None:
    broken = ModelInfo(id="neuro", kind="neuro", ready=False, reason="bad_model")
    found = by_id(Models(models=[broken], backends=[]), language_model=False)
    assert found["motion"].standing is Standing.MISSING
    assert found["neuro"].lacks == ("model",)
    assert found["icl"].lacks == ("model", "language-model")
    assert found["robustness"].lacks == ("language-model",)
    assert found["robustness"].standing is Standing.PARTLY


def test_before_the_worker_answers_nothing_is_known() -> None:
    assert {check.standing for check in by_id(None).values()} == {Standing.UNKNOWN}
