"""The stages that train the pixel level: features by triplets, then the GAN on them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.func import functional_call

from worker.neuro.imaging.pixels import saliency_maps, to_tensor
from worker.neuro.imaging.saliency_gan import MAP_PX, FeatureHead, PixelDecoder, SaliencyGan
from worker.neuro.imaging.ssim import ssim
from worker.neuro.training.precision import quick
from worker.training.loop import Plan
from worker.training.placement import beside, unwrapped

TRIPLET_PLAN = Plan(name="saliency-triplets", steps=400, learning_rate=2e-3, warm_up=20)
PLAN = Plan(name="saliency-gan", steps=1300, learning_rate=1e-3, weight_decay=1e-3)
BATCH = 32
_MARGIN = 0.5
# Weights of hinge (alpha 1 of the paper), mode seeking (2), SSIM (3) and absolute error.
_HINGE, _MODES, _SSIM, _ABSOLUTE = 0.02, 0.02, 0.5, 1.0
# A tenth of a map is object. If all pixels weighed alike, an empty map would be the best answer
# wherever the place is not certain.
_OBJECT = 5.0
_VALIDATED = 256


@dataclass(frozen=True)
class SaliencyData:
    """Features of EEGs and the pictures that were seen.

    Attributes
    ----------
    features : float32 [n, F]
    picture : int64 [n]
        Row of `pixels` and `masks`.
    concept : int64 [n]
    pixels : uint8 [P, 64, 64, 3]
    masks : uint8 [P, 64, 64]
        255 where the object is.
    """

    features: npt.NDArray[np.float32]
    picture: npt.NDArray[np.int64]
    concept: npt.NDArray[np.int64]
    pixels: npt.NDArray[np.uint8]
    masks: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.features)

    def targets(self, rows: npt.NDArray[np.int64]) -> Tensor:
        """What the generator should make of the rows, [B, 4, 32, 32]."""
        seen = self.picture[rows]
        masks = self.masks[seen]
        maps = to_tensor(saliency_maps(self.pixels[seen], masks))
        cover = torch.from_numpy(masks[:, None].astype(np.float32) / 255)
        return F.interpolate(torch.cat([maps, cover], dim=1), size=(MAP_PX, MAP_PX), mode="area")


@dataclass(frozen=True)
class Triplets:
    """Features [B, F] of something, of another of its class, and of another class."""

    anchor: Tensor
    positive: Tensor
    negative: Tensor


class TripletStage:
    """See `worker.training.loop.Stage`; validation is how often a triplet is in order."""

    def __init__(
        self,
        model: FeatureHead,
        train: SaliencyData,
        validation: SaliencyData,
        batch: int = 4 * BATCH,
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch

    def draw(self, step: int, rng: np.random.Generator) -> Triplets:
        """Random triplets."""
        return _triplets(self._train, self._batch, rng)

    def loss(self, model: nn.Module, batch: Triplets) -> tuple[Tensor, dict[str, float]]:
        """max(0, margin + |a - p|² - |a - n|²)."""
        batch = beside(batch, model)
        anchor, near, far = model(batch.anchor), model(batch.positive), model(batch.negative)
        apart = (anchor - near).square().sum(dim=1) - (anchor - far).square().sum(dim=1)
        return F.relu(_MARGIN + apart).mean(), {}

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Share of triplets whose positive is nearer than their negative; chance is 0.5."""
        rng = np.random.default_rng(1)
        given = beside(_triplets(self._validation, 2 * _VALIDATED, rng), model)
        with torch.no_grad():
            anchor, near, far = model(given.anchor), model(given.positive), model(given.negative)
        right = (anchor * near).sum(dim=1) > (anchor * far).sum(dim=1)
        return {"triplets_right": float(right.float().mean())}


@dataclass(frozen=True)
class SaliencyBatch:
    """Features [B, F], maps wanted [B, 4, 32, 32], and noise twice [B, Z]."""

    features: Tensor
    wanted: Tensor
    noise: Tensor
    other_noise: Tensor


class SaliencyStage:
    """See `worker.training.loop.Stage`; validation is the overlap of maps of pictures left out."""

    def __init__(
        self,
        model: SaliencyGan,
        train: SaliencyData,
        validation: SaliencyData,
        batch: int = BATCH,
    ) -> None:
        self.model: nn.Module = model
        self._train, self._validation, self._batch = train, validation, batch
        self._noise = model.generator.settings.noise

    def draw(self, step: int, rng: np.random.Generator) -> SaliencyBatch:
        """Random rows."""
        rows = rng.integers(0, len(self._train), self._batch)
        noise = rng.standard_normal((2, self._batch, self._noise), dtype=np.float32)
        one, other = torch.from_numpy(noise)
        features = torch.from_numpy(self._train.features[rows])
        return SaliencyBatch(features, self._train.targets(rows), one, other)

    def loss(self, model: nn.Module, batch: SaliencyBatch) -> tuple[Tensor, dict[str, float]]:
        """Losses of both players; neither has a gradient from that of the other."""
        gan = unwrapped(model, SaliencyGan)
        batch = beside(batch, gan)
        features = gan.generator.head.standardized(batch.features)
        both = torch.cat([batch.features, batch.features])
        with quick():
            drawn = gan.generator(both, torch.cat([batch.noise, batch.other_noise]))
        made, again = drawn.float().chunk(2)
        true = F.relu(1 - gan.critic(batch.wanted, features)).mean()
        false = F.relu(1 + gan.critic(made.detach(), features)).mean()
        fixed = {name: value.detach() for name, value in gan.critic.named_parameters()}
        hinge = -functional_call(gan.critic, fixed, (made, features)).mean()
        weights = 1 + _OBJECT * batch.wanted[:, 3:]
        miss = (weights * (made - batch.wanted).abs()).mean() / weights.mean()
        alike = ssim(made[:, :3], batch.wanted[:, :3]).mean()
        modes = _mode_seeking(made, again, batch.noise, batch.other_noise)
        generator = _HINGE * hinge + _MODES * modes + _SSIM * (1 - alike) + _ABSOLUTE * miss
        return generator + true + false, {
            "critic": float((true + false).detach()),
            "modes": float(modes.detach()),
            "ssim": float(alike.detach()),
            "absolute": float(miss.detach()),
        }

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Overlap (IoU) of the saliency with the object, and of another picture's saliency."""
        gan = unwrapped(model, SaliencyGan)
        data = self._validation
        rows = np.unique(np.linspace(0, len(data) - 1, _VALIDATED).astype(int))
        told = PixelDecoder(gan.generator).decode(data.features[rows], seed=1).saliency
        gan.generator.requires_grad_(True)
        masks = data.masks[data.picture[rows]]
        others = np.roll(told, len(rows) // 2, axis=0)
        return {
            "iou": float(overlap(told, masks).mean()),
            "shuffled_iou": float(overlap(others, masks).mean()),
            "place_error": float(place_error(told, masks).mean()),
            "shuffled_place_error": float(place_error(others, masks).mean()),
        }


def overlap(
    saliency: npt.NDArray[np.float32], masks: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float64]:
    """Intersection over union [n] of saliency float32 [n, H, W] above a half with masks uint8."""
    told, true = saliency > 0.5, masks > 127
    both, either = (told & true).sum(axis=(1, 2)), (told | true).sum(axis=(1, 2))
    return np.asarray(both / np.maximum(either, 1), np.float64)


def place_error(
    saliency: npt.NDArray[np.float32], masks: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float64]:
    """Distance [n] of the centres of saliency float32 [n, H, W] and masks, in picture widths."""
    distance = _centres(saliency) - _centres(masks.astype(np.float32))
    return np.asarray(np.linalg.norm(distance, axis=1))


def _centres(maps: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    size = maps.shape[-1]
    place = (np.arange(size) + 0.5) / size
    # Squared, so that a faint haze over the picture does not draw the centre to the middle.
    weight = maps.astype(np.float64) ** 2
    total = weight.sum(axis=(1, 2)) + 1e-9
    across, down = weight.sum(axis=1) @ place, weight.sum(axis=2) @ place
    return np.asarray(np.stack([across, down], axis=1) / total[:, None])


def _mode_seeking(made: Tensor, again: Tensor, noise: Tensor, other: Tensor) -> Tensor:
    """Small where different noise makes different maps (Mao et al. 2019, equation 3)."""
    apart = (made - again).abs().mean(dim=(1, 2, 3))
    wanted = (noise - other).abs().mean(dim=1)
    return (wanted / (apart + 0.05)).mean() * 0.05


def _triplets(data: SaliencyData, count: int, rng: np.random.Generator) -> Triplets:
    anchor = rng.integers(0, len(data), count)
    order = np.argsort(data.concept, kind="stable")
    ranked = data.concept[order]
    low = np.searchsorted(ranked, data.concept[anchor], side="left")
    high = np.searchsorted(ranked, data.concept[anchor], side="right")
    positive = order[rng.integers(low, high)]
    # Counted from behind the class, round and round, no number falls into it.
    others = np.maximum(len(data) - (high - low), 1)
    negative = order[(high + rng.integers(0, others)) % len(data)]
    features = torch.from_numpy(data.features)
    return Triplets(features[anchor], features[positive], features[negative])
