"""What the decoder's pane says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.calibration_record import CalibrationRecord
from desktop.neuro.decoding.calibrator import CalibrationRun
from desktop.neuro.decoding.status import Counts, Status
from desktop.neuro.latency import LatencyMeter
from desktop.widgets.words import duration, error_words

translate = QCoreApplication.translate


def status_words(status: Status) -> tuple[str, str]:
    """What live decoding does, and the role of the text: muted, good or bad."""
    match status.doing:
        case "off":
            return translate("Decoder", "Switched off"), "muted"
        case "no_source":
            return translate("Decoder", "No source is open"), "muted"
        case "offline":
            words = translate("Decoder", "The worker does not answer. Decoding goes on with it.")
            return words, "bad"
        case "engine":
            return _engine_words(status.engine)
        case "loading":
            return translate("Decoder", "Loading the model…"), "muted"
        case "problem":
            return (error_words(status.error) if status.error else ""), "bad"
        case "no_pictures":
            return translate("Decoder", "Waiting for markers of pictures"), "muted"
        case "listening":
            return translate("Decoder", "Decoding each picture"), "good"


def _engine_words(state: str) -> tuple[str, str]:
    if state == "starting":
        return translate("Decoder", "The engine is starting…"), "muted"
    if state == "broken":
        words = translate("Decoder", "The engine is broken; traces and recording go on.")
    else:
        words = translate(
            "Decoder", "The engine is being started again; traces and recording go on."
        )
    return words, "bad"


def empty_words(status: Status) -> str:
    """What stands where the picture will be: what is needed, in a sentence."""
    if status.doing == "no_source":
        return translate("Decoder", "Open a source: what is looked at will appear here.")
    if status.doing == "off":
        return translate("Decoder", "Switch decoding on to see what is looked at.")
    if status.doing == "no_pictures":
        return translate(
            "Decoder",
            "The source does not say when pictures are shown. Decoding needs markers such as"
            " picture/17: show pictures from here, or choose a source that has them.",
        )
    if status.doing in ("offline", "engine", "problem"):
        return translate("Decoder", "No picture can be decoded now. Traces and recording go on.")
    return translate(
        "Decoder", "The first picture will appear here half a second after it is shown."
    )


def percent(share: float) -> str:
    """A probability: `41 %`, `0.4 %`."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 1 or value == 0 else f"{value:.1f} %"


def age_words(seconds: float) -> str:
    """How old a picture is: `230 ms`, `3.4 s`."""
    if seconds < 1:
        return translate("Decoder", "{ms} ms").format(ms=max(0, round(1000 * seconds)))
    return duration(seconds)


def trial_words(count: int) -> str:
    """From how many trials."""
    if count == 1:
        return translate("Decoder", "1 trial")
    return translate("Decoder", "{count} trials").format(count=count)


def facts_words(answer: Answer) -> str:
    """How sure it is, of what."""
    parts = []
    if answer.is_named:
        sure = translate("Decoder", "Confidence {percent}").format(
            percent=percent(answer.confidence)
        )
        parts.append(sure)
    parts.append(trial_words(answer.n_trials))
    parts.append(translate("Decoder", "of {count} pictures").format(count=answer.n_gallery))
    return " · ".join(parts)


def verdict_words(answer: Answer) -> str:
    """Whether it can be relied on."""
    if not answer.is_named:
        return ""
    if answer.sure:
        return translate("Decoder", "Fairly sure")
    return translate("Decoder", "Not sure")


def step_words(answer: Answer) -> str:
    """How far the picture has come."""
    if answer.done or not answer.steps:
        return ""
    if not answer.step:
        return translate("Decoder", "First draft")
    words = translate("Decoder", "Step {step} of {steps}")
    return words.format(step=answer.step, steps=answer.steps)


def latency_words(name: str, meter: LatencyMeter) -> str:
    """Half and 95 % of the times, or a dash."""
    half, most = meter.percentile_ms(50), meter.percentile_ms(95)
    if half is None or most is None:
        return f"{name} –"
    words = translate("Decoder", "{name} {half} ms, 95 % within {most} ms")
    return words.format(name=name, half=round(half), most=round(most))


def missed_words(counts: Counts) -> str:
    """How many trials were not decoded, in short; empty if there are none."""
    missed = counts.late + counts.dropped + counts.gaps
    if not missed:
        return ""
    return translate("Decoder", "{count} not decoded").format(count=missed)


def counts_words(counts: Counts) -> str:
    """What became of trials."""
    words = translate(
        "Decoder", "{answered} decoded · {late} late · {dropped} dropped · {gaps} with gaps"
    )
    return words.format(
        answered=counts.answered, late=counts.late, dropped=counts.dropped, gaps=counts.gaps
    )


# --- calibration ----------------------------------------------------------------------------------


def calibration_words(record: CalibrationRecord) -> str:
    """What a calibration is worth."""
    parts = []
    if record.minutes > 0:
        words = translate("Decoder", "{minutes} min of signal")
        parts.append(words.format(minutes=f"{record.minutes:.1f}"))
    parts.append(trial_words(record.n_trials))
    if record.of:
        words = translate(
            "Decoder", "the right one of {count} pictures is among five named in {percent}"
        )
        parts.append(words.format(count=record.of, percent=percent(record.top5)))
        chance = translate("Decoder", "by chance {percent}")
        parts.append(chance.format(percent=percent(min(1.0, 5 / record.of))))
    return " · ".join(parts)


def mismatch_words(record: CalibrationRecord, labels: tuple[str, ...]) -> str:
    """Why a calibration is not used with a source."""
    if len(record.labels) != len(labels):
        words = translate(
            "Decoder",
            "The calibration was made with {theirs} channels and this source has {ours}, so it is"
            " not used. Calibrate again with this montage.",
        )
        return words.format(theirs=len(record.labels), ours=len(labels))
    place = next(
        (n for n, (a, b) in enumerate(zip(record.labels, labels, strict=True)) if a != b), 0
    )
    words = translate(
        "Decoder",
        "Channel {number} is {ours} here and was {theirs} in the calibration, so it is not used."
        " Calibrate again with this montage.",
    )
    return words.format(number=place + 1, ours=labels[place], theirs=record.labels[place])


def run_words(run: CalibrationRun) -> str:
    """How far a calibration is."""
    match run.step:
        case "sending":
            words = translate("Decoder", "Sending {name}…")
        case "waiting":
            words = translate("Decoder", "Waiting for the engine…")
        case "reading":
            words = translate("Decoder", "Reading the result…")
        case "done":
            words = translate("Decoder", "Calibrated with {name}")
        case "failed":
            return error_words(run.error) if run.error is not None else ""
        case "idle":
            return ""
        case _:
            words = {
                "reading": translate("Decoder", "Reading {name}…"),
                "measuring": translate("Decoder", "Measuring on pictures that were left out…"),
                "calibrating": translate("Decoder", "Calibrating…"),
            }.get(run.stage, translate("Decoder", "Calibrating…"))
    return words.format(name=run.recording)
