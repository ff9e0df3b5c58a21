"""Image-to-video folders in the layout of diffusers: tiny random weights, nothing fetched."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch


def save_svd(folder: Path) -> Path:
    """Stable Video Diffusion: 4 latent channels at 1/8, up to 14 frames, trained at 64 x 64."""
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        EulerDiscreteScheduler,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )
    from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

    torch.manual_seed(0)
    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 64),
        layers_per_block=1,
        sample_size=8,
        in_channels=8,
        out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=32,
        num_attention_heads=(2, 4),
        projection_class_embeddings_input_dim=96,
        addition_time_embed_dim=32,
        num_frames=14,
    )
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        interpolation_type="linear",
        prediction_type="v_prediction",
        sigma_max=700.0,
        sigma_min=0.002,
        steps_offset=1,
        timestep_spacing="leading",
        timestep_type="continuous",
        use_karras_sigmas=True,
    )
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32, 32, 32),
        down_block_types=("DownEncoderBlock2D",) * 4,
        latent_channels=4,
    )
    image_encoder = CLIPVisionModelWithProjection(_vision(projection_dim=32))
    pipe = StableVideoDiffusionPipeline(
        vae=vae,
        image_encoder=image_encoder,
        unet=unet,
        scheduler=scheduler,
        feature_extractor=CLIPImageProcessor(crop_size=224, size=224),
    )
    return _save(pipe, folder)


def save_wan(folder: Path, *, layout: str = "2.1", solver: str = "unipc") -> Path:
    """Wan image-to-video: 16 latent channels at 1/8 and 1/4 in time.

    `layout` 2.1 has an image encoder, 2.2 has two transformers and none, 5b no condition channels.
    """
    from diffusers import (
        AutoencoderKLWan,
        FlowMatchEulerDiscreteScheduler,
        UniPCMultistepScheduler,
        WanImageToVideoPipeline,
        WanTransformer3DModel,
    )
    from transformers import CLIPImageProcessor, CLIPVisionModel

    def transformer(seed: int) -> Any:
        torch.manual_seed(seed)
        return WanTransformer3DModel(
            patch_size=(1, 2, 2),
            num_attention_heads=2,
            attention_head_dim=12,
            in_channels=16 if layout == "5b" else 36,
            out_channels=16,
            text_dim=32,
            freq_dim=32,
            ffn_dim=32,
            num_layers=2,
            cross_attn_norm=True,
            qk_norm="rms_norm_across_heads",
            rope_max_seq_len=64,
            image_dim=32 if layout == "2.1" else None,
            added_kv_proj_dim=24 if layout == "2.1" else None,
        )

    torch.manual_seed(0)
    vae = AutoencoderKLWan(base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1)
    schedulers = {
        "unipc": lambda: UniPCMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0
        ),
        "euler": lambda: FlowMatchEulerDiscreteScheduler(shift=3.0),
    }
    image = layout == "2.1"
    pipe = WanImageToVideoPipeline(
        tokenizer=_tokenizer(),
        text_encoder=_text_encoder(),
        vae=vae,
        scheduler=schedulers[solver](),
        image_processor=CLIPImageProcessor(crop_size=224, size=224) if image else None,
        image_encoder=CLIPVisionModel(_vision()) if image else None,
        transformer=transformer(1),
        transformer_2=transformer(2) if layout == "2.2" else None,
        boundary_ratio=0.9 if layout == "2.2" else None,
        expand_timesteps=layout == "5b",
    )
    return _save(pipe, folder)


def save_cogvideox(folder: Path, *, learned: bool = False) -> Path:
    """CogVideoX 1.5: pairs of latent frames, rotary positions; trained at 128 x 96, 13 frames.

    `learned` is 1.0 of 5 B: positions learned for 96 x 64 alone, and a solver of two steps.
    """
    from diffusers import (
        AutoencoderKLCogVideoX,
        CogVideoXDDIMScheduler,
        CogVideoXDPMScheduler,
        CogVideoXImageToVideoPipeline,
        CogVideoXTransformer3DModel,
    )

    torch.manual_seed(0)
    transformer = CogVideoXTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=16,
        in_channels=8,
        out_channels=4,
        time_embed_dim=2,
        text_embed_dim=32,
        num_layers=1,
        sample_width=12 if learned else 16,
        sample_height=8 if learned else 12,
        sample_frames=13,
        patch_size=2,
        patch_size_t=None if learned else 2,
        use_learned_positional_embeddings=learned,
        max_text_seq_length=226,
        use_rotary_positional_embeddings=True,
    )
    vae = AutoencoderKLCogVideoX(
        block_out_channels=(8, 8, 8, 8),
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        temporal_compression_ratio=4,
    )
    pipe = CogVideoXImageToVideoPipeline(
        tokenizer=_tokenizer(),
        text_encoder=_text_encoder(umt5=False),
        vae=vae,
        transformer=transformer,
        scheduler=CogVideoXDPMScheduler() if learned else CogVideoXDDIMScheduler(),
    )
    return _save(pipe, folder)


def save_ltx(folder: Path) -> Path:
    """LTX-Video: 1/32 in space, 1/8 in time, a sequence of patches."""
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXImageToVideoPipeline,
        LTXVideoTransformer3DModel,
    )

    torch.manual_seed(0)
    transformer = LTXVideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        num_attention_heads=4,
        attention_head_dim=8,
        cross_attention_dim=32,
        num_layers=1,
        caption_channels=32,
    )
    vae = AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1, 1, 1, 1, 1),
        decoder_layers_per_block=(1, 1, 1, 1, 1),
    )
    pipe = LTXImageToVideoPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae,
        text_encoder=_text_encoder(umt5=False),
        tokenizer=_tokenizer(),
        transformer=transformer,
    )
    return _save(pipe, folder)


SAVERS: dict[str, Callable[[Path], Path]] = {
    "svd": save_svd,
    "wan": save_wan,
    "cogvideox": save_cogvideox,
    "cogvideox-learned": functools.partial(save_cogvideox, learned=True),
    "ltx": save_ltx,
}


def _vision(**options: int) -> Any:
    from transformers import CLIPVisionConfig

    return CLIPVisionConfig(
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        image_size=224,
        patch_size=56,
        **options,
    )


def _tokenizer() -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from transformers import T5TokenizerFast

    words = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    letters = [(letter, -4.0) for letter in "▁abcdefghijklmnopqrstuvwxyz"]
    made = Tokenizer(Unigram([*words, *letters], unk_id=2))
    return T5TokenizerFast(tokenizer_object=made, extra_ids=0)


def _text_encoder(umt5: bool = True) -> Any:
    from transformers import T5Config, T5EncoderModel, UMT5Config, UMT5EncoderModel

    torch.manual_seed(0)
    kind, config = (UMT5EncoderModel, UMT5Config) if umt5 else (T5EncoderModel, T5Config)
    return kind(
        config(vocab_size=32, d_model=32, d_kv=8, d_ff=37, num_layers=1, num_heads=4, num_buckets=8)
    )


def _save(pipe: Any, folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries about their own old ways of saving
        pipe.save_pretrained(folder, safe_serialization=True)
    return folder
