"""From 4 to 128 electrodes: what comes to the grid, and what can be decoded there."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from shared.neuro.electrodes import directions
from shared.neuro.epoching import LENGTH, RATE_HZ
from shared.neuro.trial_cutter import Mark, TrialCutter
from tests.unit.neuro_decoding.conftest import random_parts
from worker.neuro.decoding.calibration import calibrate
from worker.neuro.decoding.montage import GRID, to_grid
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.decoding.trials import Trials
from worker.neuro.simulation.montage import electrode_labels

COUNTS = (4, 8, 32, 64, 128)
PICTURES, EMBEDDING, NOISE = 12, 4, 14


def dipole(at: np.ndarray, depth: float, places: np.ndarray) -> np.ndarray:
    """Potential of a radial dipole in a conducting sphere, at its surface [P]; mean 0 over it.

    (1 / f) ((1 - f²) / (1 + f² - 2 f cos γ)^1.5 - 1), where f = `depth` is the distance from the
    centre: the sum of (2 n + 1) f^(n - 1) P_n(cos γ) over n from 1 on.
    """
    cosine = places @ at
    near = (1 + depth**2 - 2 * depth * cosine) ** 1.5
    return np.asarray(((1 - depth**2) / near - 1) / depth)


@cache
def sources() -> np.ndarray:
    """Directions [40, 3] in the part of the head that caps cover."""
    rng = np.random.default_rng(5)
    found = rng.normal(size=(400, 3))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found[found[:, 2] > -0.1][:40])


def missed(count: int, depth: float = 0.5) -> float:
    """Share of the variance of dipoles' fields that the grid does not have, median over dipoles."""
    labels = electrode_labels(count)
    matrix, places, grid = to_grid(labels), directions(labels), directions(GRID)
    shares = []
    for at in sources():
        true = dipole(at, depth, grid)
        shares.append(np.mean((matrix @ dipole(at, depth, places) - true) ** 2) / true.var())
    return float(np.median(shares))


def test_a_field_comes_to_the_grid_the_better_the_more_electrodes_there_are() -> None:
    shares = [missed(count) for count in COUNTS]
    assert all(more > fewer for more, fewer in pairwise(shares)), shares
    assert shares[0] < 1, "four electrodes of forehead and ears know something, and little"
    assert shares[2] < 0.02
    assert shares[4] < 1e-4


@pytest.mark.parametrize("count", COUNTS)
def test_what_all_electrodes_share_is_kept_as_it_is(count: int) -> None:
    matrix = to_grid(electrode_labels(count))
    assert matrix.shape == (len(GRID), count)
    np.testing.assert_allclose(matrix.sum(axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("count", COUNTS)
def test_the_order_of_electrodes_means_nothing(count: int) -> None:
    labels = electrode_labels(count)
    order = np.random.default_rng(count).permutation(count)
    turned = to_grid(tuple(labels[place] for place in order))
    np.testing.assert_allclose(turned, to_grid(labels)[:, order], atol=2e-3)


@pytest.mark.parametrize("count", COUNTS)
def test_the_reference_electrode_means_nothing(count: int) -> None:
    """Whatever the reference picks up is in all channels alike: no trial has it."""
    rng = np.random.default_rng(count)
    samples = rng.normal(0, 10, (round(3 * RATE_HZ), count))
    reference = rng.normal(0, 30, (len(samples), 1)).cumsum(axis=0) / 10 + 4_000
    labels, marks = electrode_labels(count), [Mark(400.3, 7)]
    found = []
    for given in (samples, samples + reference):
        ((_, after, before),) = TrialCutter(labels, RATE_HZ).add(given, marks)
        found.append((after, before))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, atol=0.01)


def trials_of(count: int, subject: int, seed: int, n: int = 360) -> tuple[Trials, np.ndarray]:
    """Pictures whose embeddings are the strengths of four dipoles, under noise of electrodes."""
    rng, world = np.random.default_rng(seed), np.random.default_rng(99)
    targets = world.normal(size=(PICTURES, EMBEDDING)).astype(np.float32)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    labels = electrode_labels(count)
    places = directions(labels)
    fields = np.array([dipole(at, 0.5, places) for at in sources()[:EMBEDDING]])
    picture = rng.integers(0, PICTURES, n)
    wave = np.sin(np.linspace(0, 3 * np.pi, LENGTH))
    signal = (targets[picture] @ fields)[:, :, None] * wave
    samples = (signal + rng.normal(0, NOISE, (n, count, LENGTH))).astype(np.float32)
    same = np.ones(n, np.int64)
    trials = Trials(
        samples=samples,
        before=rng.normal(0, NOISE, samples.shape).astype(np.float32),
        picture=picture,
        concept=picture,
        subject=same * subject,
        session=same,
        block=same,
        order=np.arange(n),
        labels=labels,
    )
    return trials, targets[picture]


def right(found: np.ndarray, wanted: np.ndarray) -> float:
    """Share of trials whose own picture is the nearest; chance is 1 of 12."""
    places = np.unique(wanted, axis=0)
    told = places[(found @ places.T).argmax(axis=1)]
    return float((told == wanted).all(axis=1).mean())


def test_every_montage_is_decoded_the_better_the_more_electrodes_it_has() -> None:
    shares = []
    for count in COUNTS:
        train, targets = trials_of(count, subject=1, seed=1)
        test, wanted = trials_of(count, subject=1, seed=2)
        fitted = RidgeDecoder().fit(train, targets)
        shares.append(right(fitted.embed(test), wanted))
        control = right(fitted.embed(test.with_samples(test.before)), wanted)
        assert control < 0.17, f"{count}: before the picture nothing tells it"
    assert shares[0] > 2 / PICTURES
    assert all(fewer <= more + 0.03 for fewer, more in pairwise(shares)), shares
    assert shares[-1] > shares[0] + 0.2


@pytest.mark.parametrize("count", [8, 32, 128])
def test_who_wears_another_cap_is_decoded_by_what_was_learned_with_64(count: int) -> None:
    train, targets = trials_of(64, subject=1, seed=1)
    test, wanted = trials_of(count, subject=2, seed=2)
    found = RidgeDecoder().fit(train, targets).embed(test)
    assert right(found, wanted) > 2 / PICTURES


@pytest.mark.parametrize("count", COUNTS)
def test_the_model_takes_every_montage_calibrated_or_not(count: int) -> None:
    model, _ = random_parts()
    trials, _ = trials_of(count, subject=1, seed=1, n=48)
    wanted = np.random.default_rng(0).normal(size=(48, model.space.dimensions)).astype(np.float32)
    wanted /= np.linalg.norm(wanted, axis=1, keepdims=True)
    calibration = calibrate(model.encoder, trials, wanted)
    few = trials.samples[:3]
    for own in (None, calibration):
        embedding = model.embed(few, trials.labels, calibration=own)
        assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-5)
