"""Whether a model computes texts that share their beginning as it computes them apart."""

from __future__ import annotations

import inspect
import logging
from typing import Any

from worker.lm.packs import batches_of, packs_of
from worker.lm.passes import Wanted, told_by

_log = logging.getLogger(__name__)
_BEGIN, _TAIL, _TEXTS, _TOKENS = 12, 4, 3, 16
# Of how much log-probabilities differ among tokens; another order of sums makes far less.
_LEAST_SAME = 0.05


def can_share(model: Any, device: str) -> bool:
    """Try it: models differ in what they make of places and masks, and so do their versions."""
    import torch

    if "position_ids" not in inspect.signature(model.forward).parameters:
        return False
    wanted = _texts(int(model.config.get_text_config().vocab_size))
    ids = [one.ids for one in wanted]
    try:
        apart, together = (
            _values(model, wanted, packs_of(ids, share=share), device) for share in (False, True)
        )
    except (TypeError, ValueError, RuntimeError) as error:
        _log.info("beginnings are not shared", extra={"reason": str(error)[:200]})
        return False
    one, other = torch.tensor(apart), torch.tensor(together)
    return bool((one - other).square().mean().sqrt() <= _LEAST_SAME * one.std())


def _texts(size: int) -> list[Wanted]:
    step = max(1, size // 97)
    begin = tuple(place * step % size for place in range(1, _BEGIN + 1))
    after = tuple(number * (size // _TOKENS or 1) % size for number in range(_TOKENS))
    tails = [
        tuple((7 + number * 11 + place * 5) * step % size for place in range(_TAIL))
        for number in range(_TEXTS)
    ]
    return [Wanted(begin + tail, _BEGIN, (after,) * _TAIL) for tail in tails]


def _values(model: Any, wanted: list[Wanted], packs: Any, device: str) -> list[float]:
    found: dict[int, list[list[float]]] = {}
    for batch in batches_of(packs, 1 << 20, len(wanted)):
        found |= told_by(model, batch, wanted, device)
    return [value for row in sorted(found) for some in found[row] for value in some]
