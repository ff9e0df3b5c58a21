"""Folders in the layout of diffusers with tiny random weights, made by the libraries themselves."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from worker.models.files import ModelFiles
from worker.neuro.imaging.real_size import RealSizeMaker
from worker.neuro.imaging.real_size_folder import opening

SIDE_PX = 32
TEXT, IMAGE = 32, 24


def open_real_size(files: ModelFiles) -> RealSizeMaker:
    """A generator, without waiting for its parts in turn."""
    parts = opening(files)
    while True:
        try:
            next(parts)
        except StopIteration as stop:
            maker: RealSizeMaker = stop.value
            return maker


def stable_diffusion(folder: Path) -> Path:
    """Stable Diffusion 1.5 in small: text embeddings [77, 32], pictures of 32 px."""
    from diffusers import StableDiffusionPipeline

    pipe = StableDiffusionPipeline(
        vae=_vae(),
        text_encoder=_text_encoder(folder),
        tokenizer=_tokenizer(folder),
        unet=_unet(cross_attention_dim=TEXT),
        scheduler=_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipe, folder)


def sdxl(folder: Path) -> tuple[Path, Path]:
    """SDXL-Turbo, and an IP-Adapter for image embeddings [24] with its image encoder beside it."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    unet = _unet(
        cross_attention_dim=2 * TEXT,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        transformer_layers_per_block=(1, 1),
        projection_class_embeddings_input_dim=6 * 8 + TEXT,
    )
    pipe = StableDiffusionXLPipeline(
        vae=_vae(),
        text_encoder=_text_encoder(folder),
        tokenizer=_tokenizer(folder),
        text_encoder_2=_text_encoder(folder, projected=True),
        tokenizer_2=_tokenizer(folder),
        unet=unet,
        scheduler=EulerDiscreteScheduler(timestep_spacing="trailing"),
        add_watermarker=False,
    )
    image_encoder().save_pretrained(folder / "image_encoder")
    return _saved(pipe, folder / "sdxl"), _adapter(unet, folder / "adapter.safetensors")


def unclip(folder: Path) -> Path:
    """Stable unCLIP in small, for image embeddings [24]."""
    from diffusers import DDPMScheduler, StableUnCLIPImg2ImgPipeline
    from diffusers.pipelines.stable_diffusion.stable_unclip_image_normalizer import (
        StableUnCLIPImageNormalizer,
    )
    from transformers import CLIPImageProcessor

    pipe = StableUnCLIPImg2ImgPipeline(
        feature_extractor=CLIPImageProcessor(crop_size=32, size=32),
        image_encoder=image_encoder(),
        image_normalizer=StableUnCLIPImageNormalizer(embedding_dim=IMAGE),
        image_noising_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2"),
        tokenizer=_tokenizer(folder),
        text_encoder=_text_encoder(folder),
        unet=_unet(
            cross_attention_dim=TEXT,
            class_embed_type="projection",
            projection_class_embeddings_input_dim=2 * IMAGE,
        ),
        scheduler=_scheduler(),
        vae=_vae(),
    )
    return _saved(pipe, folder)


def image_encoder() -> Any:
    """A CLIP image encoder."""
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    return CLIPVisionModelWithProjection(
        CLIPVisionConfig(
            hidden_size=32,
            intermediate_size=37,
            projection_dim=IMAGE,
            num_hidden_layers=2,
            num_attention_heads=4,
            image_size=32,
            patch_size=8,
        )
    )


def _unet(**options: Any) -> Any:
    from diffusers import UNet2DConditionModel

    torch.manual_seed(0)
    return UNet2DConditionModel(
        block_out_channels=(32, 64),
        layers_per_block=1,
        sample_size=SIDE_PX // 2,
        in_channels=4,
        out_channels=4,
        norm_num_groups=16,
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        **options,
    )


def _vae() -> Any:
    from diffusers import AutoencoderKL

    torch.manual_seed(0)
    return AutoencoderKL(
        block_out_channels=(32, 64),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        sample_size=SIDE_PX,
    )


def _scheduler() -> Any:
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )


def _tokenizer(folder: Path) -> Any:
    from transformers import CLIPTokenizer

    letters = "abcdefghijklmnopqrstuvwxyz"
    marks = ["<|startoftext|>", "<|endoftext|>"]
    words = [*letters, *(f"{letter}</w>" for letter in letters), *marks]
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, merges = folder / "vocab-source.json", folder / "merges-source.txt"
    vocabulary.write_text(json.dumps({word: place for place, word in enumerate(words)}))
    merges.write_text("#version: 0.2\n")
    return CLIPTokenizer(
        str(vocabulary), str(merges), model_max_length=77, unk_token="<|endoftext|>"
    )


def _text_encoder(folder: Path, projected: bool = False) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(0)
    config = CLIPTextConfig(
        hidden_size=TEXT,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        vocab_size=64,
        projection_dim=TEXT,
        bos_token_id=52,
        eos_token_id=53,
        pad_token_id=53,
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def _adapter(unet: Any, path: Path) -> Path:
    """An IP-Adapter in the layout of the published ones: 4 tokens from one embedding."""
    torch.manual_seed(0)
    width = unet.config.cross_attention_dim
    weights = {
        "image_proj.proj.weight": torch.randn(4 * width, IMAGE) * 0.1,
        "image_proj.proj.bias": torch.zeros(4 * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    place = 1
    for name, module in unet.attn_processors.items():
        if not name.endswith("attn2.processor"):
            continue
        layer = unet.get_submodule(name.removesuffix(".processor"))
        outputs = layer.to_k.out_features
        for part in ("k", "v"):
            key = f"ip_adapter.{place}.to_{part}_ip.weight"
            weights[key] = torch.randn(outputs, width) * 0.3
        place += 2
        assert module is not None
    save_file(weights, path)
    return path


def _saved(pipe: Any, folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries about their own old ways of saving
        pipe.save_pretrained(folder, safe_serialization=True)
    return folder
