"""What the small model learns: whole texts a little, answers to instructions above all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shared.robustness.prompt import filled
from worker.robustness.training.instructions import JUDGED, Instructed, instructed
from worker.robustness.training.noise import worsened
from worker.robustness.training.texts import LabelledText
from worker.training.placement import device_of

BATCH = 40
# Rows that go through the network at once; their losses are added up.
_TOGETHER = 10
# Of the loss: all tokens of a text beside those of its answer.
_TEXT_SHARE = 0.2
_FEW_SHOT, _DEMONSTRATIONS = 0.1, 2
SENTIMENTS, PLACES = ("positive", "negative"), ("movie", "product", "tweet")


@dataclass(frozen=True)
class Tokenized:
    """Tokens int64 [n, T] with padding, which of them count, and which belong to answers."""

    ids: Tensor
    known: Tensor
    answer: Tensor


@dataclass
class SmallStage:
    """Trains on instructions; a share `low_quality` of them is worsened."""

    model: nn.Module
    tokenizer: Any
    train: Sequence[LabelledText]
    judged: Sequence[LabelledText]
    topics: Sequence[str]
    low_quality: float = 0.0

    def draw(self, step: int, rng: np.random.Generator) -> Tokenized:
        """A step's texts with their answers."""
        rows = rng.integers(0, len(self.train), BATCH)
        return tokenized(self.tokenizer, [self._text(int(row), rng) for row in rows])

    def loss(self, model: nn.Module, batch: Tokenized) -> tuple[Tensor, dict[str, float]]:
        """Cross-entropy of the answers, and a fifth of that of all tokens."""
        device = device_of(model)
        text, answered = torch.zeros((), device=device), torch.zeros((), device=device)
        for part in by_length(batch):
            ids, known, answer = (one.to(device) for one in (part.ids, part.known, part.answer))
            logits = model(input_ids=ids, attention_mask=known).logits[:, :-1]
            told = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
            text = text + (told * known[:, 1:].flatten()).sum()
            answered = answered + (told * answer[:, 1:].flatten()).sum()
        text = text / batch.known[:, 1:].sum().to(device)
        answered = answered / batch.answer[:, 1:].sum().to(device)
        return answered + _TEXT_SHARE * text, {"answer": float(answered.detach())}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Accuracy on held-out texts with wordings that were not trained on."""
        return {
            "sentiment": accuracy(model, self.tokenizer, self.judged, "sentiment", SENTIMENTS),
            "source": accuracy(model, self.tokenizer, self.judged, "source", PLACES),
        }

    def _text(self, row: int, rng: np.random.Generator) -> tuple[str, str]:
        """A text up to its answer, and the answer."""
        made = instructed(self.train[row], self.topics, rng)
        prompt = made.prompt
        if rng.random() < self.low_quality:
            prompt = worsened(prompt, _kept(made), rng)
        before = self._shown(made, prompt, rng) if rng.random() < _FEW_SHOT else ""
        return before + filled(prompt, made.content), f" {made.answer}"

    def _shown(self, made: Instructed, prompt: str, rng: np.random.Generator) -> str:
        """Two demonstrations in the same layout, where the task is a sentiment."""
        pair = next((p for p in (SENTIMENTS, ("good", "bad")) if made.answer in p), None)
        if pair is None:
            return ""
        some = [self.train[int(row)] for row in rng.integers(0, len(self.train), 4)]
        shown = [one for one in some if one.label in SENTIMENTS][:_DEMONSTRATIONS]
        parts = [f"{filled(prompt, o.text)} {pair[o.label == 'negative']}\n\n" for o in shown]
        return "".join(parts)


def tokenized(tokenizer: Any, texts: Sequence[tuple[str, str]]) -> Tokenized:
    """Texts with their answers as tokens; each ends with a line."""
    whole = [tokenizer.encode(before + answer + "\n").ids for before, answer in texts]
    begins = [len(tokenizer.encode(before).ids) for before, _ in texts]
    longest = max(map(len, whole))
    ids = torch.ones((len(whole), longest), dtype=torch.long)
    known, answered = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (tokens, begin) in enumerate(zip(whole, begins, strict=True)):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        known[row, : len(tokens)] = 1
        answered[row, begin : len(tokens)] = 1
    return Tokenized(ids, known, answered)


def by_length(batch: Tokenized) -> list[Tokenized]:
    """The same rows in parts of like length: a few long ones would pad all others threefold."""
    lengths = batch.known.sum(dim=1)
    parts = []
    for rows in torch.split(torch.argsort(lengths, stable=True), _TOGETHER):
        longest = int(lengths[rows].max())
        parts.append(
            Tokenized(*(one[rows, :longest] for one in (batch.ids, batch.known, batch.answer)))
        )
    return parts


def accuracy(
    model: nn.Module,
    tokenizer: Any,
    texts: Sequence[LabelledText],
    task: str,
    labels: Sequence[str],
) -> float:
    """Share of right answers over all judged wordings of a task, by the labels' first tokens."""
    some = [one for one in texts if one.kind != "news"]
    firsts = torch.tensor([tokenizer.encode(f" {label}").ids[0] for label in labels])
    right = total = 0
    with torch.inference_mode():
        for prompt in JUDGED[task]:
            for begin in range(0, len(some), 64):
                part = some[begin : begin + 64]
                coded = tokenized(tokenizer, [(filled(prompt, one.text), "") for one in part])
                # Without the line's end, which belongs to no question.
                last = coded.known.sum(dim=1) - 2
                device = device_of(model)
                logits = model(
                    input_ids=coded.ids.to(device), attention_mask=coded.known.to(device)
                ).logits
                told = logits[torch.arange(len(part)), last][:, firsts.to(device)].argmax(dim=1)
                gold = [labels.index(o.kind if task == "source" else o.label) for o in part]
                right += int((told.cpu() == torch.tensor(gold)).sum())
                total += len(part)
    return right / max(1, total)


def _kept(made: Instructed) -> frozenset[str]:
    return frozenset((*SENTIMENTS, *PLACES, "good", "bad", "content", *made.answer.split()))
