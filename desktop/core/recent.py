"""Documents that were open lately, of all workspaces together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

MOST_LISTED = 6


@dataclass(frozen=True)
class RecentDocument:
    """A file, and the workspace that had it open."""

    workspace_id: str
    path: Path


def recent_documents(
    known: Mapping[str, Sequence[Path]], most: int = MOST_LISTED
) -> tuple[RecentDocument, ...]:
    """The newest of each workspace first, then the second of each; without files that are gone.

    Parameters
    ----------
    known : mapping of str to sequence of Path
        By workspace, the newest first.
    """
    lists = [
        [RecentDocument(workspace_id, path) for path in paths if path.exists()]
        for workspace_id, paths in known.items()
    ]
    in_turn = chain.from_iterable(zip_longest(*lists))
    return tuple(one for one in in_turn if one is not None)[:most]
