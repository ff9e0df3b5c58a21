"""A simulated participant is recorded; the recording is opened, and decoded to a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyxdf
from PySide6.QtWidgets import QFileDialog, QListWidget

from desktop.neuro.decoding.picture_view import PictureView
from desktop.neuro.workspace import NeuroWorkspace
from shared.neuro.acquisition import FileChoice
from tests.gui.newcomer.person import Person

RECORDED_S = 4.0


def streams_of(path: Path, kind: str) -> list[dict[str, Any]]:
    streams, _ = pyxdf.load_xdf(str(path))
    return [one for one in streams if one["info"]["type"] == [kind]]


def colours(view: PictureView) -> int:
    """How many there are in the picture that is seen."""
    image = view.grab().toImage()
    return len({image.pixel(x, y) for y in range(image.height()) for x in range(image.width())})


@pytest.mark.timeout(900)
def test_a_recording_is_made_and_decoded(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.press("Open the sample of EEG")
    eeg = person.program.window.workspaces["neuro"]
    assert isinstance(eeg, NeuroWorkspace)
    person.press("Record")
    person.wait(lambda: eeg.recorder.is_recording, "the recording")
    last = eeg.recorder.last
    person.wait(lambda: last.value.seconds >= RECORDED_S, "some seconds of it")
    info = eeg.session.state.value.info
    person.press("Stop")
    person.wait(lambda: not eeg.recorder.is_recording, "the end of the recording")

    path = Path(last.value.path)
    assert path.is_relative_to(person.program.home)
    (signal,) = streams_of(path, "EEG")
    samples = signal["time_series"]
    assert samples.shape[1] == len(info.channels)
    assert len(samples) >= RECORDED_S * info.rate_hz
    assert (samples.std(axis=0) > 0).all(), "every channel has a signal"
    markers = [row[0] for one in streams_of(path, "Markers") for row in one["time_series"]]
    assert len(markers) >= 2
    assert all(text.startswith("picture/") for text in markers)
    assert np.diff(signal["time_stamps"]).max() < 2 / info.rate_hz, "no sample is missing"

    person.press("Choose a source")
    person.choose(person.see(QListWidget, "Kind of source"), "Recorded file")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    person.press("Browse…")
    # A few seconds are soon over, and the decoder may still be loading then.
    person.press("Begin again at the end")
    person.press("Open")
    chosen = FileChoice(path=str(path), loop=True)
    person.wait(lambda: eeg.session.state.value.choice == chosen, "the recording to be played")
    person.wait(lambda: eeg.decoding.decoder.is_simulated, "the file to say that it is simulated")
    view = person.see(PictureView, "Reconstructed picture")
    person.wait(lambda: view.has_picture, "a reconstructed picture")
    answer = eeg.decoding.decoder.answer.value
    assert f"picture/{answer.picture}" in markers
    assert colours(view) > 100, "something is painted"
