"""What the page of suites says."""

from __future__ import annotations

from desktop.robustness.library_dialog import family_words, shots_words
from desktop.robustness.runs import Run
from desktop.robustness.runs_view import bar_of
from desktop.robustness.suites import Kind, SuiteFiles
from desktop.robustness.words import (
    attack_words,
    count,
    drop_line,
    interval,
    model_words,
    percent,
    rate_words,
    short_drop,
    step_words,
    translate,
)
from desktop.widgets.words import duration, time_left
from shared.tasks.robustness_evaluate import RobustnessEvaluateRequest, SuiteCell

MOST_NAMED = 6


def kind_words(kind: Kind) -> str:
    """A suite, in a list."""
    return {
        "quick": translate("Suites", "Packages, quick"),
        "packages": translate("Suites", "Packages, all"),
        "file": translate("Suites", "A YAML file…"),
    }[kind]


def kind_help(kind: Kind) -> str:
    """What a suite holds and how long it takes."""
    return {
        "quick": translate(
            "Suites",
            "Six data sets, one prompt each, few samples: enough to see that all attacks run, too"
            " few for conclusions.",
        ),
        "packages": translate(
            "Suites",
            "Ten data sets, four families of prompts, every attack. Takes days on a CPU; it can be"
            " stopped and goes on where it was.",
        ),
        "file": translate("Suites", "Prompts of your own. It is sent to the worker with its data."),
    }[kind]


def file_words(found: SuiteFiles) -> str:
    """What a suite of a person's own holds."""
    words = translate("Suites", "Rows: {n}. Files of data: {files}.")
    parts = [words.format(n=count(found.prompts), files=count(len(found.files) - 1))]
    if found.has_limits:
        parts.append(translate("Suites", "It has limits of its own."))
    return " ".join(parts)


def suite_title(kind: Kind, found: SuiteFiles | None) -> str:
    """What a run is called in the list of jobs."""
    if kind == "file" and found is not None:
        return translate("Suites", "Suite {name}").format(name=found.path.stem)
    return translate("Suites", "Suite {name}").format(name=kind_words(kind))


def suite_name(run: Run) -> str:
    """The name of the suite that a run attacked."""
    request = run.request
    if isinstance(request, RobustnessEvaluateRequest) and not run.title:
        return kind_words("quick" if request.quick else "packages")
    return run.title or translate("Suites", "Suite")


def progress_words(run: Run) -> str:
    """How many attacks are done, which one runs, and how long it still takes."""
    if run.step != "running" or not run.total or not run.stage or run.stage.startswith("reading"):
        return step_words(run)
    words = translate("Suites", "{done} of {total} attacks")
    parts = [words.format(done=count(int(run.done)), total=count(int(run.total)))]
    prompt, _, attack = run.stage.rpartition(": ")
    parts.append(f"{prompt}: {attack_words(attack)}" if prompt else run.stage)
    if run.eta_s is not None:
        parts.append(time_left(run.eta_s))
    return " · ".join(parts)


def verdict_words(run: Run) -> str:
    """Whether the gate was passed, in words; empty before the end."""
    result = run.judged
    if result is None:
        return ""
    if result.passed is None:
        return translate("Suites", "Done. No limit was given, so that nothing is judged.")
    if result.passed:
        return translate("Suites", "Passed: no prompt falls below its limit.")
    named = ", ".join(result.failed[:MOST_NAMED])
    more = len(result.failed) - MOST_NAMED
    if more > 0:
        named += translate("Suites", " and {n} more").format(n=count(more))
    return translate("Suites", "Failed: {prompts} may fall below the limit under attack.").format(
        prompts=named
    )


def cost_line(run: Run) -> str:
    """What a suite asked of the model."""
    result = run.judged
    if result is None:
        return ""
    words = translate("Suites", "{cells} attacks · {queries} queries, {cached} of them known")
    line = words.format(
        cells=count(result.cells), queries=count(result.queries), cached=count(result.cached)
    )
    return f"{line} · {duration(result.seconds)}"


def kind_of_prompt(family: str) -> str:
    """A family such as `task-zero`; `own` for a person's prompt."""
    if family == "own":
        return translate("Suites", "own")
    role, _, shots = family.partition("-")
    return f"{family_words(role)} · {shots_words(shots)}"


def cell_texts(cell: SuiteCell, *, several_models: bool) -> tuple[str, ...]:
    """Data set, prompt's family, attack, clean, attacked with interval, PDR with interval."""
    dataset = cell.dataset
    if several_models:
        dataset = f"{dataset} · {model_words(cell.model)}"
    figures = cell.figures
    return (
        dataset,
        kind_of_prompt(cell.family),
        attack_words(cell.attack),
        percent(figures.clean.value),
        f"{percent(figures.attacked.value)} {interval(figures.attacked.ci95)}",
        f"{short_drop(figures)} {interval(bar_of(figures)[1])}",
    )


def cell_help(cell: SuiteCell) -> str:
    """All figures of a row, and the attacked prompt."""
    figures = cell.figures
    lines = (
        f"{cell.prompt} · {attack_words(cell.attack)} · {model_words(cell.model)}",
        f"{rate_words(figures.clean)} → {rate_words(figures.attacked)}",
        drop_line(figures),
        cell.adversarial_prompt,
    )
    return "\n".join(lines)


def is_below(cell: SuiteCell, run: Run) -> bool:
    """Whether the interval of the accuracy under attack reaches below the limit of the request."""
    limit = getattr(run.request, "fail_under", None)
    return limit is not None and cell.figures.attacked.ci95[0] < limit
