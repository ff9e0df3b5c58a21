"""Quality on channels that were made with one fault each."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from shared.neuro.quality import ChannelQuality, channel_quality

RATE_HZ, SECONDS = 250.0, 4.0


def head(channels: int = 32, seed: int = 0) -> np.ndarray:
    """Shared 1/f sources and an own part in each channel, µV."""
    rng = np.random.default_rng(seed)
    count = int(RATE_HZ * SECONDS)
    hz = np.fft.rfftfreq(count, 1 / RATE_HZ)
    shape = 1 / np.maximum(hz, 1.0)[:, None]
    white = rng.normal(size=(len(hz), 4)) + 1j * rng.normal(size=(len(hz), 4))
    sources = np.fft.irfft(white * shape, count, axis=0)
    sources /= sources.std(axis=0)
    signal = sources @ rng.normal(0, 6, (4, channels)) + rng.normal(0, 1, (count, channels))
    return signal + rng.uniform(-5000, 5000, channels)


def judged(window: np.ndarray, channel: int = 5) -> ChannelQuality:
    return channel_quality(window, RATE_HZ)[channel]


@pytest.mark.parametrize("channels", [4, 32, 128])
def test_good_channels_are_good(channels: int) -> None:
    qualities = channel_quality(head(channels), RATE_HZ)
    assert len(qualities) == channels
    assert {quality.verdict for quality in qualities} == {"good"}


def test_amplitude_is_that_of_the_wave() -> None:
    window = head()
    times_s = np.arange(len(window)) / RATE_HZ
    window[:, 5] = 70.0 * np.sin(2 * np.pi * 10 * times_s) + 3000
    assert judged(window).amplitude_uv == pytest.approx(70 / np.sqrt(2), rel=0.01)


def test_flat() -> None:
    window = head()
    window[:, 5] = 12.0
    quality = judged(window)
    assert (quality.reasons, quality.verdict) == (("flat",), "bad")
    assert quality.correlation is None


@pytest.mark.parametrize("limit_uv", [187_500.0, -187_500.0])
def test_railed_for_good(limit_uv: float) -> None:
    window = head()
    window[:, 5] = limit_uv
    quality = judged(window)
    assert (quality.reasons, quality.verdict) == (("railed",), "bad")
    assert quality.railed_share == 1.0


def test_railed_now_and_then() -> None:
    window = head()
    swing = 400 * np.sin(2 * np.pi * 1.5 * np.arange(len(window)) / RATE_HZ)
    window[:, 5] = np.minimum(window[:, 5] - window[:, 5].mean() + swing, 250.0)
    share = (window[:, 5] == 250.0).mean()
    quality = judged(window)
    assert share > 0.1
    assert quality.railed_share == pytest.approx(share, abs=0.02)
    assert "railed" in quality.reasons
    assert quality.verdict == "bad"


@pytest.mark.parametrize(("amplitude_uv", "verdict"), [(18.0, "poor"), (400.0, "bad")])
@pytest.mark.parametrize("line_hz", [50.0, 60.0])
def test_line_noise(amplitude_uv: float, verdict: str, line_hz: float) -> None:
    window = head()
    times_s = np.arange(len(window)) / RATE_HZ
    window[:, 5] += amplitude_uv * np.sin(2 * np.pi * line_hz * times_s)
    quality = channel_quality(window, RATE_HZ, line_hz)[5]
    assert quality.reasons == ("line",)
    assert quality.verdict == verdict
    assert channel_quality(window, RATE_HZ, line_hz)[6].verdict == "good"


def test_alone() -> None:
    window = head()
    window[:, 5] = np.random.default_rng(9).normal(0, 15, len(window))
    quality = judged(window)
    assert quality.reasons == ("alone",)
    assert quality.verdict == "bad"
    assert quality.correlation is not None
    assert quality.correlation < 0.4


def test_bridged() -> None:
    window = head()
    window[:, 5] = window[:, 6] + np.random.default_rng(9).normal(0, 0.01, len(window))
    assert judged(window).reasons == ("bridged",)
    assert judged(window, 6).reasons == ("bridged",)
    assert judged(window, 7).reasons == ()


def test_correlation_is_that_of_the_waves_between_1_and_45_hz() -> None:
    times_s = np.arange(int(RATE_HZ * SECONDS)) / RATE_HZ
    alpha, beta, drift, muscle, other_muscle = (
        np.sin(2 * np.pi * hz * times_s) for hz in (10, 22, 0.25, 80, 90)
    )
    window = np.stack(
        [
            10 * alpha + 40 * drift + 9 * muscle,
            8 * alpha + 6 * beta - 40 * drift + 9 * other_muscle,  # r = 8 / 10 with the first
            10 * beta + 20 * drift,  # r = 6 / 10 with the second, 0 with the first
        ],
        axis=1,
    )
    got = [quality.correlation for quality in channel_quality(window, RATE_HZ)]
    assert np.allclose(got, [0.8, 0.8, 0.6], atol=0.01)


def test_neighbours_are_those_that_are_named() -> None:
    window = head(3)
    window[:, 2] = window[:, 1] * 2
    near = ((1,), (0,), ())
    qualities = channel_quality(window, RATE_HZ, neighbours=near)
    assert qualities[0].correlation == pytest.approx(qualities[1].correlation)
    assert qualities[1].correlation is not None
    assert qualities[1].correlation < 0.9
    assert qualities[2].correlation is None


@pytest.mark.parametrize(("count", "verdict"), [(20, "poor"), (400, "bad")])
def test_missing(count: int, verdict: str) -> None:
    window = head()
    window[100 : 100 + count, 5] = np.nan
    window[300, 6] = np.inf
    quality = judged(window)
    assert quality.missing_share == pytest.approx(count / len(window))
    assert "missing" in quality.reasons
    assert quality.verdict == verdict
    assert judged(window, 6).reasons == ("missing",)
    assert judged(window, 7).verdict == "good"
    window[:, 5] = np.nan
    assert judged(window).verdict == "bad"


@pytest.mark.parametrize("flat", [False, True])
def test_values_travel_as_json(flat: bool) -> None:
    window = head()
    window[:, 5] = 0.0 if flat else window[:, 5]
    quality = judged(window)
    assert msgspec.json.decode(msgspec.json.encode(quality), type=ChannelQuality) == quality
