"""How well whiten-and-ridge decodes the simulated participant, beside its calibration table.

`OMP_NUM_THREADS=1 python -m tests.bench.eeg_calibration [--level realistic|demo] [--seeds 101-105]
[--target meaning|everything]`

Each seed is another participant with other pictures. 2,400 pictures of 150 concepts seen twice
train a ridge; 200 pictures of 50 other concepts are told apart, 200 ways, from 1, 4 or 20 trials.
What is decoded is the place of a picture among meanings, where pictures of one concept are nearly
alike; with `--target everything` contrast and look beside it, which the table is not about. The
control is trained in the same way with the pictures' places exchanged. Whitening, ridge and its
strength come from trials for training alone.

Each line is a figure in percent: the mean over seeds with a 95 % interval (bootstrap over seeds,
and over concepts within them), and the table's figure with the binomial interval of its 200
pictures.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shared.neuro.scenes.concepts import split_numbers
from worker.neuro.simulation.participant import LEVEL_DB, Participant, SimulationSettings
from worker.neuro.simulation.pictures import CONCEPTS, description_of
from worker.neuro.simulation.responses import standardised
from worker.neuro.simulation.session import Session

# Top-1 and top-5 of 200 in percent, for 1, 4 and 20 trials averaged.
TABLE = {
    "realistic": {1: (4.5, 14.5), 4: (11.0, 35.0), 20: (23.0, 69.0)},
    "demo": {1: (15.0, 49.0), 4: (26.5, 79.0), 20: (30.5, 93.5)},
}
TABLE_PICTURES = 200
TOPS = (1, 5)
RATE_HZ, WINDOW_S, BASELINE_S, BIN = 250.0, (0.06, 0.46), 0.1, 4
SHRINKAGE, CLIP_SD = 0.05, 6.0
STRENGTHS = np.geomspace(0.01, 100, 13)  # of the ridge, beside the mean power of a feature
Ranks = dict[int, np.ndarray]


@dataclass(frozen=True)
class Protocol:
    """Sizes of training and test; the table's by default."""

    known: int = 150
    pictures_train: int = 16
    repeats_train: int = 2
    unseen: int = 50
    pictures_test: int = 4
    repeats_test: int = 20
    counts: tuple[int, ...] = (1, 4, 20)
    channels: int = 63

    def pictures(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the pictures for training and test; no concept is in both."""
        rng = np.random.default_rng(seed)
        known = rng.permutation(split_numbers("seen"))[: self.known]
        unseen = rng.permutation(split_numbers("unseen"))[: self.unseen]
        train = (known[:, None] + CONCEPTS * np.arange(self.pictures_train)).ravel()
        test = (unseen[:, None] + CONCEPTS * np.arange(100, 100 + self.pictures_test)).ravel()
        return train, test


def decode(level: str, seed: int, protocol: Protocol, target: str) -> tuple[Ranks, Ranks]:
    """Ranks [groups, pictures] of the right picture by number of trials: found, and the control."""
    train, test = protocol.pictures(seed)
    rng = np.random.default_rng((seed, 9))
    shown = np.concatenate([rng.permutation(train) for _ in range(protocol.repeats_train)])
    shown_test = np.concatenate([rng.permutation(test) for _ in range(protocol.repeats_test)])
    trials = epochs(level, seed, np.concatenate([shown, shown_test]), protocol.channels)
    x, x_test = features(trials, len(shown))
    x_test = x_test[np.array([np.flatnonzero(shown_test == number) for number in test])]
    exchanged = dict(zip(train, rng.permutation(train), strict=True))
    held = rng.permutation(np.unique(train % CONCEPTS))[: protocol.known // 5]
    solver = Solver(x, np.isin(shown % CONCEPTS, held))
    wanted = embedding(test, target)
    found = solver.ranks(embedding(shown, target), x_test, wanted, protocol.counts)
    wrong = embedding(np.array([exchanged[number] for number in shown]), target)
    return found, solver.ranks(wrong, x_test, wanted, protocol.counts)


def embedding(numbers: np.ndarray, target: str) -> np.ndarray:
    """What is decoded, centred: the place among meanings [n, 16], or everything [n, 90]."""
    parts = [standardised(description_of(int(number))) for number in numbers]
    if target == "meaning":
        return np.array([meaning for _, _, meaning in parts])
    # Cells of contrast are many and alike: they count half.
    return np.array([np.concatenate([cells / 2, look, meaning]) for cells, look, meaning in parts])


def epochs(level: str, seed: int, order: np.ndarray, channels: int) -> np.ndarray:
    """Filtered epochs float32 [trials, C, T], cut from a continuous session as it comes."""
    settings = SimulationSettings(
        level=level, seed=seed, channels=channels, rate_hz=RATE_HZ, soa_s=0.7
    )
    session = Session(Participant(settings), order=tuple(int(number) for number in order))
    begin, end = (round(at * RATE_HZ) for at in WINDOW_S)
    before = round(BASELINE_S * RATE_HZ)
    held, held_from = np.zeros((0, channels)), 0
    waiting: list[int] = []
    found: list[np.ndarray] = []
    pieces = _filtered(session, channels)
    while len(found) < len(order):
        piece, starts = next(pieces)
        held = np.vstack([held, piece])
        waiting += starts
        while waiting and waiting[0] + end <= held_from + len(held):
            at = waiting.pop(0) - held_from
            baseline = held[at - before : at].mean(axis=0)
            epoch = held[at + begin : at + end] - baseline
            found.append(epoch.reshape(-1, BIN, channels).mean(axis=1).T.astype(np.float32))
        spare = len(held) - round(2 * RATE_HZ)
        held, held_from = held[spare:], held_from + spare
    return np.array(found)


def _filtered(session: Session, channels: int) -> Iterator[tuple[np.ndarray, list[int]]]:
    """Average reference, 0.5 to 45 Hz and notch, causal; 10 s at a time with the pictures' samples.

    Two seconds are held by the caller, so no piece may be shorter.
    """
    from scipy import signal

    band = signal.butter(2, (0.5, 45), "bandpass", fs=RATE_HZ, output="sos")
    chain = np.vstack([band, signal.tf2sos(*signal.iirnotch(50, 30, fs=RATE_HZ))])
    state = np.zeros((len(chain), 2, channels))
    while True:
        blocks = [session.block() for _ in range(50)]
        samples = np.concatenate([block.samples for block in blocks])
        referenced = samples - samples.mean(axis=1, keepdims=True)
        filtered, state = signal.sosfilt(chain, referenced, axis=0, zi=state)
        yield filtered, [shown.sample for block in blocks for shown in block.shown]


def features(trials: np.ndarray, n_train: int) -> tuple[np.ndarray, np.ndarray]:
    """Whitened, clipped, flat trials for training and test; the training trials decide."""
    noise = trials[:n_train] - trials[:n_train].mean(axis=0)
    flat = noise.transpose(1, 0, 2).reshape(noise.shape[1], -1)
    covariance = flat @ flat.T / flat.shape[1]
    level = np.trace(covariance) / len(covariance)
    covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * level * np.eye(len(covariance))
    values, vectors = np.linalg.eigh(covariance)
    whitener = ((vectors / np.sqrt(values)) @ vectors.T).astype(np.float32)
    white = np.matmul(whitener, trials).reshape(len(trials), -1)
    # A bin of 4 samples has about half their noise or more: the limit is for blinks and pops.
    white = np.clip(white, -CLIP_SD, CLIP_SD)
    return white[:n_train], white[n_train:]


class Solver:
    """Ridge for many targets; its strength is what predicts held-out training concepts best."""

    def __init__(self, x: np.ndarray, held_out: np.ndarray) -> None:
        self._x, self._held_out = x, held_out
        self._part, self._whole = _Ridge(x[~held_out]), _Ridge(x)

    def ranks(
        self, y: np.ndarray, x_test: np.ndarray, wanted: np.ndarray, counts: tuple[int, ...]
    ) -> Ranks:
        """Ranks [groups, pictures] among all test pictures, 0 is first.

        `x_test` is [pictures, trials, F].
        """
        held, part = self._held_out, y[~self._held_out]

        def error(strength: float) -> float:
            guess = self._part.predict(self._x[held], part, strength)
            return float(((guess - y[held]) ** 2).sum())

        strength = min(STRENGTHS, key=error)
        guess = self._whole.predict(x_test.reshape(-1, x_test.shape[2]), y, strength)
        guess = (guess - y.mean(axis=0)).reshape(*x_test.shape[:2], -1)
        result = {}
        for count in counts:
            groups = guess[:, : guess.shape[1] // count * count]
            means = groups.reshape(len(guess), -1, count, guess.shape[2]).mean(axis=2)
            centred = wanted - y.mean(axis=0)
            result[count] = np.array([_ranks(one, centred) for one in means.swapaxes(0, 1)])
        return result


class _Ridge:
    def __init__(self, x: np.ndarray) -> None:
        self._mean = x.mean(axis=0)
        self._x = x - self._mean
        self._values, self._vectors = np.linalg.eigh(self._x.T @ self._x)

    def predict(self, x: np.ndarray, y: np.ndarray, strength: float) -> np.ndarray:
        centred = (y - y.mean(axis=0)).astype(np.float32)
        turned = self._vectors.T @ (self._x.T @ centred)
        scale = self._values + strength * self._values.mean()
        weights = self._vectors @ (turned / scale[:, None])
        return np.asarray((x - self._mean) @ weights + y.mean(axis=0))


def _ranks(guess: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    a = guess / np.linalg.norm(guess, axis=1, keepdims=True)
    b = wanted / np.linalg.norm(wanted, axis=1, keepdims=True)
    similarity = a @ b.T
    return np.asarray((similarity > np.diag(similarity)[:, None]).sum(axis=1))


def shares(ranks: np.ndarray, top: int, protocol: Protocol) -> np.ndarray:
    """How often in percent each unseen concept's pictures are among the first `top`: [unseen]."""
    hits = 100.0 * (ranks < top).mean(axis=0)
    return np.asarray(hits.reshape(protocol.unseen, -1).mean(axis=1))


def interval(values: np.ndarray) -> tuple[float, float]:
    """95 % interval of the mean of [seeds, concepts]: bootstrap over seeds and concepts within."""
    rng = np.random.default_rng(0)
    seeds, concepts = values.shape
    means = []
    for _ in range(4000):
        chosen = rng.integers(seeds, size=(seeds, 1))
        means.append(values[chosen, rng.integers(concepts, size=(seeds, concepts))].mean())
    low, high = np.percentile(means, [2.5, 97.5])
    return round(float(low), 1), round(float(high), 1)


def table_interval(percent: float) -> tuple[float, float]:
    """95 % interval (Clopper and Pearson) of a share of the table's 200 pictures."""
    from scipy import stats

    hits = round(percent * TABLE_PICTURES / 100)
    low, high = stats.binomtest(hits, TABLE_PICTURES).proportion_ci(0.95, "exact")
    return round(100 * float(low), 1), round(100 * float(high), 1)


def report(
    level: str, seeds: list[int], protocol: Protocol, target: str
) -> list[dict[str, object]]:
    """A line for each number of trials and top-1 or top-5."""
    runs = []
    for seed in seeds:
        started = time.process_time()
        runs.append(decode(level, seed, protocol, target))
        took_s = round(time.process_time() - started)
        print(json.dumps({"level": level, "seed": seed, "processor_s": took_s}), flush=True)
    lines: list[dict[str, object]] = []
    for count in protocol.counts:
        for place, top in enumerate(TOPS):
            found, control = (
                np.array([shares(ranks[count], top, protocol) for ranks in kind])
                for kind in zip(*runs, strict=True)
            )
            table = TABLE[level][count][place]
            low, high = table_interval(table)
            ours = interval(found)
            lines.append(
                {
                    "level": level,
                    "target": target,
                    "trials": count,
                    "top": top,
                    "mean": round(float(found.mean()), 1),
                    "interval": ours,
                    "table": table,
                    "table_interval": (low, high),
                    "mean_within_the_tables_interval": bool(low <= found.mean() <= high),
                    "table_within_our_interval": bool(ours[0] <= table <= ours[1]),
                    "by_seed": [round(float(value), 1) for value in found.mean(axis=1)],
                    "chance": 100 * top / TABLE_PICTURES,
                    "control": round(float(control.mean()), 1),
                    "control_interval": interval(control),
                }
            )
    return lines


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


def main() -> None:
    """Print a line for each figure, then how many agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", choices=tuple(LEVEL_DB), action="append")
    parser.add_argument("--seeds", type=_seeds, default=[101], help="such as 101 or 101-105")
    parser.add_argument("--target", choices=("meaning", "everything"), default="meaning")
    options = parser.parse_args()
    lines = []
    for level in options.level or LEVEL_DB:
        found = report(level, options.seeds, Protocol(), options.target)
        for line in found:
            print(json.dumps(line), flush=True)
        lines += found
    agree = sum(bool(line["mean_within_the_tables_interval"]) for line in lines)
    print(json.dumps({"within_the_tables_intervals": agree, "of": len(lines)}))


if __name__ == "__main__":
    main()
