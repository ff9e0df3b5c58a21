"""The simulated participant: repeatable, calibrated, honest about what it is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from shared.errors import AppError
from worker.neuro.simulation.artefacts import ArtefactRates
from worker.neuro.simulation.coloured import PowerLawNoise
from worker.neuro.simulation.lead_field import lead_field
from worker.neuro.simulation.montage import electrode_labels, electrode_positions
from worker.neuro.simulation.noise import NoiseLevels
from worker.neuro.simulation.participant import Participant, SimulationSettings
from worker.neuro.simulation.pictures import description_of
from worker.neuro.simulation.recorded import simulated_recording
from worker.neuro.simulation.session import Session

SILENT = NoiseLevels(0, 0, 0, 0, 0, 0, 0)
CALM = ArtefactRates(0, 0, 0)


@cache
def participant(level: str = "demo", seed: int = 7, number: int = 1) -> Participant:
    return Participant(SimulationSettings(level=level, seed=seed, channels=32, participant=number))


def test_equal_settings_give_equal_samples() -> None:
    first = simulated_recording(participant(), 5)
    other = Participant(participant().settings)
    np.testing.assert_array_equal(simulated_recording(other, 5).samples, first.samples)
    # A longer session starts with the same samples.
    longer = simulated_recording(participant(), 7)
    np.testing.assert_array_equal(longer.samples[: len(first.samples)], first.samples)
    assert longer.markers.texts[: len(first.markers)] == first.markers.texts


@pytest.mark.parametrize("portions", [(50, 50), (7, 13), (1200, 1, 333)])
def test_samples_do_not_depend_on_how_many_are_asked_for_at_once(portions: tuple[int, ...]) -> None:
    wanted = simulated_recording(participant(), 12)
    session = Session(participant())
    blocks = []
    while sum(len(block.samples) for block in blocks) < 3000:
        blocks.append(session.block(portions[len(blocks) % len(portions)]))
    samples = np.vstack([block.samples for block in blocks])[:3000]
    np.testing.assert_array_equal(samples, wanted.samples)
    shown = [each.text for block in blocks for each in block.shown if each.sample < 3000]
    assert tuple(shown) == wanted.markers.texts


def test_another_seed_or_participant_is_somebody_else() -> None:
    one = simulated_recording(participant(), 3).samples
    for other in (participant(seed=8), participant(number=2)):
        theirs = simulated_recording(other, 3).samples
        each = [np.corrcoef(one[:, c], theirs[:, c])[0, 1] for c in range(32)]
        assert np.abs(np.mean(each)) < 0.3


def test_says_that_it_is_simulated_and_marks_pictures() -> None:
    recording = simulated_recording(participant(), 10)
    assert recording.info.simulated
    assert recording.samples.shape == (2500, 32)
    times_s = recording.markers.times_s
    assert times_s[0] == pytest.approx(2.0)
    assert np.diff(times_s).min() > 1.1
    assert all(text.startswith("picture/") for text in recording.markers.texts)


def test_without_noise_a_picture_is_answered_at_the_back_of_the_head_after_it() -> None:
    who = participant()
    session = Session(who, order=(5,), levels=SILENT, artefacts=CALM)
    samples = np.vstack([session.block().samples for _ in range(20)])
    np.testing.assert_array_equal(samples[:500], 0)
    early = np.abs(samples[500 : 500 + round(0.13 * 250)]).max(axis=0)
    labels = who.head.labels
    back = early[[labels.index(x) for x in ("O1", "Oz", "O2")]].mean()
    front = early[[labels.index(x) for x in ("Fp1", "Fp2", "Fz")]].mean()
    assert back > 1.5 * front
    # The response is over 0.8 s after the picture.
    np.testing.assert_array_equal(samples[500 + 200 + 2 :], 0)


def test_other_pictures_are_answered_otherwise() -> None:
    answers = [participant().responses.specific(description_of(n)) for n in (0, 1, 0)]
    np.testing.assert_array_equal(answers[0], answers[2])
    assert np.abs(answers[0] - answers[1]).max() > 0.1


def test_what_all_pictures_bring_about_has_the_waves_of_a_person() -> None:
    who = participant()
    labels = who.head.labels
    common = who.responses.common()
    common = common - common.mean(axis=1, keepdims=True)

    def at(time_s: float, *names: str) -> float:
        return float(common[round(time_s * 250), [labels.index(name) for name in names]].mean())

    assert 1.5 < at(0.1, "O1", "O2", "PO7", "PO8") < 10  # P1
    assert -8 < at(0.17, "P7", "P8", "PO7", "PO8") < -0.8  # N170
    assert at(0.17, "Fz", "Cz") > 0  # and its other end
    assert 0.5 < at(0.4, "Pz", "PO3", "PO4") < 5


def test_a_brain_does_not_depend_on_the_electrodes_that_are_worn() -> None:
    seen = description_of(3)
    many = participant().responses.specific(seen)
    few = Participant(SimulationSettings(level="demo", channels=8))
    assert few.responses.gain == participant().responses.gain
    labels = participant().head.labels
    same = many[:, [labels.index(name) for name in few.head.labels]]
    # Electrodes are put on anew, some mm away.
    assert np.corrcoef(same.ravel(), few.responses.specific(seen).ravel())[0, 1] > 0.9


def test_the_levels_are_as_far_apart_as_they_say() -> None:
    realistic, demo = participant("realistic").responses.gain, participant("demo").responses.gain
    assert 20 * np.log10(demo / realistic) == pytest.approx(6.7, abs=1e-9)


def test_lead_field_of_mne_behaves_like_a_head() -> None:
    labels = electrode_labels(64)
    electrodes = electrode_positions(labels)
    shallow, deep = np.array([0, -0.07, 0]), np.array([0, -0.03, 0])
    gain = lead_field(electrodes, np.array([shallow, deep]))
    radial = gain[:, :, 1] * -1  # pointing to the back of the head
    assert labels[int(np.argmax(radial[:, 0]))] in ("Oz", "Iz")
    assert radial[:, 0].max() > 2 * radial[:, 1].max()
    # About 0.1–1 µV per nAm from the cortex.
    assert 0.05 < radial[:, 0].max() < 2
    np.testing.assert_array_equal(lead_field(electrodes, np.array([shallow, deep])), gain)


@pytest.mark.parametrize("beta", [1.0, 1.5])
def test_background_falls_as_one_over_f(beta: float) -> None:
    from scipy import signal

    noise = PowerLawNoise(40, beta, 250.0, np.random.default_rng(4))
    values = np.vstack([noise.block(50) for _ in range(400)])
    assert values.std() == pytest.approx(1, rel=0.25)
    hz, power = signal.welch(values, 250.0, nperseg=2000, axis=0)
    band = (hz > 0.5) & (hz < 60)
    slope = np.polyfit(np.log(hz[band]), np.log(power.mean(axis=1)[band]), 1)[0]
    assert slope == pytest.approx(-beta, abs=0.15)


def test_line_noise_is_where_it_was_asked_for() -> None:
    from scipy import signal

    settings = SimulationSettings(channels=8, line_hz=60.0)
    samples = simulated_recording(Participant(settings), 20).samples
    hz, power = signal.welch(samples, 250.0, nperseg=1000, axis=0)
    mean = power.mean(axis=1)
    assert mean[np.argmin(abs(hz - 60))] > 10 * mean[np.argmin(abs(hz - 50))]


def test_alpha_is_at_the_back_and_the_whole_is_as_large_as_an_eeg() -> None:
    from scipy import signal

    recording = simulated_recording(participant(), 60)
    hz, power = signal.welch(recording.samples, 250.0, nperseg=1000, axis=0)

    def rms(low_hz: float, high_hz: float, *names: str) -> float:
        rows = [recording.info.labels.index(name) for name in names]
        band = (hz >= low_hz) & (hz < high_hz)
        return float(np.sqrt(power[band][:, rows].sum(axis=0).mean() * hz[1]))

    back = power[:, recording.info.labels.index("Oz")]
    near = (hz > 6) & (hz < 14)
    assert 8 <= hz[near][back[near].argmax()] <= 12
    assert rms(8, 12, "O1", "Oz", "O2") > 1.5 * rms(8, 12, "Fz", "FC1", "FC2")
    assert 4 < rms(1, 45, "Cz", "C3", "C4", "Pz") < 20
    # Muscles are at the temples.
    assert rms(60, 110, "T7", "T8") > 1.1 * rms(60, 110, "Cz")


def test_blinks_are_in_front() -> None:
    who = participant()
    session = Session(who, order=(), levels=SILENT, artefacts=ArtefactRates(60, 0, 0))
    samples = np.vstack([session.block().samples for _ in range(50)])
    peak = samples.max(axis=0)
    assert peak[who.head.labels.index("Fp1")] > 40
    assert peak[who.head.labels.index("Fp1")] > 5 * peak[who.head.labels.index("Oz")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("channels", 0), ("channels", 257), ("rate_hz", 50), ("level", "best"), ("seed", -1)],
)
def test_impossible_settings_are_refused_in_words(field: str, value: object) -> None:
    with pytest.raises(AppError) as caught:
        SimulationSettings(**{field: value}).checked()  # type: ignore[arg-type]
    assert caught.value.code == "bad_field"
    assert str(value) in str(caught.value)


@pytest.mark.parametrize("count", [1, 4, 8, 16, 21, 32, 63, 64, 128])
def test_every_number_of_electrodes_has_distinct_places(count: int) -> None:
    labels = electrode_labels(count)
    assert len(set(labels)) == count
    radius = np.linalg.norm(electrode_positions(labels), axis=1)
    np.testing.assert_allclose(radius, 0.095)
