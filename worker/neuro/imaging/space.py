"""The image/text space: pictures and captions as vectors of length 1 that meet where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from worker.neuro.imaging.blocks import Residual, group_norm
from worker.neuro.imaging.layout import COLOURS, CONTRASTS, colour_grid, contrast_map
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.vocabulary import FIRST_WORD, PAD, UNKNOWN, count_of, tokenize
from worker.neuro.imaging.weights import load_network, save_network

MEANING, LOOK = 16, CONTRASTS + COLOURS
DIMENSIONS = MEANING + LOOK
NAME = "space"
# Raised when the numbers of an embedding mean something else: models of before live elsewhere.
SPACE_VERSION = 1


class SpaceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the space is made of.

    Attributes
    ----------
    words, nouns, frame : tuple of str
        Those that the captions use, those of them that name things, and those of bare labels
        around them, such as "an image of a".
    meaning : int
        Numbers of an embedding that tell what is seen; the others tell what it looks like.
    share : float
        Of the embedding's length that meaning has.
    concepts : int
        Things that it tells apart.
    """

    words: tuple[str, ...]
    nouns: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    widths: tuple[int, int, int, int] = (24, 48, 96, 160)
    meaning: int = MEANING
    share: float = 0.6
    features: int = 128
    concepts: int = 1
    text_width: int = 96
    text_layers: int = 2
    text_length: int = 32

    @property
    def dimensions(self) -> int:
        """Length of an embedding."""
        return self.meaning + LOOK


class SpaceNetwork(nn.Module):
    """Both encoders. An embedding has two parts, each of a length of its own.

    Meaning lies where a language model (MiniLM) puts the names of things: things that are alike
    are near, so that whoever has learned some knows something of others. A space that only tells
    pictures apart would put each thing anywhere. A picture lies between the places of the things
    that it may show. Look is contrast and colours, part by part.

    `places` float32 [concepts, meaning] of length 1 are those of the things.
    """

    places: Tensor
    look_mean: Tensor
    look_spread: Tensor
    is_noun: Tensor
    is_look: Tensor

    def __init__(self, settings: SpaceSettings) -> None:
        super().__init__()
        self.settings = settings
        self.pictures = PictureEncoder(settings.widths, settings.features)
        self.things = nn.Sequential(nn.GELU(), nn.Linear(settings.features, settings.concepts))
        self.register_buffer("places", torch.zeros(settings.concepts, settings.meaning))
        self.captions = CaptionEncoder(settings, LOOK)
        self.nouns = nn.Embedding(count_of(settings.words), settings.meaning, padding_idx=PAD)
        self.log_scale = nn.Parameter(torch.tensor(2.6))
        self.register_buffer("look_mean", torch.zeros(LOOK))
        self.register_buffer("look_spread", torch.ones(LOOK))
        is_noun, is_frame = self._among(settings.nouns), self._among(settings.frame)
        is_look = ~(is_noun | is_frame)
        is_look[:FIRST_WORD] = False
        self.register_buffer("is_noun", is_noun, persistent=False)
        self.register_buffer("is_look", is_look, persistent=False)

    def image(self, pictures: Tensor) -> Tensor:
        """Embeddings [B, D] of length 1 of pictures [B, 3, 64, 64] in -1..1."""
        return self.joined(self.meant(self.things_in(pictures)), self.look(pictures))

    def text(self, tokens: Tensor) -> Tensor:
        """Embeddings [B, D] of length 1 of captions as tokens int64 [B, L]."""
        return self.joined(*self.told(tokens))

    def things_in(self, pictures: Tensor) -> Tensor:
        """Logits [B, concepts] of what pictures [B, 3, 64, 64] may show."""
        logits: Tensor = self.things(self.pictures(pictures))
        return logits

    def meant(self, logits: Tensor) -> Tensor:
        """Meaning [B, M]: the places of what a picture may show, weighed by how probable it is."""
        return logits.float().softmax(dim=-1) @ self.places

    def look(self, pictures: Tensor) -> Tensor:
        """Contrast map and colour grid [B, 112] as deviations from those of most pictures."""
        seen = torch.cat([contrast_map(pictures), colour_grid(pictures)], dim=1)
        return (seen - self.look_mean) / self.look_spread

    def told(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Meaning [B, M] of the names in captions, and the look [B, 112] of all other words.

        Bare labels tell of no look: zeros.
        """
        named = self.is_noun[tokens]
        names = (self.nouns(tokens) * named[..., None]).sum(dim=1)
        look = self.captions(tokens.masked_fill(named, UNKNOWN))
        return names, look * self.is_look[tokens].any(dim=1, keepdim=True)

    def joined(self, meaning: Tensor, look: Tensor) -> Tensor:
        """Both parts as an embedding [B, D]; where one tells nothing the other has all of it."""
        share = self.settings.share
        parts = (
            share**0.5 * F.normalize(meaning.float(), dim=-1),
            (1 - share) ** 0.5 * F.normalize(look.float(), dim=-1),
        )
        return F.normalize(torch.cat(parts, dim=-1), dim=-1)

    def _among(self, words: tuple[str, ...]) -> Tensor:
        """Which tokens are some words, bool [count of words]."""
        found = tokenize([" ".join(words)], self.settings.words, len(words) + 1)[0]
        chosen = torch.zeros(count_of(self.settings.words), dtype=torch.bool)
        chosen[found] = True
        chosen[:FIRST_WORD] = False
        return chosen

    def tokens(self, captions: Sequence[str]) -> Tensor:
        """Captions as int64 [n, L]."""
        return tokenize(captions, self.settings.words, self.settings.text_length)


class PictureEncoder(nn.Module):
    """Four levels of convolutions down to 4 × 4, whose places are kept apart in the output."""

    def __init__(self, widths: Sequence[int], outputs: int, kept: int = 48) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(2), nn.Conv2d(12, widths[0], 3, padding=1)]
        for narrow, wide in pairwise(widths):
            layers += [
                group_norm(narrow),
                nn.SiLU(),
                nn.Conv2d(narrow, wide, 3, stride=2, padding=1),
                Residual(wide, convolutions=1),
            ]
        layers += [group_norm(widths[-1]), nn.SiLU(), nn.Conv2d(widths[-1], kept, 1), nn.Flatten()]
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(16 * kept, outputs)

    def forward(self, pictures: Tensor) -> Tensor:
        """[B, 3, 64, 64] to [B, outputs]."""
        made: Tensor = self.head(self.layers(pictures))
        return made


class CaptionEncoder(nn.Module):
    """A small transformer over words; the mean of its outputs is the caption's."""

    def __init__(self, settings: SpaceSettings, outputs: int) -> None:
        super().__init__()
        width = settings.text_width
        self.words = nn.Embedding(count_of(settings.words), width, padding_idx=PAD)
        self.places = nn.Parameter(torch.randn(settings.text_length, width) * 0.02)
        self.layers = nn.ModuleList(_Attention(width) for _ in range(settings.text_layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, outputs)

    def forward(self, tokens: Tensor) -> Tensor:
        """int64 [B, L] to [B, D]."""
        known = tokens != PAD
        # The longest caption decides the cost, not the longest that could be.
        length = max(1, int(known.sum(dim=1).max()))
        tokens, known = tokens[:, :length], known[:, :length]
        hidden = self.words(tokens) + self.places[:length]
        for layer in self.layers:
            hidden = layer(hidden, known)
        share = known.float()[..., None]
        mean = (self.norm(hidden) * share).sum(dim=1) / share.sum(dim=1).clamp(min=1)
        made: Tensor = self.head(mean)
        return made


class _Attention(nn.Module):
    """A pre-norm transformer layer of four heads."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.GELU(), nn.Linear(3 * width, width)
        )

    def forward(self, hidden: Tensor, known: Tensor) -> Tensor:
        batch, length, width = hidden.shape
        mixed = self.mix(self.norm(hidden)).reshape(batch, length, 3, self.heads, -1)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        # A caption without words looks at its first place: a row of nothing would give NaN.
        seen = known.clone()
        seen[:, 0] = True
        mask = seen[:, None, None, :]
        looked = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        hidden = hidden + self.out(looked.transpose(1, 2).reshape(batch, length, width))
        fed: Tensor = hidden + self.feed(hidden)
        return fed


class Space:
    """The trained space, as everything else uses it."""

    def __init__(self, network: SpaceNetwork) -> None:
        self.network = network.eval().requires_grad_(False)

    @property
    def dimensions(self) -> int:
        """Length of an embedding, D."""
        return self.network.settings.dimensions

    def images(self, pixels: npt.NDArray[np.uint8], batch: int = 256) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D] of length 1 of pictures uint8 [n, 64, 64, 3]."""
        made = np.empty((len(pixels), self.dimensions), np.float32)
        with torch.inference_mode():
            for begin in range(0, len(pixels), batch):
                rows = slice(begin, begin + batch)
                made[rows] = self.network.image(self._moved(to_tensor(pixels[rows]))).cpu().numpy()
        return made

    def texts(self, captions: Sequence[str], batch: int = 512) -> npt.NDArray[np.float32]:
        """Embeddings float32 [n, D] of length 1 of captions, of labels or in full."""
        made = np.empty((len(captions), self.dimensions), np.float32)
        tokens = self.network.tokens(captions)
        with torch.inference_mode():
            for begin in range(0, len(captions), batch):
                rows = slice(begin, begin + batch)
                made[rows] = self.network.text(self._moved(tokens[rows])).cpu().numpy()
        return made

    def save(self, folder: Path) -> None:
        """Write `space.safetensors` and `space.json`."""
        save_network(folder, NAME, self.network, self.network.settings)

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> Space:
        """The space of `save`. Raises `AppError`: `missing_model` or `bad_model`."""
        return Space(load_network(folder, NAME, SpaceSettings, SpaceNetwork, device))

    def _moved(self, values: Tensor) -> Tensor:
        return values.to(self.network.log_scale.device)
