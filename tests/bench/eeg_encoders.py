"""The kinds of EEG encoder on one simulated person, each trained from nothing, beside ridge.

Run `OMP_NUM_THREADS=1 python -m tests.bench.eeg_encoders [--level realistic|demo] [--seed 21]
[--steps 400] [--kinds spatial-first,nice,atm,eegnet] [--model DIR]`.

Within one subject: 2,160 pictures of 135 concepts seen twice in one session train; another session
shows 200 pictures of 50 other concepts 20 times each. Split, targets, steps, batch and seed are the
same for all, and no kind was tuned on these trials. Each figure is the share of right answers of
200 in percent with its 95 % interval (bootstrap over pictures) and the number n of answers.
Without `--model` (a folder that `vitrine-worker train neuro` wrote) pictures are told apart in the
simulator's own description of them, which flatters all kinds alike.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tests.bench.encoder_decoder import EncoderDecoder, FittedEncoder
from worker.neuro.decoding.decoder import Decoder
from worker.neuro.decoding.encoder import EncoderSettings
from worker.neuro.decoding.encoder_kinds import KINDS, encoder_kind
from worker.neuro.decoding.neuro_model import load_neuro_model
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.evaluation.audit import SafeSplit
from worker.neuro.evaluation.retrieval import Retrieval
from worker.neuro.evaluation.simulated_people import (
    Experiment,
    exposure_of_model,
    simulated_person,
)
from worker.neuro.evaluation.target_spaces import DescriptionSpace, ModelSpace, TargetSpace
from worker.neuro.simulation.pictures import CONCEPTS
from worker.neuro.training.eeg_split import trained_pictures

SHOWN = (1, 4, 20)
TWICE = 2
ASKED_MS = 50


def person(level: str, seed: int) -> SafeSplit:
    """Both sessions of one person."""
    calibrated = trained_pictures() * TWICE
    experiment = Experiment(level=level, seed=seed, calibrated=calibrated, repeats=max(SHOWN))
    steps = simulated_person(experiment, 1, exposure_of_model(CONCEPTS))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: SafeSplit = end.value
            return found


def task_of(safe: SafeSplit, space: TargetSpace) -> Retrieval:
    """Retrieval among the pictures of the second session."""
    numbers = tuple(int(number) for number in np.unique(safe.trials.picture))
    embedding = dict(zip(numbers, space.embed(numbers), strict=True))
    return Retrieval(space.name, embedding, repetitions=SHOWN, ways=((1, 0), (5, 0)))


def measured(
    decoder: Decoder, safe: SafeSplit, task: Retrieval, seed: int
) -> Iterator[tuple[str, str]]:
    """Column names and cells of one decoder's row."""
    train, test = safe.train, safe.test
    began = time.monotonic()
    fitted = decoder.fit(train, task.targets(train), None, seed)
    fit_s = time.monotonic() - began
    found = fitted.embed(test)
    yield "decoder", decoder.name
    network = fitted.network if isinstance(fitted, FittedEncoder) else None
    count = sum(p.numel() for p in network.parameters()) if network is not None else None
    yield "parameters", f"{count:,}" if count is not None else "-"
    yield "training s", f"{fit_s:.0f}"
    yield "trial ms", f"{trial_ms(fitted):.2f}" if network is not None else "-"
    for score in task.scores([found], [test]):
        if score.name.startswith("top-"):
            low, high = score.interval(seed)
            label = f"{score.name.split()[0]}, {score.repetitions}×"
            cell = f"{100 * score.value:.1f} ({100 * low:.1f}–{100 * high:.1f})"
            yield f"{label} (n {score.n:,})", cell


def trial_ms(fitted: object) -> float:
    """Milliseconds that the network needs for one trial, median."""
    import torch

    assert isinstance(fitted, FittedEncoder)
    settings = fitted.network.settings
    trial, nobody = torch.zeros(1, settings.channels, settings.length), torch.tensor([-1])
    taken = []
    with torch.inference_mode():
        for _ in range(ASKED_MS):
            began = time.perf_counter()
            fitted.network(trial, nobody)
            taken.append(1000 * (time.perf_counter() - began))
    return float(np.median(taken))


def main(arguments: list[str]) -> int:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--level", default="realistic")
    parser.add_argument("--seed", type=int, default=21)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--model", type=Path, help="pictures are told apart in its space")
    options = parser.parse_args(arguments)
    kinds = [encoder_kind(name) for name in options.kinds.split(",") if name]
    safe = person(options.level, options.seed)
    space: TargetSpace = DescriptionSpace(trained_pictures())
    if options.model is not None:
        space = ModelSpace(load_neuro_model(options.model))
    task = task_of(safe, space)
    print(
        f"simulated person, {options.level}, seed {options.seed}; {len(safe.train):,} trials "
        f"train, {len(safe.test):,} test; {options.steps} steps of {options.batch}"
    )
    print(f"split: {safe.split.name}; clean: {safe.audit.clean}; space: {space.name}")
    print("chance: top-1 0.5, top-5 2.5 % of 200\n")
    decoders: list[Decoder] = [RidgeDecoder()]
    decoders += [
        EncoderDecoder(EncoderSettings(kind=kind), options.steps, options.batch) for kind in kinds
    ]
    for place, decoder in enumerate(decoders):
        row = list(measured(decoder, safe, task, options.seed))
        if not place:
            print("| " + " | ".join(name for name, _ in row) + " |")
            print("|" + "---|" * len(row))
        print("| " + " | ".join(cell for _, cell in row) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
