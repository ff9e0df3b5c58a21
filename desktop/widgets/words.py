"""What the window says about jobs, errors and the worker, in the current language."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.core.connection import Cause, Connection, Phase
from desktop.core.jobs_model import JobRow
from shared.errors import SENTENCES, AppError, Param, sentence
from shared.jobs import MAX_ATTEMPTS, JobState

translate = QCoreApplication.translate


def error_words(error: AppError) -> str:
    """An error's sentence."""
    return code_words(error.code, error.params)


def code_words(code: str, params: Mapping[str, Param]) -> str:
    """The sentence of an error code; a code without a translation stays English."""
    source = SENTENCES.get(code)
    if source is None:
        return sentence(code, params)
    try:
        return translate("Errors", source).format(**params)
    except (KeyError, IndexError, ValueError):
        return sentence(code, params)


def state_words(row: JobRow) -> str:
    """A job's state, and what comes next where something does."""
    view = row.view
    match view.state:
        case JobState.QUEUED:
            return translate("Words", "Waiting")
        case JobState.RUNNING:
            return _running_words(row)
        case JobState.RETRY_WAIT:
            words = translate("Words", "Trying again, attempt {next} of {most}")
            return words.format(next=min(view.attempts + 1, MAX_ATTEMPTS), most=MAX_ATTEMPTS)
        case JobState.BLOCKED:
            return translate("Words", "Blocked")
        case JobState.SUCCEEDED:
            return translate("Words", "Done")
        case JobState.FAILED:
            return translate("Words", "Failed")
        case JobState.CANCELLED:
            return translate("Words", "Cancelled")
        case JobState.QUARANTINED:
            return translate("Words", "Set aside")


def _running_words(row: JobRow) -> str:
    fraction = row.fraction
    if fraction is None:
        return translate("Words", "Running")
    words = translate("Words", "Running · {percent} %").format(percent=round(100 * fraction))
    if row.eta_s is not None:
        words += " · " + time_left(row.eta_s)
    return words


def failure_words(row: JobRow) -> str:
    """Why a job stands where it stands, or an empty string."""
    failure = row.view.failure
    return code_words(failure.code, failure.params) if failure is not None else ""


def duration(seconds: float) -> str:
    """A time span with its unit: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min`."""
    if seconds < 10:
        return translate("Words", "{s} s").format(s=f"{max(seconds, 0.0):.1f}")
    if seconds < 60:
        return translate("Words", "{s} s").format(s=round(seconds))
    if seconds < 3600:
        minutes, rest = divmod(round(seconds), 60)
        return translate("Words", "{m} min {s} s").format(m=minutes, s=f"{rest:02d}")
    hours, rest = divmod(round(seconds / 60), 60)
    return translate("Words", "{h} h {m} min").format(h=hours, m=f"{rest:02d}")


def time_left(seconds: float) -> str:
    """Remaining time in whole units, as an estimate deserves."""
    whole = max(1.0, float(round(seconds)))
    if whole < 60:
        return translate("Words", "{s} s left").format(s=int(whole))
    return translate("Words", "{time} left").format(time=duration(whole))


def age(seconds: float) -> str:
    """How long ago something was."""
    if seconds < 5:
        return translate("Words", "just now")
    if seconds < 60:
        return translate("Words", "{n} s ago").format(n=int(seconds))
    if seconds < 3600:
        return translate("Words", "{n} min ago").format(n=int(seconds // 60))
    if seconds < 86400:
        return translate("Words", "{n} h ago").format(n=int(seconds // 3600))
    return translate("Words", "{n} d ago").format(n=int(seconds // 86400))


def chip_words(connection: Connection) -> str:
    """The connection chip: what the worker does and, where something is wrong, why."""
    match connection.phase:
        case Phase.STARTING:
            return translate("Words", "Starting…")
        case Phase.CONNECTING:
            return translate("Words", "Connecting…")
        case Phase.LOADING:
            return translate("Words", "Engine is loading…")
        case Phase.READY:
            return _joined(translate("Words", "Ready"), device_words(connection.device))
        case Phase.BUSY:
            return _busy_words(connection)
        case Phase.STALLED:
            return translate("Words", "Engine makes no progress")
        case Phase.RESTARTING:
            words = translate("Words", "Restarting ({n})").format(n=connection.restarts)
            return _because(words, cause_words(connection))
        case Phase.BROKEN:
            return _because(translate("Words", "Engine broken"), cause_words(connection))
        case Phase.OFFLINE:
            return translate("Words", "Offline — no worker answers")
        case Phase.REFUSED:
            return translate("Words", "Refused — see why")


def _busy_words(connection: Connection) -> str:
    task = connection.task
    if connection.percent is not None:
        task = f"{task} {connection.percent} %"
    return _joined(translate("Words", "Busy"), task or device_words(connection.device))


def cause_words(connection: Connection) -> str:
    """Why the engine ended."""
    match connection.cause:
        case Cause.NONE:
            return ""
        case Cause.OUT_OF_MEMORY:
            return translate("Words", "engine ran out of memory or was killed")
        case Cause.CRASHED:
            return translate("Words", "engine crashed")
        case Cause.STALLED:
            return translate("Words", "engine made no progress")
        case Cause.STOPPED:
            return translate("Words", "engine was stopped")
        case Cause.OTHER:
            return connection.detail


def connection_help(connection: Connection) -> str:
    """One sentence under the chip's title: what it means and what to do."""
    match connection.phase:
        case Phase.STARTING | Phase.CONNECTING:
            return translate("Words", "The worker is being started. You can edit meanwhile.")
        case Phase.LOADING:
            return translate("Words", "The worker answers; its engine loads. Jobs can be sent now.")
        case Phase.READY:
            return translate("Words", "The worker waits for jobs.")
        case Phase.BUSY:
            return translate("Words", "The worker runs a job; further jobs wait for their turn.")
        case Phase.STALLED:
            return translate("Words", "The engine made no step for a while and will be restarted.")
        case Phase.RESTARTING:
            return translate(
                "Words", "The engine is being restarted; its job goes on by itself afterwards."
            )
        case Phase.BROKEN:
            return translate(
                "Words", "The engine ended too often and stays off. Read the log, then restart it."
            )
        case Phase.OFFLINE | Phase.REFUSED:
            if connection.error:
                return code_words(connection.error, connection.params)
            return translate("Words", "The connection to the worker was lost. It is being tried.")


def device_words(device: str) -> str:
    """A device as people write it."""
    return device.upper() if device in ("cpu", "cuda", "xpu", "mps") else device


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _because(words: str, why: str) -> str:
    return f"{words} — {why}" if why else words
