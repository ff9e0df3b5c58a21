"""The newest picture is decoded, nothing is queued, and whatever is gone comes back."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.neuro.decoding.calibration_record import CalibrationRecord
from desktop.neuro.decoding.live_decoder import DEADLINE_S
from shared.neuro.epoching import LENGTH
from shared.protocol.messages import EngineStatus
from shared.tasks.neuro import NEURO_RECONSTRUCT
from tests.unit.desktop_neuro_decoding.conftest import LABELS, RATE_HZ, Desk, add, gap, mark, noise


def test_a_shown_picture_is_sent_with_what_the_task_needs(desk: Desk) -> None:
    desk.open()
    desk.show(7)
    seq, request, trials = desk.pushes[-1]
    assert seq == 2
    assert trials.shape == (1, len(LABELS), LENGTH)
    assert request.labels == LABELS
    assert request.gallery == tuple(range(200))
    assert (request.count, request.steps) == (2, 8)
    assert [c[2] for c in desk.client.calls if c[0] == "stream_push"] == [
        NEURO_RECONSTRUCT.name
    ] * 2


def test_the_engine_loads_the_model_before_the_first_picture(desk: Desk) -> None:
    desk.open(warm=False)
    (first,) = desk.pushes
    assert first[1].steps == 1
    assert desk.decoder.status.value.doing == "loading"
    desk.finish(first[0])
    assert desk.decoder.answer.value is None
    assert desk.decoder.status.value.doing == "no_pictures"
    assert desk.decoder.counts.value.answered == 0


def test_it_loads_the_model_while_a_source_is_being_opened(desk: Desk) -> None:
    desk.decoder.expect(True)
    assert not desk.pushes, "there is no engine yet"
    desk.client.engine("ready")
    ((seq, request, trials),) = desk.pushes
    assert request.steps == 1 and trials.shape == (1, len(request.labels), LENGTH)
    desk.decoder.tick()
    assert len(desk.pushes) == 1
    early = desk.stream
    desk.decoder.begin(desk.store)
    desk.finish(seq)
    desk.decoder.tick()
    assert desk.stream != early and desk.pushes[-1][1].labels == LABELS
    desk.show(7)
    assert desk.decoder.answer.value is None, "the engine still works on its first item"


def test_nothing_is_loaded_for_a_source_that_is_not_opened(desk: Desk) -> None:
    desk.client.engine("ready")
    desk.decoder.expect(False)
    desk.decoder.enabled.value = False
    desk.decoder.expect(True)
    desk.decoder.expect(False)
    desk.decoder.enabled.value = True
    assert not desk.pushes


def test_names_come_first_and_the_picture_sharpens(desk: Desk) -> None:
    desk.open(simulated=True)
    desk.show(7)
    seq = desk.pushes[-1][0]
    since_s = desk.now_s
    desk.now_s += 0.020
    desk.name(seq, 7)
    answer = desk.decoder.answer.value
    assert answer is not None and answer.is_named and answer.pixels is None
    assert answer.place == 1 and answer.simulated and not answer.done
    for step in (1, 2):
        desk.now_s += 0.040
        desk.paint(seq, step)
        answer = desk.decoder.answer.value
        assert answer is not None and answer.pixels is not None
        assert (answer.step, answer.steps) == (step, 8)
    desk.finish(seq, 7)
    answer = desk.decoder.answer.value
    assert answer is not None and answer.done and answer.step == 8
    assert answer.pixels is not None and answer.pixels[0, 0, 0] == 99
    assert desk.decoder.history.value == (answer,)
    # From the sample of the trial, which is older than the newest by what came after it.
    behind_ms = 1000 * (since_s - answer.taken_s)
    assert 0 <= behind_ms < 400
    assert desk.decoder.to_retrieval.percentile_ms(50) == pytest.approx(20 + behind_ms)
    assert desk.decoder.to_picture.percentile_ms(50) == pytest.approx(60 + behind_ms)


def test_pieces_that_were_lost_on_the_way_are_in_the_result(desk: Desk) -> None:
    desk.open()
    desk.show(7)
    desk.finish(desk.pushes[-1][0], 7)
    answer = desk.decoder.answer.value
    assert answer is not None and answer.place == 1 and answer.pixels is not None
    assert len(desk.decoder.to_retrieval) == 0, "what was not seen to come is not measured"


def test_repeats_of_a_picture_add_up_and_single_trials_do_not(desk: Desk) -> None:
    desk.open()
    for picture in (7, 9, 7):
        desk.show(picture)
        desk.finish(desk.pushes[-1][0])
    assert [len(trials) for _, _, trials in desk.pushes[1:]] == [1, 1, 2]
    desk.decoder.accumulate.value = False
    desk.show(7)
    trials = desk.pushes[-1][2]
    assert len(trials) == 1
    desk.finish(desk.pushes[-1][0])
    desk.decoder.accumulate.value = True
    desk.show(7)
    assert len(desk.pushes[-1][2]) == 4
    np.testing.assert_array_equal(desk.pushes[-1][2][2], trials[0])
    desk.finish(desk.pushes[-1][0])
    desk.decoder.forget()
    desk.show(7)
    assert len(desk.pushes[-1][2]) == 1


def test_nothing_is_queued_while_one_is_under_way(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    sent = len(desk.pushes)
    for picture in (2, 3):
        at = desk.store.next_index - 130.0
        desk.samples(40, (at, f"picture/{picture}"))
    assert len(desk.pushes) == sent
    assert desk.decoder.counts.value.late == 1, "the third replaced the second"
    desk.finish(desk.pushes[-1][0])
    assert len(desk.pushes) == sent + 1
    assert desk.decoder._evidence.seen[-1] == 3


def test_what_waits_too_long_is_dropped_and_counted(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    under_way = desk.pushes[-1][0]
    at = desk.store.next_index - 130.0
    desk.samples(10, (at, "picture/2"))
    desk.now_s += DEADLINE_S + 0.1
    desk.decoder.tick()
    assert desk.decoder.counts.value.late == 1
    desk.finish(under_way)
    assert desk.pushes[-1][0] == under_way


def test_drops_of_the_worker_are_counted_once(desk: Desk) -> None:
    desk.open()
    for dropped in (0, 2, 3):
        desk.show(1)
        desk.finish(desk.pushes[-1][0], dropped=dropped)
    assert desk.decoder.counts.value.dropped == 3
    assert desk.decoder.counts.value.answered == 3


def test_an_item_that_is_never_answered_does_not_end_decoding(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    silent = desk.pushes[-1][0]
    desk.now_s += 6.0
    desk.show(2)
    seq = desk.pushes[-1][0]
    assert seq == silent + 1
    desk.name(seq, 2)
    # What comes late of the older one does not push the newer one away.
    desk.name(silent, 1)
    answer = desk.decoder.answer.value
    assert answer is not None and answer.seq == seq


def test_an_engine_that_is_killed_is_told_and_decoding_returns(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    desk.client.engine("restarting", pid=None, reason="killed")
    desk.refuse(desk.pushes[-1][0], "engine_died", retryable=True, reason="killed")
    assert desk.decoder.status.value.doing == "engine"
    assert desk.decoder.status.value.engine == "restarting"
    sent = len(desk.pushes)
    desk.show(2)
    assert len(desk.pushes) == sent, "nothing is sent to an engine that is not there"
    desk.now_s += 3.0
    desk.client.engine("ready")
    counts = desk.decoder.counts.value
    assert (counts.late, counts.dropped) == (1, 1)
    # The new engine loads the model again, then pictures go on.
    assert len(desk.pushes) == sent + 1 and desk.pushes[-1][1].steps == 1
    desk.finish(desk.pushes[-1][0])
    assert desk.decoder.status.value.doing == "listening"
    desk.show(2)
    assert len(desk.pushes[-1][2]) == 2, "trials went on being gathered meanwhile"


@pytest.mark.parametrize("told", [True, False])
def test_an_answer_that_is_broken_off_is_over_but_not_counted(desk: Desk, told: bool) -> None:
    desk.open()
    desk.show(1)
    seq = desk.pushes[-1][0]
    desk.name(seq, 1)
    desk.paint(seq, 3)
    if told:
        desk.refuse(seq, "engine_died", retryable=True, reason="killed")
    else:
        desk.client.link("offline", reason="host_unreachable")
    answer = desk.decoder.answer.value
    assert answer is not None and answer.done and answer.step == 3
    assert desk.decoder.counts.value.answered == 0
    assert desk.decoder.history.value == ()


def test_a_worker_that_is_gone_is_told_and_comes_back(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    desk.client.link("offline", reason="host_unreachable")
    assert desk.decoder.status.value.doing == "offline"
    desk.client.engine("ready")
    desk.finish(desk.pushes[-1][0])
    desk.show(2)
    assert desk.pushes[-1][1].steps == 8


def test_a_problem_is_shown_until_an_answer_comes(desk: Desk) -> None:
    desk.open(warm=False)
    desk.refuse(desk.pushes[-1][0], "no_model", kind="neuro")
    status = desk.decoder.status.value
    assert status.doing == "problem" and status.error is not None
    assert status.error.code == "no_model"
    desk.show(1)
    desk.finish(desk.pushes[-1][0])
    assert desk.decoder.status.value.doing == "listening"


def test_a_calibration_is_used_for_its_channels_only(desk: Desk) -> None:
    desk.open()
    desk.decoder.calibration.value = CalibrationRecord(ref="sha256:" + "a" * 64, labels=LABELS)
    desk.show(1)
    assert desk.pushes[-1][1].calibration == "sha256:" + "a" * 64
    desk.finish(desk.pushes[-1][0])
    desk.decoder.calibration.value = CalibrationRecord(ref="sha256:" + "b" * 64, labels=("Oz",))
    assert desk.decoder.usable_calibration is None
    desk.show(1)
    assert desk.pushes[-1][1].calibration is None


def test_places_named_by_hand_and_bad_channels_go_along(desk: Desk) -> None:
    desk.open()
    desk.decoder.set_channels(("PO7", *LABELS[1:]), ("O1", "Pz"))
    desk.decoder.tick()
    assert desk.pushes[-1][1].labels == ("PO7", *LABELS[1:])
    assert desk.pushes[-1][1].bad == ("PO7", "Pz")


def test_the_picture_on_the_screen_is_what_markers_say(desk: Desk) -> None:
    desk.open()
    desk.samples(100, (50.0, "picture/12"))
    assert desk.decoder.shown.value == 12
    desk.samples(100, (150.0, "pictures/off"))
    assert desk.decoder.shown.value is None
    begun: list[str] = []
    desk.decoder.run_began.connect(begun.append)
    desk.samples(10, (205.0, 'protocol/start {"v":1}'))
    assert begun == ['protocol/start {"v":1}']


def test_switched_off_nothing_is_sent_and_what_came_meanwhile_stays_away(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    desk.finish(desk.pushes[-1][0])
    sent = len(desk.pushes)
    desk.decoder.enabled.value = False
    assert desk.decoder.status.value.doing == "off"
    assert desk.client.calls[-1][0] == "stream_close"
    desk.show(2)
    desk.decoder.enabled.value = True
    assert len(desk.pushes) == sent + 1 and desk.pushes[-1][1].steps == 1
    desk.finish(desk.pushes[-1][0])
    desk.show(3)
    assert desk.decoder._evidence.seen == (1, 3)


def test_another_session_begins_anew(desk: Desk) -> None:
    desk.open()
    desk.show(1)
    old = desk.stream
    desk.open(warm=False)
    assert desk.stream != old
    assert desk.decoder.answer.value is None
    assert desk.decoder.history.value == ()
    desk.decoder.begin(None)
    assert desk.decoder.status.value.doing == "no_source"


def test_a_stalled_engine_counts_as_gone(desk: Desk) -> None:
    desk.open()
    desk.client.link("ready", engine=EngineStatus(state="stalled"))
    assert desk.decoder.status.value.doing == "engine"


def test_trials_that_touch_gaps_are_counted(desk: Desk) -> None:
    desk.open()
    desk.samples(400, (200.0, "picture/1"))

    at = desk.store.next_index + 150
    add(desk.store, noise(400), (mark(float(at), "picture/2"),), (gap(at + 20, 3),))
    desk.decoder.arrived(desk.store)
    assert desk.decoder.counts.value.gaps == 1


def test_time_without_a_stamp_counts_from_the_arrival(desk: Desk) -> None:

    desk.open()
    add(desk.store, noise(round(2 * RATE_HZ)), (mark(200.0, "picture/2"),))
    desk.decoder.arrived(desk.store)
    desk.now_s += 0.05
    desk.name(desk.pushes[-1][0], 2)
    assert desk.decoder.to_retrieval.percentile_ms(50) == pytest.approx(50)
