"""The engine is killed while pictures are decoded: no sample is lost, and decoding returns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.neuro.acquisition import LslChoice, SessionNotes
from tests.doubles.hosts import HostProcess
from tests.doubles.live_decoding import DecodingClient
from tests.doubles.picture_sender import PictureSender
from tests.doubles.untrained_neuro import add_untrained
from tests.fault.eeg.acquisition import assert_unbroken, counted
from worker.neuro.files.reader import read_recording

pytestmark = pytest.mark.fault
LOAD_S = 180.0
RATE_HZ = 250


def test_a_killed_engine_costs_no_sample_and_decoding_returns(home: Path, tmp_path: Path) -> None:
    add_untrained(home, tmp_path / "model")
    options = ("--channels", 8, "--rate-hz", RATE_HZ, "--every", 0.7, "--count")
    with (
        PictureSender(*options) as sender,
        HostProcess(home) as host,
        DecodingClient(home) as client,
    ):
        decoder, seen = client.decoder, list[str]()
        decoder.status.changed.connect(lambda status: seen.append(status.doing))
        client.open(LslChoice(name=sender.name))
        client.session.record("live.xdf", SessionNotes())
        client.run_until(lambda: decoder.counts.value.answered >= 2, LOAD_S, "pictures are decoded")
        before = decoder.counts.value
        first = client.store.next_index
        assert host.kill_engine()
        client.run_until(lambda: decoder.status.value.doing == "engine", 30.0, "it is told")
        at_death = client.store.next_index
        # Samples go on to come while there is no engine.
        client.run_until(
            lambda: client.store.next_index > at_death + RATE_HZ // 2, 30.0, "samples come"
        )
        client.run_until(
            lambda: decoder.counts.value.answered >= before.answered + 2, LOAD_S, "it returns"
        )
        assert seen[-1] == "listening"
        after = decoder.counts.value
        assert after.late + after.dropped > before.late + before.dropped, "what was lost is counted"
        store = client.store
        assert (store.skipped, client.session.state.value.counts.lost) == (0, 0)
        rows, start = store.read(first, store.next_index)
        assert start == first
        assert_unbroken(counted(rows), RATE_HZ)
        stopped: list[bool] = []
        client.session.stop_recording(lambda: stopped.append(True))
        client.run_until(lambda: stopped, 30.0, "the recording ends")
    recording = read_recording(home / "recordings" / "live.xdf")
    assert_unbroken(counted(recording.samples), RATE_HZ)
    # A marker of before the recording is told of; it is nobody's loss.
    assert [event for event in recording.events if "marker outside" not in str(event)] == []
    assert np.isfinite(recording.samples).all()
