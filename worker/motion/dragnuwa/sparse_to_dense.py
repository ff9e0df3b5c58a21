"""From a few drags to dense motion: moving least squares whose fall-off is learned.

Rigid moving least squares (`shared.motion.flow`) weighs handle n at point v by distance alone.
Here a small UNet looks at the picture and at the plain field and adds a learned affinity to the
logarithm of each weight, so that a handle reaches over its own object and not beyond:

    log w_n(v) = -(alpha - a(v)) log d_n(v)^2 + q(v) . k(p_n) / sqrt(D)

and a learned calm c(v) in (-1, 1) draws what is far from every handle towards rest:
`f(v) = (1 - c(v) (1 - exp(-d_min(v)^2 / 2 s^2))) f_MLS(v)`. All three start at zero, so that an
untrained network is plain MLS, and since weights still grow without bound at a handle, the dragged
points stay exact whatever the network says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

CELL_PX = 4
KEYS = 32
MOTION_SCALE_PX = 32.0
CALM_REACH_PX = 16.0
SLOPE_SCALE_PX = 64.0
# The most that a weight can change by: e^4, about what halving a distance twice does.
MOST_BIAS = 4.0
# Three moments of the motion are enough to see what moves with what.
MOMENTS = 3
_EPSILON_PX2 = 1e-6
_CONDITIONS = 2 * MOMENTS + 1


@dataclass(frozen=True)
class Pulls:
    """A batch of sparse motion in px of the network's picture.

    Attributes
    ----------
    p : Tensor
        [B, N, 2], start points.
    q : Tensor
        [B, K, N, 2], where they are at K moments.
    present : Tensor
        bool [B, N]; a batch holds samples of different counts.
    alpha : Tensor
        [B], fall-off exponent.
    radius_px : Tensor
        [B, N], rigid radius of each handle.
    """

    p: Tensor
    q: Tensor
    present: Tensor
    alpha: Tensor
    radius_px: Tensor


@dataclass(frozen=True)
class Prior:
    """What the network says of a picture: maps on its grid of cells, all zero for plain MLS.

    Attributes
    ----------
    bias : Tensor
        [B, h, w, N], added to the logarithm of the weights.
    slope, calm : Tensor
        [B, h, w] in (-1, 1).
    """

    bias: Tensor
    slope: Tensor
    calm: Tensor


class SparseToDense(nn.Module):
    """The affinity network, for pictures float [B, 3, H, W] in 0..1, sides multiples of 16."""

    def __init__(self, widths: tuple[int, int, int] = (32, 64, 96)) -> None:
        super().__init__()
        a, b, c = widths
        self.enter = nn.Conv2d(3 * CELL_PX**2 + _CONDITIONS, a, 3, padding=1)
        self.down0, self.down1 = _Block(a, a), _Block(a, b)
        self.middle = nn.Sequential(_Block(b, c), _Block(c, c))
        self.up1, self.up0 = _Block(c + b, b), _Block(b + a, a)
        self.query = nn.Conv2d(a, KEYS, 1)
        self.key = nn.Conv2d(a, KEYS, 1)
        self.maps = nn.Conv2d(a, 2, 1)
        for layer in (self.query, self.maps):
            nn.init.zeros_(layer.weight)
            assert layer.bias is not None
            nn.init.zeros_(layer.bias)

    def forward(self, picture: Tensor, pulls: Pulls) -> Prior:
        """Maps for a picture and its pulls."""
        height, width = picture.shape[-2:]
        grid = cell_centres(width, height, picture.device)
        plain = flow_on_grid(pulls, grid, None)
        plain = plain.permute(0, 1, 4, 2, 3).flatten(1, 2) / MOTION_SCALE_PX
        near = torch.exp(-_nearest_px2(pulls, grid).sqrt() / CALM_REACH_PX)[:, None]
        cells = F.pixel_unshuffle(picture - 0.5, CELL_PX)
        x0 = self.down0(self.enter(torch.cat([cells, plain, near], dim=1)))
        x1 = self.down1(F.avg_pool2d(x0, 2))
        x2 = self.middle(F.avg_pool2d(x1, 2))
        x1 = self.up1(torch.cat([_double(x2), x1], dim=1))
        x0 = self.up0(torch.cat([_double(x1), x0], dim=1))
        keys = _sample(self.key(x0), pulls.p, width, height)
        bias = torch.einsum("bdhw,bnd->bhwn", self.query(x0), keys) / math.sqrt(KEYS)
        bias = MOST_BIAS * torch.tanh(bias / MOST_BIAS)
        slope, calm = torch.tanh(self.maps(x0)).unbind(1)
        return Prior(bias, slope, calm)


class _Block(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm0, self.norm1 = nn.GroupNorm(8, inputs), nn.GroupNorm(8, outputs)
        self.conv0 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv1 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv0(F.silu(self.norm0(x)))
        h = self.conv1(F.silu(self.norm1(h)))
        passed: Tensor = h + self.skip(x)
        return passed


def flow_on_grid(pulls: Pulls, grid: Tensor, prior: Prior | None) -> Tensor:
    """Dense motion from pulls, [B, K, h, w, 2] px; `prior` None is plain rigid MLS.

    `grid` is [h, w, 2] px. The same formula as `shared.motion.flow.mls_move` without rotated
    handles (Schaefer et al. 2006, section 2.3, on complex numbers).
    """
    h, w, _ = grid.shape
    squared = _squared(pulls, grid)
    radius2 = pulls.radius_px[:, None, None].square()
    log_d = torch.log(squared * squared / (squared + radius2))
    logits = -pulls.alpha[:, None, None, None] * log_d
    if prior is not None:
        away = torch.log(squared / SLOPE_SCALE_PX**2)
        logits = logits + prior.slope[..., None] * away + prior.bias
    logits = logits.masked_fill(~pulls.present[:, None, None], -torch.inf)
    weights = torch.softmax(logits, dim=-1).flatten(1, 2)
    moved = _move(weights, pulls, grid.reshape(-1, 2))
    flow = (moved - grid.reshape(-1, 2)).reshape(*moved.shape[:2], h, w, 2)
    if prior is None:
        return flow
    far = 1 - torch.exp(-_nearest_px2(pulls, grid) / (2 * CALM_REACH_PX**2))
    return flow * (1 - prior.calm * far)[:, None, ..., None]


def _move(weights: Tensor, pulls: Pulls, grid: Tensor) -> Tensor:
    """Rigid MLS of grid points [G, 2] with weights [B, G, N]; returns [B, K, G, 2]."""
    p, q = pulls.p, pulls.q
    p_star = torch.einsum("bgn,bnc->bgc", weights, p)[:, None]
    q_star = torch.einsum("bgn,bknc->bkgc", weights, q)
    px, py = p[..., 0][:, None], p[..., 1][:, None]
    qx, qy = q[..., 0], q[..., 1]
    real = px * qx + py * qy + pulls.radius_px.square()[:, None]
    imaginary = px * qy - py * qx
    m_real = torch.einsum("bgn,bkn->bkg", weights, real)
    m_imaginary = torch.einsum("bgn,bkn->bkg", weights, imaginary)
    m_real = m_real - (p_star * q_star).sum(-1)
    m_imaginary = m_imaginary - (p_star[..., 0] * q_star[..., 1] - p_star[..., 1] * q_star[..., 0])
    # One handle alone, or equal ones, have no rotation: 1 is added where nothing else is.
    size = torch.sqrt(m_real.square() + m_imaginary.square() + 1e-6)
    still = torch.clamp(1e-2 - size, min=0.0) * 1e2
    cos, sin = m_real / size + still, m_imaginary / size
    v = grid - p_star
    x = cos * v[..., 0] - sin * v[..., 1]
    y = sin * v[..., 0] + cos * v[..., 1]
    return torch.stack([x, y], dim=-1) + q_star


def cell_centres(width: int, height: int, device: torch.device | str = "cpu") -> Tensor:
    """Centres of the cells of a picture, [H/4, W/4, 2] px."""
    x = torch.arange(CELL_PX / 2, width, CELL_PX, device=device)
    y = torch.arange(CELL_PX / 2, height, CELL_PX, device=device)
    return torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)


def _squared(pulls: Pulls, grid: Tensor) -> Tensor:
    """Squared distances [B, h, w, N]."""
    difference = grid[None, :, :, None] - pulls.p[:, None, None]
    return difference.square().sum(-1) + _EPSILON_PX2


def _nearest_px2(pulls: Pulls, grid: Tensor) -> Tensor:
    squared = _squared(pulls, grid).masked_fill(~pulls.present[:, None, None], torch.inf)
    return squared.amin(-1).clamp(max=1e8)


def _sample(maps: Tensor, at: Tensor, width: int, height: int) -> Tensor:
    """Maps [B, C, h, w] at points [B, N, 2] px, [B, N, C]."""
    scale = torch.tensor([2.0 / width, 2.0 / height], device=at.device)
    found = F.grid_sample(
        maps, (at * scale - 1)[:, None], padding_mode="border", align_corners=False
    )
    return found[:, :, 0].transpose(1, 2)


def _double(x: Tensor) -> Tensor:
    return F.interpolate(x, scale_factor=2, mode="nearest")
