"""The trained selector as a folder with its card, which says whose the gain is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shared.paths import write_atomic
from worker.icl.selection.gated import Picked
from worker.icl.selection.trained import CONFIG_FILE, WEIGHTS_FILE, Trained, save_trained
from worker.icl.training.gate import CONTROL, SUPPORT
from worker.icl.training.iterations import Loop
from worker.icl.training.prepared import Texts
from worker.icl.training.settings import Asked
from worker.icl.training.validating import Validated
from worker.models.card import write_card
from worker.training.checkpoint import StageState, stage_states
from worker.training.recipes import TrainingRun

MODEL_ID = "icl"
TEXT_FILE = "CARD.md"
LICENCE = "Apache-2.0 (weights); the pool's rows keep their own licences and are not in them"


def export_selector(
    run: TrainingRun,
    wanted: Asked,
    trained: Trained,
    validated: Validated,
    loop: Loop,
    texts: Texts,
) -> Path:
    """Write weights, configuration and card into the run's folder and return it."""
    save_trained(run.out, trained)
    text = card_text(run, wanted, trained, validated, loop, texts)
    write_atomic(run.out / TEXT_FILE, text.encode())
    write_card(
        run.out,
        MODEL_ID,
        (WEIGHTS_FILE, CONFIG_FILE, TEXT_FILE, *_encoder_files(run.out, trained)),
        title=f"LLM-R selector, recipe {wanted.settings.name}",
        licence=LICENCE,
        source=f"vitrine-worker train icl --recipe {wanted.settings.name}",
    )
    return run.out


def _encoder_files(folder: Path, trained: Trained) -> list[str]:
    found = (path for own in trained.encoders.values() for path in sorted(own.iterdir()))
    return [path.relative_to(folder).as_posix() for path in found]


def card_text(
    run: TrainingRun,
    wanted: Asked,
    trained: Trained,
    validated: Validated,
    loop: Loop,
    texts: Texts,
) -> str:
    """The card in Markdown, its figures taken from the stages' own records."""
    settings = wanted.settings
    queries = len(loop.jobs)
    validation = sum(len(pool.validation) for pool in loop.pools)
    states = stage_states(run.out / "stages")
    minutes = sum(state.seconds for state in states.values()) / 60
    rule = f"{settings.penalty:g} nats" if settings.penalty else "off"
    lines = [
        f"# LLM-R selector, recipe {settings.name}",
        "",
        "Chooses demonstrations for in-context learning, after LLM-R (arXiv 2307.07164).",
        "",
        f"* **Made by** `vitrine-worker train icl --recipe {settings.name}`, seed {run.seed}, "
        f"queries and steps × {run.scale:g}.",
        f"* **Data**: {wanted.pool.name}: {len(texts.pool)} rows of {len(loop.pools)} tasks"
        f"{f', {texts.left_out} rows could not be used' if texts.left_out else ''}; "
        f"{validation} validation queries, "
        f"{'a file of their own' if wanted.validation else 'taken out of the pool by group'}.",
        f"* **Feedback**: {loop.pairs} pairs scored for {queries} queries in "
        f"{settings.iterations} iterations by {_shown(wanted.lm)} ({trained.config.lm}); "
        f"label rule {rule}.",
        f"* **Time**: {minutes:.0f} minutes on this machine, all stages together.",
        f"* **Weights**: {', '.join(trained.names)}, for vectors of the encoder "
        f"{_shown(wanted.encoder)} ({trained.config.encoder}).",
        f"* **Licence**: {LICENCE}.",
        "",
        "## Does the feedback help?",
        "",
        answer_text(validated),
        "",
        "## What is used, by task",
        "",
        *_picked_table(validated.gate.tasks),
        "",
        "For tasks that were not in training, by their kind:",
        "",
        *_picked_table(validated.gate.kinds),
        "",
        f"## Validation, {validated.shown} demonstrations",
        "",
        *_outcome_table(validated),
        "",
        f"`{SUPPORT}` and `{CONTROL}` (the same trees, features, candidates and settings, fitted "
        "to equal answers) saw no score of any language model. Figures of validation chose what is "
        "used, so they are no estimate of what it does on new data.",
        "",
        "## Stages",
        "",
        *_stage_table(states),
        "",
    ]
    return "\n".join(lines)


def answer_text(validated: Validated) -> str:
    """Whether feedback was let in anywhere, in words that claim no more than was measured."""
    gate = validated.gate
    helped = [
        task
        for task, picked in gate.tasks.items()
        if picked.selector == "rerank" or picked.selector.startswith("llmr-")
    ]
    helped = [task for task in helped if gate.tasks[task].selector != CONTROL]
    if not gate.tasks:
        return "Nothing was validated, so no feedback is used: what needs no training is."
    if not helped:
        return (
            f"On none of the {len(gate.tasks)} tasks did a selector trained on the language "
            "model's scores beat the controls that saw no score with a lower bound above 0. No "
            "feedback is used; gains over BM25 or MiniLM are those of the labels. "
            f"{gate.variants} selectors with feedback were tried."
        )
    return (
        f"On {len(helped)} of {len(gate.tasks)} tasks ({', '.join(helped)}) a selector trained on "
        "the language model's scores beat every control that saw no score, with a lower bound "
        f"above 0; it is used there and nowhere else. {gate.variants} selectors with feedback were "
        "tried, and the intervals are widened for that."
    )


def _picked_table(picked: Mapping[str, Picked]) -> list[str]:
    rows = [
        f"| {name} | {one.selector} | {100 * one.margin:+.1f} | {100 * one.low:+.1f} | {one.p:.3f} "
        f"| {one.n} | {one.why} |"
        for name, one in picked.items()
    ]
    head = "| | used | margin | lower bound | p | n | why |"
    return [head, "|---|---|---|---|---|---|---|", *rows]


def _outcome_table(validated: Validated) -> list[str]:
    names = list(dict.fromkeys(name for one in validated.tasks.values() for name in one.values))
    rows = []
    for task, one in validated.tasks.items():
        cells = [
            f"{100 * validated.mean(task, name):.1f}" if name in one.values else "–"
            for name in names
        ]
        rows.append(f"| {task} | {one.kind} | {one.metric} | {' | '.join(cells)} |")
    head = f"| task | kind | metric | {' | '.join(names)} |"
    return [head, "|---" * (3 + len(names)) + "|", *rows]


def _stage_table(states: Mapping[str, StageState]) -> list[str]:
    rows = [
        f"| {name} | {state.step} | {state.seconds / 60:.1f} | "
        + ", ".join(f"{key} {value:.3f}" for key, value in state.figures.items())
        + " |"
        for name, state in states.items()
    ]
    return ["| stage | items | minutes | figures |", "|---|---|---|---|", *rows]


def _shown(ref: str) -> str:
    """A reference without the folders of this machine."""
    return ref if "://" in ref else Path(ref).name
