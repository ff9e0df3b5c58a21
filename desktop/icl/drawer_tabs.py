"""Places of the tabs below the columns."""

from __future__ import annotations

COMPARE, ORDER, HEATMAP, MAP, CHECKS = range(5)
