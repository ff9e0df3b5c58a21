"""Electrode places, spherical splines, maps and spectra against mne and scipy."""

from __future__ import annotations

import numpy as np
import pytest

from shared.neuro.electrodes import (
    POSITIONS_FILE,
    directions,
    match,
    match_all,
    neighbours,
    positions,
)
from shared.neuro.spectra import BANDS_HZ, welch
from shared.neuro.splines import spline_matrix
from shared.neuro.topography import flattened, head_map, raised
from tests.unit.neuro.core.standard_1005 import text

NAMES = "Fp1 Fp2 F7 F3 Fz F4 F8 T7 C3 Cz C4 T8 P7 P3 Pz P4 P8 O1 Oz O2"
CAP = NAMES.split()


def test_the_positions_are_those_of_mne() -> None:
    assert POSITIONS_FILE.read_text(encoding="utf-8") == text()


def test_the_positions_lie_on_the_head_as_their_names_say() -> None:
    places = positions()
    assert len(places) == 343
    assert np.allclose(np.linalg.norm(directions(list(places)), axis=1), 1.0, atol=1e-5)
    assert places["T7"][0] < -0.9 < 0.9 < places["T8"][0]
    assert places["Fpz"][1] > 0.9 > -0.9 > places["Oz"][1]
    assert places["Cz"][2] > 0.99


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("FP1", "Fp1"), ("fz", "Fz"), ("T3", "T7"), ("t6", "P8"), ("EEG Fp1-Ref", "Fp1"),
        ("C3..", "C3"), ("Fc5.", "FC5"), ("EEG F3-LE", "F3"), ("1-Fp1", "Fp1"), ("A1", "A1"),
        ("O1-0", "O1"), ("POL C3", "C3"), (" O2 ", "O2"), ("PO10", "PO10"),
        ("EEG 001", None), ("Right AUX", None), ("ch1", None), ("EOG1", None), ("counter", None),
        ("", None), ("E12", None),
    ],
)  # fmt: skip
def test_labels_are_understood(label: str, name: str | None) -> None:
    assert match(label) == name


def test_a_place_is_given_once() -> None:
    assert match_all(["T3", "T7", "Cz", "x"]) == ("T7", None, "Cz", None)


def test_neighbours_are_the_nearest() -> None:
    found = neighbours(["Cz", "C3", "C4", "Fp1", None, "Fp2"], 2)
    assert set(found[0]) == {1, 2}
    assert found[3][0] == 5
    assert found[4] == (0, 1, 2, 3, 5)
    assert all(4 not in others for others in (found[0], found[1], found[2], found[3], found[5]))


@pytest.mark.parametrize("count", [1, 4, 20])
def test_splines_are_those_of_mne(count: int) -> None:
    from mne.channels.interpolation import _make_interpolation_matrix

    sources = directions(CAP)[:count]
    targets = directions(["AFz", "CPz", "PO7", "FT8", "Iz"])
    expected = _make_interpolation_matrix(sources, targets)
    assert np.allclose(spline_matrix(3.0 * sources, targets), expected, atol=1e-9)


def test_splines_keep_what_all_share_and_meet_the_electrodes() -> None:
    places = directions(CAP)
    matrix = spline_matrix(places, places)
    assert np.allclose(matrix.sum(axis=1), 1.0)
    smooth = places[:, 0] * 20 + places[:, 1] * 5
    assert np.abs(matrix @ smooth - smooth).max() < 0.01
    few = spline_matrix(places, directions(["CPz", "AFz"]), terms=7)
    assert np.abs(few - spline_matrix(places, directions(["CPz", "AFz"]))).max() < 5e-3


def test_splines_take_two_electrodes_in_one_place_and_refuse_none() -> None:
    twice = directions(["Cz", "Cz", "Pz"])
    matrix = spline_matrix(twice, directions(["CPz"]))
    assert np.isfinite(matrix).all()
    assert matrix[0, 0] == pytest.approx(matrix[0, 1])
    with pytest.raises(ValueError, match="at least one"):
        spline_matrix(np.empty((0, 3)), twice)
    with pytest.raises(ValueError, match="centre"):
        spline_matrix(np.zeros((1, 3)), twice)


def test_the_head_is_seen_from_above() -> None:
    places = directions(["Cz", "Fpz", "T8", "Oz", "TP9"])
    flat = flattened(places)
    assert np.hypot(*flat[0]) < 0.06
    assert flat[1, 1] > 0.85
    assert flat[2, 0] > 0.9
    assert flat[3, 1] < -0.75
    assert np.hypot(*flat[4]) > 1.05
    assert np.allclose(raised(flat), places, atol=1e-5)


def test_a_map_shows_the_value_of_each_electrode_where_it_lies() -> None:
    places = directions(CAP)
    size = 96
    head = head_map(places, size)
    values = np.zeros(len(CAP))
    values[CAP.index("O2")] = 10.0
    picture = head.image(values)
    row, column = np.unravel_index(
        np.nanargmax(np.where(head.weight > 0.99, picture, np.nan)), picture.shape
    )
    assert row > 0.7 * size
    assert column > size / 2
    assert np.isnan(picture[0, 0])
    assert np.nanmax(picture) == pytest.approx(10.0, rel=0.2)
    values[0] = np.nan
    assert np.isfinite(head.image(values)[head.inside]).all()


def test_a_map_of_four_electrodes_says_nothing_far_from_them() -> None:
    head = head_map(directions(["TP9", "AF7", "AF8", "TP10"]), 64)
    assert head.weight[32, 32] == 0.0  # the vertex
    assert head.weight.max() == 1.0


@pytest.mark.parametrize("n", [1000, 999])
def test_spectra_are_those_of_scipy(n: int) -> None:
    from scipy import signal

    rng = np.random.default_rng(1)
    x = rng.normal(0, 10, (4 * n, 3)) + 1000.0
    for length in (n, n - 1):
        found = welch(x, 250.0, length / 250.0)
        hz, density = signal.welch(x, 250.0, nperseg=length, axis=0)
        assert np.allclose(found.hz, hz)
        assert np.allclose(found.density, density)


def test_band_power_is_that_of_a_wave() -> None:
    t = np.arange(2000) / 250.0
    wave = 20.0 * np.sin(2 * np.pi * 10 * t)[:, None]
    spectrum = welch(wave, 250.0)
    assert spectrum.band_power(*BANDS_HZ["alpha"])[0] == pytest.approx(200.0, rel=0.02)
    assert spectrum.band_power(*BANDS_HZ["beta"])[0] < 1.0
    assert np.isnan(spectrum.band_power(200.0, 300.0)[0])
    assert spectrum.hz[np.argmax(spectrum.decibels()[:, 0])] == 10.0


def test_a_missing_sample_costs_its_segment_only() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(0, 10, (2000, 2))
    broken = x.copy()
    broken[1900:, 0] = np.nan
    found, whole = welch(broken, 250.0), welch(x, 250.0)
    assert np.allclose(found.density[:, 1], whole.density[:, 1])
    assert np.allclose(found.density[:, 0], welch(x[:1750], 250.0).density[:, 0])
    broken[:, 0] = np.nan
    assert np.isnan(welch(broken, 250.0).density[:, 0]).all()
    with pytest.raises(ValueError, match="no spectrum"):
        welch(x[:3], 250.0)
