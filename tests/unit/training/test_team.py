"""Two processes under `accelerate launch` train as one with twice the data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tests.doubles.launching import LONG_S, launched
from tests.unit.training.test_train_motion_nano import draw_film
from worker import cli
from worker.motion.training import falloff_stage, recipe
from worker.training.checkpoint import load_average, read_state, stage_states
from worker.training.loop import Plan, run_stage

PLAN = Plan(name="pair", steps=100, learning_rate=1e-2, warm_up=10)
pytestmark = pytest.mark.timeout(LONG_S)


class Unequal(nn.Module):
    """Two layers; the second is called by the stage itself, as parts of networks are."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(6, 8), nn.Linear(8, 1)
        self.unused = nn.Linear(2, 2)
        self.dropout = nn.Dropout(0.5)

    def forward(self, given: Tensor) -> Tensor:
        return torch.tanh(self.first(given))


class PairStage:
    """See `worker.training.loop.Stage`; alone it draws what both of two processes would."""

    def __init__(self, *, alone: bool, noisy: bool = False) -> None:
        torch.manual_seed(5)
        self.model: nn.Module = Unequal()
        self._alone, self._noisy = alone, noisy

    def draw(self, step: int, rng: np.random.Generator) -> Tensor:
        ranks = range(2) if self._alone else [int(os.environ.get("RANK", "0"))]
        rows = [np.random.default_rng([rank, step]).standard_normal((8, 6)) for rank in ranks]
        return torch.from_numpy(np.concatenate(rows).astype(np.float32))

    def loss(self, model: nn.Module, batch: Tensor) -> tuple[Tensor, dict[str, float]]:
        network = getattr(model, "module", model)
        assert isinstance(network, Unequal)
        hidden = network(batch)
        hidden = network.dropout(hidden) if self._noisy else hidden
        wanted = batch.square().sum(1, keepdim=True)
        return (network.second(hidden) - wanted).square().mean(), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"sum": float(sum(value.sum() for value in model.state_dict().values()))}


def train(folder: Path, *, alone: bool, noisy: bool = False, parts: bool = False) -> list[str]:
    """Train with a break after each twentieth step, if in `parts`; what was told."""
    told: list[str] = []
    plan = PLAN if not noisy else Plan(name="pair", steps=5, learning_rate=1e-2)
    deadline = 0.0 if parts else None
    while not run_stage(
        PairStage(alone=alone, noisy=noisy), plan, folder, 3, deadline=deadline, report=told.append
    ):
        torch.manual_seed(17)
    return told


def main() -> None:
    """What each of the two processes does: `python -m … FOLDER`."""
    folder = Path(sys.argv[1])
    told = train(folder / "together", alone=False)
    train(folder / "noisy", alone=False, noisy=True)
    train(folder / "noisy-parts", alone=False, noisy=True, parts=True)
    train_recipe(folder)
    rank = os.environ["RANK"]
    (folder / f"told-{rank}.txt").write_text("\n".join(told))
    saves = sorted(path.name for path in (folder / "together").iterdir())
    (folder / f"saves-{rank}.txt").write_text("\n".join(saves))


def train_recipe(folder: Path) -> None:
    """The recipe `motion-nano`, small, by the command itself; then once more, to go on with it."""
    falloff_stage.BATCH, falloff_stage._VALIDATION_COUNTS = 2, (3,)
    recipe.CONFIG = msgspec.structs.replace(
        recipe.CONFIG, falloff_widths=(8, 8, 8), widths=(8, 8, 8), features=16
    )
    command = ["train", "motion-nano", "--out", str(folder / "nano"), "--scale", "0.001"]
    command += ["--data", str(folder / "data")]
    assert cli.main([*command, "--minutes", "0.0001"]) == 0
    assert cli.main([*command, "--resume"]) == 0


def average(folder: Path) -> dict[str, Tensor]:
    network = Unequal()
    load_average(folder, network)
    return network.state_dict()


def loss_of(line: str) -> float:
    return float(line.rpartition("loss ")[2].split(",")[0])


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two processes made."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "data").mkdir()
    draw_film(folder / "data" / "bbb.mp4")
    said = launched("tests.unit.training.test_team", str(folder))
    (folder / "said.txt").write_text(said)
    return folder


def test_two_processes_go_the_way_of_one_with_twice_the_data(
    together: Path, tmp_path: Path
) -> None:
    told = train(tmp_path / "alone", alone=True)
    wanted, made = average(tmp_path / "alone"), average(together / "together")
    start = PairStage(alone=True).model.state_dict()
    for name, value in wanted.items():
        torch.testing.assert_close(made[name], value, rtol=1e-4, atol=1e-5, msg=name)
    assert not torch.allclose(made["first.weight"], start["first.weight"], atol=1e-2)
    assert torch.equal(made["unused.weight"], start["unused.weight"]), "nothing decays it"
    lines = (together / "told-0.txt").read_text().splitlines()
    assert [line for line in lines if "step" in line]
    for line, other in zip(told, lines, strict=True):
        if "loss" in line:
            assert loss_of(other) == pytest.approx(loss_of(line), rel=1e-3)


def test_the_main_process_writes_and_speaks(together: Path) -> None:
    assert (together / "told-1.txt").read_text() == ""
    assert (together / "saves-0.txt").read_text() == (together / "saves-1.txt").read_text()
    assert len(list((together / "together").glob("*.safetensors"))) == 1
    state = read_state(together / "together")
    assert state is not None
    assert (state.step, state.finished) == (PLAN.steps, True)


def test_a_run_that_was_stopped_after_each_step_equals_an_unbroken_one(together: Path) -> None:
    whole, parts = average(together / "noisy"), average(together / "noisy-parts")
    for name, value in whole.items():
        torch.testing.assert_close(parts[name], value, rtol=0, atol=0, msg=name)


def test_a_recipe_is_trained_by_the_command_and_written_once(together: Path) -> None:
    said = (together / "said.txt").read_text().splitlines()
    assert len([line for line in said if line.startswith("written: ")]) == 1
    assert len([line for line in said if line.startswith("text-camera: finished")]) == 1
    model = together / "nano" / "motion-nano"
    assert {path.name for path in model.iterdir()} >= {"model.safetensors", "model.json"}
    states = stage_states(together / "nano" / "stages")
    assert set(states) == {"text-camera", "falloff", "video-dense", "video-sparse"}
    assert all(state.finished for state in states.values())


def test_ablations_are_for_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert cli.main(["train", "motion-nano", "--ablations", "--out", str(tmp_path)]) == 2
    assert "ablations" in capsys.readouterr().err


if __name__ == "__main__":
    main()
