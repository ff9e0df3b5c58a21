"""The small model's tokenizer and network, in the layout of transformers' Llama."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

END, PADDING = "<end>", "<pad>"


@dataclass(frozen=True)
class SmallSize:
    """Of the network; the published one has 0.7 million parameters."""

    vocabulary: int = 3000
    width: int = 96
    layers: int = 4
    heads: int = 4
    inner: int = 256
    longest: int = 1024


def train_tokenizer(texts: Iterable[str], size: SmallSize) -> Any:
    """A byte-level BPE of small letters, learned from texts: any text has tokens."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size.vocabulary,
        special_tokens=[END, PADDING],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(tokenizer: Any, folder: Path) -> None:
    """In the layout that transformers reads."""
    from transformers import PreTrainedTokenizerFast

    make: Any = PreTrainedTokenizerFast
    whole = make(tokenizer_object=tokenizer, eos_token=END, pad_token=PADDING, unk_token=END)
    whole.save_pretrained(folder)


def build_network(size: SmallSize, words: int) -> Any:
    """An untrained network for so many tokens, drawn from torch's generator."""
    from transformers import LlamaConfig, LlamaForCausalLM

    configure: Any = LlamaConfig
    make: Any = LlamaForCausalLM
    config = configure(
        vocab_size=words,
        hidden_size=size.width,
        intermediate_size=size.inner,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.heads,
        max_position_embeddings=size.longest,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=0,
        pad_token_id=1,
        use_cache=True,
    )
    return make(config)
