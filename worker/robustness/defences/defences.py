"""Defences by the names that requests have for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.robustness.samples import Sample
from shared.tasks.robustness import DefenceName
from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.few_shot import few_shot_defence
from worker.robustness.defences.outlier import outlier_defence
from worker.robustness.defences.paraphrase import paraphrase_defence
from worker.robustness.defences.smoothing import smoothing_defence
from worker.robustness.defences.spelling import spelling_defence
from worker.robustness.defences.unicode import unicode_defence
from worker.robustness.defences.vocabulary import Vocabulary

# Is another model, and no change of prompts.
NOISE_TUNED: DefenceName = "noise-tuned"


@dataclass(frozen=True)
class Armoury:
    """What defences are made of.

    Attributes
    ----------
    shown : tuple of Sample
        Demonstrations of the shield, none of which is searched on or reported.
    """

    guarded: Guarded
    vocabulary: Vocabulary
    shown: tuple[Sample, ...] = ()
    seed: int = 0

    def one(self, name: DefenceName) -> Defence:
        """The defence of that name; `noise-tuned` leaves the prompt as it is."""
        if name == "unicode":
            return unicode_defence(self.guarded)
        if name == "spelling":
            return spelling_defence(self.guarded, self.vocabulary)
        if name == "outlier":
            return outlier_defence(self.guarded, self.vocabulary)
        if name == "paraphrase":
            return paraphrase_defence(self.guarded, self.vocabulary, self.seed)
        if name == "smoothing":
            return smoothing_defence(self.guarded, self.seed)
        if name == "few-shot":
            return few_shot_defence(self.shown)
        return Defence.rewriting(name, lambda prompt: prompt)

    def together(self, names: Sequence[DefenceName]) -> Defence:
        """Several, in their order, demonstrations last: they are no part of what is attacked."""
        order = sorted(names, key=lambda name: name == "few-shot")
        return Defence.chain([self.one(name) for name in order])
