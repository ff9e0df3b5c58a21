"""The selector that the reduced design measured, as the product reads it, with gate and card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from shared.paths import write_atomic
from tests.bench.icl_feedback import CONTROL, FEEDBACK, SHOWN
from tests.bench.icl_one_shot import saved_pairs
from tests.bench.icl_reduced import COUNT, SEED
from worker.icl.encoding.encoder import default_folder
from worker.icl.selection.features import NAMES
from worker.icl.selection.gated import Gate
from worker.icl.selection.trained import (
    CONFIG_FILE,
    WEIGHTS_FILE,
    Trained,
    TrainedConfig,
    save_trained,
)
from worker.icl.training.export import LICENCE, MODEL_ID, TEXT_FILE, answer_text
from worker.icl.training.gate import TaskOutcomes, gate
from worker.icl.training.jobs import StoredJobs
from worker.icl.training.tree_fitting import fit_trees
from worker.icl.training.validating import Validated
from worker.lm.loading import fingerprint
from worker.models.card import write_card

RIVALS = (CONTROL, "label-support")
SOURCE = "python -m tests.bench.icl_reduced OUT ship FOLDER"


def ship(folder: Path, out: Path) -> None:
    """Write weights, configuration and card from what the parts of the design left in `out`.

    Whatever has not been measured counts as not proven: then no feedback is used.
    """
    jobs = msgspec.json.decode((out / f"jobs-{SEED}.json").read_bytes(), type=StoredJobs)
    pairs = saved_pairs(out / f"pairs-{SEED}.npz")
    trees = {
        FEEDBACK: fit_trees(pairs.table, pairs.feedback, SEED),
        CONTROL: fit_trees(pairs.table, pairs.agreement, SEED),
    }
    one, test, asked, around = (
        _known(out / f"reduced-{part}.json") for part in ("one", "test", "gate", "turned")
    )
    picked = picked_by(asked)
    config = TrainedConfig(
        recipe="lite",
        seed=SEED,
        features=NAMES,
        encoder=fingerprint(default_folder()),
        lm=jobs.lm,
        trees=tuple(trees),
        gate=picked,
    )
    save_trained(folder, Trained(config, trees))
    text = card_text(config, jobs, (one, around), test)
    write_atomic(folder / TEXT_FILE, text.encode())
    write_card(
        folder,
        MODEL_ID,
        (WEIGHTS_FILE, CONFIG_FILE, TEXT_FILE),
        title="LLM-R selector, trees of the recipe lite",
        licence=LICENCE,
        source=SOURCE,
    )


def _known(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def picked_by(asked: Mapping[str, Any]) -> Gate:
    """What the gate makes of validation queries with four demonstrations.

    Only tasks that passed with one demonstration were asked. For any other, in training or not,
    what needs neither training nor feedback is used.
    """
    outcomes = {
        name: TaskOutcomes(
            each["kind"],
            {column: np.array(values, np.float64) for column, values in each["values"].items()},
        )
        for name, each in asked.items()
    }
    return Gate(tasks=gate(outcomes, (FEEDBACK,)).tasks, variants=1)


def card_text(
    config: TrainedConfig,
    jobs: StoredJobs,
    parts: tuple[Mapping[str, Any], Mapping[str, Any]],
    test: Mapping[str, Any],
) -> str:
    """The card in Markdown; `parts` are those with one demonstration."""
    one, around = parts
    lines = [
        "# LLM-R selector, trees of the recipe lite",
        "",
        "Chooses demonstrations for in-context learning, after LLM-R (arXiv 2307.07164).",
        "",
        f"* **Made by** `{SOURCE}`, seed {config.seed}: the trees that docs/demos-feedback.md "
        "measures, with the features and settings of the recipe lite. Unlike that recipe there is "
        "one iteration with 16 candidates, and no bi-encoder.",
        f"* **Data**: the pools of 21 tasks of the package suite (docs/demos-data.md), {COUNT} "
        "queries each; tasks marked as held out lent none.",
        f"* **Feedback**: {jobs.pairs} pairs scored for {len(jobs.jobs)} queries by "
        f"SmolLM2-135M-Instruct ({config.lm}).",
        f"* **Weights**: {', '.join(config.trees)}, for vectors of MiniLM ({config.encoder}). "
        f"`{CONTROL}` is the control: the same trees fitted to equal answers.",
        f"* **Licence**: {LICENCE}.",
        "",
        "## Does the feedback help?",
        "",
        *_measured("Four demonstrations, test", test.get("first"), test.get("verdict")),
        *_measured(
            "One demonstration out of 16 candidates, tasks with labels, unseen queries of pools, "
            f"seeds {', '.join(map(str, one.get('seeds', ())))}",
            one.get("all"),
            one.get("verdict"),
        ),
        *_by_kind(one.get("by kind", {})),
        *_turned(one.get("by task", {}), around),
        "## What is used",
        "",
        _used(config.gate),
        "",
        *_picked_rows(config.gate),
        "For any other task: label support where there are labels, else MiniLM. Both need no "
        "training and no language model.",
        "",
    ]
    return "\n".join(lines)


def _used(picked: Gate) -> str:
    if picked.tasks:
        return answer_text(Validated({}, picked, SHOWN))
    return (
        f"No task was validated with {SHOWN} demonstrations, so no feedback is used anywhere: a "
        "gain with one demonstration does not show one with four."
    )


def _measured(what: str, figures: Mapping[str, Any] | None, verdict: Any) -> list[str]:
    if not figures:
        return [f"{what}: **not measured yet**, so no gain is claimed.", ""]
    told = figures["differences"]
    rows = [
        f"| {name} | {_signed(each['delta'])} | {_signed(each['ci95'][0])} to "
        f"{_signed(each['ci95'][1])} | {100 * each['seen_from']:.1f} |"
        for name, each in told.items()
    ]
    head = f"{what}, {figures['items']} items of {figures['tasks']} tasks: **{verdict}**."
    table = [
        "| difference | points | 95 % interval | would have been seen from |",
        "|---|---|---|---|",
    ]
    return [head, "", *table, *rows, ""]


def _by_kind(kinds: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """With one demonstration: means and the first question by kind of task."""
    if not kinds:
        return []
    names = (FEEDBACK, CONTROL, "label-support", "random", "zero", "vote-label-support")
    rows = []
    for kind, each in kinds.items():
        values = " | ".join(f"{100 * each[name]['value']:.1f}" for name in names)
        low = [each["differences"][f"{FEEDBACK} - {other}"]["ci95"][0] for other in RIVALS]
        proven = "yes" if min(low) > 0 else "no"
        rows.append(f"| {kind} | {each['items']} | {values} | {proven} |")
    head = f"| with one demonstration | items | {' | '.join(names)} | beats both controls |"
    return [
        head,
        "|---" * (3 + len(names)) + "|",
        *rows,
        "",
        "`vote-label-support` is the label of the demonstration that label support chooses, "
        "without any language model: where it is above the others, no selector has made the model "
        "better than having none.",
        "",
    ]


def _turned(tasks: Mapping[str, Any], around: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Where feedback passed, what label support does that is told one thing: to turn round."""
    passed = [name for name, each in tasks.items() if _beats(each)]
    if not passed or not around:
        return []
    hinted = [around[name]["turned" if name in passed else "label-support"] for name in tasks]
    trees = [each[FEEDBACK] for each in tasks.values()]
    lines = [
        f"* {name}: {_percent(tasks[name][FEEDBACK])} with feedback, "
        f"{_percent(around[name]['turned'])} with label support turned round; right after a "
        f"demonstration of the same label {_percent(around[name]['after the same'])}, of another "
        f"{_percent(around[name]['after another'])}"
        for name in passed
    ]
    return [
        f"All of it is in {len(passed)} tasks, where the model tends to answer another label than "
        "that of its demonstration. Showing the label with the least support there needs no score "
        "of any pair, only to know that, and does as well:",
        "",
        *lines,
        "",
        f"Mean over all tasks: {_percent(float(np.mean(trees)))} with feedback, "
        f"{_percent(float(np.mean(hinted)))} with label support turned round in these (thought of "
        "afterwards, on the same queries). So no gain is claimed for feedback beyond that.",
        "",
    ]


def _beats(one: Mapping[str, Any]) -> bool:
    return all(one[f"{FEEDBACK} - {other}"]["ci95"][0] > 0 for other in RIVALS)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}"


def _picked_rows(picked: Gate) -> list[str]:
    if not picked.tasks:
        return []
    rows = [
        f"| {name} | {one.selector} | {one.n} | {one.why} |" for name, one in picked.tasks.items()
    ]
    return ["| task | used | n | why |", "|---|---|---|---|", *rows, ""]
