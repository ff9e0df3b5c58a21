"""What an embedding tells at once: an object, its place, its surroundings, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.blocks import (
    WAVES,
    Double,
    Modulated,
    Residual,
    group_norm,
    perceptron,
    waves,
)
from worker.neuro.imaging.pixels import SIZE_PX

SPRITE_PX = 32
_START = 4
_SMALLEST = 0.05


class DrafterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Things that are remembered, and widths from 4 px on."""

    features: int = 128
    things: int = 256
    sprite: tuple[int, int, int, int] = (64, 64, 32, 16)
    behind: tuple[int, int, int] = (64, 48, 32)


@dataclass(frozen=True)
class Told:
    """What a condition tells.

    Attributes
    ----------
    picture : float [B, 3, 64, 64]
        The object before its surroundings.
    behind : float [B, 3, 64, 64]
        The surroundings alone.
    thing : float [B, 4, 64, 64]
        The object alone, at its place: colours in -1..1 times cover, and cover.
    sprite : float [B, 4, 32, 32]
        The object in a frame of its own: colours in -1..1 times cover, and cover.
    box : float [B, 4]
        Where it is: centre x and y, width and height, in widths of the picture.
    mirrored : float [B]
        Above 0 where the object is seen from its other side.
    """

    picture: Tensor
    behind: Tensor
    thing: Tensor
    sprite: Tensor
    box: Tensor
    mirrored: Tensor

    def at(self, box: Tensor) -> Told:
        """The same with the object in another box [B, 4]."""
        thing = place(self.sprite, box, self.mirrored)
        return replace(self, picture=over(thing, self.behind), thing=thing, box=box)


class Drafter(nn.Module):
    """Draws an object in a frame of its own, puts it to its place, and surroundings behind it.

    Convolutions would have to learn each object at each place anew; so all pictures of a thing,
    wherever it was, teach the same object. `size` is the length of an embedding.
    """

    def __init__(self, size: int, settings: DrafterSettings) -> None:
        super().__init__()
        features = settings.features
        self.sure = perceptron(WAVES, features)
        self.what = perceptron(size, features)
        self.where = perceptron(size, 5, hidden=128)
        self.memory = Memory(settings.things, size, settings.sprite[0] * _START**2)
        self.enter = nn.Linear(size, settings.sprite[0] * _START**2)
        # One colour for the whole object, beside what convolutions paint: they find it late.
        self.colour = nn.Linear(size, 3)
        self.object = _Painter(settings.sprite, features, 4)
        self.surroundings = nn.Linear(size, settings.behind[0] * _START**2)
        self.behind = _Painter(settings.behind, features, 48)

    def forward(self, condition: Tensor, certainty: Tensor) -> Told:
        """What embeddings [B, D] of length 1 tell; rows of zeros are no condition.

        `certainty` [B] is the cosine that is expected between them and what is meant.
        """
        known = (condition != 0).any(dim=1).to(condition.dtype)
        scaled = condition * condition.shape[1] ** 0.5
        features = self.sure(waves(certainty * known)) + self.what(scaled)
        where = self.where(scaled).float()
        box, mirrored = torch.sigmoid(where[:, :4]), where[:, 4]
        start = self.memory(condition) + self.enter(scaled)
        raw = self.object(start, features).float()
        cover = torch.sigmoid(raw[:, 3:])
        painted = raw[:, :3] + self.colour(scaled)[..., None, None]
        sprite = torch.cat([painted * cover, cover], dim=1)
        behind = F.pixel_shuffle(self.behind(self.surroundings(scaled), features).float(), 4)
        thing = place(sprite, box, mirrored)
        return Told(over(thing, behind), behind, thing, sprite, box, mirrored)


class Memory(nn.Module):
    """Things that were seen, each with a key in the space of embeddings and what it looks like.

    An embedding that lies between things mostly means one of them; the sum over all of them would
    be a blur.
    """

    def __init__(self, things: int, size: int, values: int) -> None:
        super().__init__()
        self.keys = nn.Parameter(F.normalize(torch.randn(things, size), dim=1))
        self.values = nn.Parameter(torch.randn(things, values) * 0.5)
        self.log_sharpness = nn.Parameter(torch.tensor(3.4))

    def forward(self, condition: Tensor) -> Tensor:
        """[B, D] to [B, values]."""
        alike = condition.float() @ F.normalize(self.keys, dim=1).T
        share = torch.softmax(alike * self.log_sharpness.exp(), dim=1)
        recalled: Tensor = share @ self.values
        return recalled

    def know(self, embeddings: npt.NDArray[np.float32], concept: npt.NDArray[np.int64]) -> None:
        """Begin with the mean embeddings [n, D] of the concepts [n], as far as there is room."""
        with torch.no_grad():
            for place, each in enumerate(np.unique(concept)[: len(self.keys)]):
                mean = embeddings[concept == each].mean(axis=0)
                self.keys[place] = torch.from_numpy(mean / np.linalg.norm(mean))


class _Painter(nn.Module):
    """From a start of 4 × 4 places, doubled from width to width, to `outputs` channels."""

    def __init__(self, widths: tuple[int, ...], features: int, outputs: int) -> None:
        super().__init__()
        self.coarse = Modulated(widths[0], widths[0], features)
        layers: list[nn.Module] = []
        for place, (wide, narrow) in enumerate(pairwise(widths)):
            layers.append(Double(wide, narrow))
            if place + 2 < max(len(widths), 3):
                layers.append(Residual(narrow, convolutions=1))
        layers += [group_norm(widths[-1]), nn.SiLU()]
        layers.append(nn.Conv2d(widths[-1], outputs, 3, padding=1))
        self.up = nn.Sequential(*layers)

    def forward(self, start: Tensor, features: Tensor) -> Tensor:
        made: Tensor = self.up(self.coarse(start.reshape(len(start), -1, _START, _START), features))
        return made


def place(sprite: Tensor, box: Tensor, mirrored: Tensor) -> Tensor:
    """The object [B, 4, 32, 32] in an empty picture [B, 4, 64, 64], where its box [B, 4] is."""
    side = torch.where(mirrored > 0, -1.0, 1.0)
    x, y = 1 - 2 * box[:, 0], 1 - 2 * box[:, 1]
    width, height = box[:, 2].clamp(min=_SMALLEST) * side, box[:, 3].clamp(min=_SMALLEST)
    none = torch.zeros_like(width)
    across = torch.stack([1 / width, none, x / width], dim=1)
    down = torch.stack([none, 1 / height, y / height], dim=1)
    shape = [len(sprite), 4, SIZE_PX, SIZE_PX]
    grid = F.affine_grid(torch.stack([across, down], dim=1), shape, align_corners=False)
    return F.grid_sample(sprite, grid, padding_mode="zeros", align_corners=False)


def over(thing: Tensor, behind: Tensor) -> Tensor:
    """A placed object [B, 4, 64, 64] before surroundings [B, 3, 64, 64]."""
    return thing[:, :3] + behind * (1 - thing[:, 3:])
