"""The laptop's bi-encoder: a low-rank turn of MiniLM's vectors, held near no turn at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from worker.icl.selection.bi_encoder import LowRankHead
from worker.icl.training.lessons import Lesson, Lessons, Step, drawn_step, mean_ndcg
from worker.icl.training.losses import contrastive, distillation
from worker.icl.training.settings import Distilling

# How much of the turn is kept is chosen on queries held out of training; none is among it.
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)


class HeadNetwork(nn.Module):
    """e' = normalize(e + e A B); B starts at 0, so that training starts at the encoder itself."""

    def __init__(self, dimensions: int, rank: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.randn(dimensions, rank) / dimensions**0.5)
        self.b = nn.Parameter(torch.zeros(rank, dimensions))

    def forward(self, vectors: Tensor) -> Tensor:
        """Turned vectors [..., D] of length 1."""
        return F.normalize(vectors + vectors @ self.a @ self.b, dim=-1)

    def head(self, strength: float) -> LowRankHead:
        """The head as arrays, with a share of its turn."""
        a, b = (each.detach().cpu().numpy().astype(np.float32) for each in (self.a, self.b))
        return LowRankHead(a, np.asarray(b * strength, np.float32))


@dataclass
class HeadStage:
    """Distils scores into a head; `contrast_only` is EPR (no distillation)."""

    model: nn.Module
    lessons: Lessons
    how: Distilling
    contrast_only: bool = False

    @property
    def network(self) -> HeadNetwork:
        """What is trained."""
        assert isinstance(self.model, HeadNetwork)
        return self.model

    def draw(self, step: int, rng: np.random.Generator) -> Step:
        """A step's lessons."""
        how = self.how
        return drawn_step(self.lessons, how.batch, how.group, rng, same_task=how.same_task)

    def loss(self, model: nn.Module, batch: Step) -> tuple[Tensor, dict[str, float]]:
        """KL + 0.2 InfoNCE + what keeps the turn small."""
        device = self.network.a.device
        pools = self.lessons.pools
        asked = np.stack([pools[one.pool].corpus.vectors[one.query] for one in batch.lessons])
        shown = np.stack(
            [
                pools[one.pool].corpus.vectors[rows]
                for one, rows in zip(batch.lessons, batch.rows, strict=True)
            ]
        )
        queries = model(torch.from_numpy(asked).to(device))
        keys = model(torch.from_numpy(shown).to(device))
        return combined(queries, keys, batch, self.how, self.contrast_only, self._small())

    def validate(self, model: nn.Module) -> dict[str, float]:
        """nDCG@4 against the model's scores on held-out queries: untouched, and at its best."""
        found = strengths(self.network, self.lessons)
        best = best_strength(found)
        return {"ndcg_base": found[0.0], "ndcg": found[best], "strength": best}

    def _small(self) -> Tensor:
        return self.how.decay * (self.network.a @ self.network.b).pow(2).sum()


def combined(
    queries: Tensor,
    keys: Tensor,
    batch: Step,
    how: Distilling,
    contrast_only: bool,
    penalty: Tensor | None = None,
) -> tuple[Tensor, dict[str, float]]:
    """The losses of a step, and their parts."""
    answers = torch.tensor([one.answer for one in batch.lessons], device=queries.device)
    key_answers = torch.from_numpy(batch.key_answers).to(queries.device)
    info = contrastive(queries, keys, answers, key_answers, how.temperature)
    if contrast_only:
        loss, parts = info, {"infonce": float(info.detach())}
    else:
        target = torch.from_numpy(batch.targets(graded=how.graded)).to(queries.device)
        kl = distillation(queries, keys, target, how.temperature)
        loss = kl + how.contrastive * info
        parts = {"kl": float(kl.detach()), "infonce": float(info.detach())}
    return (loss if penalty is None else loss + penalty), parts


def strengths(network: HeadNetwork, lessons: Lessons) -> dict[float, float]:
    """nDCG@4 on held-out queries by how much of the turn is kept."""
    judged = lessons.judged or lessons.trained
    return {
        share: mean_ndcg(judged, _scores(network.head(share), judged, lessons))
        for share in STRENGTHS
    }


def best_strength(found: dict[float, float]) -> float:
    """The share with the highest nDCG; of equals the smallest, so that nothing is nothing."""
    return max(STRENGTHS, key=lambda share: (round(found[share], 6), -share))


def _scores(head: LowRankHead, judged: Sequence[Lesson], lessons: Lessons) -> list[np.ndarray]:
    scores = []
    for one in judged:
        vectors = lessons.pools[one.pool].corpus.vectors
        turned = head(vectors[np.array([one.query, *one.rows])])
        scores.append((turned[1:] @ turned[0]).astype(np.float64))
    return scores
