"""Converting the language model that comes with the packages, so that nobody waits for it later."""

from __future__ import annotations

from installer.layout import Layout
from installer.process import NoAnswerError, run_module

# Some 10 s on a laptop; a cold disk reads torch and the model slowly.
TIMEOUT_S = 600


def prepare(layout: Layout) -> str:
    """Convert it into the environment; the reason where that failed.

    Nothing depends on it: without, each home converts the model at its first use.
    """
    try:
        done = run_module(layout, ["worker.lm.prepare"], TIMEOUT_S)
    except NoAnswerError as error:
        return str(error)
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
