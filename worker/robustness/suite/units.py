"""What a suite attacks: prompts with their words, samples, attacks and limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

from shared.errors import AppError
from shared.robustness.families import FAMILIES, SHOTS, family_dataset, family_prompts
from shared.robustness.figures import PromptWord
from shared.robustness.prompt import unescaped, words_of
from shared.robustness.samples import Sample, Split, read_samples, split_samples
from shared.robustness.suite_file import ALL_KINDS, PACKAGE, Suite, SuiteEntry
from worker.robustness.attacks.registry import attack_kind, attack_names
from worker.robustness.search.methods import ENSEMBLE
from worker.robustness.suite.packages import (
    PACKAGE_SETS,
    Grouped,
    package_samples,
    package_set,
)

OWN = "own"
SAMPLES, REPORT, PROMPTS = 200, 400, 60
QUICK_SAMPLES, QUICK_REPORT, QUICK_PROMPTS = 16, 64, 40
QUICK_SETS = ("movie_reviews", "product_reviews", "tweet_sentiment", "r8", "rewordings", "qnli")


@dataclass(frozen=True)
class Unit:
    """One prompt on one set of samples.

    Attributes
    ----------
    name : str
        Of the prompt, in reports.
    family : str
        Such as `task-zero`, or `own`.
    fail_under : float or None
        Least accuracy under attack.
    """

    name: str
    dataset: str
    family: str
    text: str
    words: tuple[PromptWord, ...]
    labels: tuple[str, ...]
    split: Split
    attacks: tuple[str, ...]
    fail_under: float | None = None


def packages_suite(*, quick: bool, seed: int) -> Suite:
    """Every attack on every family on every set that comes from packages; fewer with `quick`."""
    samples = QUICK_SAMPLES if quick else SAMPLES
    names = QUICK_SETS if quick else tuple(one.name for one in PACKAGE_SETS)
    entries = [
        SuiteEntry(
            name=name, data=f"{PACKAGE}{name}", families=("task-zero",) if quick else ALL_KINDS
        )
        for name in names
    ]
    return Suite(
        name="packages",
        samples=samples,
        report=QUICK_REPORT if quick else REPORT,
        queries=samples * (QUICK_PROMPTS if quick else PROMPTS),
        seed=seed,
        entries=tuple(entries),
    )


def units_of(suite: Suite, folder: Path) -> tuple[Unit, ...]:
    """The prompts of a suite; `folder` has the data of packages.

    Raises
    ------
    AppError
        For an attack, a set or a file that is not there, or will not do.
    """
    found: list[Unit] = []
    splits = lru_cache(maxsize=None)(lambda name: _package_split(name, suite, folder))
    for entry in suite.entries:
        attacks = _attacks(entry.attacks or suite.attacks)
        if entry.data.startswith(PACKAGE):
            which = package_set(entry.data.removeprefix(PACKAGE))
            split, dataset = splits(which.name), entry.dataset or which.dataset
            labels = entry.labels or family_dataset(which.dataset).labels
            shown = which.name
        else:
            of_fields = family_dataset(entry.dataset).row_of if entry.dataset else None
            report = read_samples(Path(entry.data), entry.labels, of_fields)
            split = split_samples(report.samples, suite.samples, suite.report, suite.seed)
            labels, dataset, shown = report.labels, entry.dataset, Path(entry.data).stem
        limit = suite.fail_under if entry.fail_under is None else entry.fail_under
        found += [
            Unit(name, shown, family, text, words, labels, split, attacks, limit)
            for name, family, text, words in _prompts(entry, dataset, labels)
        ]
    return tuple(found)


def group_split(samples: Sequence[Grouped], search: int, report: int, seed: int) -> Split:
    """As `split_samples`, and no group is on both sides."""
    groups: dict[str, list[Sample]] = defaultdict(list)
    for number, one in enumerate(samples):
        groups[one.group or f"\n{number}"].append(one.sample)
    order = list(groups.values())
    Random(seed).shuffle(order)  # noqa: S311 - a draw, not a secret
    sides: tuple[list[Sample], list[Sample]] = ([], [])
    enough = min(3 * search, len(samples) * search // (search + report))
    for group in order:
        sides[len(sides[0]) >= enough].extend(group)
    return Split(
        split_samples(sides[0], 0, search, seed).report,
        split_samples(sides[1], 0, report, seed).report,
    )


def _package_split(name: str, suite: Suite, folder: Path) -> Split:
    samples = package_samples(package_set(name), folder)
    return group_split(samples, suite.samples, suite.report, suite.seed)


def _prompts(
    entry: SuiteEntry, dataset: str, labels: tuple[str, ...]
) -> list[tuple[str, str, str, tuple[PromptWord, ...]]]:
    """Name, family, text and words of an entry's prompts."""
    if entry.prompt:
        text = unescaped(entry.prompt)
        return [(entry.name, OWN, text, words_of(text, labels, entry.locked, entry.unlocked))]
    asked = ALL_KINDS if not entry.families or "all" in entry.families else entry.families
    return [
        (f"{entry.name}/{kind}/{prompt.number}", kind, prompt.text, prompt.words(labels))
        for shots in SHOTS
        for family in FAMILIES
        if (kind := f"{family}-{shots}") in asked
        for prompt in family_prompts(family_dataset(dataset), family, shots, labels)[: entry.each]
    ]


def _attacks(names: Sequence[str]) -> tuple[str, ...]:
    """Checked names; all attacks where none is named."""
    for name in names:
        if name != ENSEMBLE:
            attack_kind(name)
    if len(set(names)) < len(names):
        raise AppError(
            "bad_field", field="attacks", value=", ".join(names)[:80], limit="each attack once"
        )
    return tuple(names) or attack_names()
