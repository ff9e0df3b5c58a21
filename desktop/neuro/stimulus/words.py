"""What the page says about plans, verdicts and runs, in the language of the program."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop.neuro.stimulus.painter import StimulusWords
from desktop.neuro.stimulus.player import RunReport
from shared.neuro.stimulus.flashes import MAX_AREA_SHARE, MAX_FLASHES_PER_S, FlashVerdict
from shared.neuro.stimulus.photodiode import PhotodiodeReport
from shared.neuro.stimulus.refresh import RefreshReport
from shared.neuro.stimulus.settings import Paradigm

translate = QCoreApplication.translate


def duration(seconds: float) -> str:
    """A length in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return translate("StimulusWords", "{s} s").format(s=rest)
    return translate("StimulusWords", "{m} min {s} s").format(m=minutes, s=rest)


def paradigm_name(paradigm: Paradigm) -> str:
    """A paradigm in the choice."""
    return {
        "slow": translate("StimulusWords", "One at a time"),
        "rapid": translate("StimulusWords", "Rapid (RSVP)"),
        "calibration": translate("StimulusWords", "Calibration run"),
    }[paradigm]


def paradigm_help(paradigm: Paradigm) -> str:
    """What a paradigm is for."""
    return {
        "slow": translate("StimulusWords", "Each picture has time for its own response."),
        "rapid": translate(
            "StimulusWords", "Many pictures in short time. Flashing can trigger seizures."
        ),
        "calibration": translate(
            "StimulusWords",
            "For a decoder that learns a person: every concept equally often, 15 minutes at most.",
        ),
    }[paradigm]


def verdict_title(verdict: FlashVerdict) -> str:
    """The verdict in a few words."""
    if verdict.passes:
        return translate("StimulusWords", "Within the limits for flashing")
    return translate("StimulusWords", "Not shown: it flashes too much")


def verdict_sentence(verdict: FlashVerdict) -> str:
    """The figures of a verdict beside their limits."""
    worst = verdict.worst
    values = {
        "n": f"{worst.per_s:g}",
        "most": MAX_FLASHES_PER_S,
        "share": _percent(worst.repeated_share, verdict.passes),
        "limit": _percent(MAX_AREA_SHARE, True),
    }
    if verdict.passes and worst.per_s <= MAX_FLASHES_PER_S:
        return translate(
            "StimulusWords", "Flashes in any second: {n}. Up to {most} are within WCAG 2.3.1."
        ).format(**values)
    if verdict.passes:
        return translate(
            "StimulusWords",
            "Flashes in any second: {n}. No more than {most} of them cover over {share} of a 10°"
            " field; below {limit} is within WCAG 2.3.1.",
        ).format(**values)
    if worst is verdict.red:
        return translate(
            "StimulusWords",
            "Saturated red flashes in any second: {n}, covering {share} of a 10° field. WCAG"
            " 2.3.1 allows {most}, or less than {limit}.",
        ).format(**values)
    return translate(
        "StimulusWords",
        "Flashes in any second: {n}, covering {share} of a 10° field. WCAG 2.3.1 allows {most},"
        " or less than {limit}.",
    ).format(**values)


def _percent(share: float, is_low: bool) -> str:
    """In whole percent, never rounded over the limit or under it, and never broken from its sign.

    A share that passes is rounded down, and one that does not up.
    """
    whole = math.floor(100 * share + 1e-9) if is_low else math.ceil(100 * share - 1e-9)
    return f"{whole}\u00a0%"


def window_words(has_targets: bool) -> StimulusWords:
    """What the participant reads in the stimulus window."""
    ready = [translate("StimulusWords", "Look at the cross in the middle")]
    if has_targets:
        ready.append(translate("StimulusWords", "Press Enter whenever you see a black ring."))
    ready.append(translate("StimulusWords", "Sit still, blink when the picture is gone."))
    ready.append(translate("StimulusWords", "Space or Esc pauses. Press Enter to begin."))
    paused = [
        translate("StimulusWords", "Paused"),
        translate("StimulusWords", "Space goes on, Esc ends."),
    ]
    rest = [
        translate("StimulusWords", "Rest your eyes"),
        translate("StimulusWords", "It goes on in {seconds} s. Space waits for you."),
    ]
    return StimulusWords(ready, paused, rest)


def run_title(report: RunReport) -> str:
    """How a run ended."""
    values = {"n": report.n_shown, "total": report.n_planned}
    if report.outcome == "finished":
        return translate("StimulusWords", "All {total} pictures were shown").format(**values)
    return translate("StimulusWords", "Ended after {n} of {total} pictures").format(**values)


def run_lines(report: RunReport) -> list[str]:
    """A run's timing, attention and pauses."""
    timing = report.timing
    lines = []
    if timing.n and math.isfinite(timing.error_p95_ms):
        lines.append(
            translate(
                "StimulusWords",
                "Shown within {p50} ms of the plan (median), {p95} ms (95 %), {worst} ms (all);"
                " jitter {jitter} ms; frames missed: {missed}.",
            ).format(
                p50=f"{timing.error_p50_ms:.1f}",
                p95=f"{timing.error_p95_ms:.1f}",
                worst=f"{timing.worst_ms:.1f}",
                jitter=f"{timing.jitter_ms:.1f}" if timing.n > 1 else "–",
                missed=timing.missed_frames,
            )
        )
    person = []
    if report.n_targets:
        person.append(
            translate(
                "StimulusWords", "Rings noticed: {hits} of {n}. Presses without one: {false}."
            ).format(hits=report.n_hits, n=report.n_targets, false=report.n_false)
        )
    if report.n_pauses:
        person.append(translate("StimulusWords", "Pauses: {n}.").format(n=report.n_pauses))
    return [*lines, " ".join(person)] if person else lines


def refresh_words(report: RefreshReport | None, nominal_hz: float) -> str:
    """What is known of a screen's refresh."""
    if report is None:
        text = translate("StimulusWords", "The screen says {hz} Hz; not measured yet.")
        return text.format(hz=f"{nominal_hz:.4g}")
    values = {
        "hz": f"{report.rate_hz:.2f}",
        "nominal": f"{nominal_hz:.4g}",
        "spread": f"{report.spread_ms:.2f}",
        "late": report.n_late,
        "n": report.n,
    }
    if report.is_paced:
        text = translate("StimulusWords", "Measured: {hz} Hz ± {spread} ms, {late} of {n} late.")
    else:
        text = translate(
            "StimulusWords",
            "Updates come {hz} times a second, the screen has {nominal} Hz: this system does not"
            " tell when a frame is shown. Check with a photodiode.",
        )
    return text.format(**values)


def light_words(report: PhotodiodeReport) -> str:
    """What a photodiode says of the markers."""
    text = translate(
        "StimulusWords", "Light follows its marker by {bias} ms ± {sd} ms (n = {n})."
    ).format(bias=f"{report.bias_ms:.1f}", sd=f"{report.sd_ms:.1f}", n=report.n)
    if report.n_missing:
        missing = translate("StimulusWords", "Markers without light: {n}.")
        text += " " + missing.format(n=report.n_missing)
    return text
