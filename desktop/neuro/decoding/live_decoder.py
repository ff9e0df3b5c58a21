"""Live decoding without Qt: the newest picture's trials go to the worker, answers come back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from desktop.core.link import Link
from desktop.core.observable import Observable, Signal
from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.calibration_record import CalibrationRecord
from desktop.neuro.decoding.decode_stream import LONG_PATIENCE_S, PATIENCE_S, DecodeStream
from desktop.neuro.decoding.evidence import Evidence
from desktop.neuro.decoding.gallery import gallery_of
from desktop.neuro.decoding.generator_choices import Generator
from desktop.neuro.decoding.status import Counts, Status, is_engine_there
from desktop.neuro.decoding.trial_feed import LiveTrial, TrialFeed
from desktop.neuro.latency import LatencyMeter
from desktop.neuro.sample_store import SampleStore
from shared.errors import AppError
from shared.neuro.epoching import LENGTH
from shared.neuro.trial_cutter import picture_of
from shared.tasks.neuro import MAX_REPEATS, NeuroReconstructRequest

STEPS, COUNT = 8, 2
DEADLINE_S = 1.5
KEPT_ANSWERS = 24
# Stand in for the channels of a source that is still being opened.
_SOME_LABELS = ("O1", "Oz", "O2")
# Markers after which no picture is on the screen.
_NOTHING_SHOWN = ("pictures/", "protocol/", "block/", "target", "pause", "aborted")


class LiveDecoder:
    """Follows one session at a time; recording and traces never wait for it.

    Nothing is queued: while an item is on its way the newest trial waits, and only until it is
    replaced or `DEADLINE_S` old.

    Attributes
    ----------
    enabled : Observable of bool
    accumulate : Observable of bool
        Whether all trials of a picture count, or the newest alone.
    generator : Observable of Generator
        What makes the picture. While one of real size paints, the newest trial waits as ever, and
        is late when it has waited too long: names come less often then.
    shown : Observable of int or None
        The picture that is on the screen, as markers say.
    answer : Observable of Answer or None
        The newest, which grows until it is done.
    history : Observable of tuple of Answer
        Those that are done, the newest last.
    calibration : Observable of CalibrationRecord or None
        The person's; used where its channels are those of the source.
    run_began : Signal of str
        The marker that begins a protocol.
    to_retrieval, to_picture : LatencyMeter
        From the last sample of a trial.
    """

    def __init__(self, link: Link, clock: Callable[[], float] = time.monotonic) -> None:
        self._link, self._clock = link, clock
        self.enabled: Observable[bool] = Observable(True)
        self.accumulate: Observable[bool] = Observable(True)
        self.generator: Observable[Generator] = Observable(Generator())
        self.status: Observable[Status] = Observable(Status())
        self.counts: Observable[Counts] = Observable(Counts())
        self.shown: Observable[int | None] = Observable(None)
        self.answer: Observable[Answer | None] = Observable(None)
        self.history: Observable[tuple[Answer, ...]] = Observable(())
        self.calibration: Observable[CalibrationRecord | None] = Observable(None)
        self.run_began: Signal[str] = Signal()
        self.to_retrieval, self.to_picture = LatencyMeter(), LatencyMeter()
        self._feed: TrialFeed | None = None
        self._evidence = Evidence()
        self._names: tuple[str, ...] = ()
        self._bad: tuple[str, ...] = ()
        self._plan: tuple[int, ...] = ()
        self._pending: tuple[LiveTrial, float] | None = None
        self._problem: AppError | None = None
        self._is_expecting = False
        self._stream = stream = DecodeStream(link, clock)
        stream.named.connect(self.to_retrieval.add)
        stream.painted.connect(self.to_picture.add)
        stream.grown.connect(self._show)
        stream.ended.connect(self._ended)
        stream.dropped.connect(self._dropped)
        stream.freed.connect(self.tick)
        self.enabled.changed.connect(self._switched)
        self.generator.changed.connect(self._take_generator)

    # --- what is decoded --------------------------------------------------------------------------

    @property
    def store(self) -> SampleStore | None:
        """The session that is followed."""
        return self._feed.store if self._feed is not None else None

    @property
    def is_simulated(self) -> bool:
        """Whether the source is simulated."""
        return self.store is not None and self.store.info.simulated

    @property
    def n_sent(self) -> int:
        """How many items were sent; the number of the last."""
        return self._stream.next_seq - 1

    @property
    def slots_to_go(self) -> int | None:
        """Slots until the next trial is whole; None while none is awaited."""
        return self._feed.slots_to_go if self._feed is not None and self.enabled.value else None

    @property
    def usable_calibration(self) -> CalibrationRecord | None:
        """The calibration, if it was made with the channels of this source."""
        record, store = self.calibration.value, self.store
        fits = record is not None and store is not None and record.labels == store.info.labels
        return record if fits else None

    def begin(self, store: SampleStore | None) -> None:
        """Follow another session, or none; nothing is sent before the next samples or `tick`."""
        self._stream.clear()
        self._pending = None
        self._feed = TrialFeed(store) if store is not None else None
        self._evidence.clear()
        self._names = store.info.labels if store is not None else ()
        self._bad, self._plan, self._problem = (), (), None
        self.counts.value = Counts()
        self.shown.value = self.answer.value = None
        self.history.value = ()
        self.to_retrieval.clear()
        self.to_picture.clear()
        self._show_status()

    def expect(self, is_opening: bool) -> None:
        """Whether a source is being opened: the engine loads the model meanwhile."""
        self._is_expecting = is_opening
        self.tick()

    def set_channels(self, names: tuple[str, ...], bad: tuple[str, ...]) -> None:
        """The places of the stream's channels, in its order, and the labels that are bad."""
        if (names, bad) != (self._names, self._bad):
            self._names, self._bad = names, bad
            self._stream.cool()

    def set_plan(self, pictures: tuple[int, ...]) -> None:
        """The pictures of the running plan; empty if there is none."""
        self._plan = pictures

    def forget(self) -> None:
        """Begin anew to add up evidence."""
        self._evidence.clear()

    # --- samples ----------------------------------------------------------------------------------

    def arrived(self, store: SampleStore) -> None:
        """Samples were added to the store."""
        feed = self._feed
        if feed is None or store is not feed.store or not self.enabled.value:
            return
        if not feed.is_due:
            self.tick()
            return
        taken = feed.take()
        for marker in taken.markers:
            self._mark(marker.text)
        for trial in taken.trials:
            self._evidence.add(trial.picture, trial.samples)
            self._offer(trial)
        if feed.n_dropped != self.counts.value.gaps:
            self._count(gaps=feed.n_dropped)
        self.tick()

    def _mark(self, text: str) -> None:
        picture = picture_of(text)
        if picture is not None:
            self.shown.value = picture
        elif text.startswith(_NOTHING_SHOWN):
            self.shown.value = None
            if text.startswith("protocol/start"):
                self.run_began.emit(text)

    def _offer(self, trial: LiveTrial) -> None:
        if self._pending is not None:
            self._count(late=self.counts.value.late + 1)
        self._pending = (trial, self._clock())

    def tick(self) -> None:
        """Send what is newest if it can go, and drop it if it waits too long."""
        now = self._clock()
        if self._pending is not None and now - self._pending[1] > DEADLINE_S:
            self._pending = None
            self._count(late=self.counts.value.late + 1)
        answer = self.answer.value
        if answer is not None and not answer.done and self._stream.is_idle:
            # Broken off: what there is of it is all there will be.
            self.answer.value = replace(answer, done=True)
        if self.enabled.value and self._stream.is_free:
            self._send_newest(now)
        self._show_status()

    def _send_newest(self, now: float) -> None:
        store = self.store
        if store is not None and self._pending is not None:
            trial, since_s = self._pending
            self._pending = None
            self._push(store, trial, DEADLINE_S - (now - since_s))
        elif (store is not None or self._is_expecting) and not self._stream.is_warm:
            self._warm()

    # --- requests ---------------------------------------------------------------------------------

    def _push(self, store: SampleStore, trial: LiveTrial, deadline_s: float) -> None:
        most = MAX_REPEATS if self.accumulate.value else 1
        trials = self._evidence.trials(trial.picture, most)
        gallery = gallery_of(self._evidence.seen, self._plan)
        answer = Answer(
            seq=self._stream.next_seq,
            picture=trial.picture,
            n_trials=len(trials),
            taken_s=trial.taken_s if np.isfinite(trial.taken_s) else self._clock(),
            n_gallery=len(gallery),
            simulated=store.info.simulated,
            calibrated=self.usable_calibration is not None,
            generator=self.generator.value.name,
        )
        steps = STEPS if self.generator.value.is_small else None
        self._stream.push(answer, self._params(gallery, steps), trials, deadline_s)

    def _warm(self) -> None:
        """Send noise, so that the engine loads the model before the first picture comes."""
        shape = (1, len(self._own_labels), LENGTH)
        noise = np.random.default_rng(0).normal(0, 10, shape).astype(np.float32)
        gallery = gallery_of(self._evidence.seen, self._plan)
        self._stream.push(None, self._params(gallery, 1), noise, DEADLINE_S)

    @property
    def _own_labels(self) -> tuple[str, ...]:
        """What the source calls its channels."""
        return self.store.info.labels if self.store is not None else _SOME_LABELS

    def _params(self, gallery: tuple[int, ...], steps: int | None) -> dict[str, Any]:
        record, generator, own = self.usable_calibration, self.generator.value, self._own_labels
        # A calibration knows its recording's labels; strangers' places may be named by hand.
        labels = own if record is not None or self.store is None else self._names
        names = dict(zip(own, labels, strict=True))
        request = NeuroReconstructRequest(
            labels=labels,
            bad=tuple(names[label] for label in self._bad if label in names),
            calibration=record.ref if record is not None else None,
            gallery=gallery,
            generator=generator.name,
            generator_model=generator.model,
            steps=steps,
            count=COUNT if generator.is_small else None,
        )
        params: dict[str, Any] = msgspec.to_builtins(request)
        return params

    # --- answers ----------------------------------------------------------------------------------

    def _show(self, answer: Answer) -> None:
        last = self.answer.value
        if last is None or answer.seq >= last.seq:
            self.answer.value = answer
        if answer.done:
            self._count(answered=self.counts.value.answered + 1)
            self.history.value = (*self.history.value, answer)[-KEPT_ANSWERS:]

    def _ended(self, error: AppError | None) -> None:
        # An engine that died is told by its state; all else has to be seen.
        if error is None or not error.retryable:
            self._problem = error

    def _dropped(self, count: int) -> None:
        self._count(dropped=self.counts.value.dropped + count)

    def _count(self, **changes: int) -> None:
        self.counts.value = replace(self.counts.value, **changes)

    # --- state ------------------------------------------------------------------------------------

    def _take_generator(self, generator: Generator) -> None:
        """What is painted is not waited for; the other one is loaded before the next picture."""
        self._stream.clear()
        self._stream.patience_s = PATIENCE_S if generator.is_small else LONG_PATIENCE_S
        self._problem = None
        self.tick()

    def _switched(self, enabled: bool) -> None:
        self._stream.clear()
        self._pending = self.shown.value = None
        if enabled and self.store is not None:
            # What came meanwhile is not decoded later.
            self._feed = TrialFeed(self.store, from_now=True, n_dropped=self.counts.value.gaps)
        self.tick()

    def _show_status(self) -> None:
        self.status.value = self._status()

    def _status(self) -> Status:
        link, feed = self._link.state, self._feed
        if not self.enabled.value:
            return Status("off")
        if feed is None:
            return Status("no_source")
        if link is None or link.state != "ready":
            return Status("offline")
        if not is_engine_there(link):
            return Status("engine", engine=link.engine.state if link.engine else "starting")
        if self._problem is not None:
            return Status("problem", error=self._problem)
        if self._stream.is_loading:
            return Status("loading")
        return Status("listening" if feed.n_pictures else "no_pictures")

    def close(self) -> None:
        """Let go of the worker."""
        self._stream.close()
        self._feed = None
