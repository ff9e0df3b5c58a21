"""Which pictures a decoder chooses from."""

from __future__ import annotations

from collections.abc import Sequence

STANDARD = tuple(range(200))
MOST = 400


def gallery_of(seen: Sequence[int], plan: Sequence[int] = ()) -> tuple[int, ...]:
    """Those of the running plan, or the first 200; and those that were seen besides.

    Parameters
    ----------
    seen : sequence of int
        The newest last; where there is no room for all, the newest are taken.
    plan : sequence of int
        Numbers of the pictures of the plan; empty if nobody knows of one.

    Returns
    -------
    tuple of int
        At most 400, rising.
    """
    numbers = set((tuple(plan) or STANDARD)[:MOST])
    for picture in reversed(seen):
        if len(numbers) >= MOST:
            break
        numbers.add(picture)
    # The picture that is decoded has to be among them.
    if seen and seen[-1] not in numbers:
        numbers.discard(max(numbers))
        numbers.add(seen[-1])
    return tuple(sorted(numbers))
