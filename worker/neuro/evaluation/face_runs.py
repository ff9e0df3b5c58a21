"""Real recordings of faces and houses (N170), run by run, and trials cut out of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.neuro.filters import CausalChain, FilterSettings
from worker.neuro.decoding.trials import Trials
from worker.neuro.files.csv_file import read_csv
from worker.neuro.files.recording import Recording

# What the Muse's CSVs call a house and a face.
CODES = {"1": 0, "2": 1}
HOUSE, FACE = 0, 1
# Published for this task: 1 to 30 Hz, 100 µV. No reference but the headset's own (Fpz).
CHAIN = FilterSettings(low_hz=1.0, high_hz=30.0, notch_hz=60.0, reference="none")
LIMIT_UV = 100.0
FIRST_S, LAST_S = 0.04, 0.70
BASELINE_S = 0.1
# A control as long as the trial that ends before the picture, whatever the marker's delay.
BEFORE_LAST_S = -0.15
# The longest delay that trials can be cut with.
REACH_S = 0.4
LEAST_OF_A_CLASS = 10


@dataclass(frozen=True)
class FaceRun:
    """One file: trials around its markers, long enough to be cut with any delay.

    Attributes
    ----------
    epochs : float32 [n, C, T]
        µV behind the causal chain, from `begin_s` before to `end_s` after the marker.
    concept : int64 [n]
        0 for a house, 1 for a face.
    """

    name: str
    subject: int
    session: int
    block: int
    labels: tuple[str, ...]
    rate_hz: float
    epochs: npt.NDArray[np.float32]
    concept: npt.NDArray[np.int64]
    order: npt.NDArray[np.int64]
    rejected: int = 0

    @property
    def enough(self) -> bool:
        """Whether both classes have trials enough for a test."""
        return bool(np.bincount(self.concept, minlength=2).min() >= LEAST_OF_A_CLASS)

    def average(self) -> npt.NDArray[np.float64]:
        """The mean over all trials of whichever class, float64 [C, T] from 0 to `LAST_S`."""
        begin = _begin(self.rate_hz)
        n = round(LAST_S * self.rate_hz)
        return np.asarray(self.epochs[:, :, begin : begin + n].mean(axis=0, dtype=np.float64))


def _begin(rate_hz: float) -> int:
    """Samples of an epoch before its marker."""
    return round((REACH_S + LAST_S - FIRST_S - BEFORE_LAST_S + BASELINE_S) * rate_hz)


def _end(rate_hz: float) -> int:
    return round((REACH_S + LAST_S) * rate_hz) + 1


@dataclass(frozen=True)
class FaceData:
    """All runs that can be used, and what was left out and why."""

    runs: tuple[FaceRun, ...]
    left_out: tuple[str, ...]

    @property
    def subjects(self) -> tuple[int, ...]:
        """Numbers of the people."""
        return tuple(sorted({run.subject for run in self.runs}))

    def of(self, subject: int) -> tuple[FaceRun, ...]:
        """The runs of one person."""
        return tuple(run for run in self.runs if run.subject == subject)


def read_face_runs(folder: Path) -> FaceData:
    """Read `subjectNNNN/sessionNNN/*.csv`.

    A file that is a copy of another (the published data hold one) is used once.

    Raises
    ------
    AppError
        `bad_recording` where there is nothing of this kind in the folder, or a file is damaged.
    """
    files = sorted(folder.glob("subject*/session*/*.csv"))
    files = files or sorted(folder.glob("n170/subject*/session*/*.csv"))
    if not files:
        reason = "it has no files subjectNNNN/sessionNNN/*.csv"
        raise AppError("bad_recording", file=folder.name, reason=reason, formats="CSV of a Muse")
    seen: dict[str, str] = {}
    runs: list[FaceRun] = []
    left_out = []
    for path in files:
        name = "/".join(path.parts[-3:])
        try:
            recording = read_csv(path)
        except ValueError as error:
            reason = str(error)
            raise AppError("bad_recording", file=name, reason=reason, formats="CSV") from error
        digest = hashlib.sha256(recording.samples.tobytes()).hexdigest()
        if digest in seen:
            left_out.append(f"{name} is a copy of {seen[digest]}")
            continue
        seen[digest] = name
        subject, session = (_number(part) for part in path.parts[-3:-1])
        before = [r for r in runs if (r.subject, r.session) == (subject, session)]
        first = max((int(r.order[-1]) + 1 for r in before if len(r.order)), default=0)
        run = face_run(recording, name, (subject, session, len(before)), first)
        if not run.enough:
            left_out.append(f"{name} has {len(run.concept)} whole trials")
            continue
        runs.append(run)
    if not runs:
        reason = f"none of its runs has {LEAST_OF_A_CLASS} faces and houses"
        raise AppError("bad_recording", file=folder.name, reason=reason, formats="CSV of a Muse")
    return FaceData(tuple(runs), tuple(left_out))


def _number(folder: str) -> int:
    """`subject0003` → 3; what has no number is person or session 0."""
    digits = "".join(filter(str.isdigit, folder))
    return int(digits or 0)


def face_run(
    recording: Recording, name: str, place: tuple[int, int, int], first_order: int
) -> FaceRun:
    """Cut one recording; `place` is the number of person, session and run."""
    info = recording.info
    eeg = [i for i, channel in enumerate(info.channels) if channel.kind == "EEG"]
    labels = tuple(info.labels[i] for i in eeg)
    signal = CausalChain(CHAIN, info.rate_hz, labels).process(recording.samples[:, eeg])
    begin, end = _begin(info.rate_hz), _end(info.rate_hz)
    around = slice(begin - round(BASELINE_S * info.rate_hz), begin + round(0.8 * info.rate_hz))
    epochs, concept, order = [], [], []
    marks = zip(recording.markers.times_s, recording.markers.texts, strict=True)
    known = [(at, CODES[code]) for at, text in marks if (code := text.split(".")[0]) in CODES]
    for number, (at, kind) in enumerate(known):
        row = int(np.searchsorted(recording.times_s, at))
        epoch = signal[max(0, row - begin) : row + end].T
        whole = row >= begin and epoch.shape[1] == begin + end
        if whole and np.isfinite(epoch).all() and np.ptp(epoch[:, around], axis=1).max() < LIMIT_UV:
            epochs.append(epoch.astype(np.float32))
            concept.append(kind)
            order.append(first_order + number)
    empty = np.empty((0, len(labels), begin + end), np.float32)
    subject, session, block = place
    return FaceRun(
        name=name,
        subject=subject,
        session=session,
        block=block,
        labels=labels,
        rate_hz=info.rate_hz,
        epochs=np.stack(epochs) if epochs else empty,
        concept=np.array(concept, np.int64),
        order=np.array(order, np.int64),
        rejected=len(known) - len(epochs),
    )


def cut_runs(runs: Sequence[FaceRun], delays: Mapping[str, int]) -> Trials:
    """Trials of several runs; `delays` are samples by which a run's markers come too early."""
    parts = [_cut(run, delays.get(run.name, 0)) for run in runs]
    counts = [len(run.concept) for run in runs]

    def spread(values: Sequence[int]) -> npt.NDArray[np.int64]:
        return np.repeat(np.array(values, np.int64), counts)

    return Trials(
        samples=np.concatenate([a for a, _ in parts]),
        before=np.concatenate([b for _, b in parts]),
        picture=np.full(sum(counts), -1, np.int64),
        concept=np.concatenate([run.concept for run in runs]),
        subject=spread([run.subject for run in runs]),
        session=spread([run.session for run in runs]),
        block=spread([run.block for run in runs]),
        order=np.concatenate([run.order for run in runs]),
        labels=runs[0].labels,
        rate_hz=runs[0].rate_hz,
        first_s=FIRST_S,
    )


def _cut(run: FaceRun, delay: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    rate_hz = run.rate_hz
    marker = _begin(rate_hz) + delay
    length = round((LAST_S - FIRST_S) * rate_hz)
    rest = round(BASELINE_S * rate_hz)

    def window(first: int, baseline: int) -> npt.NDArray[np.float32]:
        base = run.epochs[:, :, baseline - rest : baseline].mean(axis=2, keepdims=True)
        return np.asarray(run.epochs[:, :, first : first + length] - base, np.float32)

    # The control ends before the picture however late the marker is.
    before = _begin(rate_hz) + min(delay, 0) + round(BEFORE_LAST_S * rate_hz) - length
    return window(marker + round(FIRST_S * rate_hz), marker), window(before, before)
