"""Boosted regression trees as plain arrays: stored as safetensors, walked by numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]


@dataclass(frozen=True)
class BoostedTrees:
    """T trees of up to N nodes; node 0 is the root, and a node without a feature (-1) is a leaf.

    Attributes
    ----------
    base : float64 [1]
        Added to the sum of the trees.
    feature : int32 [T, N]
    threshold : float64 [T, N]
        A value up to it goes left.
    left, right : int32 [T, N]
        The next node.
    value : float64 [T, N]
        Of a leaf.
    missing_left : uint8 [T, N]
        Whether NaN goes left.
    """

    base: npt.NDArray[np.float64]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float64]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float64]
    missing_left: npt.NDArray[np.uint8]

    def predict(self, table: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Predictions float64 [n] of features [n, F]."""
        values = np.asarray(table, np.float64)
        trees = np.arange(len(self.feature))[None, :]
        lines = np.arange(len(values))[:, None]
        node = np.zeros((len(values), len(self.feature)), np.int64)
        while True:
            feature = self.feature[trees, node]
            inner = feature >= 0
            if not inner.any():
                return np.asarray(self.base[0] + self.value[trees, node].sum(axis=1))
            own = values[lines, np.maximum(feature, 0)]
            missing = np.isnan(own) & (self.missing_left[trees, node] > 0)
            goes_left = (own <= self.threshold[trees, node]) | missing
            after = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            node = np.where(inner, after, node)

    def tensors(self, name: str) -> dict[str, Array]:
        """The arrays under names that begin with `name`."""
        return {f"{name}.{each.name}": getattr(self, each.name) for each in fields(self)}

    @staticmethod
    def of(tensors: Mapping[str, Array], name: str) -> BoostedTrees:
        """Out of the arrays that `tensors` made; KeyError where one is missing."""
        found = {each.name: tensors[f"{name}.{each.name}"] for each in fields(BoostedTrees)}
        return BoostedTrees(**found)  # type: ignore[arg-type]  # arrays by name, as written
