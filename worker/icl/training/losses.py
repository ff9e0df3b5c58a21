"""LLM-R's losses for a bi-encoder: distillation over a query's candidates, and InfoNCE."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

_NEVER = -1e4


def distillation(queries: Tensor, keys: Tensor, target: Tensor, temperature: float) -> Tensor:
    """KL(target || retriever) over each query's own candidates (the paper's section 4.3).

    Parameters
    ----------
    queries : float [B, D]
        Of length 1, as are the keys.
    keys : float [B, G, D]
    target : float [B, G]
        Probabilities.
    """
    cosines = torch.einsum("bd,bgd->bg", queries, keys)
    return F.kl_div(F.log_softmax(cosines / temperature, dim=-1), target, reduction="batchmean")


def contrastive(
    queries: Tensor,
    keys: Tensor,
    query_answers: Tensor,
    key_answers: Tensor,
    temperature: float,
) -> Tensor:
    """InfoNCE with all pairs, query-key, key-query, query-query and key-key, as LLM-R's code.

    Keys [B, G, D] have the positive first. What has the query's answer (equal numbers in
    `query_answers` int [B] and `key_answers` int [B, G]) is no negative.
    """
    count, group = keys.shape[:2]
    positives = keys[:, 0]
    places = torch.arange(count, device=queries.device)
    to_keys = queries @ keys.reshape(count * group, -1).T
    same = query_answers[:, None] == key_answers.reshape(1, -1)
    same[places, places * group] = False
    parts = [to_keys.masked_fill(same, _NEVER * temperature)]
    alike = query_answers[:, None] == query_answers[None, :]
    alike = alike | torch.eye(count, dtype=torch.bool, device=queries.device)
    for one, other in ((positives, queries), (queries, queries), (positives, positives)):
        parts.append((one @ other.T).masked_fill(alike, _NEVER * temperature))
    return F.cross_entropy(torch.cat(parts, dim=1) / temperature, places * group)
