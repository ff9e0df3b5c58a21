"""Every selector by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from shared.errors import AppError
from worker.icl.encoding.encoder import load_encoder
from worker.icl.feedback.scoring import score_jobs
from worker.icl.selection.asking import Ask, ConditionalEntropy, Oracle, Score
from worker.icl.selection.bi_encoder import HeadedDense, TrainedDense
from worker.icl.selection.controls import LabelSupport
from worker.icl.selection.corpus import Corpus, Selector
from worker.icl.selection.diverse import Determinantal, MaximalMarginalRelevance
from worker.icl.selection.features import PairFeatures
from worker.icl.selection.fusion import ReciprocalRank
from worker.icl.selection.gated import UNSEEN, UNSEEN_LABELS, Gate, Gated
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.plain import Dense, KMeans, Random, Zero
from worker.icl.selection.quota import LabelQuota
from worker.icl.selection.rerank import Reranker
from worker.icl.selection.trained import Trained
from worker.lm.cached import cached_scores
from worker.lm.language_model import LanguageModel
from worker.lm.score_cache import ScoreCache


@dataclass(frozen=True)
class LmAccess:
    """The language model that ConE and the oracle ask."""

    ask: Ask
    score: Score

    @staticmethod
    def of(model: LanguageModel, cache: ScoreCache, corpus: Corpus) -> LmAccess:
        """Ask a model about demonstrations of a corpus, and nothing twice."""
        return LmAccess(
            ask=partial(cached_scores, model, cache, use=lambda score: score.mean),
            score=partial(score_jobs, model, cache, corpus.examples),
        )


def selectors(
    names: Sequence[str],
    corpus: Corpus,
    lexical: Lexical,
    trained: Trained | None = None,
    lm: LmAccess | None = None,
    device: str = "cpu",
) -> dict[str, Selector]:
    """The selectors `names`, in that order.

    Raises
    ------
    AppError
        `not_found` for a name there is not, `bad_request` for one that needs a training or a
        language model where there is none.
    """
    makers = _Makers(corpus, lexical, trained, lm, device)
    return {name: makers.make(name) for name in names}


@dataclass(frozen=True)
class _Makers:
    corpus: Corpus
    lexical: Lexical
    trained: Trained | None
    lm: LmAccess | None
    device: str

    def make(self, name: str) -> Selector:
        if name in self._plain:
            return self._plain[name]()
        if name in ("cone", "oracle"):
            return self._asking(name)
        if name == "llmr":
            return self._gated()
        if name in ("rerank", "llmr-nolm", "epr") or name.startswith("llmr-"):
            return self._learned(name)
        raise AppError("not_found", what="The retriever", value=name)

    @cached_property
    def _plain(self) -> Mapping[str, Callable[[], Selector]]:
        corpus, lexical = self.corpus, self.lexical
        return {
            "zero": Zero,
            "random": lambda: Random(corpus),
            "kmeans": lambda: KMeans(corpus),
            "bm25": lambda: lexical,
            "minilm": lambda: Dense(corpus),
            "mmr": lambda: MaximalMarginalRelevance(corpus),
            "dpp": lambda: Determinantal(corpus),
            "label-support": lambda: LabelSupport(corpus, lexical),
            "label-quota": lambda: LabelQuota(corpus, LabelSupport(corpus, lexical)),
            "rrf": lambda: ReciprocalRank((Dense(corpus), lexical)),
        }

    @cached_property
    def _features(self) -> PairFeatures:
        return PairFeatures(self.corpus, self.lexical)

    def _asking(self, name: str) -> Selector:
        if self.lm is None:
            reason = f"The retriever {name} asks a language model, and none is given. Add --lm."
            raise AppError("bad_request", reason=reason)
        if name == "cone":
            return ConditionalEntropy(self.corpus, self.lm.ask)
        return Oracle(self.corpus, self.lexical, self.lm.score)

    def _learned(self, name: str) -> Selector:
        known = self.trained
        if known is not None and name in known.trees:
            return Reranker(self._features, known.trees[name], name)
        if known is not None and name in known.heads:
            return HeadedDense(self.corpus, known.heads[name], name)
        if known is not None and name in known.encoders:
            folder = str(known.encoders[name])
            return TrainedDense(self.corpus, load_encoder(folder, self.device).encode, name)
        has = ", ".join(known.names) if known is not None else "no trained selector"
        reason = f"The retriever {name} has to be trained, and there is {has}."
        raise AppError("bad_request", reason=f"{reason} Train it: vitrine-worker train icl")

    def _gated(self) -> Selector:
        gate = self.trained.config.gate if self.trained is not None else Gate()
        picked = [*gate.tasks.values(), *gate.kinds.values(), UNSEEN, UNSEEN_LABELS]
        names = dict.fromkeys(one.selector for one in picked)
        return Gated(self.corpus, gate, {name: self.make(name) for name in names})
