"""What the words of a prompt do to the model's answers: by gradient and by leaving them out.

PromptBench's two ways to tell (section 4.4 of the paper), over all samples instead of one, and by
place, so that a word that stands twice has two values.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import CONTENT, replaced
from shared.robustness.samples import Sample
from shared.tasks.robustness import Importance
from worker.lm.language_model import LanguageModel, Question
from worker.robustness.cells.matrix import gold_of
from worker.robustness.cells.source import CellSource
from worker.robustness.measures.importance import agreement, rises
from worker.robustness.scheduling.attacking import measured

Floats = npt.NDArray[np.float64]
Told = Generator[tuple[int, int], None, Importance]


@dataclass(frozen=True)
class Explained:
    """A prompt to explain, and what to explain it with."""

    prompt: str
    words: tuple[PromptWord, ...]
    samples: tuple[Sample, ...]


def importance(source: CellSource, model: LanguageModel, what: Explained, seed: int) -> Told:
    """Both ways, telling (done, total) on the way.

    The gradient is None where the model is elsewhere or writes its answers. The sample's place is a
    word like any other: leaving it out asks without a sample.
    """
    from worker.lm.causal import CausalModel
    from worker.lm.gradients import tells_gradients

    words = what.words
    prompts = [what.prompt] + [
        replaced(what.prompt, words, {place: ""}) for place in range(len(words))
    ]
    with_gradient = tells_gradients(model) and source.answering.way == "choose"
    extra = len(what.samples) if with_gradient else 0
    steps = measured(source, prompts, what.samples)
    while True:
        try:
            known, total = next(steps)
        except StopIteration as end:
            matrix = end.value
            break
        yield known, total + extra
    loss = matrix.loss if source.answering.way == "choose" else (~matrix.right).astype(np.float64)
    deletion, ci95 = rises(loss[0], loss[1:], seed)
    gradient: Floats | None = None
    if with_gradient:
        assert isinstance(model, CausalModel)
        total = len(prompts) * len(what.samples)
        norms = []
        for number, row in enumerate(_gradients(source, model, what)):
            norms.append(row)
            yield total + number + 1, total + extra
        gradient = np.mean(norms, axis=0)
    return Importance(
        words=words,
        gradient=None if gradient is None else tuple(_scaled(gradient, words)),
        deletion=tuple(deletion.tolist()),
        deletion_ci95=ci95,
        agreement=None if gradient is None else agreement(gradient, deletion),
    )


def _gradients(
    source: CellSource, model: LanguageModel, what: Explained
) -> Generator[Floats, None, None]:
    """Of each sample: norm of the gradient of each word [words]."""
    from worker.lm.causal import CausalModel
    from worker.lm.gradients import token_gradients

    assert isinstance(model, CausalModel)
    gold = gold_of(what.samples, source.answering.labels)
    for sample, right in zip(what.samples, gold, strict=True):
        call = source.answering.call(what.prompt, sample.content)
        assert isinstance(call, Question)
        found = token_gradients(model, call, int(right))
        owners = owners_of(found.spans, places_in(what.words, sample.content))
        sums = np.zeros((len(what.words) + 1, found.values.shape[1]))
        np.add.at(sums, owners, found.values)
        yield np.linalg.norm(sums[:-1], axis=1)


def places_in(words: Sequence[PromptWord], content: str) -> list[tuple[int, int]]:
    """Where the words of a prompt stand when a sample is filled in."""
    moved, places = 0, []
    for word in words:
        begin = word.begin + moved
        if word.text == CONTENT:
            moved += len(content) - len(CONTENT)
        places.append((begin, word.end + moved))
    return places


def owners_of(
    spans: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]
) -> npt.NDArray[np.int64]:
    """The word that each token belongs to, by most of its characters; -1 for those of none."""
    owners = []
    for begin, end in spans:
        shared = [min(end, last) - max(begin, first) for first, last in places]
        best = max(range(len(places)), key=shared.__getitem__, default=-1)
        owners.append(best if best >= 0 and shared[best] > 0 else -1)
    return np.array(owners, np.int64)


def _scaled(values: Floats, words: Sequence[PromptWord]) -> list[float]:
    """From 0 to 1 among the words; the sample, of many words, reaches 1 at most."""
    own = [value for value, word in zip(values, words, strict=True) if word.text != CONTENT]
    low, high = min(own, default=0.0), max(own, default=0.0)
    scale = high - low or 1.0
    return [float(min(1.0, max(0.0, (value - low) / scale))) for value in values]
