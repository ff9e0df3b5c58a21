"""The prompt as a vector: a learned bag of hashed words."""

from __future__ import annotations

import itertools
import re
import zlib

import torch
from torch import Tensor, nn

BUCKETS, MAX_WORDS = 512, 24
_WORD = re.compile(r"[a-z]+")


def word_buckets(prompt: str) -> list[int]:
    """A stable bucket for each of the first words and each pair of neighbours, 1 to BUCKETS - 1.

    Pairs keep "zooms in" apart from "in the light". Bucket 0 is left for "nothing said".
    """
    words = _WORD.findall(prompt.lower())[:MAX_WORDS]
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
    return [1 + zlib.crc32(term.encode()) % (BUCKETS - 1) for term in words + pairs]


class TextEncoder(nn.Module):
    """The mean of the words' vectors, then a small network; an empty prompt is its own vector."""

    def __init__(self, features: int, width: int = 64) -> None:
        super().__init__()
        self.words = nn.EmbeddingBag(BUCKETS, width, mode="mean")
        self.mix = nn.Sequential(
            nn.Linear(width, features), nn.SiLU(), nn.Linear(features, features)
        )

    def forward(self, prompts: list[str]) -> Tensor:
        """Prompts as [B, features]."""
        terms = [word_buckets(prompt) or [0] for prompt in prompts]
        device = self.words.weight.device
        flat = torch.tensor([term for one in terms for term in one], device=device)
        starts = [0]
        for one in terms[:-1]:
            starts.append(starts[-1] + len(one))
        mixed: Tensor = self.mix(self.words(flat, torch.tensor(starts, device=device)))
        return mixed
