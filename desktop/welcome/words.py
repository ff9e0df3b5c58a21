"""What the welcome page says about the samples."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Sample:
    """A sample project: the workspace, the command that opens it, and one sentence."""

    workspace_id: str
    command: str
    sentence: str


def samples() -> tuple[Sample, ...]:
    """One for each workspace, in the current language."""
    return (
        Sample(
            "motion",
            "motion.open_sample",
            translate("Welcome", "A cat with arrows on it: play, pull, then render the video."),
        ),
        Sample(
            "neuro",
            "neuro.simulate",
            translate(
                "Welcome", "A simulated participant, live: signals, their quality, pictures."
            ),
        ),
        Sample(
            "icl",
            "icl.sample",
            translate("Welcome", "Messages on four topics: which examples help a language model?"),
        ),
        Sample(
            "robustness",
            "robustness.quick_sample",
            translate("Welcome", "Film reviews and a prompt: how few changed words break it?"),
        ),
    )
