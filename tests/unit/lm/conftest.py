"""Tiny random models with tokenizers of the kinds that real ones have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import (
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

TEXTS = [
    "Review: a film that is good and bad, great and terrible.\nSentiment: positive negative",
    "Question: what is the capital of France?\nAnswer: Paris, not bananas.",
    "The quick brown fox jumps over the lazy dog; 0123456789 times!",
]


def byte_level() -> Tokenizer:
    """As of GPT-2 and SmolLM: bytes, spaces belong to the word that follows."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS * 20, trainer)
    return tokenizer


def sentence_piece() -> Tokenizer:
    """As of Llama 2 and T5: a mark in the place of each space, and a token that begins a text."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<s>", "</s>", "<unk>"], show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS * 20, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 0)]
    )
    return tokenizer


def word_piece() -> Tokenizer:
    """As of BERT: words in parts, spaces nowhere, and a token that begins a text."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=["<s>", "</s>", "<unk>"], show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS * 20, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", special_tokens=[("<s>", 0)]
    )
    return tokenizer


def _gpt2() -> Any:
    return GPT2LMHeadModel(GPT2Config(vocab_size=512, n_embd=32, n_layer=2, n_head=2))


def _llama() -> Any:
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=512,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
        )
    )


def _neox() -> Any:
    return GPTNeoXForCausalLM(
        GPTNeoXConfig(
            vocab_size=512,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
        )
    )


KINDS: dict[str, tuple[Callable[[], Any], Callable[[], Tokenizer]]] = {
    "gpt2": (_gpt2, byte_level),
    "llama": (_llama, sentence_piece),
    "neox": (_neox, byte_level),
    "words": (_llama, word_piece),
}


def made(kind: str, path: Path) -> Path:
    """A folder as `save_pretrained` writes it."""
    make_model, make_tokenizer = KINDS[kind]
    torch.manual_seed(0)
    model = make_model()
    with torch.no_grad():  # random weights say nearly the same of all tokens: make them bold
        for parameter in model.parameters():
            parameter.mul_(6)
    model.save_pretrained(path)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(), bos_token="<s>", eos_token="</s>"
    )
    tokenizer.save_pretrained(path)
    return path


@pytest.fixture(scope="session", params=sorted(KINDS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of each kind."""
    return made(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="session")
def llama_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the kind that the default model has."""
    return made("llama", tmp_path_factory.mktemp("one-llama"))


@pytest.fixture(scope="session")
def gguf(llama_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as one file."""
    from tests.unit.lm.gguf_file import write_gguf

    return write_gguf(llama_folder, tmp_path_factory.mktemp("gguf") / "tiny.gguf")
