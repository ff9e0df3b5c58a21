"""The recipe `robustness-small`: a small language model, with and without low-quality texts.

PromptBench (section 6) names low-quality data in pre-training as a countermeasure. Both models see
the same texts in the same order; of the second one's instructions, half are worsened.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import torch

from shared.paths import default_home, write_atomic
from worker.icl.data.suite import data_folder
from worker.models.card import write_card
from worker.robustness.training.causal_network import CausalNetwork
from worker.robustness.training.instructions import instructed
from worker.robustness.training.small_model import (
    SmallSize,
    build_network,
    save_tokenizer,
    train_tokenizer,
)
from worker.robustness.training.small_stage import (
    PLACES,
    SENTIMENTS,
    SmallStage,
    accuracy,
)
from worker.robustness.training.texts import Texts, load_texts, topics
from worker.training.course import Course
from worker.training.loop import Plan
from worker.training.recipes import TrainingRun
from worker.training.team import main_first

NAME = "robustness-small"
PLAN = Plan(name="plain", steps=2400, learning_rate=3e-3, warm_up=100)
LOW_QUALITY = 0.5
# By the folder of each model: how many of its instructions are worsened.
VARIANTS = {"plain": 0.0, "low-quality": LOW_QUALITY}
_TOKENIZER, _TEXTS = "tokenizer.json", "texts.json"


@dataclass(frozen=True)
class _Lessons:
    texts: Texts
    topics: tuple[str, ...]
    tokenizer: Any


def train(run: TrainingRun, size: SmallSize | None = None) -> bool:
    """Train both models, each from its checkpoint; returns whether all is finished.

    Raises
    ------
    AppError
        `bad_request` where the texts are not there; it names the command that fetches them.
    """
    size = size or SmallSize()
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    folder = run.data if (run.data / "vaderSentiment").is_dir() else data_folder(default_home())
    texts = main_first(lambda: _texts(run, folder))
    tokenizer = main_first(lambda: _tokenizer(run, texts, size))
    lessons = _Lessons(texts, topics(texts), tokenizer)
    course = Course(run, deadline)
    figures: dict[str, dict[str, float]] = {}
    for variant, share in VARIANTS.items():
        network = _trained(course, lessons, size, variant, share)
        if network is None:
            return False
        if run.is_main:
            figures[variant] = _export(run, network, lessons, variant)
    if not run.is_main:
        return True
    _write_cards(run, lessons, figures, size)
    run.report(f"written: {', '.join(str(run.out / name) for name in VARIANTS)}")
    return True


def _texts(run: TrainingRun, folder: Path) -> Texts:
    """Read once and kept beside the checkpoints: comparing all texts takes minutes."""
    path = run.out / "stages" / _TEXTS
    if path.is_file():
        return msgspec.json.decode(path.read_bytes(), type=Texts)
    texts = load_texts(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, msgspec.json.encode(texts))
    return texts


def _trained(course: Course, lessons: _Lessons, size: SmallSize, variant: str, share: float) -> Any:
    words = lessons.tokenizer.get_vocab_size()

    def stage(network: Any) -> SmallStage:
        return SmallStage(
            network,
            lessons.tokenizer,
            lessons.texts.train,
            lessons.texts.validation,
            lessons.topics,
            share,
        )

    return course.train(
        replace(PLAN, name=variant), lambda: CausalNetwork(build_network(size, words)), stage
    )


def _tokenizer(run: TrainingRun, texts: Texts, size: SmallSize) -> Any:
    """Learned once, from texts in their instructions, and kept beside the checkpoints."""
    from tokenizers import Tokenizer

    path = run.out / "stages" / _TOKENIZER
    if path.is_file():
        return Tokenizer.from_file(str(path))
    import numpy as np

    rng = np.random.default_rng((run.seed, 7))
    names = topics(texts)
    made = [instructed(one, names, rng) for one in texts.train]
    whole = (f"{one.prompt.replace('{content}', one.content)} {one.answer}\n" for one in made)
    tokenizer = train_tokenizer(whole, size)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, tokenizer.to_str().encode())
    return tokenizer


def _export(run: TrainingRun, network: Any, lessons: _Lessons, variant: str) -> dict[str, float]:
    """Save a model for transformers; its figures on the test texts, which nothing else has seen."""
    folder = run.out / variant
    folder.mkdir(parents=True, exist_ok=True)
    network.eval().half().float()  # as it is saved, so that the figures are of that
    with torch.inference_mode():
        found = {
            task: accuracy(network, lessons.tokenizer, lessons.texts.test, task, labels)
            for task, labels in (("sentiment", SENTIMENTS), ("source", PLACES))
        }
    network.causal.half().save_pretrained(folder, safe_serialization=True)
    save_tokenizer(lessons.tokenizer, folder)
    shown = ", ".join(f"{task} {value:.3f}" for task, value in found.items())
    run.report(f"{variant}: on test texts {shown}")
    return found


def _write_cards(
    run: TrainingRun, lessons: _Lessons, figures: dict[str, dict[str, float]], size: SmallSize
) -> None:
    count = sum(one.kind != "news" for one in lessons.texts.test)
    for variant, found in figures.items():
        folder = run.out / variant
        kind = "none" if variant == "plain" else f"{LOW_QUALITY:.0%} of the instructions"
        files = [path.name for path in sorted(folder.iterdir()) if path.name != "model.json"]
        write_card(
            folder,
            NAME if variant == "plain" else f"{NAME}-{variant}",
            files,
            title=f"Small language model for attacks on prompts ({variant})",
            licence="Apache-2.0 (weights); see NOTICE for the texts",
            source=f"vitrine-worker train {NAME} --seed {run.seed} --scale {run.scale:g}",
            card=_card(found, count, kind, size, run),
        )
    whole = {"test_texts": count, "accuracy": figures}
    write_atomic(run.out / "figures.json", msgspec.json.format(msgspec.json.encode(whole)) + b"\n")


def _card(found: dict[str, float], count: int, kind: str, size: SmallSize, run: TrainingRun) -> str:
    return (
        f"Trained from nothing for {round(PLAN.steps * run.scale)} steps on film and product"
        " reviews, tweets (vaderSentiment) and news (Reuters R8) in the form of instructions."
        f" Low-quality texts: {kind}. Accuracy on {count} test texts with instructions that it was"
        f" not trained on: sentiment {found['sentiment']:.3f} (chance .5), kind of text"
        f" {found['source']:.3f} (of three). It knows these tasks and no others; {size.layers}"
        f" layers of {size.width}, up to {size.longest} tokens."
    )
