"""Two processes train a recipe together: each with data of its own, and one writes and speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.doubles.launching import LONG_S, launched
from worker.training import course
from worker.training.checkpoint import stage_states
from worker.training.launched import is_main_process
from worker.training.recipes import TrainingRun

SMALL_ONES = ("robustness-small", "robustness-masked", "icl")
pytestmark = pytest.mark.timeout(LONG_S)
STAGES = {
    "robustness-small": {"plain", "low-quality"},
    "robustness-masked": {"masked"},
    "icl": {"reward-1", "llmr-1", "reward-2", "llmr-2", "epr"},
    "neuro": {
        "space",
        "autoencoder",
        "drafter",
        "latent-unet",
        "encoder",
        "saliency-triplets",
        "saliency-gan",
    },
}
MODELS = {
    "robustness-small": ["plain", "low-quality"],
    "robustness-masked": ["robustness-masked"],
    "icl": ["llmr-1", "llmr-2", "epr"],
    "neuro": ["neuro"],
}


def small(run: TrainingRun) -> bool:
    from tests.unit.robustness_training.test_recipes import TINY, made_texts
    from worker.robustness.training import small_recipe

    small_recipe.load_texts = lambda folder: made_texts()
    return small_recipe.train(run, TINY)


def masked(run: TrainingRun) -> bool:
    from tests.unit.robustness_training.test_masked import TEXTS
    from worker.robustness.training import masked_recipe
    from worker.robustness.training.masked_texts import Pieces

    masked_recipe.default_folder = lambda: run.data
    masked_recipe.load_pieces = lambda *_: Pieces(TEXTS[:7], TEXTS[7:], ("is the film good .",))
    return masked_recipe.train(run)


def icl(run: TrainingRun) -> bool:
    from tests.unit.icl_training import test_recipe_paper
    from worker.icl.training import recipe

    own = run.data.with_name(f"rank-{os.environ['RANK']}")
    own.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        test_recipe_paper.bring(own, patch)
        options = test_recipe_paper.run(own, "out", run.data).options
        return recipe.train(replace(run, options=options, scale=1.0))


def neuro(run: TrainingRun) -> bool:
    from tests.unit.training.test_train_neuro import SIZE
    from worker.neuro.training import recipe

    return recipe.train(run, SIZE)


RECIPES: dict[str, Callable[[TrainingRun], bool]] = {
    "robustness-small": small,
    "robustness-masked": masked,
    "icl": icl,
    "neuro": neuro,
}


def main() -> None:
    """What each of the two processes does: `python -m … FOLDER RECIPE...`."""
    drawn: list[str] = []
    note_draws(drawn)
    for name in sys.argv[2:]:
        drawn.clear()
        train(name, Path(sys.argv[1]) / name, drawn)


def train(name: str, folder: Path, drawn: list[str]) -> None:
    """Stop a recipe after a step, where its first stage has more, then go on to the end."""
    said: list[str] = []
    run = TrainingRun(
        out=folder / "out",
        data=folder / "data",
        resume=True,
        minutes=1e-9,
        seed=0,
        ablations=False,
        scale=0.002,
        report=said.append,
        is_main=is_main_process(),
    )
    RECIPES[name](run)
    assert RECIPES[name](replace(run, minutes=None))
    rank = os.environ["RANK"]
    (folder / f"drawn-{rank}.txt").write_text("\n".join(drawn))
    (folder / f"said-{rank}.txt").write_text("\n".join(said))


def note_draws(drawn: list[str]) -> None:
    """Note with which random numbers each stage draws its steps."""
    run_stage: Any = course.run_stage

    def noting(stage: Any, plan: Any, *given: Any, **named: Any) -> bool:
        draw = stage.draw

        def noted(step: int, rng: np.random.Generator) -> Any:
            state: Any = rng.bit_generator.state
            drawn.append(f"{plan.name} {step} {state['state']['state']}")
            return draw(step, rng)

        stage.draw = noted
        done: bool = run_stage(stage, plan, *given, **named)
        return done

    course.run_stage = noting


def prepare(name: str, folder: Path) -> None:
    """What the recipe reads."""
    folder.mkdir(parents=True)
    if name == "robustness-masked":
        from tests.unit.robustness_training.test_masked import encoder_in

        encoder_in(folder)
    if name == "icl":
        from tests.unit.icl_training.test_recipe_paper import bert_in

        bert_in(folder)


def made_by_two(folder: Path, *names: str) -> Path:
    for name in names:
        prepare(name, folder / name / "data")
    module = "tests.unit.training.test_team_recipes"
    launched(module, str(folder), *names, VITRINE_HOME=str(folder / "home"))
    return folder


@pytest.fixture(scope="module")
def small_ones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Recipes that take moments, all by one pair of processes, whose start takes longer."""
    return made_by_two(tmp_path_factory.mktemp("recipes"), *SMALL_ONES)


@pytest.mark.parametrize("name", SMALL_ONES)
def test_two_processes_make_one_model(name: str, small_ones: Path) -> None:
    check(name, small_ones / name)


@pytest.mark.slow
def test_two_processes_make_one_model_of_eeg(tmp_path: Path) -> None:
    check("neuro", made_by_two(tmp_path, "neuro") / "neuro")


def check(name: str, folder: Path) -> None:
    """Every stage was trained by both, with different data; one of them wrote and spoke."""
    drawn, other = ((folder / f"drawn-{rank}.txt").read_text().split("\n") for rank in (0, 1))
    assert {line.split()[0] for line in drawn} == STAGES[name]
    assert [line.split()[:2] for line in drawn] == [line.split()[:2] for line in other]
    assert not set(drawn) & set(other), "each process has data of its own"
    states = stage_states(folder / "out" / "stages")
    assert STAGES[name] <= set(states)
    assert all(state.finished for state in states.values())
    said, heard = ((folder / f"said-{rank}.txt").read_text() for rank in (0, 1))
    assert "written: " in said
    assert "written: " not in heard
    assert "finished" not in heard
    for made in MODELS[name]:
        assert list((folder / "out" / made).glob("*.safetensors"))


if __name__ == "__main__":
    main()
