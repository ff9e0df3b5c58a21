"""The reward model: a cross-encoder that reads the right answer, and so is a teacher only.

It learns to tell one of the model's best three candidates from some of its worst sixteen (the
paper's section 4.2) and then gives every candidate a score that is smoother than the model's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shared.errors import AppError, first_line
from worker.icl.training.encoder_stage import tokens
from worker.icl.training.jobs import StoredJob
from worker.icl.training.lessons import Lesson, Lessons, Step, drawn_step
from worker.icl.training.settings import Rewarding
from worker.icl.training.task_pools import TaskPool
from worker.lm.silence import silence
from worker.training.placement import device_of

_JUDGED, _BATCH = 100, 64
TextPair = tuple[str, str]


class RewardNetwork(nn.Module):
    """One number for a query with its answer beside a demonstration."""

    def __init__(self, classifier: Any) -> None:
        super().__init__()
        self.classifier = classifier.requires_grad_(True)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Rewards float [n] of tokens int [n, T] of pairs and their mask."""
        rewards: Tensor = self.classifier(input_ids=ids, attention_mask=mask).logits
        return rewards[:, 0]


@dataclass(frozen=True)
class PairStep:
    """Tokens and masks int64 [B x G, T] of a step's pairs, positives first in each group."""

    step: Step
    ids: Tensor
    mask: Tensor


@dataclass
class RewardStage:
    """Softmax cross-entropy of the positive among its group."""

    model: nn.Module
    tokenizer: Any
    lessons: Lessons
    how: Rewarding

    def draw(self, step: int, rng: np.random.Generator) -> PairStep:
        """A step's groups as tokens of pairs."""
        size = self.how.negatives + 1
        drawn = drawn_step(self.lessons, self.how.batch, size, rng, same_task=False)
        pairs = [
            pair
            for one, rows in zip(drawn.lessons, drawn.rows, strict=True)
            for pair in self._pairs(one, rows)
        ]
        ids, mask = tokens(self.tokenizer, pairs, self.how.longest_tokens)
        return PairStep(drawn, ids, mask)

    def loss(self, model: nn.Module, batch: PairStep) -> tuple[Tensor, dict[str, float]]:
        """Cross-entropy, and how often the positive comes first."""
        device = device_of(model)
        rewards = model(batch.ids.to(device), batch.mask.to(device))
        groups = rewards.reshape(len(batch.step.lessons), -1)
        first = torch.zeros(len(groups), dtype=torch.int64, device=device)
        right = (groups.argmax(1) == 0).float().mean()
        return F.cross_entropy(groups, first), {"first": float(right)}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Share of pairs of candidates in the language model's order, on held-out queries."""
        judged = (self.lessons.judged or self.lessons.trained)[:_JUDGED]
        found = []
        for one in judged:
            rewards = _rewards(model, self.tokenizer, self._pairs(one, one.rows), self.how)
            better = np.subtract.outer(one.worth, one.worth) > 0
            if better.any():
                found.append((np.subtract.outer(rewards, rewards) > 0)[better].mean())
        return {"ordered": float(np.mean(found)) if found else 1.0}

    def _pairs(self, one: Lesson, rows: Sequence[int] | np.ndarray) -> list[TextPair]:
        return text_pairs(self.lessons.pools[one.pool], one.query, [int(row) for row in rows])


def reward_network(folder: Path) -> RewardNetwork:
    """A cross-encoder that starts from the encoder in a folder; its head is new.

    Raises
    ------
    AppError
        `bad_model`.
    """
    from transformers import AutoModelForSequenceClassification

    try:
        with silence():
            make: Any = AutoModelForSequenceClassification.from_pretrained
            classifier = make(folder, num_labels=1, use_safetensors=True, local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "A reward model can start from encoders that transformers can classify with."
        raise AppError("bad_model", model=folder.name, reason=first_line(error), fix=fix) from error
    return RewardNetwork(classifier).train()


def rewarded(
    network: RewardNetwork,
    tokenizer: Any,
    pools: Sequence[TaskPool],
    jobs: Sequence[StoredJob],
    how: Rewarding,
) -> Iterator[tuple[StoredJob, list[float]]]:
    """Each job with the rewards of its rows."""
    by_name = {pool.info.name: pool for pool in pools}
    network.eval()
    for job in jobs:
        pairs = text_pairs(by_name[job.task], job.query, job.rows)
        yield job, _rewards(network, tokenizer, pairs, how).tolist()


def text_pairs(pool: TaskPool, query: int, rows: Sequence[int]) -> list[TextPair]:
    """Query and right answer beside each demonstration."""
    examples = pool.corpus.examples
    return [(examples[query].text, examples[row].text) for row in rows]


def _rewards(
    model: nn.Module, tokenizer: Any, pairs: Sequence[TextPair], how: Rewarding
) -> np.ndarray:
    device = device_of(model)
    found = []
    with torch.inference_mode():
        for begin in range(0, len(pairs), _BATCH):
            ids, mask = tokens(tokenizer, pairs[begin : begin + _BATCH], how.longest_tokens)
            found.append(model(ids.to(device), mask.to(device)).double().cpu().numpy())
    return np.concatenate(found) if found else np.empty(0)
