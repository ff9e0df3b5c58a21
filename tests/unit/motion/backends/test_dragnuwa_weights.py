"""The released DragNUWA 1.5 checkpoint: names, shapes, LoRA, and files that are something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from shared.errors import AppError
from tests.doubles.dragnuwa import (
    PREFIX,
    released_weights,
    save_dragnuwa,
    tiny_network,
    write_checkpoint,
)
from worker.models.files import ModelFiles
from worker.motion.dragnuwa.svd.checkpoint import merge_lora, read_weights
from worker.motion.dragnuwa.svd.loading import load_network
from worker.motion.dragnuwa.svd.names import original_names
from worker.motion.dragnuwa.svd.network import DragUNet

Shapes = Iterator[tuple[str, tuple[int, ...]]]
WIDTHS, EMBEDDING, CONTEXT = (320, 640, 1280, 1280), 1280, 1024


# --- what the release has, walked through as its own program builds it ---------------------------


def layer(name: str, *weight: int, bias: bool = True) -> Shapes:
    yield f"{name}.weight", weight
    if bias:
        yield f"{name}.bias", weight[:1]


def resnet(name: str, inputs: int, width: int, kernel: tuple[int, ...] = (3, 3)) -> Shapes:
    yield from layer(f"{name}.in_layers.0", inputs)
    yield from layer(f"{name}.in_layers.2", width, inputs, *kernel)
    yield from layer(f"{name}.emb_layers.1", width, EMBEDDING)
    yield from layer(f"{name}.out_layers.0", width)
    yield from layer(f"{name}.out_layers.3", width, width, *kernel)
    if inputs != width:
        yield from layer(f"{name}.skip_connection", width, inputs, 1, 1)


def video_resnet(name: str, inputs: int, width: int, *, fused: bool = False) -> Shapes:
    yield from resnet(name, inputs, width)
    yield from resnet(f"{name}.time_stack", width, width, (3, 1, 1))
    yield f"{name}.time_mixer.mix_factor", (1,)
    if fused:
        yield from layer(f"{name}.flow_cond_norm", width)
        for part in ("gamma", "beta"):
            yield from layer(f"{name}.flow_{part}_spatial", width // 4, width, 3, 3)
            yield from layer(f"{name}.flow_{part}_temporal", width, width // 4, 3)


def attention(name: str, width: int, context: int) -> Shapes:
    yield from layer(f"{name}.to_q", width, width, bias=False)
    yield from layer(f"{name}.to_k", width, context, bias=False)
    yield from layer(f"{name}.to_v", width, context, bias=False)
    yield from layer(f"{name}.to_out.0", width, width)


def feed_forward(name: str, width: int) -> Shapes:
    yield from layer(f"{name}.net.0.proj", 8 * width, width)
    yield from layer(f"{name}.net.2", width, 4 * width)


def transformer(name: str, width: int) -> Shapes:
    yield from layer(f"{name}.norm", width)
    yield from layer(f"{name}.proj_in", width, width)
    yield from layer(f"{name}.proj_out", width, width)
    for stack in ("transformer_blocks.0", "time_stack.0"):
        block = f"{name}.{stack}"
        yield from attention(f"{block}.attn1", width, width)
        yield from attention(f"{block}.attn2", width, CONTEXT)
        yield from feed_forward(f"{block}.ff", width)
        for norm in ("norm1", "norm2", "norm3"):
            yield from layer(f"{block}.{norm}", width)
    yield from layer(f"{name}.time_stack.0.norm_in", width)
    yield from feed_forward(f"{name}.time_stack.0.ff_in", width)
    yield from layer(f"{name}.time_pos_embed.0", 4 * width, width)
    yield from layer(f"{name}.time_pos_embed.2", width, 4 * width)
    yield f"{name}.time_mixer.mix_factor", (1,)


def flow_blocks() -> Shapes:
    for index, (inputs, outputs) in enumerate(((2, 80), (80, 160), (160, 320))):
        yield from layer(f"flow_blocks.0.{4 * index}", outputs, inputs, 3, 3)
        yield from layer(f"flow_blocks.0.{4 * index + 1}", outputs, outputs, 3)
        if index < 2:
            yield from layer(f"flow_blocks.0.{4 * index + 2}", outputs)
    for index, (inputs, outputs) in enumerate(((320, 640), (640, 1280), (1280, 1280)), start=1):
        yield from layer(f"flow_blocks.{index}.0", inputs)
        yield from layer(f"flow_blocks.{index}.2", outputs, inputs, 3, 3)
        yield from layer(f"flow_blocks.{index}.3", outputs, outputs, 3)
        yield from layer(f"flow_blocks.{index}.4.op", outputs, outputs, 3, 3)


def released() -> Shapes:
    yield from flow_blocks()
    for name, inputs in (("time_embed", 320), ("label_emb.0", 768)):
        yield from layer(f"{name}.0", EMBEDDING, inputs)
        yield from layer(f"{name}.2", EMBEDDING, EMBEDDING)
    yield from layer("input_blocks.0.0", 320, 8, 3, 3)
    skips, width, number = [320], 320, 0
    for level, wide in enumerate(WIDTHS):
        for index in range(2):
            number += 1
            yield from video_resnet(f"input_blocks.{number}.0", width, wide, fused=index == 0)
            width = wide
            if level < 3:
                yield from transformer(f"input_blocks.{number}.1", wide)
            skips.append(wide)
        if level < 3:
            number += 1
            yield from layer(f"input_blocks.{number}.0.op", wide, wide, 3, 3)
            skips.append(wide)
    yield from video_resnet("middle_block.0", 1280, 1280)
    yield from transformer("middle_block.1", 1280)
    yield from video_resnet("middle_block.2", 1280, 1280)
    for level in (3, 2, 1, 0):
        for index in range(3):
            number, wide = 3 * (3 - level) + index, WIDTHS[level]
            name = f"output_blocks.{number}"
            yield from video_resnet(f"{name}.0", width + skips.pop(), wide, fused=index == 0)
            width = wide
            if level < 3:
                yield from transformer(f"{name}.1", wide)
            if level and index == 2:
                yield from layer(f"{name}.{2 if level < 3 else 1}.conv", wide, wide, 3, 3)
    yield from layer("out.0", 320)
    yield from layer("out.2", 4, 320, 3, 3)


def test_every_key_and_shape_is_the_released_one(released_network: DragUNet) -> None:
    shapes = {name: tuple(tensor.shape) for name, tensor in released_network.state_dict().items()}
    names = original_names(shapes)
    assert {names[name]: shape for name, shape in shapes.items()} == dict(released())
    in_memory = [t.numel() for t in released_network.state_dict().values() if not t.is_meta]
    assert sum(in_memory) < 100, "only the blending factors, of one number each"


def test_sizes_are_those_of_the_release(released_network: DragUNet) -> None:
    def millions(*parts: nn.Module) -> float:
        return sum(p.numel() for part in parts for p in part.parameters()) / 1e6

    assert millions(released_network.flow_blocks) == pytest.approx(69, abs=0.5)
    assert millions(released_network.fusions_in, released_network.fusions_out) == pytest.approx(
        45, abs=0.6
    )
    assert millions(released_network.unet) == pytest.approx(1524.6, abs=0.1)


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelFiles:
    return save_dragnuwa(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def network(tiny: ModelFiles) -> DragUNet:
    assert tiny.base is not None
    return tiny_network(tiny.base)


def saved(tiny: ModelFiles, path: Path, weights: dict[str, Tensor]) -> ModelFiles:
    write_checkpoint(path, weights)
    return replace(tiny, path=path)


def refusal(files: ModelFiles) -> str:
    with pytest.raises(AppError) as caught:
        load_network(files, torch.float32)
    assert caught.value.code == "bad_model"
    return str(caught.value)


def test_merged_lora_equals_the_layer_with_its_lora() -> None:
    torch.manual_seed(0)
    linear, down = nn.Linear(48, 40), nn.Linear(48, 32, bias=False)
    up = nn.Linear(32, 40, bias=False)
    x = torch.randn(100, 48)
    merged = merge_lora(linear.weight, down.weight, up.weight)
    assert merged is not None
    expected = linear(x) + up(down(x))
    assert torch.allclose(nn.functional.linear(x, merged, linear.bias), expected, atol=1e-4)
    assert merge_lora(linear.weight, down.weight[:7], up.weight) is None


@pytest.mark.parametrize("suffix", [".safetensors", ".pth"])
@pytest.mark.parametrize("prefix", [PREFIX, "diffusion_model.", ""])
def test_checkpoint_comes_back_as_the_network(
    tiny: ModelFiles, network: DragUNet, tmp_path: Path, suffix: str, prefix: str
) -> None:
    weights = released_weights(network, prefix=prefix)
    files = saved(tiny, tmp_path / f"drag{suffix}", weights)
    loaded, match = load_network(files, torch.float32)
    assert (match.share, match.missing) == (1.0, ())
    read = loaded.state_dict()
    for name, tensor in network.state_dict().items():
        assert torch.allclose(read[name], tensor, atol=1e-5), name


def test_wrapped_state_dict_in_half_precision(
    tiny: ModelFiles, network: DragUNet, tmp_path: Path
) -> None:
    halves = {name: tensor.half() for name, tensor in released_weights(network).items()}
    path = tmp_path / "drag.pth"
    torch.save({"state_dict": halves, "step": 7}, path, _use_new_zipfile_serialization=False)
    loaded, match = load_network(replace(tiny, path=path), torch.float32)
    assert match.share == 1.0
    name = "flow_blocks.0.0.weight"
    assert torch.equal(loaded.state_dict()[name], halves[PREFIX + name].float())


def test_a_few_missing_weights_come_from_the_base(
    tiny: ModelFiles, network: DragUNet, tmp_path: Path
) -> None:
    weights = released_weights(network)
    del weights[PREFIX + "out.2.bias"]
    weights[PREFIX + "out.0.bias"] = torch.zeros(3)
    loaded, match = load_network(saved(tiny, tmp_path / "d.pth", weights), torch.float32)
    assert match.missing == (PREFIX + "out.0.bias", PREFIX + "out.2.bias")
    # The network of the test has the base's UNet.
    assert torch.equal(loaded.unet.conv_out.bias, network.unet.conv_out.bias)


def test_other_checkpoints_are_refused_in_words(
    tiny: ModelFiles, network: DragUNet, tmp_path: Path
) -> None:
    weights = released_weights(network)
    plain = {name: tensor for name, tensor in weights.items() if "flow_" not in name}
    text = refusal(saved(tiny, tmp_path / "svd.safetensors", plain))
    share = 100 * len(network.unet.state_dict()) / len(network.state_dict())
    assert f"({share:.1f} %)" in text
    assert f"the first missing: {PREFIX}" in text
    # 99.8 % are there, but no base has this one.
    one = {
        name: tensor
        for name, tensor in weights.items()
        if not name.endswith("flow_blocks.1.0.bias")
    }
    assert "flow_blocks.1.0.bias" in refusal(saved(tiny, tmp_path / "one.pth", one))
    # Half of every LoRA.
    half = {name: tensor for name, tensor in weights.items() if "lora_up" not in name}
    assert "of the drags' own must be" in refusal(saved(tiny, tmp_path / "half.pth", half))
    other = saved(tiny, tmp_path / "other.pth", {"x": torch.ones(2)})
    assert "(0.0 %)" in refusal(other)


def test_damaged_files_are_refused_and_nothing_in_them_is_run(
    tiny: ModelFiles, tmp_path: Path
) -> None:
    flag = tmp_path / "run"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.touch, (str(flag),)

    evil = tmp_path / "evil.pth"
    torch.save({"state_dict": {"x": Evil()}}, evil)
    assert "cannot be read" in refusal(replace(tiny, path=evil))
    assert not flag.exists()
    for name, data in (("a.pth", b"x" * 100), ("b.safetensors", b"\xff" * 100), ("c.pth", b"")):
        path = tmp_path / name
        path.write_bytes(data)
        assert "cannot be read" in refusal(replace(tiny, path=path))
    assert tiny.base is not None
    broken = tmp_path / "svd"
    (broken / "unet").mkdir(parents=True)
    (broken / "unet" / "config.json").write_text(json.dumps([1]))
    assert "unet/config.json" in refusal(replace(tiny, base=broken))


def test_weights_of_another_size_are_not_taken(network: DragUNet) -> None:
    weights = released_weights(network)
    _, match = read_weights(network, weights, torch.float32)
    wide = {name: torch.cat([tensor, tensor]) for name, tensor in weights.items()}
    _, wrong = read_weights(network, wide, torch.float32)
    assert (match.found, wrong.found) == (match.expected, 0)
