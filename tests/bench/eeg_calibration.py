"""How well whiten-and-ridge decodes the simulated participant, beside its calibration table.

`python -m tests.bench.eeg_calibration [--level realistic|demo] [--seed 1]`: 2,400 pictures of 150
concepts seen twice train a ridge; 200 pictures of 50 other concepts are told apart, 200 ways.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

from worker.neuro.simulation.participant import LEVEL_DB, Participant, SimulationSettings
from worker.neuro.simulation.pictures import CONCEPTS, description_of
from worker.neuro.simulation.responses import standardised
from worker.neuro.simulation.session import Session

# Top-1 and top-5 of 200 in percent, for 1, 4 and 20 trials averaged.
TABLE = {
    "realistic": {1: (4.5, 14.5), 4: (11.0, 35.0), 20: (23.0, 69.0)},
    "demo": {1: (15.0, 49.0), 4: (26.5, 79.0), 20: (30.5, 93.5)},
}
TRAIN, TEST, REPEATS_TRAIN, REPEATS_TEST = 2400, 200, 2, 20
RATE_HZ, WINDOW_S = 250.0, (0.06, 0.46)


def pictures(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the pictures for training and test; no concept is in both."""
    order = np.random.default_rng(seed).permutation(CONCEPTS)
    known, unseen = order[:150], order[150:]
    train = (known[:, None] + CONCEPTS * np.arange(16)).ravel()
    test = (unseen[:, None] + CONCEPTS * np.arange(100, 104)).ravel()
    return train, test


def epochs(level: str, seed: int, order: np.ndarray) -> np.ndarray:
    """Filtered epochs float32 [trials, C, T], cut from a continuous session."""
    from scipy import signal

    settings = SimulationSettings(level=level, seed=seed, channels=63, rate_hz=RATE_HZ, soa_s=0.7)
    session = Session(Participant(settings), order=tuple(int(p) for p in order))
    sos = signal.butter(2, (0.5, 45), "bandpass", fs=RATE_HZ, output="sos")
    notch = signal.tf2sos(*signal.iirnotch(50, 30, fs=RATE_HZ))
    chain = np.vstack([sos, notch])
    state = np.zeros((len(chain), 2, 63))
    begin, end = (round(at * RATE_HZ) for at in WINDOW_S)
    before = round(0.1 * RATE_HZ)
    held, held_from = np.zeros((0, 63)), 0
    waiting: list[int] = []
    found: list[np.ndarray] = []
    while len(found) < len(order):
        block = session.block()
        referenced = block.samples - block.samples.mean(axis=1, keepdims=True)
        filtered, state = signal.sosfilt(chain, referenced, axis=0, zi=state)
        held = np.vstack([held, filtered])
        waiting += [shown.sample for shown in block.shown]
        while waiting and waiting[0] + end <= held_from + len(held):
            at = waiting.pop(0) - held_from
            baseline = held[at - before : at].mean(axis=0)
            found.append((held[at + begin : at + end] - baseline).T.astype(np.float32))
        spare = len(held) - round(2 * RATE_HZ)
        if spare > 0:
            held, held_from = held[spare:], held_from + spare
    return np.array(found)


def embedding(numbers: np.ndarray) -> np.ndarray:
    """What is decoded: the standardised description [n, 90]."""
    return np.array([np.concatenate(standardised(description_of(int(n)))) for n in numbers])


def decode(level: str, seed: int) -> dict[int, tuple[float, float]]:
    """Top-1 and top-5 in percent for 1, 4 and 20 trials."""
    train, test = pictures(seed)
    rng = np.random.default_rng((seed, 9))
    order_train = np.concatenate([rng.permutation(train) for _ in range(REPEATS_TRAIN)])
    order_test = np.concatenate([rng.permutation(test) for _ in range(REPEATS_TEST)])
    all_epochs = epochs(level, seed, np.concatenate([order_train, order_test]))
    x, y = all_epochs[: len(order_train)], embedding(order_train)
    noise = x - x.mean(axis=0)
    covariance = np.einsum("nct,ndt->cd", noise, noise) / (x.shape[0] * x.shape[2])
    covariance = 0.9 * covariance + 0.1 * np.trace(covariance) / 63 * np.eye(63)
    values, vectors = np.linalg.eigh(covariance)
    whitener = (vectors / np.sqrt(values)) @ vectors.T
    white = np.einsum("cd,ndt->nct", whitener.astype(np.float32), all_epochs)[:, :, ::2]
    flat = np.clip(white.reshape(len(white), -1), -6, 6)
    a, targets = flat[: len(order_train)], y - y.mean(axis=0)
    centre = a.mean(axis=0)
    a = (a - centre).astype(np.float64)
    kernel = a @ a.T
    strength = 3.0 * np.trace(kernel) / len(a)
    weights = a.T @ np.linalg.solve(kernel + strength * np.eye(len(a)), targets)
    wanted = embedding(test) - y.mean(axis=0)
    trials = {n: np.flatnonzero(order_test == n) + len(order_train) for n in test}
    result = {}
    for count in (1, 4, 20):
        scores = []
        for group in range(REPEATS_TEST // count):
            rows = np.array([trials[n][group * count : (group + 1) * count] for n in test])
            guess = (flat[rows].mean(axis=1) - centre) @ weights
            scores.append(_ranks(guess, wanted))
        ranks = np.concatenate(scores)
        result[count] = (100 * float((ranks < 1).mean()), 100 * float((ranks < 5).mean()))
    return result


def _ranks(guess: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    a = guess / np.linalg.norm(guess, axis=1, keepdims=True)
    b = wanted / np.linalg.norm(wanted, axis=1, keepdims=True)
    similarity = a @ b.T
    return (similarity > np.diag(similarity)[:, None]).sum(axis=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", choices=tuple(LEVEL_DB), action="append")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for level in options.level or LEVEL_DB:
        found = decode(level, options.seed)
        for count, (top1, top5) in found.items():
            line = {"level": level, "trials": count, "top1": round(top1, 1), "top5": round(top5, 1)}
            print(json.dumps({**line, "table": TABLE[level][count]}), flush=True)


if __name__ == "__main__":
    main()
