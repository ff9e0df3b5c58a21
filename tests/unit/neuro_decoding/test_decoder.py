"""Alignment, encoder and decoder on trials whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from shared.errors import AppError
from shared.neuro.epoching import LENGTH
from tests.bench.encoder_decoder import EncoderDecoder
from worker.neuro.decoding.alignment import align, align_sessions
from worker.neuro.decoding.encoder import Encoder, EncoderSettings
from worker.neuro.decoding.encoder_kinds import KINDS, EncoderKind
from worker.neuro.decoding.encoder_stage import EncoderData, EncoderStage
from worker.neuro.decoding.montage import GRID, to_grid
from worker.neuro.decoding.trials import Trials, joined

LABELS = ("Fp1", "Fp2", "C3", "C4", "P3", "P4", "O1", "O2", "Oz", "Pz")
SMALL = EncoderSettings(width=8, features=16, embedding=4)


def made(
    n: int = 240, pictures: int = 12, seed: int = 0, subject: int = 1, session: int = 1
) -> tuple[Trials, np.ndarray]:
    """Trials in which the embedding of the picture stands in the electrodes, under noise."""
    rng = np.random.default_rng(seed)
    world = np.random.default_rng(99)
    targets = world.normal(size=(pictures, 4)).astype(np.float32)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    mixing = world.normal(size=(4, len(LABELS)))
    picture = rng.integers(0, pictures, n)
    wave = np.sin(np.linspace(0, 3 * np.pi, LENGTH))
    signal = (targets[picture] @ mixing)[:, :, None] * wave
    samples = (3 * signal + rng.normal(0, 1, (n, len(LABELS), LENGTH))).astype(np.float32)
    same = np.full(n, 1, np.int64)
    trials = Trials(
        samples=samples,
        before=rng.normal(0, 1, samples.shape).astype(np.float32),
        picture=picture,
        concept=picture,
        subject=same * subject,
        session=same * session,
        block=same,
        order=np.arange(n),
        labels=LABELS,
    )
    return trials, targets[picture]


def test_any_montage_of_four_places_comes_to_the_grid() -> None:
    matrix = to_grid(("TP9", "AF7", "AF8", "TP10", "Right AUX"))
    assert matrix.shape == (len(GRID), 5)
    assert (matrix[:, 4] == 0).all(), "what has no place weighs nothing"
    np.testing.assert_allclose(matrix[:, :4].sum(axis=1), 1, atol=1e-5)
    with pytest.raises(AppError, match="at least 4 good channels"):
        to_grid(("TP9", "AF7", "AF8", "TP10"), bad=("AF7",))


def test_an_electrode_of_the_grid_keeps_its_signal() -> None:
    matrix = to_grid(GRID)
    assert np.abs(matrix - np.eye(len(GRID))).max() < 0.1


def test_alignment_makes_sessions_alike() -> None:
    first, _ = made(seed=1)
    second = first.with_samples(first.samples * 7.0)
    np.testing.assert_allclose(
        align(first).apply(first.samples), align(second).apply(second.samples), atol=1e-3
    )


def test_sessions_are_aligned_each_by_itself() -> None:
    one, _ = made(60, seed=1, session=1)
    two, _ = made(60, seed=2, session=2)
    loud = two.with_samples(two.samples * 50)
    both = align_sessions(joined([one, loud]))
    np.testing.assert_allclose(both[:60], align_sessions(one), atol=1e-4)
    np.testing.assert_allclose(both[60:], align_sessions(two), atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_encoder_learns_and_takes_strangers(kind: EncoderKind) -> None:
    torch.manual_seed(0)
    model = Encoder(EncoderSettings(kind=kind, width=8, features=16, embedding=4, subjects=2))
    samples, subjects = torch.randn(6, 64, LENGTH), torch.tensor([-1, 0, 1, -1, 0, 1])
    out = model(samples, subjects)
    assert out.shape == (6, 4)
    out.square().sum().backward()
    assert all(p.grad is not None for p in model.parameters() if p is not model.log_scale)


def test_a_decoder_finds_pictures_that_it_was_not_shown_in_training_order() -> None:
    train, targets = made(480, seed=3)
    test, wanted = made(96, seed=4, session=2)
    fitted = EncoderDecoder(SMALL, steps=60).fit(train, targets, None, seed=0)
    found = fitted.embed(test)
    right = (found * wanted).sum(axis=1)
    shuffled = (found * np.random.default_rng(0).permutation(wanted)).sum(axis=1)
    assert right.mean() > 0.6
    assert right.mean() > shuffled.mean() + 0.5
    control = fitted.embed(test.with_samples(test.before))
    assert abs((control * wanted).sum(axis=1).mean()) < 0.25


@pytest.mark.parametrize("threads", [1, 2])
def test_equal_seeds_give_equal_decoders(threads: int) -> None:
    """To the bit, on several cores too: the gradient of people's layers was not."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        train, targets = made(120, seed=5)
        decoder = EncoderDecoder(SMALL, steps=4)
        first = decoder.fit(train, targets, None, seed=1).embed(train)
        for _ in range(2):
            again = decoder.fit(train, targets, None, seed=1).embed(train)
            np.testing.assert_array_equal(first, again)
        other = decoder.fit(train, targets, None, seed=2).embed(train)
    finally:
        torch.set_num_threads(before)
    assert not np.array_equal(first, other)


def test_means_of_showings_keep_the_scale_of_one() -> None:
    train, targets = made(400, pictures=4, seed=6)
    data = EncoderData(
        samples=np.random.default_rng(0).normal(size=(400, 64, LENGTH)).astype(np.float32),
        subject=np.zeros(400, np.int64),
        picture=train.picture,
        images=targets[:4],
        texts=targets[:4],
    )
    stage = EncoderStage(Encoder(SMALL), data, data, batch=64)
    batch = stage.draw(0, np.random.default_rng(0))
    kept = batch.samples[batch.samples.abs().sum(dim=2) > 0]
    assert float(kept.std()) == pytest.approx(1.0, abs=0.05)
