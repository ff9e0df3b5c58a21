"""Which labels of a source mean which places: by name, or as a person said for this source."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.neuro.preferences import MAX_MONTAGES, PreferenceStore
from shared.neuro.acquisition import BoardChoice, FileChoice, SimulatedChoice, SourceChoice
from shared.neuro.streams import StreamInfo


def source_key(choice: SourceChoice | None, info: StreamInfo) -> str:
    """What a mapping is kept under: the same device, or files with the same channels."""
    count = len(info.channels)
    match choice:
        case BoardChoice():
            return f"board:{choice.board_id}:{count}"
        case SimulatedChoice():
            return f"simulated:{count}"
        case FileChoice():
            return f"file:{','.join(info.labels)}"[:200]
        case _:
            return f"lsl:{info.name}:{count}"


def saved_mapping(preferences: PreferenceStore, key: str) -> Mapping[str, str]:
    """The names that a person gave to labels of this source; "" means no place."""
    return preferences.value.montages.get(key, {})


def save_mapping(preferences: PreferenceStore, key: str, mapping: Mapping[str, str]) -> None:
    """Keep what a person said; the sources named longest ago are forgotten."""
    montages = {k: v for k, v in preferences.value.montages.items() if k != key}
    if mapping:
        montages[key] = dict(mapping)
    preferences.update(montages=dict(list(montages.items())[-MAX_MONTAGES:]))
