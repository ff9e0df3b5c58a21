"""The recipe `neuro` with a few pictures and people: resumable, seeded, complete."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.scene import SCENES_VERSION
from worker.cli import main
from worker.neuro.decoding.encoder import EncoderSettings
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.decoding.painting import load_painter
from worker.neuro.decoding.reconstruction import Wanted, last
from worker.neuro.imaging.autoencoder import AutoencoderSettings
from worker.neuro.imaging.latent_unet import UNetSettings
from worker.neuro.imaging.space import SPACE_VERSION
from worker.neuro.simulation.participant import SIMULATOR_VERSION
from worker.neuro.training import eeg_split
from worker.neuro.training.people import Person, session_trials
from worker.neuro.training.recipe import train
from worker.neuro.training.recipe_size import RecipeSize
from worker.neuro.training.scene_data import trained_numbers
from worker.training.checkpoint import stage_states
from worker.training.recipes import TrainingRun

SIZE = RecipeSize(
    drawn=tuple(trained_numbers(range(1))),
    compared=tuple(trained_numbers(range(90, 91)))[::8],
    shown=eeg_split.trained_pictures()[:24],
    parts=1,
    calibrating=eeg_split.calibration_pictures()[:42],
    judging=eeg_split.validated_pictures()[:3],
    people=(
        Person(number=1, channels=8, sessions=1),
        Person(number=2, channels=4, sessions=1, level="demo"),
    ),
    lookers=(Person(number=31, channels=8),),
    judges=(Person(number=51, channels=8),),
    repeats=2,
    painted=2,
    autoencoder=AutoencoderSettings(widths=(8, 8, 8)),
    diffusion=UNetSettings(widths=(16, 16), features=16),
    encoder=EncoderSettings(width=8, features=16),
)
_SCALE = 0.001  # one to three steps of each stage
# The whole recipe runs several times; on a busy computer that is long.
pytestmark = pytest.mark.timeout(600)


@dataclass(frozen=True)
class Trained:
    """A run that came to its end, with what it told."""

    out: Path
    data: Path

    @property
    def folder(self) -> Path:
        return self.out / "neuro"

    def weights(self) -> dict[str, np.ndarray]:
        """All tensors of the model, by file and name."""
        return {
            f"{path.stem}/{name}": value
            for path in sorted(self.folder.glob("*.safetensors"))
            for name, value in load_file(path).items()
        }

    def figures(self) -> dict[str, dict[str, float]]:
        """What every stage was judged with."""
        return {name: state.figures for name, state in stage_states(self.out / "stages").items()}

    def judged(self) -> list[str]:
        """The last table of the card: figures of the whole."""
        text = (self.folder / "CARD.md").read_text("utf-8")
        return text.split("| figure | value |")[1].splitlines()


def _run(trained: Trained, **others: object) -> TrainingRun:
    run = TrainingRun(
        out=trained.out,
        data=trained.data,
        resume=True,
        minutes=None,
        seed=0,
        ablations=False,
        scale=_SCALE,
        report=lambda line: None,
    )
    return replace(run, **others)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A run from beginning to end."""
    folder = tmp_path_factory.mktemp("whole")
    trained = Trained(folder / "out", folder / "data")
    assert train(_run(trained), SIZE)
    return trained


def test_the_model_loads_and_turns_trials_into_names_and_pictures(whole: Trained) -> None:
    model, painter = load_neuro_model(whole.folder), load_painter(whole.folder)
    trials = session_trials(Person(number=60, channels=8), 0, 1, SIZE.judging)
    embedding = model.embed(trials.samples, trials.labels)
    shares = model.rank(embedding, SIZE.judging, len(trials))
    assert shares.shape == (3,)
    assert shares.sum() == pytest.approx(1)
    picture = last(painter.paint(Wanted(embedding, 0.5), [1, 2], "both"))
    assert (picture.shape, picture.dtype) == ((64, 64, 3), np.uint8)


def test_the_card_tells_how_the_model_was_made(whole: Trained) -> None:
    card = json.loads((whole.folder / "model.json").read_text("utf-8"))
    assert set(card["files"]) == {
        path.name for path in whole.folder.iterdir() if path.name != "model.json"
    }
    text = (whole.folder / "CARD.md").read_text("utf-8")
    for words in (
        "seed 0",
        "steps × 0.001",
        "simulated throughout",
        "2 simulated people (1 × 8 channels realistic, 1 × 4 channels demo), 2 sessions in all, "
        "24 of 24 pictures of seen concepts in each",
        "an encoder of EEG (spatial-first)",
        f"scenes {SCENES_VERSION}, simulator {SIMULATOR_VERSION}, space {SPACE_VERSION}",
        "| encoder | 6 |",
        "| ssim_both |",
    ):
        assert words in text
    assert json.loads((whole.folder / "encoder.json").read_text("utf-8"))["kind"] == "spatial-first"


def test_a_run_that_is_stopped_again_and_again_equals_an_unbroken_one(
    tmp_path: Path, whole: Trained
) -> None:
    broken = Trained(tmp_path, whole.data)
    stops = 0
    while not train(_run(broken, minutes=0.0), SIZE):
        stops += 1
        torch.manual_seed(stops)  # whatever a new process begins with
        assert stops < 30
    assert stops >= 6, "it was stopped in the middle of stages"
    one, other = whole.weights(), broken.weights()
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    assert whole.figures() == broken.figures()
    assert whole.judged() == broken.judged()
    answers = [(each.folder / "answers.json").read_bytes() for each in (whole, broken)]
    assert answers[0] == answers[1]


def test_another_seed_makes_other_people_weights_and_figures(
    tmp_path: Path, whole: Trained
) -> None:
    other = Trained(tmp_path / "out", tmp_path / "data")
    other.data.mkdir()
    for path in whole.data.glob("*.npz"):
        shutil.copy(path, other.data)
    assert train(_run(other, seed=1), SIZE)
    samples = [
        np.load(each.data / "people" / "person-01-samples.npy", allow_pickle=False)
        for each in (whole, other)
    ]
    assert not np.array_equal(samples[0], samples[1])
    one, two = whole.weights(), other.weights()
    for network in ("space", "autoencoder", "encoder", "latent_unet", "saliency"):
        names = [name for name in one if name.startswith(network)]
        assert any(not np.array_equal(one[name], two[name]) for name in names), network
    assert whole.judged() != other.judged()


def test_another_encoder_goes_on_with_the_image_side_that_is_there(
    tmp_path: Path, whole: Trained
) -> None:
    shutil.copytree(whole.out / "stages", tmp_path / "stages")
    other = Trained(tmp_path, whole.data)
    lines: list[str] = []
    assert train(_run(other, encoder="eegnet", report=lines.append), SIZE)
    finished = {line.split(":")[0] for line in lines if "finished" in line}
    assert finished == {"encoder-eegnet", "saliency-triplets-eegnet", "saliency-gan-eegnet"}
    assert load_neuro_model(other.folder).encoder.settings.kind == "eegnet"
    text = (other.folder / "CARD.md").read_text("utf-8")
    assert "an encoder of EEG (eegnet)" in text
    assert "| encoder-eegnet | 6 |" in text
    assert "| encoder | 6 |" not in text, "what another encoder reached is no part of this model"
    one, two = whole.weights(), other.weights()
    shared = [name for name in one if name.startswith(("space", "autoencoder", "latent_unet"))]
    for name in shared:
        np.testing.assert_array_equal(one[name], two[name], err_msg=name)


@pytest.mark.parametrize(
    ("recipe", "kind", "told"),
    [("neuro", "conformer", "spatial-first, nice, atm, eegnet"), ("motion-nano", "nice", "neuro")],
)
def test_encoders_that_there_are_not_are_refused(
    recipe: str, kind: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["train", recipe, "--out", str(out), "--encoder", kind]) == 2
    error = capsys.readouterr().err
    assert kind in error
    assert told in error
    assert not out.exists()


def test_everybody_sees_half_of_the_pictures_and_all_concepts() -> None:
    size, count = RecipeSize(), len(concepts())
    parts = [set(size.shown_to(person)) for person in size.people]
    assert {len(part) for part in parts} == {len(size.shown) // 2}
    assert set().union(*parts) == set(size.shown)
    assert parts[0] != parts[1]
    for part in parts:
        per_concept = np.bincount([number % count for number in part])
        assert set(per_concept[per_concept > 0]) == {16}


def test_the_published_recipe_is_the_default() -> None:
    size = RecipeSize()
    assert size.people == eeg_split.PEOPLE
    assert size.shown == eeg_split.trained_pictures()
    assert size.judging == eeg_split.validated_pictures()
    assert (len(size.drawn), len(size.compared), len(size.calibrating)) == (11520, 960, 1285)
    assert set(size.shown) <= set(size.drawn), "people see what the image side has drawn"
    numbers = [
        person.number for part in (size.people, size.lookers, size.judges) for person in part
    ]
    assert len(numbers) == len(set(numbers)), "who judges was not trained on"
    count = len(concepts())
    told = {number % count for number in (*size.shown, *size.calibrating)}
    assert told.isdisjoint(
        number % count for number in (*size.judging, *eeg_split.tested_pictures())
    )
