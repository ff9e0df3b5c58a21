"""Random choices that are the same on every computer: hashes of numbers, without a generator."""

from __future__ import annotations

import numpy as np

_MASK = (1 << 64) - 1


def mix(*keys: int) -> int:
    """A 63-bit number that depends on all keys (SplitMix64; Steele, Lea and Flood 2014)."""
    state = 0
    for key in keys:
        state = (state ^ (key & _MASK)) + 0x9E3779B97F4A7C15 & _MASK
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
        state ^= state >> 31
    return state >> 1


def unit(*keys: int) -> float:
    """A number in [0, 1)."""
    return mix(*keys) / 2.0**63


def within(low: float, high: float, *keys: int) -> float:
    """A number in [low, high)."""
    return low + (high - low) * unit(*keys)


def shuffled(count: int, *keys: int) -> list[int]:
    """The numbers 0 to count - 1 in an order that depends on the keys (Fisher and Yates)."""
    order = list(range(count))
    for last in range(count - 1, 0, -1):
        other = mix(*keys, last) % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def uniform(shape: tuple[int, ...], *keys: int) -> np.ndarray:
    """Numbers in [0, 1) for textures, float32 of any shape."""
    generator = np.random.Generator(np.random.PCG64(mix(*keys)))
    return generator.random(shape, dtype=np.float32)
