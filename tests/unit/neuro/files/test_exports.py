"""What people said about a recording goes into FIF, EDF and BIDS; the rules of BIDS are kept."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.acquisition import SessionNotes
from tests.e2e.eeg.streams import REAL
from tests.unit.neuro.files.bids_rules import beside, problems, table
from tests.unit.neuro.files.test_formats import RATE_HZ, a_recording, marks_of
from worker.neuro.export.bids_folder import write_bids
from worker.neuro.export.edf_file import write_edf
from worker.neuro.export.fif_file import write_fif
from worker.neuro.files.edf_texts import MOST_BYTES, joined, pieces
from worker.neuro.files.reader import read_recording
from worker.neuro.files.recording import Note, Recording

LONG = "note that the participant’s cap was moved a little to the left after the second block"
NOTES = (
    Note(50.5, 0.0, LONG),
    Note(51.2, 0.4, "BAD_moved"),
    Note(52.0, 0.5, "eyes closed"),
    Note(53.0, 0.0, "bad light"),
)


def a_told_recording(**changes: object) -> Recording:
    values: dict[str, object] = {
        "bad_channels": ("Cz",),
        "notes": NOTES,
        "session": SessionNotes(subject="S07", session="2", task="faces"),
    }
    return dataclasses.replace(a_recording(), **{**values, **changes})  # type: ignore[arg-type]


def notes_of(recording: Recording) -> list[tuple[float, float, str]]:
    first_s = recording.times_s[0]
    return [(round(n.at_s - first_s, 3), round(n.duration_s, 3), n.text) for n in recording.notes]


EXPECTED = [(0.5, 0, LONG), (1.2, 0.4, "BAD_moved"), (2, 0.5, "eyes closed"), (3, 0, "bad light")]


def told_by_pyedflib(path: Path) -> str:
    """All annotations, long ones put together."""
    import pyedflib

    with pyedflib.EdfReader(str(path)) as edf:
        return "|".join(edf.readAnnotations()[2]).replace("…|…", "")


def test_fif_keeps_notes_and_bad_channels(tmp_path: Path) -> None:
    import mne

    path = write_fif(a_told_recording(), tmp_path / "a.fif")
    raw = mne.io.read_raw_fif(path, verbose="ERROR")
    assert raw.info["bads"] == ["Cz"]
    # mne leaves out the stretch that was called bad and nothing else.
    kept = raw.get_data(reject_by_annotation="omit", verbose="ERROR").shape[1]
    assert kept == raw.n_times - 0.4 * RATE_HZ
    back = read_recording(path)
    assert back.bad_channels == ("Cz",)
    assert notes_of(back) == EXPECTED
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]


def test_edf_keeps_notes_of_any_length_and_says_which_channels_are_bad(tmp_path: Path) -> None:
    import mne

    path = write_edf(a_told_recording(), tmp_path / "a.edf")
    raw = mne.io.read_raw_edf(path, verbose="ERROR", preload=True)
    kept = raw.get_data(reject_by_annotation="omit", verbose="ERROR").shape[1]
    assert kept == raw.n_times - 0.4 * RATE_HZ
    back = read_recording(path)
    assert back.bad_channels == ("Cz",)
    assert notes_of(back) == EXPECTED
    # Other programs see it among the notes.
    assert "channel Cz is bad, marked by the operator" in told_by_pyedflib(path)
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]


@pytest.mark.parametrize("text", ["", "x" * 40, "x" * 41, "视" * 50, LONG * 3, "a\x14b\nc" * 20])
def test_texts_are_cut_to_what_edf_holds_and_put_together_again(text: str) -> None:
    cut = pieces(text)
    assert all(len(piece.encode()) <= MOST_BYTES for piece in cut)
    placed = [(5 + 1e-4 * number, 0.0, piece) for number, piece in enumerate(cut)]
    expected = text.replace("\x14", " ").replace("\n", " ")
    assert joined([*placed, (9.0, 0.0, "…next")]) == [(5, 0, expected), (9, 0, "…next")]


def test_values_that_are_no_numbers_are_marked_and_a_channel_of_them_is_bad(tmp_path: Path) -> None:
    import mne

    sent = a_recording()
    sent.samples[100:110, 0] = np.nan
    sent.samples[:, 2] = np.inf
    raw = mne.io.read_raw_fif(write_fif(sent, tmp_path / "a.fif"), verbose="ERROR")
    assert raw.info["bads"] == ["Pz"]
    (broken,) = [a for a in raw.annotations if a["description"] == "BAD_not_finite"]
    assert broken["duration"] == pytest.approx(10 / RATE_HZ)
    folder = write_bids(sent, tmp_path / "bids")
    rows = {row["name"]: row for row in table(beside(folder, "channels.tsv"))}
    assert rows["Pz"]["status_description"] == "no numbers"
    # Read back and written again it is still said.
    again = read_recording(tmp_path / "a.fif")
    assert [note.text for note in again.notes] == ["BAD_not_finite"]


def test_bids_is_valid_and_mne_reads_the_recording_from_it(tmp_path: Path) -> None:
    import mne_bids

    sent = a_told_recording(**{"info": a_recording(simulated=True).info})
    path = write_bids(sent, tmp_path / "bids", line_hz=60.0)
    assert path.name == "sub-S07_ses-2_task-faces_run-01_eeg.edf"
    assert problems(tmp_path / "bids") == []
    rows = {row["name"]: row for row in table(beside(path, "channels.tsv"))}
    assert (rows["Cz"]["status"], rows["Pz"]["status"]) == ("bad", "good")
    assert rows["Cz"]["status_description"] == "marked by the operator"
    told = {row["trial_type"]: float(row["duration"]) for row in table(beside(path, "events.tsv"))}
    assert told[f"note: {LONG}"] == 0
    assert told["BAD_moved"] == 0.4
    sidecar = json.loads(beside(path, "eeg.json").read_text())
    assert (sidecar["PowerLineFrequency"], sidecar["Simulated"]) == (60, True)
    raw = mne_bids.read_raw_bids(mne_bids.get_bids_path_from_fname(path), verbose="ERROR")
    assert raw.info["bads"] == ["Cz"]
    assert raw.ch_names == list(sent.info.labels)
    assert raw.get_channel_types() == ["eeg", "eeg", "eeg", "eog"]
    step_uv = (sent.samples.max() - sent.samples.min() + 2) / 65535
    np.testing.assert_allclose(1e6 * raw.get_data().T, sent.samples, atol=step_uv)
    onsets = {a["description"]: a["onset"] for a in raw.annotations}
    assert onsets["picture/2"] == pytest.approx(3.5, abs=1e-4)


@pytest.mark.parametrize("n", [1000, 950])  # with and without a last record that is not full
def test_a_hole_is_marked_in_bids_and_not_filled_in_silence(tmp_path: Path, n: int) -> None:
    import mne_bids

    whole = a_recording(hole=(300, 410))
    sent = dataclasses.replace(
        whole, samples=whole.samples[: n - 110], times_s=whole.times_s[: n - 110]
    )
    path = write_bids(sent, tmp_path / "bids", subject="07", task="pictures")
    assert problems(tmp_path / "bids") == []
    raw = mne_bids.read_raw_bids(mne_bids.get_bids_path_from_fname(path), verbose="ERROR")
    kept = raw.get_data(reject_by_annotation="omit", verbose="ERROR")
    assert kept.shape[1] == n - 110
    np.testing.assert_allclose(1e6 * kept.T, sent.samples, atol=0.01)


def test_runs_of_a_session_are_counted_and_others_left_alone(tmp_path: Path) -> None:
    names = [
        write_bids(a_recording(), tmp_path, subject="07", session=session, task=task).name
        for session, task in (("", "a"), ("", "a"), ("", "b"), ("1", "a"))
    ]
    assert names == [
        "sub-07_task-a_run-01_eeg.edf",
        "sub-07_task-a_run-02_eeg.edf",
        "sub-07_task-b_run-01_eeg.edf",
        "sub-07_ses-1_task-a_run-01_eeg.edf",
    ]
    described = tmp_path / "dataset_description.json"
    mine = json.loads(described.read_text())
    assert [maker["Name"] for maker in mine["GeneratedBy"]] == ["Vitrine", "MNE-BIDS"]
    mine |= {"Name": "Mine", "Authors": ["Zoë"]}
    described.write_text(json.dumps(mine))
    write_bids(a_recording(), tmp_path, subject="08")
    assert json.loads(described.read_text()) == mine
    assert problems(tmp_path) == []


def test_a_name_instead_of_a_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        write_bids(a_recording(), tmp_path, subject="Ada L")
    assert caught.value.params["field"] == "--subject"
    assert not list(tmp_path.iterdir())


def test_the_rules_find_what_breaks_them(tmp_path: Path) -> None:
    path = write_bids(a_told_recording(), tmp_path)
    sidecar, channels = beside(path, "eeg.json"), beside(path, "channels.tsv")
    values = json.loads(sidecar.read_text())
    del values["SoftwareFilters"]
    sidecar.write_text(json.dumps(values | {"TaskName": "other"}))
    channels.write_text(channels.read_text().replace("bad\t", "awful\t"))
    (path.parent / "sub-S07_ses-2_electrodes.tsv").write_text("name\tx\ty\tz\n")
    (path.parent / "notes.txt").write_text("x")
    found = " ".join(problems(tmp_path))
    for word in ("TaskName", "SoftwareFilters", "status awful", "coordsystem"):
        assert word in found


WHO = SessionNotes(
    subject="S07",
    session="2",
    task="faces",
    consent="v3",
    consent_at="2026-01-02T03:04:05Z",
    remarks='Kappe "M", naß; 湿电极, ' + "long " * 30,
)


@pytest.mark.parametrize("format_", ["fif", "edf"])
def test_the_session_comes_back_from_a_file(tmp_path: Path, format_: str) -> None:
    import mne

    write = {"fif": write_fif, "edf": write_edf}[format_]
    path = write(a_told_recording(session=WHO), tmp_path / f"a.{format_}")
    back = read_recording(path)
    assert back.session == WHO
    assert marks_of(back) == [(1.0, "picture/1"), (3.5, "picture/2")]
    # Written once more it is still there, and there once.
    again = read_recording(write(back, tmp_path / f"b.{format_}"))
    assert (again.session, len(again.markers)) == (WHO, 2)
    reader = {"fif": mne.io.read_raw_fif, "edf": mne.io.read_raw_edf}[format_]
    assert reader(path, verbose="ERROR").info["subject_info"]["his_id"] == "S07"


def test_edf_names_the_subject_by_its_code_for_other_readers(tmp_path: Path) -> None:
    import pyedflib

    with pyedflib.EdfReader(
        str(write_edf(a_told_recording(session=WHO), tmp_path / "a.edf"))
    ) as edf:
        assert edf.getPatientCode() == "S07"
        assert (edf.getPatientName(), edf.getBirthdate(), edf.getSex()) == ("X", "", "")
        assert edf.getSignalLabels() == ["Fz", "Cz", "Pz", "EOG1"]
        assert edf.getPhysicalDimension(0) == "uV"
        onsets, _, texts = edf.readAnnotations()
    assert onsets[list(texts).index("picture/2")] == pytest.approx(3.5, abs=1e-3)


def test_bids_says_nothing_of_consent_and_remarks(tmp_path: Path) -> None:
    path = write_bids(a_told_recording(session=WHO), tmp_path, subject="other")
    assert path.name == "sub-other_ses-2_task-faces_run-01_eeg.edf"
    assert problems(tmp_path) == []
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(word in content for word in (b"S07", b"consent", b"Kappe", b"03:04:05Z"))


def test_long_notes_of_one_moment_do_not_mix_in_edf(tmp_path: Path) -> None:
    notes = tuple(Note(51.0, 0.0, f"{number}: {LONG}") for number in range(3))
    back = read_recording(write_edf(a_told_recording(notes=notes), tmp_path / "a.edf"))
    said = [note for note in back.notes if note.text[0] in "012"]
    assert [note.text for note in said] == [note.text for note in notes]
    np.testing.assert_allclose([note.at_s for note in said], 1.0, atol=2e-3)
    # The marker of the same moment keeps its time.
    assert marks_of(back)[0] == (1.0, "picture/1")


@pytest.mark.skipif(not REAL.is_dir(), reason="real recordings are not part of the program")
@pytest.mark.parametrize(
    "file",
    [
        "n170/subject0001/session001/data_2017-09-13-15.30.01.csv",
        "n170/subject0003/session003/recording_2018-05-31-16.03.39.csv",
        "eeglab/eeglab_data.set",
    ],
)
def test_real_recordings_are_read_by_mne_from_every_format(tmp_path: Path, file: str) -> None:
    import mne
    import mne_bids

    sent = read_recording(REAL / file)
    channels = len(sent.info.channels)
    step_uv = np.ptp(sent.samples, axis=0) / 65535 + 1e-3
    bids = write_bids(sent, tmp_path / "bids", subject="07", task="faces")
    assert problems(tmp_path / "bids") == []
    raws = {
        "fif": mne.io.read_raw_fif(write_fif(sent, tmp_path / "a.fif"), verbose="ERROR"),
        "edf": mne.io.read_raw_edf(write_edf(sent, tmp_path / "a.edf"), verbose="ERROR"),
        "bids": mne_bids.read_raw_bids(mne_bids.get_bids_path_from_fname(bids), verbose="ERROR"),
    }
    for raw in raws.values():
        assert raw.ch_names == list(sent.info.labels)
        assert raw.info["sfreq"] == sent.info.rate_hz
        factors = [1e6 if kind == "eeg" else 1.0 for kind in raw.get_channel_types()]
        data = raw.get_data(reject_by_annotation="omit", verbose="ERROR").T * factors
        assert data.shape == (len(sent.samples), channels)
        volts = np.array(factors) == 1e6
        error = np.abs(data - sent.samples)[:, volts] / step_uv[volts]
        assert error.max() < 1.01
        said = [t for t in raw.annotations.description if not t.startswith(("BAD", "note: "))]
        assert said == list(sent.markers.texts)
