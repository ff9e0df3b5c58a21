"""An encoder tuned to one person by a quarter of an hour of known pictures."""

from __future__ import annotations

import copy
import math

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import nn

from worker.neuro.decoding.encoder import Encoder
from worker.neuro.decoding.encoder_stage import DROPPED_CHANNELS, SHIFT, contrast, shifted

# Of the five ways that were tried on people of the validation, this one was best after 20 showings
# (.30 instead of .20 for a ridge regression on the encoder's features) and never worse.
EPOCHS, BATCH, RATE, DECAY = 30, 256, 5e-4, 2e-2
_CLIP_NORM = 1.0


def tuned(
    network: Encoder,
    aligned: npt.NDArray[np.float32],
    targets: npt.NDArray[np.float32],
    pictures: npt.NDArray[np.int64],
    seed: int = 0,
) -> Encoder:
    """A copy of the network that has gone on learning, all of it, from this person alone.

    Few trials make few steps, so that it stays the nearer to the network the less there is to learn
    from. The person has the strangers' layer.

    Parameters
    ----------
    aligned : float32 [n, 64, T]
    targets : float32 [n, D]
        Embeddings of the pictures, of length 1.
    pictures : int64 [n]
        Showings of one picture are no negatives of each other.
    """
    made = copy.deepcopy(network).train().requires_grad_(True)
    optimizer = torch.optim.AdamW(made.parameters(), lr=RATE, weight_decay=DECAY)
    rng = np.random.default_rng((seed, len(aligned)))
    batch = min(BATCH, len(aligned))
    steps = max(1, round(EPOCHS * len(aligned) / batch))
    with torch.enable_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)  # of dropout
        for step in range(steps):
            for group in optimizer.param_groups:
                group["lr"] = RATE * 0.5 * (1 + math.cos(math.pi * step / steps))
            rows = rng.permutation(len(aligned))[:batch]
            samples = shifted(aligned[rows], int(rng.integers(-SHIFT, SHIFT + 1)))
            samples *= rng.random((batch, samples.shape[1], 1)) >= DROPPED_CHANNELS
            loss = _loss(made, samples, targets[rows], pictures[rows])
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(made.parameters(), _CLIP_NORM)
            optimizer.step()
    return made.eval().requires_grad_(False)


def _loss(
    network: Encoder,
    samples: npt.NDArray[np.float32],
    targets: npt.NDArray[np.float32],
    pictures: npt.NDArray[np.int64],
) -> torch.Tensor:
    """Distance to the embedding, and cross-entropy against those of the batch."""
    device = network.typical.device
    given, wanted = (torch.from_numpy(each).to(device) for each in (samples, targets))
    shown = torch.from_numpy(pictures).to(device)
    strangers = torch.full((len(given),), -1, device=device)
    embedding = F.normalize(network(given, strangers), dim=-1)
    distance = (embedding - wanted).square().sum(dim=-1).mean()
    scale = network.log_scale.clamp(max=4.6).exp()
    return distance + contrast(embedding, wanted, scale, shown[:, None] == shown[None])
