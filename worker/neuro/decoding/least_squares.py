"""Ridge regression whose strength is chosen by generalised cross-validation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

STRENGTHS = np.logspace(-3, 5, 33)


def ridge_weights(
    x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]
) -> tuple[npt.NDArray[np.float64], float]:
    """Weights float64 [F, D] from centred x [n, F] to centred y [n, D], and their strength.

    The strength is the one of `STRENGTHS` (times the mean power of a feature) with the least
    generalised cross-validation error (Golub, Heath and Wahba 1979, equation 1.4); only these rows
    are looked at.
    """
    a, b = np.asarray(x, np.float64), np.asarray(y, np.float64)
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    projected = u.T @ b
    outside = float((b**2).sum() - (projected**2).sum())
    power = float((s**2).mean())
    best, chosen = np.inf, 1.0
    for strength in STRENGTHS * power:
        left = strength / (s**2 + strength)
        error = float(((left[:, None] * projected) ** 2).sum()) + outside
        # The mean takes one degree of freedom too.
        freedom = len(a) - 1 - float((1 - left).sum())
        score = error / max(freedom, 1e-9) ** 2
        if score < best:
            best, chosen = score, float(strength)
    weights = vt.T @ ((s / (s**2 + chosen))[:, None] * projected)
    return weights, chosen
