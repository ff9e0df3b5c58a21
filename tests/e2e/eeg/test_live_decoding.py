"""Pictures of a real stream are decoded live, by the trials that its recording gives too."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop.neuro.decoding.answer import Answer
from shared.neuro.acquisition import LslChoice, SessionNotes
from tests.doubles.hosts import HostProcess
from tests.doubles.live_decoding import DecodingClient
from tests.doubles.picture_sender import LABELS, PICTURES, PictureSender
from tests.doubles.untrained_neuro import add_untrained
from worker.neuro.decoding.cutting import trials_of_recording
from worker.neuro.files.reader import read_recording

CHANNELS, RATE_HZ = 8, 250
LOAD_S = 180.0
# Filters of a recording that begins in the middle of a session need as long to settle.
SETTLED_S = 5.0


def test_a_stream_is_decoded_live_and_its_recording_gives_the_same_trials(
    home: Path, tmp_path: Path
) -> None:
    add_untrained(home, tmp_path / "model")
    grown: list[Answer] = []
    live: dict[int, list[np.ndarray]] = {}
    options = ("--channels", CHANNELS, "--rate-hz", RATE_HZ, "--every", 0.7)
    with PictureSender(*options) as sender, HostProcess(home), DecodingClient(home) as client:
        decoder = client.decoder
        decoder.answer.changed.connect(lambda a: grown.append(a) if a is not None else None)
        client.open(LslChoice(name=sender.name))
        client.session.record("live.xdf", SessionNotes())
        client.run_until(lambda: client.session.state.value.recording, 30.0, "it is recorded")
        add = decoder._evidence.add

        def kept(picture: int, samples: np.ndarray) -> None:
            live.setdefault(picture, []).append(samples)
            add(picture, samples)

        decoder._evidence.add = kept  # type: ignore[method-assign]
        client.run_until(lambda: decoder.counts.value.answered >= 4, LOAD_S, "pictures are decoded")
        # From here on all samples are in the file.
        cut = sum(map(len, live.values())) + SETTLED_S / 0.7 + 6
        client.run_until(lambda: sum(map(len, live.values())) > cut, 60.0, "some trials more")
        stopped: list[bool] = []
        client.session.stop_recording(lambda: stopped.append(True))
        client.run_until(lambda: stopped, 30.0, "the recording ends")
        assert not client.failures
        assert decoder.status.value.doing == "listening"

    done = [answer for answer in grown if answer.done]
    assert done and all(answer.pixels is not None for answer in done)
    for answer in done:
        assert len(answer.candidates) == 5
        assert sum(c.probability for c in answer.candidates) <= 1.0 + 1e-6
        assert 0 <= answer.picture < PICTURES
        assert not answer.simulated
    # The picture of each answer sharpens: names first, then step by step.
    one = [answer for answer in grown if answer.seq == done[-1].seq]
    assert one[0].is_named and one[0].pixels is None
    assert [answer.step for answer in one[1:-1]] == sorted(answer.step for answer in one[1:-1])

    trials = trials_of_recording(read_recording(home / "recordings" / "live.xdf"), concepts=200)
    assert trials.labels == tuple(LABELS[:CHANNELS])
    settled = trials.rows(trials.order >= SETTLED_S / 0.7)
    compared = 0
    for picture, samples in zip(settled.picture.tolist(), settled.samples, strict=True):
        for other in live.get(picture, []):
            # A recording knows its whole time line, the stream what there was of it: a marker lies
            # a small part of a slot elsewhere.
            if np.corrcoef(samples.ravel(), other.ravel())[0, 1] > 0.995:
                compared += 1
    assert compared >= 3, (trials.picture.tolist(), {k: len(v) for k, v in live.items()})
