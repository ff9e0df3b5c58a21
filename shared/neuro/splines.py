"""Spherical splines: from any electrodes to any points of the head's sphere."""

from __future__ import annotations

import numpy as np

ORDER = 4
TERMS = 50
SMOOTHING = 1e-5


def spline_matrix(
    electrodes: np.ndarray,
    points: np.ndarray,
    *,
    order: int = ORDER,
    terms: int = TERMS,
    smoothing: float = SMOOTHING,
) -> np.ndarray:
    """The matrix that takes voltages at electrodes to voltages at points.

    Made once for a montage; a map is then one product with it. Each row sums to 1, so what all
    electrodes share is kept. (Perrin, Pernier, Bertrand and Echallier 1989, "Spherical splines for
    scalp potential and current density mapping", equations 1 to 3.)

    Parameters
    ----------
    electrodes, points : np.ndarray
        floating [C, 3] and [P, 3]; only their directions count.
    order : int
        m of the paper: the larger, the smoother between electrodes.
    terms : int
        Legendre polynomials in the sum; 7 are enough for a map to three digits.
    smoothing : float
        Added to the diagonal: voltages at electrodes are then met nearly instead of exactly.

    Returns
    -------
    np.ndarray
        float64 [P, C].

    Raises
    ------
    ValueError
        If there is no electrode, or one lies in the centre.
    """
    sources, targets = _directions(electrodes), _directions(points)
    if not len(sources):
        raise ValueError("a map needs at least one electrode")
    g = _g(sources @ sources.T, order, terms)
    g[np.diag_indices(len(g))] += smoothing
    ones = np.ones((len(g), 1))
    system = np.block([[g, ones], [ones.T, np.zeros((1, 1))]])
    # Electrodes in one place make it singular: the pseudo-inverse shares the weight between them.
    weights = np.linalg.pinv(system)[:, :-1]
    at_points = np.hstack([_g(targets @ sources.T, order, terms), np.ones((len(targets), 1))])
    return np.asarray(at_points @ weights)


def _g(cosines: np.ndarray, order: int, terms: int) -> np.ndarray:
    """g(x) of equation 3."""
    n = np.arange(1, terms + 1, dtype=np.float64)
    factors = (2 * n + 1) / (4 * np.pi * (n * (n + 1)) ** order)
    return np.asarray(np.polynomial.legendre.legval(cosines, [0.0, *factors]))


def _directions(points: np.ndarray) -> np.ndarray:
    values = np.asarray(points, np.float64).reshape(-1, 3)
    lengths = np.linalg.norm(values, axis=1, keepdims=True)
    if (lengths == 0).any():
        raise ValueError("a point in the centre of the sphere has no direction")
    return np.asarray(values / lengths)
