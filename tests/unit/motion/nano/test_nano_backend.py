"""The nano backend from a job to its frames, with random weights."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.tasks.motion import DragLayer
from tests.doubles.nano import save_tiny_nano
from tests.unit.motion.nano.conftest import (
    ARROW,
    DRAWN,
    PIN,
    JobMaker,
    SeededContext,
    StubSampler,
    events,
    frames_of,
    learned,
)
from worker.motion.backends import nano as backend
from worker.motion.backends.base import Made, Sampled

CAMERA = DragLayer(role="camera", points=((64, 36), (72, 32)), scale=(1.0, 1.2))


@pytest.mark.parametrize("layers", [(), (PIN,), (DragLayer(points=((9, 9), (9, 9))),)])
@pytest.mark.parametrize(
    ("size", "prompt"), [(DRAWN, ""), ((100, 178), " "), ((640, 360), "镜头拉近")]
)
def test_nothing_asked_gives_the_picture_bit_for_bit(
    make_job: JobMaker,
    calls: list[int],
    layers: tuple[DragLayer, ...],
    size: tuple[int, int],
    prompt: str,
) -> None:
    """A prompt without a word that the model can read asks for nothing."""
    job = make_job(layers=layers, size=size, prompt=prompt)
    frames = frames_of(job)
    np.testing.assert_array_equal(frames, np.broadcast_to(job.scene.still, frames.shape))
    assert not calls


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(make_job: JobMaker) -> None:
    job = make_job(steps=2)
    first, again, other = frames_of(job, 3), frames_of(job, 3), frames_of(job, 4)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first[0], other[0])
    for t in range(1, 8):
        assert not np.array_equal(first[t], other[t])


def test_closing_between_steps_stops_the_network(make_job: JobMaker, calls: list[int]) -> None:
    making: Generator[Sampled | Made, None, None] = backend.make_frames(
        SeededContext(Path()), make_job(steps=6)
    )
    first = next(making)
    assert isinstance(first, Made)
    assert not calls, "the first frame waits for no step"
    for done in (1, 2):
        assert next(making) == Sampled(done, 6)
        assert len(calls) == done, "one step between two reports"
        assert isinstance(next(making), Made)
        assert len(calls) == done, "an estimate costs no step"
    making.close()
    assert len(calls) == 2


def test_steps_are_told_and_guidance_costs_its_passes(make_job: JobMaker, calls: list[int]) -> None:
    job = make_job(num_frames=20, steps=2, text_guidance=3.0, prompt="a wave")
    told = [event for event in events(job) if isinstance(event, Sampled)]
    assert told == [Sampled(done, 4) for done in (1, 2, 3, 4)], "two runs of frames, two steps each"
    assert len(calls) == 8


def test_between_steps_the_frame_that_moved_most_is_shown_as_an_estimate(
    make_job: JobMaker, stub: StubSampler
) -> None:
    stub.change = 0.25
    job = make_job(num_frames=20, steps=3)
    seen: list[tuple[int, bool]] = []
    for event in events(job):
        if isinstance(event, Made):
            seen.append((event.index, event.final))
            if not event.final:
                expected = learned(job, job.scene)[event.index] + 0.25 * 127.5
                np.testing.assert_allclose(event.frame, expected.clip(0, 255), atol=1)
    assert [index for index, final in seen if not final] == [16, 16, 19, 19]
    assert [index for index, final in seen if final] == list(range(20))
    assert not any(isinstance(e, Made) and not e.final for e in events(make_job(steps=1)))


@pytest.mark.parametrize(("count", "runs"), [(8, [8]), (14, [14]), (17, [17]), (40, [19, 20, 9])])
def test_noise_of_a_frame_does_not_depend_on_the_run_it_is_sampled_in(
    make_job: JobMaker, stub: StubSampler, count: int, runs: list[int]
) -> None:
    frames_of(make_job(num_frames=count), seed=9)
    assert stub.counts == runs
    assert len(stub.noise) == count
    for t, (_, seen) in enumerate(sorted(stub.noise.items())):
        expected = np.random.default_rng([9, t]).standard_normal((3, 64, 128), dtype=np.float32)
        for noise in seen:
            np.testing.assert_array_equal(noise.numpy(), expected)
    assert (max(len(seen) for seen in stub.noise.values()) > 1) == (len(runs) > 1)


def box(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    mask = np.zeros((DRAWN[1], DRAWN[0]), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


MASKED = DragLayer(points=((30, 30), (50, 36)), mask="mask", rotate_deg=(0, 15))


@pytest.mark.parametrize("size", [(256, 144), (100, 178), (640, 360)])
@pytest.mark.parametrize(
    ("layers", "masks"),
    [
        ((ARROW, PIN), {}),
        ((CAMERA,), {}),
        ((MASKED, ARROW, CAMERA, PIN), {0: box(20, 20, 40, 40)}),
    ],
    ids=["drag", "camera", "mask"],
)
def test_where_the_network_changes_nothing_the_warp_is_left(
    make_job: JobMaker,
    stub: StubSampler,
    size: tuple[int, int],
    layers: tuple[DragLayer, ...],
    masks: dict[int, np.ndarray],
) -> None:
    job = make_job(layers=layers, masks=masks, size=size)
    frames, expected = frames_of(job), learned(job, job.scene)
    np.testing.assert_array_equal(frames, expected)
    assert not np.array_equal(frames[7], job.scene.still)


def test_the_learned_warp_alone_asks_the_video_network_nothing(
    make_job: JobMaker, calls: list[int]
) -> None:
    job = make_job(layers=(MASKED, ARROW), masks={0: box(20, 20, 40, 40)})
    made = list(backend.make_warp_frames(SeededContext(Path()), job))
    assert [event.index for event in made if isinstance(event, Made)] == list(range(8))
    frames = np.stack([event.frame for event in made if isinstance(event, Made)])
    np.testing.assert_array_equal(frames, learned(job, job.scene))
    assert not calls


@pytest.mark.parametrize(
    ("size", "network"),
    [
        ((256, 144), (144, 256)),
        ((128, 72), (64, 128)),
        ((100, 178), (176, 96)),
        ((640, 360), (288, 512)),
        ((16, 16), (16, 16)),
    ],
)
def test_what_the_network_changes_is_added_at_full_size(
    make_job: JobMaker, stub: StubSampler, size: tuple[int, int], network: tuple[int, int]
) -> None:
    stub.change = 0.1
    job = make_job(size=size)
    frames, warp = frames_of(job), learned(job, job.scene).astype(float)
    np.testing.assert_array_equal(frames[0], job.scene.still)
    expected = np.clip(warp[1:] + 12.75, 0, 255)
    # Half a level of rounding, and one of three resolutions in which the sum is taken.
    assert np.abs(frames[1:] - expected).max() <= 0.51
    assert stub.sizes == {(3, *network)}


@pytest.mark.parametrize("size", [(256, 144), (100, 178), (640, 360), (1920, 1080), (1920, 16)])
def test_every_size_is_made(make_job: JobMaker, size: tuple[int, int]) -> None:
    job = make_job(size=size)
    frames = frames_of(job)
    assert frames.shape == (8, size[1], size[0], 3)
    assert frames.dtype == np.uint8
    assert np.abs(frames[7].astype(int) - learned(job, job.scene)[7]).max() > 1


@pytest.mark.parametrize("count", [8, 14, 40])
def test_every_length_is_made(make_job: JobMaker, count: int) -> None:
    frames = frames_of(make_job(num_frames=count, size=(64, 48)))
    assert len(np.unique(frames.reshape(count, -1), axis=0)) == count


def test_without_a_model_it_says_what_to_do(make_job: JobMaker) -> None:
    with pytest.raises(AppError) as caught:
        events(make_job(model=None))
    assert caught.value.code == "missing_model"
    assert "motion-nano is not installed" in str(caught.value)
    assert "installer repair" in str(caught.value)


def test_damaged_weights_are_refused_before_the_first_frame(
    make_job: JobMaker, tmp_path: Path
) -> None:
    folder = save_tiny_nano(tmp_path / "broken")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    making = backend.make_frames(SeededContext(Path()), make_job(model=folder))
    with pytest.raises(AppError) as caught:
        next(making)
    assert caught.value.code == "bad_model"
    assert "broken" in str(caught.value)
