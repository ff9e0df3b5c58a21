"""The losses are those of the paper, and what has the query's answer is no negative."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

from worker.icl.training.losses import contrastive, distillation


def unit(*shape: int, seed: int = 0) -> torch.Tensor:
    made = torch.randn(*shape, generator=torch.Generator().manual_seed(seed))
    return normalize(made, dim=-1)


def test_distillation_is_the_divergence_from_the_teacher() -> None:
    queries, keys = unit(3, 8), unit(3, 4, 8, seed=1)
    cosines = torch.einsum("bd,bgd->bg", queries, keys)
    own = torch.softmax(cosines / 0.05, dim=-1)
    assert float(distillation(queries, keys, own, 0.05)) == pytest.approx(0, abs=1e-6)
    target = torch.softmax(torch.arange(12.0).reshape(3, 4), dim=-1)
    expected = (target * (target.log() - own.log())).sum(-1).mean()
    assert float(distillation(queries, keys, target, 0.05)) == pytest.approx(float(expected), 1e-5)


def test_all_pairs_are_negatives_but_those_with_the_same_answer() -> None:
    count, group, heat = 4, 3, 0.1
    queries, keys = unit(count, 8), unit(count, group, 8, seed=1)
    answers = torch.tensor([0, 1, 0, 2])
    key_answers = torch.tensor([[0, 1, 0], [1, 2, 2], [0, 1, 1], [0, 1, 2]])
    q, k = queries.numpy(), keys.numpy()
    losses = []
    for i in range(count):
        positive = float(q[i] @ k[i, 0]) / heat
        logits = [positive]
        for j in range(count):
            logits += [
                float(q[i] @ k[j, g]) / heat
                for g in range(group)
                if (j, g) != (i, 0) and key_answers[j, g] != answers[i]
            ]
            if answers[j] != answers[i]:
                pairs = ((k[i, 0], q[j]), (q[i], q[j]), (k[i, 0], k[j, 0]))
                logits += [float(one @ other) / heat for one, other in pairs]
        losses.append(np.log(np.exp(logits).sum()) - positive)
    found = contrastive(queries, keys, answers, key_answers, heat)
    assert float(found) == pytest.approx(float(np.mean(losses)), rel=1e-4)
