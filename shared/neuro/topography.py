"""The head from above: where electrodes lie in its picture, and maps of what they measure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shared.neuro.splines import spline_matrix

# The outline of the head's picture lies this far from the vertex, the edge of a map this far.
OUTLINE_DEG, EDGE_DEG = 100.0, 125.0
# A map is certain this near to an electrode, and says nothing beyond.
NEAR_DEG, FAR_DEG = 38.0, 60.0


def flattened(directions: np.ndarray) -> np.ndarray:
    """Unit vectors [C, 3] as seen from above, float64 [C, 2]: x right, y to the nose.

    Azimuthal and equidistant: the distance from the vertex is the angle, 1 at the outline.
    """
    unit = np.asarray(directions, np.float64)
    angle = np.degrees(np.arccos(np.clip(unit[:, 2], -1.0, 1.0)))
    across = np.hypot(unit[:, 0], unit[:, 1])
    scale = angle / OUTLINE_DEG / np.where(across > 0, across, 1.0)
    return np.asarray(unit[:, :2] * scale[:, None])


def raised(points: np.ndarray) -> np.ndarray:
    """The inverse of `flattened`: points [P, 2] as unit vectors float64 [P, 3]."""
    flat = np.asarray(points, np.float64)
    radius = np.hypot(flat[:, 0], flat[:, 1])
    angle = np.radians(radius * OUTLINE_DEG)
    scale = np.sin(angle) / np.where(radius > 0, radius, 1.0)
    return np.column_stack([flat * scale[:, None], np.cos(angle)])


@dataclass(frozen=True)
class HeadMap:
    """How to make a picture of a head from values at electrodes.

    Attributes
    ----------
    matrix : np.ndarray
        float32 [P, C].
    inside : np.ndarray
        bool [size, size], the P pixels that have a value; row 0 is at the nose.
    weight : np.ndarray
        float32 [size, size], 1 near electrodes, 0 far from them and outside.
    """

    matrix: np.ndarray
    inside: np.ndarray
    weight: np.ndarray

    def image(self, values: np.ndarray) -> np.ndarray:
        """The map of values [C], float32 [size, size] with NaN outside; not finite ones count 0."""
        known = np.where(np.isfinite(values), values, 0.0).astype(np.float32)
        picture = np.full(self.inside.shape, np.nan, np.float32)
        picture[self.inside] = self.matrix @ known
        return picture


def head_map(directions: np.ndarray, size: int, edge: float = EDGE_DEG / OUTLINE_DEG) -> HeadMap:
    """The map of electrodes in `directions` [C, 3]; the picture reaches `edge` outlines out."""
    axis = (np.arange(size) + 0.5) * 2 / size - 1
    x, y = np.meshgrid(axis * edge, -axis * edge)
    radius = np.hypot(x, y)
    inside = radius <= edge
    points = raised(np.column_stack([x[inside], y[inside]]))
    cosines = np.clip(points @ np.asarray(directions).T, -1.0, 1.0)
    distance = np.degrees(np.arccos(cosines.max(axis=1)))
    weight = np.zeros((size, size), np.float32)
    weight[inside] = np.clip((FAR_DEG - distance) / (FAR_DEG - NEAR_DEG), 0.0, 1.0)
    matrix = spline_matrix(directions, points).astype(np.float32)
    return HeadMap(matrix, inside, weight)
