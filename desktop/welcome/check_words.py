"""The first-run check in plain words."""

from __future__ import annotations

from desktop.core.connection import Connection
from desktop.core.first_check import DeviceCheck, Standing, WorkspaceCheck
from desktop.welcome.words import translate
from desktop.widgets.words import connection_help, device_words


def device_line(check: DeviceCheck, connection: Connection) -> str:
    """Whether a graphics processor was found, and what that means."""
    if check.standing is Standing.UNKNOWN:
        return translate("Welcome", "Looking for a graphics processor…")
    if check.standing is Standing.MISSING:
        return connection_help(connection)
    if check.gpu:
        text = translate("Welcome", "A graphics processor was found ({device}); models run on it.")
        return text.format(device=device_words(check.gpu))
    return translate(
        "Welcome",
        "No usable graphics processor was found. All samples run on the processor; large models of"
        " your own would be slow.",
    )


def workspace_line(check: WorkspaceCheck) -> str:
    """Which models are there, and what they enable."""
    if check.standing is Standing.UNKNOWN:
        return translate("Welcome", "Asking the worker…")
    if check.workspace_id == "motion":
        return _motion_line(check)
    lacks = set(check.lacks)
    if check.workspace_id == "neuro":
        if lacks:
            return translate(
                "Welcome",
                "Signals are shown and recorded. The decoder is missing: python3 installer repair"
                " brings it back.",
            )
        return translate("Welcome", "The decoder is there: it names and paints what was seen.")
    if "language-model" in lacks:
        return translate(
            "Welcome",
            "The language model that comes along is missing: name one of your own, or run"
            " python3 installer repair.",
        )
    if check.workspace_id == "robustness":
        return translate("Welcome", "A small language model to attack is there.")
    if lacks:
        return translate(
            "Welcome",
            "A small language model is there. The trained selector is missing; other ways of"
            " choosing work.",
        )
    return translate("Welcome", "A small language model and a trained selector are there.")


def _motion_line(check: WorkspaceCheck) -> str:
    if not check.ready:
        return translate(
            "Welcome", "Nothing can make frames now: python3 installer repair brings it back."
        )
    ready = translate("Welcome", "Ready: {titles}.").format(titles=_listed(check.ready))
    if not check.waiting:
        return ready
    more = translate("Welcome", "Model folders of your own add {titles}.")
    return f"{ready} {more.format(titles=_listed(check.waiting))}"


def _listed(titles: tuple[str, ...]) -> str:
    return translate("Welcome", ", ").join(titles)
