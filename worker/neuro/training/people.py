"""The simulated people whose EEG the encoder learns from, drawn once and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from shared.neuro.epoching import LENGTH
from shared.paths import write_atomic
from worker.neuro.decoding.alignment import align, session_whitener
from worker.neuro.decoding.montage import GRID
from worker.neuro.decoding.simulated import simulated_trials
from worker.neuro.decoding.trials import Trials
from worker.neuro.simulation.participant import LEVEL_DB, Participant, SimulationSettings
from worker.neuro.simulation.pictures import CONCEPTS, description_of
from worker.neuro.simulation.session import Session
from worker.training.processes import in_processes

# People of the simulator with this seed are never those of an evaluation.
TRAINED_SEED = 9_171_000
SOA_S = 0.7


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One simulated person with sessions in one montage."""

    number: int
    channels: int = 64
    level: str = "realistic"
    sessions: int = 2

    def settings(self, seed: int, session: int) -> SimulationSettings:
        """What the simulator needs for a session."""
        return SimulationSettings(
            level=self.level,
            seed=TRAINED_SEED + seed,
            channels=self.channels,
            participant=self.number,
            session=session,
            soa_s=SOA_S,
        )


@dataclass(frozen=True)
class PeopleData:
    """Aligned trials of several people.

    Attributes
    ----------
    samples : float16 [n, 64, T]
        On the grid, whitened session by session; on disk.
    person, picture : int64 [n]
        Place of the person in the list, and number of the picture.
    typical : float32 [64, 64]
        Mean whitening of the sessions with a full cap.
    """

    samples: npt.NDArray[np.float16]
    person: npt.NDArray[np.int64]
    picture: npt.NDArray[np.int64]
    typical: npt.NDArray[np.float32]


def session_trials(person: Person, seed: int, session: int, numbers: Sequence[int]) -> Trials:
    """The trials of one session that shows `numbers` in an order of its own."""
    rng = np.random.default_rng((TRAINED_SEED, seed, person.number, session))
    order = rng.permutation(np.asarray(numbers, np.int64))
    return simulated_trials(person.settings(seed, session), order)


def people_data(
    folder: Path,
    people: Sequence[Person],
    shown: Callable[[Person], Sequence[int]],
    seed: int,
    report: Callable[[str], None],
    processes: int = 1,
) -> PeopleData:
    """All sessions of `people`, each with the pictures `shown(person)`, in a file of its own.

    Files are made again when people, pictures or the simulator's picture of them have changed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [_Wanted(folder, person, tuple(shown(person)), seed) for person in people]
    missing = [each for each in wanted if not each.is_made]
    for each in missing:
        each.marked.unlink(missing_ok=True)
    for person in in_processes(_make, missing, processes):
        report(f"simulated person {person.number}: {person.level}, {person.channels} channels")
    parts = [each.read() for each in wanted]
    lengths = [len(part.pictures) for part in parts]
    samples = np.empty((sum(lengths), len(GRID), LENGTH), np.float16)
    at = 0
    for part in parts:
        samples[at : at + len(part.pictures)] = part.samples
        at += len(part.pictures)
    full = max(person.channels for person in people)
    whole = [p.whitener for p, person in zip(parts, people, strict=True) if person.channels == full]
    return PeopleData(
        samples,
        np.repeat(np.arange(len(people)), lengths).astype(np.int64),
        np.concatenate([part.pictures for part in parts]),
        np.asarray(np.mean(whole, axis=0), np.float32),
    )


@dataclass(frozen=True)
class _Part:
    samples: npt.NDArray[np.float16]
    pictures: npt.NDArray[np.int64]
    whitener: npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Wanted:
    """One person's sessions on disk."""

    folder: Path
    person: Person
    numbers: tuple[int, ...]
    seed: int

    def file(self, part: str) -> Path:
        return self.folder / f"person-{self.person.number:02d}-{part}.npy"

    @property
    def marked(self) -> Path:
        return self.folder / f"person-{self.person.number:02d}.mark"

    @cached_property
    def mark(self) -> str:
        return _mark(self.person, self.numbers, self.seed)

    @property
    def is_made(self) -> bool:
        return self.marked.is_file() and self.marked.read_text("utf-8") == self.mark

    def read(self) -> _Part:
        samples, pictures, whitener = (
            np.load(self.file(part), mmap_mode="r", allow_pickle=False)
            for part in ("samples", "pictures", "whitener")
        )
        return _Part(samples, np.asarray(pictures), np.asarray(whitener))


def _make(wanted: _Wanted) -> Person:
    made = _simulated(wanted.person, wanted.numbers, wanted.seed)
    np.save(wanted.file("samples"), made.samples)
    np.save(wanted.file("pictures"), made.pictures)
    np.save(wanted.file("whitener"), made.whitener)
    write_atomic(wanted.marked, wanted.mark.encode())
    return wanted.person


def _simulated(person: Person, numbers: Sequence[int], seed: int) -> _Part:
    values, pictures, whiteners = [], [], []
    for number in range(person.sessions):
        trials = session_trials(person, seed, number + 1, numbers)
        values.append(align(trials).apply(trials.samples).astype(np.float16))
        pictures.append(trials.picture)
        whiteners.append(session_whitener(trials))
    whitener = np.asarray(np.mean(whiteners, axis=0), np.float32)
    return _Part(np.concatenate(values), np.concatenate(pictures), whitener)


def _mark(person: Person, numbers: Sequence[int], seed: int) -> str:
    digest = hashlib.sha256(np.asarray(numbers, np.int64).tobytes())
    digest.update(msgspec.json.encode(person) + str((seed, CONCEPTS, LENGTH)).encode())
    digest.update(_made_of_all())
    # And what is seen in some of the pictures.
    for number in numbers[:: max(1, len(numbers) // 8)]:
        seen = description_of(int(number))
        digest.update(seen.contrast.tobytes() + seen.look.tobytes() + seen.meaning.tobytes())
    return digest.hexdigest()


@cache
def _made_of_all() -> bytes:
    """The simulator itself: some seconds of somebody, at both levels."""
    digest = hashlib.sha256()
    for level in LEVEL_DB:
        somebody = Participant(Person(number=99, channels=8, level=level).settings(0, 1))
        session = Session(somebody, order=(0, 1, 2))
        for _ in range(25):
            digest.update(session.block().samples.tobytes())
    return digest.digest()
