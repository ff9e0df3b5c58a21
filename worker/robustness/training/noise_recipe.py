"""The recipe `robustness-noise`: a local language model tuned on noisy prompts, with LoRA.

PromptBench (section 6) names better fine-tuning as a countermeasure. Half of the prompts are
worsened as in `worker.robustness.training.noise`; low-rank matrices learn to answer all the same,
and are added to the weights at the end.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from shared.errors import AppError
from shared.paths import default_home
from shared.robustness.prompt import CONTENT, filled, unescaped
from shared.robustness.samples import Sample, read_samples, split_samples
from worker.lm.language_model import Pair
from worker.lm.loading import load_causal
from worker.lm.opening import FOLDER
from worker.lm.tokens import Tokens, all_tokens
from worker.models.card import write_card
from worker.robustness.training.causal_network import CausalNetwork
from worker.robustness.training.noise import worsened
from worker.training.course import Course
from worker.training.loop import Plan
from worker.training.placement import device_of
from worker.training.recipes import TrainingRun

NAME = "robustness-noise"
PLAN = Plan(name="noise", steps=600, learning_rate=2e-4, warm_up=50)
PROMPT = "Review: {content}\nSentiment:"
RANK, BATCH, NOISY = 8, 8, 0.5
_JUDGED = 100


@dataclass
class NoiseStage:
    """Right answers to prompts, half of which are worsened; labels and {content} are kept."""

    model: nn.Module
    tokenizer: Any
    longest: int
    prompt: str
    labels: tuple[str, ...]
    trained: Sequence[Sample]
    judged: Sequence[Sample]

    def draw(self, step: int, rng: np.random.Generator) -> list[Tokens]:
        """A step's prompts with their answers, as tokens."""
        rows = rng.integers(0, len(self.trained), BATCH)
        return self._tokens([self.trained[int(row)] for row in rows], rng, NOISY)

    def loss(self, model: nn.Module, batch: list[Tokens]) -> tuple[Tensor, dict[str, float]]:
        """Cross-entropy of the answers' tokens."""
        return answer_loss(model, batch), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """The same on other samples: with the prompt as it is, and worsened."""
        with torch.inference_mode():
            found = {}
            for name, share in (("clean", 0.0), ("noisy", 1.0)):
                rng = np.random.default_rng(0)
                some = self._tokens(self.judged[:_JUDGED], rng, share)
                parts = [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
                losses = [float(answer_loss(model, part)) for part in parts]
                found[name] = sum(losses) / max(1, len(losses))
        return found

    def _tokens(
        self, samples: Sequence[Sample], rng: np.random.Generator, noisy: float
    ) -> list[Tokens]:
        kept = frozenset(word for label in self.labels for word in label.casefold().split())
        pairs = []
        for one in samples:
            prompt = worsened(self.prompt, kept, rng) if rng.random() < noisy else self.prompt
            gap = "" if prompt[-1:].isspace() else " "
            pairs.append(Pair(filled(prompt, one.content), f"{gap}{one.label}"))
        return all_tokens(self.tokenizer, pairs, self.longest)


def answer_loss(model: nn.Module, batch: Sequence[Tokens]) -> Tensor:
    """Mean cross-entropy of the answers' tokens, nats."""
    longest = max(len(one.ids) for one in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    known, answer = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        known[row, : len(one.ids)] = 1
        answer[row, one.begin : len(one.ids)] = 1
    device = device_of(model)
    ids, known, answer = ids.to(device), known.to(device), answer.to(device)
    logits = model(input_ids=ids, attention_mask=known).logits[:, :-1]
    chosen = answer[:, 1:] > 0
    return F.cross_entropy(logits[chosen].float(), ids[:, 1:][chosen])


def train(run: TrainingRun) -> bool:
    """Tune, add the low-rank matrices to the weights and save; returns whether it is finished.

    Raises
    ------
    AppError
        `bad_field` without samples or a place for them; what reading samples and models raises.
    """
    prompt = unescaped(run.options.get("prompt", PROMPT))
    if CONTENT not in prompt:
        limit = "the place of the sample, {content}, somewhere in the prompt"
        raise AppError("bad_field", field="--prompt", value=prompt[:80], limit=limit)
    pool = run.options.get("pool")
    if pool is None:
        limit = 'samples to learn from as JSON lines: {"content", "label"}'
        raise AppError("bad_field", field="--pool", value="nothing", limit=limit)
    report = read_samples(Path(pool))
    split = split_samples(report.samples, _JUDGED, len(report.samples), run.seed)
    ref = run.options.get("lm", "default")
    causal = load_causal(ref, default_home() / FOLDER, "cpu", "fp32")
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes

    def stage(network: nn.Module) -> NoiseStage:
        return NoiseStage(
            network,
            causal.tokenizer,
            causal.longest,
            prompt,
            report.labels,
            split.report or split.search,
            split.search,
        )

    tuned: Any = Course(run, deadline).train(
        PLAN, lambda: CausalNetwork(with_low_rank(causal.model)), stage
    )
    if tuned is None:
        return False
    if not run.is_main:
        return True
    _save(run, tuned.causal.merge_and_unload(), causal.tokenizer, ref, len(split.report))
    run.report(f"written: {run.out}")
    return True


def with_low_rank(model: Any) -> Any:
    """A causal language model with LoRA (Hu and others 2021) in all its linear layers."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=RANK,
        lora_alpha=2 * RANK,
        lora_dropout=0.0,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model.train(), config)


def _save(run: TrainingRun, model: Any, tokenizer: Any, ref: str, count: int) -> None:
    model.save_pretrained(run.out, safe_serialization=True)
    tokenizer.save_pretrained(run.out)
    files = [one.name for one in sorted(run.out.iterdir()) if one.is_file()]
    write_card(
        run.out,
        NAME,
        [name for name in files if name != "model.json"],
        title="Language model tuned on noisy prompts",
        licence="that of the model it was made of",
        source=f"vitrine-worker train {NAME} --lm {Path(ref).name} --seed {run.seed}",
        card=f"LoRA of rank {RANK}, {round(PLAN.steps * run.scale)} steps on {count} samples, half"
        " of the prompts worsened. Report nothing on those samples.",
    )
