"""What the masked language model learns: words that are hidden from it, as BERT does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from worker.engine.devices import has_quick_bfloat16
from worker.training.placement import device_of

BATCH, LONGEST_TOKENS = 48, 56
# More than BERT's 15 %: the encoder knows its words, and every hidden word teaches the head.
HIDDEN, REPLACED, KEPT = 0.2, 0.1, 0.1
JUDGED, TOP = 400, 10


@dataclass(frozen=True)
class Hidden:
    """Tokens int64 [B, T], some hidden, with padding; where n hidden ones are and what they are."""

    ids: Tensor
    known: Tensor
    rows: Tensor
    columns: Tensor
    gold: Tensor


@dataclass
class MaskedStage:
    """Trains on texts; `counts` float [words] says how often each token is in them."""

    model: nn.Module
    tokenizer: Any
    train: Sequence[str]
    validation: Sequence[str]
    prompts: Sequence[str]
    counts: npt.NDArray[np.float64]
    quick: bool = field(default_factory=has_quick_bfloat16)

    def draw(self, step: int, rng: np.random.Generator) -> Hidden:
        """A step's texts with words hidden."""
        rows = rng.integers(0, len(self.train), BATCH)
        return hidden(self.tokenizer, [self.train[int(row)] for row in rows], rng)

    def loss(self, model: nn.Module, batch: Hidden) -> tuple[Tensor, dict[str, float]]:
        """Cross-entropy of the hidden tokens, nats; in bfloat16 where that is quick."""
        device = device_of(model)
        with torch.autocast(device.type, torch.bfloat16, enabled=self.quick):
            logits = _logits(model, batch, device)
        return F.cross_entropy(logits.float(), batch.gold.to(device)), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """On texts and on prompts that were not trained on: loss, and how often a hidden word is
        the first, or among the first ten; beside it the same of guessing frequent words."""
        found: dict[str, float] = {}
        for name, texts in (("", self.validation[:JUDGED]), ("prompts_", self.prompts[:JUDGED])):
            figures = self._judged(model, texts)
            found |= {f"{name}{key}": value for key, value in figures.items()}
        return found

    def _judged(self, model: nn.Module, texts: Sequence[str]) -> dict[str, float]:
        rng = np.random.default_rng(0)
        device = device_of(model)
        frequent = torch.from_numpy(np.log((self.counts + 1) / (self.counts + 1).sum())).float()
        sums = dict.fromkeys(
            ("loss", "top1", "top10", "unigram_loss", "unigram_top1", "unigram_top10"), 0.0
        )
        total = 0
        for begin in range(0, len(texts), BATCH):
            batch = hidden(self.tokenizer, texts[begin : begin + BATCH], rng, always=True)
            with torch.inference_mode():
                logits = _logits(model, batch, device).float().cpu()
            for mark, told in (("", logits), ("unigram_", frequent.expand_as(logits))):
                sums[f"{mark}loss"] += float(F.cross_entropy(told, batch.gold, reduction="sum"))
                right = told.topk(TOP).indices == batch.gold[:, None]
                sums[f"{mark}top1"] += float(right[:, 0].sum())
                sums[f"{mark}top10"] += float(right.sum())
            total += len(batch.gold)
        return {name: value / max(1, total) for name, value in sums.items()} | {"words": total}


def _logits(model: nn.Module, batch: Hidden, device: torch.device) -> Tensor:
    given = (batch.ids, batch.known, batch.rows, batch.columns)
    logits: Tensor = model(*(one.to(device) for one in given))
    return logits


def hidden(
    tokenizer: Any, texts: Sequence[str], rng: np.random.Generator, *, always: bool = False
) -> Hidden:
    """A fifth of the words of each text hidden whole, one at least.

    Of them, 80 % are masked, 10 % replaced and 10 % left; `always` masks all, and then only words
    of one token count.
    """
    coded = tokenizer(
        list(texts), padding=True, truncation=True, max_length=LONGEST_TOKENS, return_tensors="pt"
    )
    ids, known = coded["input_ids"].clone(), coded["attention_mask"]
    rows: list[int] = []
    columns: list[int] = []
    for row in range(len(texts)):
        words = _words(coded.word_ids(row))
        words = [one for one in words if len(one) == 1] if always else words
        count = min(len(words), max(1, round(HIDDEN * len(words))))
        for chosen in rng.permutation(len(words))[:count].tolist():
            rows += [row] * len(words[chosen])
            columns += words[chosen]
    at = torch.tensor(rows, dtype=torch.long), torch.tensor(columns, dtype=torch.long)
    gold = ids[at].clone()
    chance = torch.from_numpy(rng.random(len(rows)))
    other = torch.from_numpy(rng.integers(_first_word(tokenizer), len(tokenizer), len(rows)))
    shown = torch.full_like(gold, tokenizer.mask_token_id)
    if not always:
        shown = torch.where(chance < REPLACED + KEPT, other, shown)
        shown = torch.where(chance < KEPT, gold, shown)
    ids[at] = shown
    return Hidden(ids, known, *at, gold)


def _first_word(tokenizer: Any) -> int:
    """BERT's vocabulary begins with a thousand tokens that stand for nothing."""
    return min(1000, len(tokenizer) // 2)


def _words(word_ids: Sequence[int | None]) -> list[list[int]]:
    """Places of the tokens of each word."""
    found: dict[int, list[int]] = {}
    for place, word in enumerate(word_ids):
        if word is not None:
            found.setdefault(word, []).append(place)
    return list(found.values())


def token_counts(tokenizer: Any, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    """How often each token is in texts, float64 [words]."""
    counts = np.zeros(len(tokenizer))
    for begin in range(0, len(texts), 1024):
        some = tokenizer(list(texts[begin : begin + 1024]), add_special_tokens=False)["input_ids"]
        for ids in some:
            np.add.at(counts, ids, 1)
    return counts
