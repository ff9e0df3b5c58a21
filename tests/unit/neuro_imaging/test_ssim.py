"""SSIM as others compute it, with a gradient."""

from __future__ import annotations

import numpy as np
import torch
from skimage.metrics import structural_similarity

from worker.neuro.imaging.ssim import ssim


def test_it_is_the_figure_of_scikit_image() -> None:
    rng = np.random.default_rng(0)
    one = rng.uniform(-1, 1, (3, 40, 48)).astype(np.float32)
    other = np.clip(one + rng.normal(0, 0.4, one.shape), -1, 1).astype(np.float32)
    _, full = structural_similarity(
        one,
        other,
        channel_axis=0,
        data_range=2.0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
        truncate=3.5,
    )
    expected = full[:, 5:-5, 5:-5].mean()
    told = ssim(torch.from_numpy(one)[None], torch.from_numpy(other)[None])
    np.testing.assert_allclose(float(told[0]), expected, atol=1e-4)


def test_a_picture_is_like_itself_and_has_a_gradient() -> None:
    picture = torch.rand(2, 3, 32, 32) * 2 - 1
    torch.testing.assert_close(ssim(picture, picture), torch.ones(2))
    other = (picture * 0.5).requires_grad_()
    ssim(other, picture).sum().backward()
    assert other.grad is not None
    assert torch.isfinite(other.grad).all()
    assert other.grad.abs().sum() > 0
