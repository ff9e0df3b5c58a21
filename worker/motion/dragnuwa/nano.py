"""The shipped model as files: config, weights of both networks, and how to load them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from shared.errors import AppError
from shared.paths import write_atomic
from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.text_camera import TextCamera
from worker.motion.dragnuwa.unet import NanoUNet

WEIGHTS_FILE, CONFIG_FILE = "model.safetensors", "config.json"
_FIX = "Install it again with python3 installer repair."


@dataclass(frozen=True)
class Nano:
    """All networks, ready to use."""

    config: NanoConfig
    falloff: SparseToDense
    video: NanoUNet
    camera: TextCamera

    def parts(self) -> dict[str, nn.Module]:
        """The networks by the first part of their tensors' names."""
        return {"falloff": self.falloff, "video": self.video, "camera": self.camera}


def save_nano(folder: Path, nano: Nano) -> None:
    """Write config and weights (float32) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{part}.{name}": value
        for part, network in nano.parts().items()
        for name, value in network.state_dict().items()
    }
    save_file({k: v.detach().cpu().contiguous() for k, v in tensors.items()}, folder / WEIGHTS_FILE)
    write_atomic(
        folder / CONFIG_FILE, msgspec.json.format(msgspec.json.encode(nano.config)) + b"\n"
    )


def load_nano(folder: Path, device: str = "cpu") -> Nano:
    """All networks from `folder`, in evaluation mode.

    Raises
    ------
    AppError
        `bad_model` when a file is missing, broken or of another architecture.
    """
    try:
        config = msgspec.json.decode((folder / CONFIG_FILE).read_bytes(), type=NanoConfig)
        tensors = load_file(folder / WEIGHTS_FILE, device=device)
        nano = Nano(config, SparseToDense(config.falloff_widths), NanoUNet(config), TextCamera())
        for name, module in nano.parts().items():
            prefix = f"{name}."
            part = {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
            module.load_state_dict(part)
            module.to(device).eval()
    except (OSError, ValueError, SafetensorError, RuntimeError) as error:
        # msgspec's errors, and those of widths that no network can have, are ValueErrors.
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise AppError("bad_model", model=folder.name, reason=reason, fix=_FIX) from error
    return nano
