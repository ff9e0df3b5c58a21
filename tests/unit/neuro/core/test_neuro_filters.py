"""The causal chain: chunked equals whole, and against scipy on the whole run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from shared.errors import AppError
from shared.neuro.filters import CausalChain, FilterSettings

RATE_HZ = 250.0
LABELS = ("Cz", "Pz", "Oz", "TP9", "TP10")


def recording(seconds: float = 8.0, seed: int = 0) -> np.ndarray:
    """Float32 µV with the large, different offsets of electrodes."""
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(0, 1, (int(seconds * RATE_HZ), len(LABELS))), axis=0)
    return (walk + rng.uniform(-20_000, 20_000, len(LABELS))).astype(np.float32)


def whole(samples: np.ndarray, *filters: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Direct filters one after the other, started as if the first sample had been there always."""
    out = samples.astype(np.float64)
    for b, a in filters:
        state = signal.lfilter_zi(b, a)[:, None] * out[0]
        out, _ = signal.lfilter(b, a, out, axis=0, zi=state)
    return np.asarray(out)


CHAINS = {
    "default": FilterSettings(),
    "high-pass only": FilterSettings(high_hz=None, notch_hz=None, reference="none"),
    "low-pass only": FilterSettings(low_hz=None, notch_hz=60.0, order=4, reference="TP9, TP10"),
    "nothing": FilterSettings(low_hz=None, high_hz=None, notch_hz=None, reference="none"),
    "average of the good": FilterSettings(order=3, bad=("Oz",)),
}


@settings(deadline=None, max_examples=12)
@given(st.sampled_from(sorted(CHAINS)), st.lists(st.integers(1, 300), max_size=30))
def test_chunks_give_what_the_whole_gives(name: str, sizes: list[int]) -> None:
    samples = recording()
    expected = CausalChain(CHAINS[name], RATE_HZ, LABELS).process(samples)
    chain = CausalChain(CHAINS[name], RATE_HZ, LABELS)
    cuts = [c for c in np.cumsum(sizes) if c < len(samples)]
    got = np.concatenate([chain.process(part) for part in np.split(samples, cuts)])
    assert np.abs(got - expected).max() < 1e-9


def test_against_scipy_on_the_whole_run() -> None:
    samples = recording()
    low = signal.butter(2, 0.5, "highpass", fs=RATE_HZ)
    notch = signal.iirnotch(50.0, 30.0, fs=RATE_HZ)
    settings_ = FilterSettings(high_hz=None, reference="none")
    chain = CausalChain(settings_, RATE_HZ, LABELS)
    got = np.concatenate([chain.process(part) for part in np.array_split(samples, 97)])
    assert np.abs(got - whole(samples, low, notch)).max() < 1e-6  # direct form loses some digits
    sections = signal.butter(2, [0.5, 45.0], "bandpass", fs=RATE_HZ, output="sos")
    state = signal.sosfilt_zi(sections)[:, :, None] * samples[0].astype(np.float64)
    expected, _ = signal.sosfilt(sections, samples.astype(np.float64), axis=0, zi=state)
    chain = CausalChain(FilterSettings(notch_hz=None, reference="none"), RATE_HZ, LABELS)
    got = np.concatenate([chain.process(part) for part in np.array_split(samples, 97)])
    assert np.abs(got - expected).max() < 1e-9


def test_the_reference_comes_first() -> None:
    samples = recording().astype(np.float64)
    plain = FilterSettings(low_hz=None, high_hz=None, notch_hz=None)
    average = CausalChain(plain, RATE_HZ, LABELS).process(samples)
    assert np.allclose(average, samples - samples.mean(axis=1, keepdims=True))
    ears = FilterSettings(low_hz=None, high_hz=None, notch_hz=None, reference="TP9,TP10")
    got = CausalChain(ears, RATE_HZ, LABELS).process(samples)
    assert np.allclose(got, samples - samples[:, 3:].mean(axis=1, keepdims=True))
    good = FilterSettings(low_hz=None, high_hz=None, notch_hz=None, bad=("Pz", "Oz"))
    got = CausalChain(good, RATE_HZ, LABELS).process(samples)
    assert np.allclose(got, samples - samples[:, [0, 3, 4]].mean(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("hz", "kept"), [(10.0, (0.95, 1.05)), (50.0, (0.0, 0.02)), (0.05, (0.0, 0.05))]
)
def test_what_passes(hz: float, kept: tuple[float, float]) -> None:
    times_s = np.arange(int(80 * RATE_HZ)) / RATE_HZ
    wave = np.sin(2 * np.pi * hz * times_s)[:, None] * np.ones(5)
    out = CausalChain(FilterSettings(reference="none"), RATE_HZ, LABELS).process(wave)
    settled = np.abs(out[len(out) // 2 :]).max()
    assert kept[0] <= settled <= kept[1]


def test_an_offset_makes_no_transient() -> None:
    level = np.full((500, 5), 30_000.0)
    out = CausalChain(FilterSettings(reference="none"), RATE_HZ, LABELS).process(level)
    assert np.abs(out).max() < 1e-6


def test_one_nan_spoils_one_sample() -> None:
    samples = recording()
    expected = CausalChain(FilterSettings(reference="none"), RATE_HZ, LABELS).process(samples)
    broken = samples.copy()
    broken[100, 2], broken[101, 2], broken[200, 0] = np.nan, np.inf, -np.inf
    chain = CausalChain(FilterSettings(reference="none"), RATE_HZ, LABELS)
    # The second chunk begins with a sample whose value must be held from the first.
    got = np.concatenate([chain.process(part) for part in np.split(broken, [101, 150])])
    assert np.array_equal(np.isnan(got), ~np.isfinite(broken))
    held = samples.copy()
    held[100, 2] = held[101, 2] = samples[99, 2]
    held[200, 0] = samples[199, 0]
    again = CausalChain(FilterSettings(reference="none"), RATE_HZ, LABELS).process(held)
    finite = np.isfinite(broken)
    assert np.abs(got - again)[finite].max() < 1e-9
    assert np.abs(got - expected)[:, [1, 3, 4]].max() < 1e-9


def test_reset_forgets_the_past() -> None:
    chain = CausalChain(FilterSettings(), RATE_HZ, LABELS)
    first = chain.process(recording())
    chain.reset()
    assert np.array_equal(chain.process(recording()), first)
    assert len(chain.process(recording()[:0])) == 0


@pytest.mark.parametrize(
    ("settings_", "field"),
    [
        (FilterSettings(high_hz=125.0), "high_hz"),
        (FilterSettings(low_hz=0.0), "low_hz"),
        (FilterSettings(low_hz=50.0), "low_hz"),
        (FilterSettings(notch_hz=130.0), "notch_hz"),
        (FilterSettings(order=0), "order"),
        (FilterSettings(reference="A1"), "reference"),
    ],
)
def test_what_the_rate_or_the_montage_does_not_allow(settings_: FilterSettings, field: str) -> None:
    with pytest.raises(AppError) as caught:
        CausalChain(settings_, RATE_HZ, LABELS)
    assert caught.value.code == "bad_field"
    assert caught.value.params["field"] == field
