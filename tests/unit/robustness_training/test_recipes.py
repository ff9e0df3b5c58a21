"""Both recipes from data to a model that opens, tiny; and what counts as low quality."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from shared.errors import AppError
from worker.lm.language_model import Question
from worker.lm.loading import load_causal
from worker.models.card import read_card
from worker.models.kinds import KINDS
from worker.robustness.training import noise_recipe, small_recipe
from worker.robustness.training.causal_network import CausalNetwork
from worker.robustness.training.instructions import instructed
from worker.robustness.training.noise import worsened
from worker.robustness.training.small_model import SmallSize, build_network, train_tokenizer
from worker.robustness.training.small_stage import SmallStage, by_length
from worker.robustness.training.texts import LabelledText, Texts
from worker.training.recipes import TrainingRun

TINY = SmallSize(vocabulary=400, width=32, layers=1, heads=2, inner=48, longest=512)
WORDS = {"positive": "good lovely warm", "negative": "bad dull nasty"}


def made_texts() -> Texts:
    some = [
        LabelledText(kind, f"a {word} {kind} of number {n}", label)
        for n in range(8)
        for kind in ("movie", "product", "tweet")
        for label, words in WORDS.items()
        for word in words.split()
    ]
    news = [
        LabelledText("news", f"{topic} rise {n}", topic)
        for topic in ("oil", "grain")
        for n in range(5)
    ]
    return Texts((*some[20:], *news), tuple(some[:10]), tuple(some[10:20]))


def run_of(out: Path, **given: object) -> TrainingRun:
    fields = {
        "out": out, "data": out / "data", "resume": False, "minutes": None, "seed": 3,
        "ablations": False, "scale": 0.001, "report": lambda line: None,
    } | given  # fmt: skip
    return TrainingRun(**fields)  # type: ignore[arg-type]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(small_recipe, "load_texts", lambda folder: made_texts())
    assert small_recipe.train(run_of(tmp_path / "small"), TINY)
    return tmp_path / "small"


def test_both_variants_open_as_language_models_and_say_how_good_they_are(small: Path) -> None:
    for variant in ("plain", "low-quality"):
        model = load_causal(str(small / variant), small, "cpu", "fp32")
        asked = Question("Review: a good film\nSentiment:", (" positive", " negative"))
        told = model.choose([asked])[0]
        assert np.isfinite(told).all()
        card = read_card(small / variant)
        assert "Accuracy on 10 test texts" in card.card
        assert "model.safetensors" in card.files
        assert card.id == (
            "robustness-small" if variant == "plain" else f"robustness-small-{variant}"
        )
        assert card.kind in KINDS
    figures = json.loads((small / "figures.json").read_text())
    assert set(figures["accuracy"]) == {"plain", "low-quality"}


def test_rows_of_like_length_together_give_the_loss_of_all_at_once() -> None:
    size = SmallSize(vocabulary=300, width=16, layers=1, heads=2, inner=32, longest=256)
    texts = made_texts()
    tokenizer = train_tokenizer([one.text for one in texts.train], size)
    torch.manual_seed(0)
    network = CausalNetwork(build_network(size, tokenizer.get_vocab_size()))
    stage = SmallStage(network, tokenizer, texts.train, texts.validation, ("trade",), 0.5)
    batch = stage.draw(0, np.random.default_rng(0))
    loss, parts = stage.loss(network, batch)
    with torch.no_grad():
        logits = network(input_ids=batch.ids, attention_mask=batch.known).logits[:, :-1]
    each = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), batch.ids[:, 1:].flatten(), reduction="none"
    )
    text, answer = (
        (each * share[:, 1:].flatten()).sum() / share[:, 1:].sum()
        for share in (batch.known, batch.answer)
    )
    assert parts["answer"] == pytest.approx(float(answer), rel=1e-5)
    assert float(loss.detach()) == pytest.approx(float(answer + 0.2 * text), rel=1e-5)
    lengths = [int(part.known.sum(1).max()) for part in by_length(batch)]
    assert lengths == sorted(lengths)
    assert sum(len(part.ids) for part in by_length(batch)) == len(batch.ids)


def test_a_stopped_recipe_goes_on_to_the_same_model(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small_recipe, "load_texts", lambda folder: made_texts())
    out = tmp_path / "stopped"
    assert not small_recipe.train(run_of(out, minutes=1e-9), TINY)
    assert not (out / "plain").exists()
    assert small_recipe.train(run_of(out, resume=True), TINY)
    for variant in ("plain", "low-quality"):
        name = f"{variant}/model.safetensors"
        assert (out / name).read_bytes() == (small / name).read_bytes()


def test_noise_tuning_saves_a_merged_model_and_the_same_with_the_same_seed(
    small: Path, tmp_path: Path
) -> None:
    pool = tmp_path / "pool.jsonl"
    rows = [{"content": one.text, "label": one.label} for one in made_texts().train[:40]]
    pool.write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = Question("Review: a good film\nSentiment:", (" positive", " negative"))
    told = []
    options = {"pool": str(pool), "lm": str(small / "plain")}
    for name in ("one", "two"):
        out = tmp_path / name
        assert noise_recipe.train(run_of(out, options=options, scale=0.02))
        told.append(load_causal(str(out), tmp_path, "cpu", "fp32").choose([asked])[0])
        assert "Report nothing on those samples" in read_card(out).card
    before = load_causal(str(small / "plain"), tmp_path, "cpu", "fp32").choose([asked])[0]
    assert told[0] == told[1] != before


def test_what_noise_tuning_needs_is_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="pool"):
        noise_recipe.train(run_of(tmp_path))
    with pytest.raises(AppError, match="prompt"):
        noise_recipe.train(run_of(tmp_path, options={"prompt": "nothing"}))


def test_worsened_prompts_keep_the_sample_and_the_labels() -> None:
    prompt = "Classify the review as positive or negative.\nReview: {content}\nSentiment:"
    kept = frozenset(("positive", "negative"))
    made = {worsened(prompt, kept, np.random.default_rng(n)) for n in range(50)}
    assert len(made) > 40
    for one in made:
        assert one.count("{content}") == 1
        assert "positive" in one
        assert "negative" in one


def test_instructions_have_a_place_and_the_answer_among_what_they_name() -> None:
    rng = np.random.default_rng(1)
    for one in made_texts().train:
        made = instructed(one, ("oil", "grain"), rng)
        assert made.prompt.count("{content}") == 1
        assert made.content == one.text
        pair = {"positive": "good", "negative": "bad"}
        assert made.answer in (one.label, pair.get(one.label), one.kind)
