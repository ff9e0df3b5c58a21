"""How much of a model's work fits at once into the memory of where it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.errors import AppError

Row = TypeVar("Row")
Made = TypeVar("Made")

# On a processor larger batches are not quicker; a graphics card wants to be filled.
CPU_TOKENS, CPU_TEXTS = 4096, 64
MOST_TOKENS = 131_072
# What is kept is kept after each batch, so this is also what a kill can cost.
MOST_TEXTS = 256
_SHARE = 0.5
_LEAST_TOKENS = 1024


@dataclass(frozen=True)
class Room:
    """At most so many tokens, padding included, and texts in one batch."""

    tokens: int
    texts: int


def room_for(model: Any, device: str, *, keeps: bool = False) -> Room:
    """What half of the free memory holds; `keeps` where keys and values stay, to write on."""
    if not device.startswith("cuda"):
        return Room(CPU_TOKENS, CPU_TEXTS)
    import torch

    free, _ = torch.cuda.mem_get_info(torch.device(device))
    # Memory that torch holds and does not use is free for it.
    free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    tokens = int(_SHARE * free / token_bytes(model, keeps=keeps))
    return Room(min(MOST_TOKENS, max(_LEAST_TOKENS, tokens)), MOST_TEXTS)


def token_bytes(model: Any, *, keeps: bool) -> int:
    """Bytes that a token of a pass takes, roughly and rather too many."""
    config = model.config.get_text_config()
    size = int(next(model.parameters()).element_size())
    hidden = int(config.hidden_size)
    inner = int(getattr(config, "intermediate_size", None) or 4 * hidden)
    # The states of one layer are there at a time, its gates and their product among them.
    working = size * (12 * hidden + 4 * inner)
    if not keeps:
        return working
    # Keys and values of all layers; they are copied when a token is added.
    return working + 2 * 2 * size * hidden * int(config.num_hidden_layers)


def fitting(
    rows: Sequence[Row], run: Callable[[Sequence[Row]], Made], device: str
) -> Iterator[tuple[Sequence[Row], Made]]:
    """What `run` makes of the rows, or of their halves where they do not fit into memory.

    Raises
    ------
    AppError
        `out_of_memory` where one row is too much.
    """
    import torch

    try:
        made = run(rows)
    except torch.OutOfMemoryError:
        if len(rows) == 1:
            raise AppError("out_of_memory", device=device) from None
    else:
        yield rows, made
        return
    # Outside of the handler, which holds on to what the failed pass had made.
    torch.cuda.empty_cache()
    half = len(rows) // 2
    yield from fitting(rows[:half], run, device)
    yield from fitting(rows[half:], run, device)
