"""GGUF files of tiny models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from gguf import GGUFWriter
from transformers import AutoModelForCausalLM

from tests.unit.lm.conftest import byte_level

HEADS, KEY_HEADS, LAYERS, HIDDEN = 4, 2, 2, 32
# Names in the file, by those of the network.
PARTS = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def write_gguf(folder: Path, path: Path, *, without: str = "") -> Path:
    """As llama.cpp's converter writes it: a tiny model with a tokenizer by bytes."""
    weights = AutoModelForCausalLM.from_pretrained(folder).state_dict()
    writer = GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(256)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(64)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_rope_freq_base(50_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_dimension_count(HIDDEN // HEADS)
    add_tokenizer(writer, len(weights["model.embed_tokens.weight"]))
    for name, tensor in weights.items():
        place = gguf_name(name)
        if place != without:
            writer.add_tensor(place, by_llama_cpp(name, tensor).numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def add_tokenizer(writer: Any, size: int) -> None:
    model = json.loads(byte_level().to_str())["model"]
    words = sorted(model["vocab"], key=model["vocab"].get)
    words += [f"<unused-{place}>" for place in range(len(words), size)]
    writer.add_vocab_size(size)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(words)
    writer.add_token_types([3, 3] + [1] * (size - 2))
    writer.add_token_merges([" ".join(pair) for pair in model["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(1)


def gguf_name(name: str) -> str:
    whole = {
        "model.embed_tokens.weight": "token_embd.weight",
        "model.norm.weight": "output_norm.weight",
        "lm_head.weight": "output.weight",
    }
    if name in whole:
        return whole[name]
    _, _, layer, *rest, kind = name.split(".")
    return f"blk.{layer}.{PARTS['.'.join(rest)]}.{kind}"


def by_llama_cpp(name: str, tensor: torch.Tensor) -> torch.Tensor:
    """Its converter pairs the halves of rotated heads in another way."""
    for part, heads in (("q_proj", HEADS), ("k_proj", KEY_HEADS)):
        if part in name:
            split = tensor.reshape(heads, 2, tensor.shape[0] // heads // 2, tensor.shape[1])
            return split.swapaxes(1, 2).reshape(tensor.shape).contiguous()
    return tensor
