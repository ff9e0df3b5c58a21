"""A tiny DragNUWA 1.5: random weights under the names of the released checkpoint."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from tests.doubles.pipelines import save_svd
from worker.models.files import ModelFiles
from worker.motion.dragnuwa.svd.names import original_names
from worker.motion.dragnuwa.svd.network import DragUNet

PREFIX = "model.diffusion_model."
RANK = 4


def save_dragnuwa(folder: Path, *, suffix: str = ".safetensors") -> ModelFiles:
    """A checkpoint file and its base folder, as a person would have them."""
    folder.mkdir(parents=True, exist_ok=True)
    base = save_svd(folder / "svd")
    path = folder / f"drag{suffix}"
    write_checkpoint(path, released_weights(tiny_network(base)))
    return ModelFiles(id="tiny", kind="dragnuwa-svd", path=path, base=base)


def tiny_network(base: Path) -> DragUNet:
    """The network of a base with random weights everywhere, fusions too."""
    from diffusers import UNetSpatioTemporalConditionModel

    torch.manual_seed(1)
    network = DragUNet(UNetSpatioTemporalConditionModel.from_pretrained(base / "unet"))
    for fusion in (*network.fusions_in, *network.fusions_out):
        for layer in (fusion.flow_gamma_temporal, fusion.flow_beta_temporal):
            torch.nn.init.normal_(layer.weight, std=0.05)
    return network


def released_weights(network: DragUNet, *, prefix: str = PREFIX) -> dict[str, Tensor]:
    """Weights as released: linear layers with a LoRA of rank 4, whose product is part of W."""
    names = original_names(network.state_dict())
    linear = {name for name, part in network.named_modules() if isinstance(part, torch.nn.Linear)}
    weights = {"guassian_filter.weight": torch.ones(2, 1, 3, 3)}
    for name, tensor in network.state_dict().items():
        stem, _, parameter = (prefix + names[name]).rpartition(".")
        if name.rpartition(".")[0] not in linear:
            weights[f"{stem}.{parameter}"] = tensor.contiguous()
        elif parameter == "bias":
            weights[f"{stem}.linear.bias"] = tensor.contiguous()
        else:
            rank = min(RANK, *tensor.shape)
            down, up = torch.randn(rank, tensor.shape[1]), torch.randn(tensor.shape[0], rank)
            weights[f"{stem}.linear.weight"] = tensor - up @ down
            weights[f"{stem}.lora_down.weight"], weights[f"{stem}.lora_up.weight"] = down, up
    return weights


def write_checkpoint(path: Path, weights: dict[str, Tensor]) -> None:
    """A `.safetensors` or, by any other suffix, what `torch.save` writes."""
    from safetensors.torch import save_file

    if path.suffix == ".safetensors":
        save_file(weights, path)
    else:
        torch.save(weights, path)
