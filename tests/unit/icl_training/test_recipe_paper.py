"""The recipe `icl`, paper: reward model, distilled encoder, iterations, all on tiny networks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from shared.icl.files import write_examples
from tests.unit.icl_training.doubles import (
    LABELS,
    QUESTIONS,
    PlantedModel,
    opened_as,
    planted_pool,
)
from worker.icl.encoding.encoder import load_encoder
from worker.icl.selection.catalogue import selectors
from worker.icl.selection.corpus import Corpus
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.trained import load_trained
from worker.icl.training import lm_session, recipe, settings
from worker.icl.training.encoder_stage import EncoderStage, network_of
from worker.icl.training.jobs import StoredJob
from worker.icl.training.lessons import Lessons
from worker.icl.training.reward_stage import RewardStage, reward_network
from worker.icl.training.settings import PAPER, Candidates, Rewarding
from worker.icl.training.targets import LabelRule
from worker.icl.training.task_pools import TaskPool, task_pools
from worker.training.course import Course
from worker.training.loop import Plan
from worker.training.recipes import TrainingRun, load_recipe


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bert_in(tmp_path_factory.mktemp("bert"))


def bert_in(path: Path) -> Path:
    """A tiny BERT that knows the words of the planted pools, in the folder `path`."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *QUESTIONS, *LABELS, *(f"w{n}" for n in range(60))]
    tokenizer = Tokenizer(models.WordLevel({w: n for n, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(path)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=64
    )
    fast.save_pretrained(path)
    return path


def run(tmp_path: Path, name: str, folder: Path, minutes: float | None = None) -> TrainingRun:
    return TrainingRun(
        out=tmp_path / name,
        data=tmp_path / "data",
        resume=True,
        minutes=minutes,
        seed=0,
        ablations=False,
        scale=1.0,
        report=lambda line: None,
        options={
            "pool": str(tmp_path / "pool.jsonl"),
            "recipe": "paper",
            "text-encoder": str(folder),
        },
    )


def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlantedModel:
    pool = planted_pool("question", 120)
    write_examples(tmp_path / "pool.jsonl", pool)
    model = PlantedModel(pool, "question")
    small = replace(
        PAPER,
        queries=20,
        candidates=Candidates(count=8, depth=16, mixed=False),
        iterations=2,
        validation=12,
        penalty=0.0,
        distilling=replace(PAPER.distilling, plan=replace(PAPER.distilling.plan, steps=3), batch=4),
        rewarding=Rewarding(Plan(name="reward", steps=2, learning_rate=1e-3), batch=2, negatives=3),
    )
    monkeypatch.setitem(settings.RECIPES, "paper", small)
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(lm_session, "opened", lambda ref, home, device: opened_as(model))
    for module in (lm_session, recipe):
        monkeypatch.setattr(module, "probe_device", lambda: "cpu")
    return model


def test_the_chain_runs_whole_and_in_pieces_to_the_same_encoders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    bring(tmp_path, monkeypatch)
    assert load_recipe("icl")(run(tmp_path, "unbroken", folder))
    times = 0
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "another-home"))
    while not load_recipe("icl")(run(tmp_path, "broken", folder, minutes=0.0)):
        times += 1
        assert times < 60
    assert times >= 5
    for name in ("llmr-1", "llmr-2", "epr", "."):
        one, other = (
            load_file(tmp_path / out / name / "model.safetensors") for out in ("unbroken", "broken")
        )
        assert one.keys() == other.keys()
        for key in one:
            np.testing.assert_array_equal(one[key], other[key], err_msg=f"{name} {key}")
    stages = {path.name for path in (tmp_path / "unbroken" / "stages").iterdir() if path.is_dir()}
    assert {"reward-1", "rewards-1", "reward-2", "rewards-2", "scores-2", "nolm"} <= stages
    trained = load_trained(tmp_path / "unbroken")
    assert set(trained.encoders) == {"llmr-1", "llmr-2", "epr"}
    assert trained.config.gate.variants == 2
    pool = planted_pool("question", 30)
    made = load_encoder(str(folder))
    corpus = Corpus(pool, made.encode([row.input for row in pool]))
    found = selectors(["llmr-2"], corpus, Lexical(corpus), trained)["llmr-2"]
    assert found.name == "llmr-2"


def lessons_of(folder: Path, jobs_of: object) -> tuple[list[TaskPool], Lessons]:
    """Lessons in which `jobs_of` says what a row is worth to a query."""
    rows = planted_pool("question", 160)
    vectors = load_encoder(str(folder)).encode([row.input for row in rows])
    pools = task_pools((rows, vectors), None, 0, 0)
    rng = np.random.default_rng(0)
    jobs = []
    examples = pools[0].corpus.examples
    for query in range(120):
        chosen = [int(row) for row in rng.permutation(len(examples))[:12] if row != query]
        worth = [float(jobs_of(examples[query], examples[row])) for row in chosen]  # type: ignore[operator]
        noisy = np.array(worth) + 0.01 * rng.random(len(worth))
        jobs.append(StoredJob("planted", query, tuple(chosen), tuple(noisy.tolist()), -2.0))
    return pools, Lessons.of(pools, jobs, LabelRule(), 0)


def same_question(query: object, shown: object) -> float:
    return float(query.input.split()[0] == shown.input.split()[0])  # type: ignore[attr-defined]


def course(tmp_path: Path, folder: Path) -> Course:
    return Course(run(tmp_path, "out", folder), None)


def test_the_encoder_learns_what_the_model_prefers(tmp_path: Path, folder: Path) -> None:
    _, lessons = lessons_of(folder, same_question)
    how = replace(PAPER.distilling, temperature=0.05, batch=16, group=8, graded=True)
    tokenizer = load_encoder(str(folder)).tokenizer

    def stage(network: torch.nn.Module) -> EncoderStage:
        return EncoderStage(network, tokenizer, lessons, how)

    before = stage(network_of(load_encoder(str(folder))).eval())
    untrained = before.validate(before.model)["ndcg"]
    plan = Plan(name="encoder", steps=120, learning_rate=3e-3, warm_up=5)
    trained = course(tmp_path, folder).train(
        plan, lambda: network_of(load_encoder(str(folder))), stage
    )
    assert trained is not None
    assert stage(trained.eval()).validate(trained)["ndcg"] > untrained + 0.15
    start = load_encoder(str(folder)).model.embeddings.position_embeddings.weight
    assert torch.equal(trained.encoder.embeddings.position_embeddings.weight, start)


def test_the_reward_model_orders_candidates_as_the_model_does(tmp_path: Path, folder: Path) -> None:
    _, lessons = lessons_of(folder, lambda query, shown: shown.output == "red")
    how = Rewarding(Plan(name="reward", steps=60, learning_rate=3e-3, warm_up=5), 8, negatives=3)
    tokenizer = load_encoder(str(folder)).tokenizer
    trained = course(tmp_path, folder).train(
        how.plan,
        lambda: reward_network(folder),
        lambda made: RewardStage(made, tokenizer, lessons, how),
    )
    assert trained is not None
    judged = RewardStage(trained.eval(), tokenizer, lessons, how).validate(trained)
    # Only "red" or not is in the scores; the rest of the order is chance.
    assert judged["ordered"] > 0.65
