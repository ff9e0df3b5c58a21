"""What the Robustness workspace says: attacks, steps, reasons, figures with their units."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.core.model_refs import DEFAULT_MODEL, short_name
from desktop.robustness.runs import Run
from desktop.widgets.words import error_words, time_left
from shared.robustness.figures import Drop, Rate
from shared.tasks.robustness import (
    ROBUSTNESS_ATTACK,
    ROBUSTNESS_DEFEND,
    ROBUSTNESS_EXPLAIN,
    ROBUSTNESS_TRANSFER,
)

translate = QCoreApplication.translate


def attack_words(attack: str) -> str:
    """What an attack is called."""
    return {
        "textbugger": "TextBugger",
        "deepwordbug": "DeepWordBug",
        "textfooler": "TextFooler",
        "bertattack": "BERTAttack",
        "checklist": "CheckList",
        "stresstest": "StressTest",
        "semantic": translate("Robust", "Paraphrases"),
        "ensemble": translate("Robust", "Ensemble"),
    }.get(attack, attack)


def attack_help(attack: str) -> str:
    """What an attack does, in a sentence."""
    return {
        "textbugger": translate(
            "Robust", "Spaces, swapped letters, look-alike letters and near words"
        ),
        "deepwordbug": translate("Robust", "Typing errors: letters swapped, left out, doubled"),
        "textfooler": translate("Robust", "Words replaced by near ones in their meaning"),
        "bertattack": translate("Robust", "Words replaced by those that a masked model expects"),
        "checklist": translate("Robust", "Meaningless strings appended to the prompt"),
        "stresstest": translate("Robust", "Sentences such as “and true is true” appended"),
        "semantic": translate("Robust", "The whole prompt said in other words"),
        "ensemble": translate(
            "Robust",
            "Several searches, and the worst prompt that any of them finds: greedy searches alone"
            " often report a robustness that is not there",
        ),
    }.get(attack, translate("Robust", "Registered by your lab"))


def level_words(level: str | None) -> str:
    """What a level is called."""
    return {
        "character": translate("Robust", "Characters"),
        "word": translate("Robust", "Words"),
        "sentence": translate("Robust", "Sentences"),
        "semantic": translate("Robust", "Meaning"),
    }.get(level or "", translate("Robust", "All levels"))


def search_words(search: str) -> str:
    """What a search method is called."""
    return {
        "own": translate("Robust", "The attack's own"),
        "greedy": translate("Robust", "Greedy, word by word"),
        "beam": translate("Robust", "Beam"),
        "soft": translate("Robust", "By loss instead of accuracy"),
        "random": translate("Robust", "Random changes, several at once"),
    }.get(search, search)


def defence_words(defence: str) -> str:
    """What a defence is called."""
    return {
        "unicode": translate("Robust", "Unicode normalisation"),
        "spelling": translate("Robust", "Spelling correction"),
        "outlier": translate("Robust", "Outlier filter"),
        "paraphrase": translate("Robust", "Paraphrase vote"),
        "smoothing": translate("Robust", "Ablation smoothing"),
        "few-shot": translate("Robust", "Few-shot shield"),
        "noise-tuned": translate("Robust", "Noise-tuned model"),
    }.get(defence, defence)


def defence_help(defence: str) -> str:
    """What a defence does, in a sentence."""
    return {
        "unicode": translate("Robust", "Look-alike letters and odd spaces become plain ones"),
        "spelling": translate("Robust", "Words that no dictionary has become the nearest that is"),
        "outlier": translate("Robust", "Strings that no text has are taken out"),
        "paraphrase": translate("Robust", "Several wordings of the prompt vote"),
        "smoothing": translate("Robust", "Many prompts with few of the words each vote"),
        "few-shot": translate("Robust", "Worked examples stand before the sample"),
        "noise-tuned": translate("Robust", "A copy of the model that was tuned on noisy prompts"),
    }.get(defence, "")


def model_words(model: str) -> str:
    """A model's short name: the folder, file or name at its server."""
    if model == DEFAULT_MODEL:
        return translate("Robust", "Default model")
    return short_name(model)


def task_words(run: Run) -> str:
    """What a run did."""
    return {
        ROBUSTNESS_ATTACK.name: translate("Robust", "Attack"),
        ROBUSTNESS_EXPLAIN.name: translate("Robust", "Explanation"),
        ROBUSTNESS_TRANSFER.name: translate("Robust", "Transfer"),
        ROBUSTNESS_DEFEND.name: translate("Robust", "Defence"),
    }.get(run.task, translate("Robust", "Suite"))


def problem_words(problem: str) -> str:
    """What has to be done before something can run; empty where nothing is missing."""
    return {
        "data": translate("Robust", "Open samples first (Ctrl+O)."),
        "content": translate("Robust", "The prompt has no {content}, the place of the sample."),
        "labels": translate("Robust", "At least two labels are needed."),
        "words": translate("Robust", "Every word is locked: free one."),
        "attacks": translate("Robust", "Choose an attack."),
    }.get(problem, "")


def lock_words(lock: str) -> str:
    """Why a word is locked."""
    return {
        "placeholder": translate("Robust", "Stands for the sample: always locked"),
        "label": translate("Robust", "A label: always locked"),
        "template": translate("Robust", "A word of the template: Ctrl+click frees it"),
        "asked": translate("Robust", "Locked by you: Ctrl+click frees it"),
    }.get(lock, translate("Robust", "Attacks may change it: Ctrl+click locks it"))


def step_words(run: Run) -> str:
    """How far a run is, or how it ended."""
    match run.step:
        case "sending":
            return translate("Robust", "Waiting for the worker to answer…")
        case "waiting":
            return translate("Robust", "Waiting for its turn…")
        case "reading":
            return translate("Robust", "Reading the result…")
        case "running":
            return _running_words(run)
        case "cancelled":
            return translate("Robust", "Stopped.")
        case "failed":
            return error_words(run.error) if run.error is not None else ""
        case "done":
            return translate("Robust", "Done")


def _running_words(run: Run) -> str:
    parts = []
    searched = run.searched
    if searched is not None:
        words = translate("Robust", "{done} of {total} candidates")
        total = count(searched.candidates_total) if searched.candidates_total else "…"
        parts.append(words.format(done=count(searched.candidates_done), total=total))
        parts.append(
            translate("Robust", "{speed} queries/s").format(
                speed=f"{searched.queries_per_second:.1f}"
            )
        )
    elif run.total:
        parts.append(f"{100 * run.done / run.total:.0f} %")
    else:
        parts.append(translate("Robust", "Running"))
    eta_s = searched.eta_s if searched is not None and searched.eta_s is not None else run.eta_s
    if eta_s is not None:
        parts.append(time_left(eta_s))
    return " · ".join(parts)


def cost_words(queries: int, cached: int, tokens: int) -> str:
    """What a run asked of the model."""
    words = translate("Robust", "{queries} queries, {cached} of them known · {tokens} tokens")
    return words.format(queries=count(queries), cached=count(cached), tokens=count(tokens))


def count(number: int) -> str:
    """A number with its thousands parted."""
    return f"{number:,}"


def percent(share: float, digits: int = 1) -> str:
    """A share in percent, with a real minus."""
    text = f"{abs(100 * share):.{digits}f}"
    return ("−" if share < 0 and float(text) else "") + text + " %"


def points(share: float, *, signed: bool = False) -> str:
    """A difference of shares in percentage points."""
    text = f"{abs(100 * share):.1f}"
    sign = ""
    if float(text):
        sign = "−" if share < 0 else "+" if signed else ""
    return translate("Robust", "{n} points").format(n=sign + text)


def short_drop(drop: Drop) -> str:
    """PDR, or the absolute drop in percentage points, where there is little room."""
    if drop.pdr is not None:
        return percent(drop.pdr)
    return percent(drop.drop).replace(" %", " pp")


def interval(ends: tuple[float, float]) -> str:
    """An interval of 95 % in percent, without the sign."""
    low, high = (f"{100 * end:.1f}".replace("-", "−") for end in ends)
    return f"[{low}, {high}]"


def rate_words(rate: Rate) -> str:
    """A share with its interval and n."""
    words = translate("Robust", "{share} {interval}, n = {n}")
    return words.format(share=percent(rate.value), interval=interval(rate.ci95), n=count(rate.n))


def p_words(p: float) -> str:
    """A p-value as papers write it."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def drop_value(drop: Drop) -> str:
    """The figure that counts: PDR, or the absolute drop where PDR means nothing."""
    return percent(drop.pdr) if drop.pdr is not None else points(drop.drop)


def drop_line(drop: Drop) -> str:
    """PDR or drop with interval, p and n, on one line."""
    words = translate("Robust", "PDR {value} {interval} · {p} · n = {n}")
    ends = drop.pdr_ci95
    if drop.pdr is None:
        words = translate("Robust", "drop {value} {interval} · {p} · n = {n}")
    if drop.pdr is None or ends is None:
        ends = drop.drop_ci95
    return words.format(
        value=drop_value(drop), interval=interval(ends), p=p_words(drop.p), n=count(drop.attacked.n)
    )


def run_name(run: Run) -> str:
    """A run in a list: its attack, or its task."""
    return attack_words(run.attack) if run.attack else task_words(run)
