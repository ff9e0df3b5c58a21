"""The paper's bi-encoder: one text encoder for queries and demonstrations, fine-tuned whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from worker.icl.encoding.encoder import TextEncoder
from worker.icl.training.head_stage import combined
from worker.icl.training.lessons import Lesson, Lessons, Step, drawn_step, mean_ndcg
from worker.icl.training.settings import Distilling
from worker.training.placement import device_of

# Held-out queries that judge: all of a large pool would take longer than the training.
_JUDGED = 200


class EncoderNetwork(nn.Module):
    """Mean of the last hidden states, of length 1; position embeddings stay as they are."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(True)
        for name, parameter in encoder.named_parameters():
            if "position_embeddings" in name:
                parameter.requires_grad_(False)
        # Cosines of means: the pooler takes no part, and would wait for gradients in vain.
        if getattr(encoder, "pooler", None) is not None:
            encoder.pooler.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors float [n, D] of tokens int [n, T] and their mask."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        known = mask[..., None].to(hidden.dtype)
        return F.normalize((hidden * known).sum(1) / known.sum(1).clamp(min=1), dim=-1)


@dataclass(frozen=True)
class TokenStep:
    """A step's lessons with tokens and masks int64 [n, T]: the queries, then their candidates."""

    step: Step
    ids: Tensor
    mask: Tensor


@dataclass
class EncoderStage:
    """Distils scores into an encoder; `contrast_only` is EPR (no distillation)."""

    model: nn.Module
    tokenizer: Any
    lessons: Lessons
    how: Distilling
    contrast_only: bool = False

    def draw(self, step: int, rng: np.random.Generator) -> TokenStep:
        """A step's lessons, as tokens; queries without their answers, demonstrations with them."""
        how = self.how
        drawn = drawn_step(self.lessons, how.batch, how.group, rng, same_task=how.same_task)
        texts = [self._query(one) for one in drawn.lessons]
        for one, rows in zip(drawn.lessons, drawn.rows, strict=True):
            texts += self._demonstrations(one, rows)
        ids, mask = tokens(self.tokenizer, texts, how.longest_tokens)
        return TokenStep(drawn, ids, mask)

    def loss(self, model: nn.Module, batch: TokenStep) -> tuple[Tensor, dict[str, float]]:
        """KL + 0.2 InfoNCE."""
        device = device_of(model)
        vectors = model(batch.ids.to(device), batch.mask.to(device))
        count = len(batch.step.lessons)
        keys = vectors[count:].reshape(count, -1, vectors.shape[-1])
        return combined(vectors[:count], keys, batch.step, self.how, self.contrast_only)

    def validate(self, model: nn.Module) -> dict[str, float]:
        """nDCG@4 against what was distilled, on held-out queries."""
        judged = (self.lessons.judged or self.lessons.trained)[:_JUDGED]
        scores = []
        with torch.inference_mode():
            for one in judged:
                texts = [self._query(one), *self._demonstrations(one, one.rows)]
                ids, mask = tokens(self.tokenizer, texts, self.how.longest_tokens)
                made = model(ids.to(device_of(model)), mask.to(device_of(model)))
                scores.append((made[1:] @ made[0]).double().cpu().numpy())
        return {"ndcg": mean_ndcg(judged, scores)}

    def _query(self, one: Lesson) -> str:
        return self.lessons.pools[one.pool].corpus.examples[one.query].input

    def _demonstrations(self, one: Lesson, rows: Sequence[int] | np.ndarray) -> list[str]:
        examples = self.lessons.pools[one.pool].corpus.examples
        return [examples[int(row)].text for row in rows]


def tokens(tokenizer: Any, texts: Sequence[Any], longest: int) -> tuple[Tensor, Tensor]:
    """Tokens and mask int64 [n, T] of texts, or of pairs of texts."""
    coded = tokenizer(
        list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt"
    )
    return coded["input_ids"], coded["attention_mask"]


def network_of(encoder: TextEncoder) -> EncoderNetwork:
    """The encoder as a network that trains, with its dropout."""
    return EncoderNetwork(encoder.model).train()
