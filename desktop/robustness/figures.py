"""What an attack came to, in figures that each say their interval, n and unit."""

from __future__ import annotations

from typing import NamedTuple

from desktop.robustness.runs import Run
from desktop.robustness.words import (
    count,
    interval,
    p_words,
    percent,
    points,
    translate,
)
from shared.robustness.figures import Drop, Errors


class Figure(NamedTuple):
    """One tile: what it is, its value, what belongs to it, and how it was made.

    `tone` is a text role: empty, `muted`, `good` or `bad`.
    """

    title: str
    value: str
    note: str
    told: str
    tone: str = ""


def figures_of(run: Run) -> tuple[Figure, ...]:
    """The tiles of an attack: those known while it runs, or all that came of it."""
    drop = run.drop
    if drop is not None:
        return (
            _pdr(drop),
            _drop(drop),
            _accuracy(drop),
            _own(run, drop),
            _detectable(drop),
            _errors(drop),
        )
    return _live(run)


def _pdr(drop: Drop) -> Figure:
    title = translate("Robust", "PDR, held out")
    told = translate(
        "Robust",
        "Performance drop rate, 1 − accuracy under attack ÷ accuracy before, on samples that the"
        " search has not seen; interval of 95 % by the paired bootstrap",
    )
    if drop.pdr is None or drop.pdr_ci95 is None:
        note = translate(
            "Robust", "{clean} without attack is not above chance ({chance}): see the drop"
        ).format(clean=percent(drop.clean.value), chance=percent(drop.chance, 0))
        return Figure(title, "–", note, told, "muted")
    note = f"{interval(drop.pdr_ci95)} · {p_words(drop.p)}"
    return Figure(title, percent(drop.pdr), note, told, "bad" if _is_sure(drop) else "")


def _is_sure(drop: Drop) -> bool:
    return drop.p < 0.05 and drop.drop > 0


def _drop(drop: Drop) -> Figure:
    words = translate("Robust", "{interval} points · {before} lost, {after} won")
    note = words.format(
        interval=interval(drop.drop_ci95),
        before=count(drop.discordant[0]),
        after=count(drop.discordant[1]),
    )
    told = translate(
        "Robust",
        "Accuracy before minus accuracy under attack; p by the exact McNemar test over the samples"
        " whose answer turned",
    )
    return Figure(translate("Robust", "Drop, held out"), points(drop.drop), note, told)


def _accuracy(drop: Drop) -> Figure:
    note = translate("Robust", "{before} → {after}, n = {n}").format(
        before=interval(drop.clean.ci95),
        after=interval(drop.attacked.ci95),
        n=count(drop.attacked.n),
    )
    told = translate("Robust", "Accuracy before and under attack, with Wilson's intervals of 95 %")
    value = f"{percent(drop.clean.value)} → {percent(drop.attacked.value)}"
    return Figure(translate("Robust", "Accuracy, held out"), value, note, told)


def _own(run: Run, drop: Drop) -> Figure:
    title = translate("Robust", "The search's own figure")
    told = translate(
        "Robust",
        "On the samples that the search chose by; it looks worse than it is, and the difference to"
        " the held-out drop is the search's optimism",
    )
    attacked = run.attacked
    own = attacked.search if attacked is not None else None
    if own is None:
        return Figure(title, "–", "", told, "muted")
    fell = own.clean_accuracy - own.attacked_accuracy
    value = points(fell)
    if drop.pdr is not None and own.clean_accuracy > 0:
        value = percent(1 - own.attacked_accuracy / own.clean_accuracy)
    note = translate("Robust", "optimism {gap} of the drop, n = {n}").format(
        gap=points(fell - drop.drop, signed=True), n=count(own.n)
    )
    return Figure(title, value, note, told, "muted")


def _detectable(drop: Drop) -> Figure:
    return Figure(
        translate("Robust", "Smallest drop to be found"),
        points(drop.detectable),
        translate("Robust", "with n = {n}, in 80 % of cases").format(n=count(drop.attacked.n)),
        translate("Robust", "A smaller drop than this needs more held-out samples"),
    )


def _errors(drop: Drop) -> Figure:
    before, after = drop.errors_clean, drop.errors_attacked
    words = translate("Robust", "wrong {wrong}, unreadable {unreadable} of answers")
    note = words.format(
        wrong=_change(before.wrong, after.wrong),
        unreadable=_change(before.unreadable, after.unreadable),
    )
    told = translate(
        "Robust",
        "Another label, no label at all, or nearly always the same label whatever the sample says",
    )
    return Figure(
        translate("Robust", "How it fails"), failure(before, after), note, told,
        "bad" if after.collapsed else "",
    )  # fmt: skip


def _change(before: float, after: float) -> str:
    return f"{100 * before:.0f} → {100 * after:.0f} %"


def failure(before: Errors, after: Errors) -> str:
    """The kind of error that an attack adds most of."""
    if after.collapsed and not before.collapsed:
        return translate("Robust", "{share} one label").format(
            share=percent(after.largest_share, 0)
        )
    if after.unreadable - before.unreadable > after.wrong - before.wrong:
        return translate("Robust", "Unreadable answers")
    if after.wrong > before.wrong:
        return translate("Robust", "Wrong labels")
    return translate("Robust", "No more errors")


def _live(run: Run) -> tuple[Figure, ...]:
    """While the search goes on, or where it left no figures."""
    found = []
    shown, searched = run.shown, run.searched
    if searched is not None:
        note = ""
        if shown is not None and shown.search_clean is not None:
            words = translate("Robust", "{clean} before, n = {n}")
            note = words.format(clean=percent(shown.search_clean.value), n=shown.search_samples)
        found.append(
            Figure(
                translate("Robust", "Best on the search's samples"),
                percent(searched.search_accuracy),
                note,
                translate("Robust", "What the search sees; optimistic"),
            )
        )
        value = searched.report_accuracy
        note = translate("Robust", "measured when the best prompt changes")
        if shown is not None and shown.report_clean is not None:
            words = translate("Robust", "{clean} before, n = {n}")
            note = words.format(clean=percent(shown.report_clean.value), n=shown.report_samples)
        found.append(
            Figure(
                translate("Robust", "Best, held out"),
                percent(value) if value is not None else "–",
                note,
                translate("Robust", "On samples that the search has not seen"),
            )
        )
        known = translate("Robust", "{n} of them known before").format(n=count(searched.cached))
        found.append(
            Figure(
                translate("Robust", "Queries"), count(searched.queries), known,
                translate("Robust", "One prompt on one sample; what was asked once is not again"),
            )
        )  # fmt: skip
        found.append(
            Figure(
                translate("Robust", "Tokens"), count(searched.tokens),
                translate("Robust", "{speed} queries/s").format(
                    speed=f"{searched.queries_per_second:.1f}"
                ),
                translate("Robust", "Tokens that the model read and wrote"),
            )
        )  # fmt: skip
    elif shown is not None and shown.search_clean is not None:
        found.append(
            Figure(
                translate("Robust", "Accuracy before"),
                percent(shown.search_clean.value),
                f"{interval(shown.search_clean.ci95)}, n = {shown.search_samples}",
                translate("Robust", "On the search's samples, without any attack"),
            )
        )
    return tuple(found)
