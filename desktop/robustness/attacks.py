"""The attacks that the window offers, by level, in the order of the paper."""

from __future__ import annotations

from shared.tasks.robustness_evaluate import Level

ENSEMBLE = "ensemble"
BY_LEVEL: dict[Level, tuple[str, ...]] = {
    "character": ("textbugger", "deepwordbug"),
    "word": ("textfooler", "bertattack"),
    "sentence": ("checklist", "stresstest"),
    "semantic": ("semantic",),
}
OFFERED: tuple[str, ...] = (*(name for names in BY_LEVEL.values() for name in names), ENSEMBLE)
SEARCHES = ("own", "greedy", "beam", "soft", "random")


def level_of(attack: str) -> Level | None:
    """The level of a known attack; None for the ensemble and for a lab's own."""
    return next((level for level, names in BY_LEVEL.items() if attack in names), None)


def in_order(attacks: set[str]) -> tuple[str, ...]:
    """Attacks in the order of the list, a lab's own ones last by name."""
    known = tuple(name for name in OFFERED if name in attacks)
    return (*known, *sorted(attacks - set(OFFERED)))
