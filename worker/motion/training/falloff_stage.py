"""The stage that trains the learned fall-off on pairs of drags and dense motion."""

from __future__ import annotations

from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from worker.motion.dragnuwa.sparse_to_dense import SparseToDense, cell_centres, flow_on_grid
from worker.motion.training.dataset import Dataset
from worker.motion.training.film import HEIGHT, WIDTH
from worker.motion.training.samples import Batch, MotionSample, draw_count, make_batch

BATCH = 8
_CAP_PX = 30.0
_VALIDATION_COUNTS = (1, 3, 8)
_CLIP_EPE_PX = 20.0

Order = Literal["dense first", "mixed", "sparse only"]


class FallOffStage:
    """Trains `SparseToDense`; validation compares it with plain moving least squares.

    Parameters
    ----------
    order : str
        Adaptive Training's order, or one of the ablations.
    dense_share : float
        Share of the steps (or of the samples, when mixed) with dense drags.
    composites : float
        Share of samples that are composites.
    """

    def __init__(
        self,
        model: SparseToDense,
        data: Dataset,
        steps: int,
        *,
        order: Order = "dense first",
        dense_share: float = 0.15,
        composites: float = 0.4,
    ) -> None:
        self.model: nn.Module = model
        self._data, self._steps = data, steps
        self._order, self._dense_share, self._composites = order, dense_share, composites
        self._grid = cell_centres(WIDTH, HEIGHT)

    def draw(self, step: int, rng: np.random.Generator) -> Batch:
        """Pictures with their motion and the drags of this step's schedule."""
        samples = [self._data.draw_motion(rng, self._composites) for _ in range(BATCH)]
        counts = [draw_count(rng, dense=self._is_dense(step, rng)) for _ in range(BATCH)]
        return make_batch(samples, rng, counts)

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """Capped Charbonnier distance of the flow where it is known, px."""
        flow = self._flow(model, batch)
        miss = ((flow - batch.truth).square().sum(-1) + 0.25).sqrt().clamp(max=_CAP_PX)
        loss = (miss * batch.known).sum() / batch.known.sum().clamp(min=1)
        with torch.no_grad():
            figures = {"epe_px": float(mean_epe(flow, batch).mean())}
        return loss, figures

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Mean endpoint error of held-out shots, plain and learned, by number of drags."""
        figures: dict[str, float] = {}
        held_out = self._data.validation
        for count in _VALIDATION_COUNTS:
            rng = np.random.default_rng(count)
            plain, learned = [], []
            for start in range(0, len(held_out), BATCH):
                clips = [self._data.window(int(i)) for i in held_out[start : start + BATCH]]
                samples = [MotionSample(c.frames[0], c.flow, c.valid) for c in clips]
                batch = make_batch(samples, rng, [count] * len(samples))
                with torch.no_grad():
                    plain.append(mean_epe(flow_on_grid(batch.pulls, self._grid, None), batch))
                    learned.append(mean_epe(self._flow(model, batch), batch))
            figures[f"plain_epe_{count}_px"] = float(torch.cat(plain).mean())
            figures[f"epe_{count}_px"] = float(torch.cat(learned).mean())
        return figures

    def _flow(self, model: nn.Module, batch: Batch) -> Tensor:
        return flow_on_grid(batch.pulls, self._grid, model(batch.picture, batch.pulls))

    def _is_dense(self, step: int, rng: np.random.Generator) -> bool:
        if self._order == "dense first":
            return step < self._dense_share * self._steps
        return self._order == "mixed" and rng.random() < self._dense_share


def mean_epe(flow: Tensor, batch: Batch) -> Tensor:
    """Mean endpoint error of each sample where it is known, px, each capped at 20; [B]."""
    miss = (flow - batch.truth).square().sum(-1).sqrt().clamp(max=_CLIP_EPE_PX)
    return (miss * batch.known).sum((1, 2, 3)) / batch.known.sum((1, 2, 3)).clamp(min=1)
