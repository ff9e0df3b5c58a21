"""The masked language model: what it learns from, its recipe, tiny, and what it says of words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.errors import AppError
from tests.unit.robustness_training.test_recipes import run_of
from worker.icl.data.raw import RawRow
from worker.models.card import read_card
from worker.robustness.lexicon import masked
from worker.robustness.training import masked_recipe
from worker.robustness.training.masked_network import MaskedNetwork
from worker.robustness.training.masked_stage import MaskedStage, hidden, token_counts
from worker.robustness.training.masked_texts import Pieces, family_prompts, is_judged, pieces_of

TEXTS = tuple(
    f"the {kind} film was {word} and the actors were {other}"
    for kind in ("old", "new", "long")
    for word, other in (("good", "fine"), ("bad", "weak"), ("warm", "kind"))
)
WORDS = sorted({word for text in TEXTS for word in text.split()} | {"review"})
VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, "act", "##ing", "##ion", ".")


@pytest.fixture(scope="module")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoder_in(tmp_path_factory.mktemp("encoder"))


def encoder_in(folder: Path) -> Path:
    """A tiny BERT with a tokenizer of a few words, in `folder`."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    (folder / "vocab.txt").write_text("\n".join(VOCABULARY))
    make_tokenizer: Any = BertTokenizerFast
    make_tokenizer(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=24, max_position_embeddings=300,
    )  # fmt: skip
    make: Any = BertModel
    make(config).save_pretrained(folder)
    return folder


@pytest.fixture
def trained(encoder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the recipe writes, of few steps."""
    patched(encoder_folder, monkeypatch)
    assert masked_recipe.train(run_of(tmp_path / "one", scale=0.02))
    return tmp_path / "one" / "robustness-masked"


def patched(encoder_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked_recipe, "default_folder", lambda: encoder_folder)
    pieces = Pieces(TEXTS[:7], TEXTS[7:], ("is the film good or bad .",))
    monkeypatch.setattr(masked_recipe, "load_pieces", lambda folder, seed: pieces)


def test_the_recipe_says_how_good_its_model_is_beside_frequency(trained: Path) -> None:
    card = read_card(trained)
    assert set(card.files) == {"model.safetensors", "config.json"}
    figures = json.loads((trained / "config.json").read_text())["figures"]
    for name in ("loss", "top1", "top10", "unigram_loss", "unigram_top1", "prompts_loss"):
        assert np.isfinite(figures[name])
    assert f"loss {figures['loss']:.2f} nats" in card.card


def test_a_stopped_recipe_goes_on_to_the_same_head(
    trained: Path, encoder_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patched(encoder_folder, monkeypatch)
    out = tmp_path / "two"
    assert not masked_recipe.train(run_of(out, scale=0.02, minutes=1e-9))
    assert masked_recipe.train(run_of(out, scale=0.02, resume=True))
    name = "robustness-masked/model.safetensors"
    assert (out / name).read_bytes() == (trained / "model.safetensors").read_bytes()


def test_only_the_head_and_the_last_layer_are_trained_and_kept(encoder_folder: Path) -> None:
    encoder, _ = masked_parts(encoder_folder)
    state = MaskedNetwork(encoder).state_dict()
    layers = {name.split(".")[3] for name in state if name.startswith("encoder.encoder.layer")}
    assert layers == {"1"}
    assert not any("embeddings" in name for name in state)
    with pytest.raises(KeyError):
        MaskedNetwork(encoder).load_state_dict({"bias": state["bias"]})


def test_words_are_hidden_whole_and_what_they_were_is_kept(encoder_folder: Path) -> None:
    _, tokenizer = masked_parts(encoder_folder)
    texts = ["acting acting acting acting", "the film was good and the actors were bad"]
    plain = tokenizer(texts, padding=True, return_tensors="pt")["input_ids"]
    batch = hidden(tokenizer, texts, np.random.default_rng(1))
    assert torch.equal(plain[batch.rows, batch.columns], batch.gold)
    assert (batch.rows == 0).sum() == 2, "act and ##ing are one word"
    masks = hidden(tokenizer, texts, np.random.default_rng(1), always=True)
    assert masks.rows.tolist() == [1, 1], "words of one token only"
    assert (masks.ids[masks.rows, masks.columns] == tokenizer.mask_token_id).all()


def test_training_lowers_the_loss(encoder_folder: Path) -> None:
    encoder, tokenizer = masked_parts(encoder_folder)
    torch.manual_seed(0)
    network = MaskedNetwork(encoder)
    stage = MaskedStage(network, tokenizer, TEXTS, TEXTS, (), token_counts(tokenizer, TEXTS), False)
    batch = stage.draw(0, np.random.default_rng(0))
    trained = [one for one in network.parameters() if one.requires_grad]
    optimizer = torch.optim.Adam(trained, 3e-2)
    told = []
    for _ in range(30):
        loss, _ = stage.loss(network, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        told.append(float(loss.detach()))
    assert told[-1] < told[0] - 0.3


def test_rows_are_cut_in_pieces_without_their_answers() -> None:
    row = RawRow({"text": "word " * 90, "answer": "not this one at all", "options": ["a"]})
    assert [len(piece.split()) for piece in pieces_of(row)] == [40, 40, 10]
    assert not list(pieces_of(RawRow({"text": "too short a"})))


def test_texts_that_judge_are_known_by_their_spelling_alone() -> None:
    some = [f"text number {n}" for n in range(2000)]
    judged = [text for text in some if is_judged(text)]
    assert 10 < len(judged) < 100
    assert all(is_judged(f" {text.upper()}  ") for text in judged)
    assert len(family_prompts()) >= 39


def test_expected_words_are_other_words_for_each_place(trained: Path, encoder_folder: Path) -> None:
    model = masked.open_model(trained, encoder_folder)
    text = "the film was good acting"
    spans = tuple((text.index(word), text.index(word) + len(word)) for word in text.split())
    found = model.expected(text, spans, 5)
    assert len(found) == 5
    for word, others in zip(text.split(), found, strict=True):
        assert others and len(others) <= 5 and word not in others
        assert all(other.isalpha() for other in others)
        assert "the" not in others, "stop words carry no meaning"
    assert found == model.expected(text, spans, 5)
    assert model.expected("", (), 5) == ()


def test_long_texts_are_read_in_parts(trained: Path, encoder_folder: Path) -> None:
    model = masked.open_model(trained, encoder_folder)
    text = "film " * 600 + "acting"
    found = model.expected(text, ((0, 4), (5 * 500, 5 * 500 + 4), (3000, 3006)), 3)
    assert all(len(others) == 3 for others in found)


def test_the_recipe_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "home"))
    with pytest.raises(AppError, match="installer data"):
        masked_recipe.train(run_of(tmp_path / "out"))


def masked_parts(folder: Path) -> tuple[Any, Any]:
    from worker.robustness.training.masked_network import load_encoder_parts

    return load_encoder_parts(folder)
