"""Where in one participant's head the responses and the noise arise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.simulation.lead_field import lead_field
from worker.neuro.simulation.montage import (
    HEAD_RADIUS_M,
    electrode_labels,
    electrode_positions,
)
from worker.neuro.simulation.pictures import GRID

_BRAIN_M = 0.9 * HEAD_RADIUS_M
AREA = 6  # dipoles of V4 in each half of the brain
VENTRAL = 12  # dipoles of the ventral stream in each half of the brain
TEMPORAL, PARIETAL = 8, 8  # dipoles that know meanings too, in each half
BACKGROUND = 150
ALPHA = 8
CAP = 64


@dataclass(frozen=True)
class Head:
    """Potentials at C electrodes of unit currents, µV per nAm; directions are already applied.

    Ongoing activity and alpha are scaled: independent sources of 1 give 1 µV root mean square, on
    average over the usual cap of 64 electrodes, and where other electrodes are less or more.

    Attributes
    ----------
    v1 : float64 [C, 64]
        One dipole for each part of the visual field, rows of the picture first.
    v4 : float64 [C, 12]
    ventral : float64 [C, 24]
    lateral : float64 [C, 32]
        Side of the temporal lobe and angular gyrus, which with the ventral stream know meanings.
    background : float64 [C, 150]
    alpha : float64 [C, 8]
    electrodes_m : float64 [C, 3]
    """

    labels: tuple[str, ...]
    v1: npt.NDArray[np.float64]
    v4: npt.NDArray[np.float64]
    ventral: npt.NDArray[np.float64]
    lateral: npt.NDArray[np.float64]
    background: npt.NDArray[np.float64]
    alpha: npt.NDArray[np.float64]
    electrodes_m: npt.NDArray[np.float64]


def make_head(labels: tuple[str, ...], rng: np.random.Generator) -> tuple[Head, Head]:
    """A head of its own under the electrodes `labels`, and the same head under the usual cap.

    Dipoles are off by about 5 mm and 10 degrees and electrodes by 5 mm from one head to another;
    what is in the head does not depend on the electrodes.
    """
    parts = [_v1(), _v4(), _ventral(rng), _lateral(rng), _anywhere(rng), _posterior(rng)]
    places = np.vstack([place for place, _ in parts])
    places = _inside(places + rng.normal(0, 0.003, places.shape))
    directions = np.vstack([direction for _, direction in parts])
    directions = directions + rng.normal(0, 0.15, directions.shape)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    cap = electrode_labels(CAP)
    electrodes = np.vstack([electrode_positions(cap), electrode_positions(labels)])
    electrodes += rng.normal(0, 0.003, electrodes.shape)
    electrodes *= HEAD_RADIUS_M / np.linalg.norm(electrodes, axis=1, keepdims=True)
    gain = np.einsum("cnk,nk->cn", lead_field(electrodes, places), directions)
    ends = np.cumsum([len(place) for place, _ in parts])
    areas = np.split(gain, ends[:-1], axis=1)
    for area in areas[4:]:
        area /= np.sqrt((area[:CAP] ** 2).sum(axis=1).mean())
    own, usual = slice(CAP, None), slice(CAP)
    return _head(labels, areas, electrodes, own), _head(cap, areas, electrodes, usual)


def _head(
    labels: tuple[str, ...],
    areas: list[npt.NDArray[np.float64]],
    electrodes_m: npt.NDArray[np.float64],
    rows: slice,
) -> Head:
    v1, v4, ventral, lateral, background, alpha = (area[rows] for area in areas)
    return Head(labels, v1, v4, ventral, lateral, background, alpha, electrodes_m[rows])


Points = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def _v1() -> Points:
    """The visual field folded into the calcarine sulcus: left field right, upper field below.

    Directions follow the cruciform model (Jeffreys and Axford 1972): up or down by the upper or
    lower field, sideways near the horizontal meridian, deeper with eccentricity.
    """
    rows, columns = np.meshgrid(np.linspace(1, -1, GRID), np.linspace(-1, 1, GRID), indexing="ij")
    u, v = columns.ravel(), rows.ravel()
    eccentricity = np.hypot(u, v) / np.sqrt(2)
    side = -np.sign(u)
    places = np.stack(
        [
            side * (0.06 + 0.16 * abs(u)),
            -0.86 + 0.40 * eccentricity,
            0.02 - 0.16 * v,
        ],
        axis=1,
    )
    meridian = np.exp(-((v / 0.35) ** 2))
    directions = np.stack(
        [side * (0.3 + meridian), -0.5 + 0.6 * eccentricity, np.sign(v) * (1 - 0.7 * meridian)],
        axis=1,
    )
    return places * _BRAIN_M, directions


def _v4() -> Points:
    """`AREA` dipoles at the side of the back of the brain in each half, pointing many ways."""
    step = np.linspace(-1, 1, AREA)
    offsets = np.stack([0.06 * step, 0.14 * np.cos(2 * step), 0.14 * np.sin(3 * step)], axis=1)
    right = np.array([0.80, -0.45, -0.10]) + offsets
    outward = right / np.linalg.norm(right, axis=1, keepdims=True)
    turned = outward + np.stack([0.5 * np.sin(5 * step), 0.8 * step, -0.6 * step], axis=1)
    mirror = np.array([-1.0, 1.0, 1.0])
    return np.vstack([right, right * mirror]) * _BRAIN_M, np.vstack([turned, turned * mirror])


def _ventral(rng: np.random.Generator) -> Points:
    """5 cm of the lower side of the brain."""
    return _folded((0.55, -0.50, -0.42), (0.12, 0.30, 0.12), VENTRAL, rng)


def _lateral(rng: np.random.Generator) -> Points:
    """The side of the temporal lobe, and where it meets the parietal lobe."""
    temporal = _folded((0.82, -0.10, -0.10), (0.10, 0.35, 0.20), TEMPORAL, rng)
    parietal = _folded((0.50, -0.60, 0.50), (0.25, 0.20, 0.25), PARIETAL, rng)
    return np.vstack([temporal[0], parietal[0]]), np.vstack([temporal[1], parietal[1]])


def _folded(
    centre: tuple[float, float, float],
    reach: tuple[float, float, float],
    count: int,
    rng: np.random.Generator,
) -> Points:
    """`count` dipoles in each half about a place in units of the brain.

    The cortex is folded, otherwise in everybody: they point outwards more often than not.
    """
    shape = (2, count, 3)
    places = np.array(centre) + rng.uniform(-1, 1, shape) * reach
    outward = places / np.linalg.norm(places, axis=-1, keepdims=True)
    directions = outward + rng.normal(size=shape)
    mirror = np.array([[[1.0, 1.0, 1.0]], [[-1.0, 1.0, 1.0]]])
    return (places * mirror).reshape(-1, 3) * _BRAIN_M, (directions * mirror).reshape(-1, 3)


def _anywhere(rng: np.random.Generator) -> Points:
    directions = rng.normal(size=(BACKGROUND, 3))
    places = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    places[:, 2] = abs(places[:, 2]) * np.where(rng.random(BACKGROUND) < 0.25, -0.4, 1)
    radius = _BRAIN_M * rng.uniform(0.3, 0.95, (BACKGROUND, 1))
    return places * radius, rng.normal(size=(BACKGROUND, 3))


def _posterior(rng: np.random.Generator) -> Points:
    places = np.stack(
        [rng.uniform(-0.5, 0.5, ALPHA), rng.uniform(-0.8, -0.5, ALPHA), rng.uniform(0, 0.5, ALPHA)],
        axis=1,
    )
    return places * _BRAIN_M, places + rng.normal(0, 0.3, places.shape)


def _inside(places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Places pulled back into the brain where chance has put them outside."""
    radius = np.linalg.norm(places, axis=1, keepdims=True)
    return np.asarray(places * np.minimum(1.0, 0.97 * _BRAIN_M / np.maximum(radius, 1e-9)))
