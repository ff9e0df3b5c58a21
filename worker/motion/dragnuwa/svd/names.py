"""What the weights are called: in the released checkpoint, and in diffusers.

The checkpoint numbers the blocks of the UNet through (`input_blocks.0` … `output_blocks.11`), as
Stability's generative-models does; diffusers numbers levels and layers in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
_TOP = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_BLOCK = re.compile(r"(down_blocks|up_blocks)\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)")
_FUSION = re.compile(r"(fusions_in|fusions_out)\.(\d+)\.")


def original_names(names: Iterable[str]) -> dict[str, str]:
    """The released name of each weight of a `DragUNet`, without the prefix of the whole model.

    Parameters
    ----------
    names : iterable of str
        All names of its state dict: how many layers a level has is read off them.
    """
    known = list(names)
    first = r"unet\.down_blocks\.0\.resnets\.(\d+)\."
    layers = 1 + max(int(found[1]) for name in known if (found := re.match(first, name)))
    attentive = {
        int(found[1])
        for name in known
        if (found := re.match(r"unet\.up_blocks\.(\d+)\.attentions\.", name))
    }
    return {name: _original(name, layers, attentive) for name in known}


def _original(name: str, layers: int, attentive: set[int]) -> str:
    if name.startswith("flow_blocks."):
        return name
    if found := _FUSION.match(name):
        block = _resnet_block(found[1] == "fusions_in", int(found[2]), 0, layers)
        return f"{block}.{name[found.end() :]}"
    name = name.removeprefix("unet.")
    for ours, theirs in _TOP.items():
        if name.startswith(ours + "."):
            return theirs + name[len(ours) :]
    if name.startswith("mid_block."):
        return _middle(name)
    return _in_block(name, layers, attentive)


def _in_block(name: str, layers: int, attentive: set[int]) -> str:
    found = _BLOCK.match(name)
    if found is None:
        raise ValueError(f"{name} belongs to no block of a Stable Video Diffusion UNet")
    _, index, rest = name[found.start(3) :].split(".", 2)
    is_input, level, part = found[1] == "down_blocks", int(found[2]), found[3]
    if part == "resnets":
        return f"{_resnet_block(is_input, level, int(index), layers)}.{_resnet(rest)}"
    if part == "attentions":
        # It shares its block with the resnet before it.
        block = _resnet_block(is_input, level, int(index), layers)
        return f"{block.removesuffix('.0')}.1.{_attention(rest)}"
    if part == "downsamplers":
        return f"input_blocks.{(level + 1) * (layers + 1)}.0.op{rest.removeprefix('conv')}"
    # An upsampler is the last thing in its level's last block.
    place = 2 if level in attentive else 1
    return f"output_blocks.{level * (layers + 1) + layers}.{place}.{rest}"


def _resnet_block(is_input: bool, level: int, layer: int, layers: int) -> str:
    number = level * (layers + 1) + layer
    return f"input_blocks.{number + 1}.0" if is_input else f"output_blocks.{number}.0"


def _middle(name: str) -> str:
    _, part, index, rest = name.split(".", 3)
    if part == "attentions":
        return f"middle_block.1.{_attention(rest)}"
    return f"middle_block.{2 * int(index)}.{_resnet(rest)}"


def _resnet(rest: str) -> str:
    block, _, inner = rest.partition(".")
    if block == "time_mixer":
        return rest
    layer, _, parameter = inner.partition(".")
    stack = "time_stack." if block == "temporal_res_block" else ""
    return f"{stack}{_RESNET[layer]}.{parameter}"


def _attention(rest: str) -> str:
    rest = rest.replace("temporal_transformer_blocks.", "time_stack.")
    rest = rest.replace("time_pos_embed.linear_1", "time_pos_embed.0")
    return rest.replace("time_pos_embed.linear_2", "time_pos_embed.2")
