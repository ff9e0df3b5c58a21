"""What the backends, and what stands in their way, are called on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.motion.backend_choices import UNKNOWN, BackendChoice
from desktop.widgets.words import code_words
from shared.motion.backends import BackendName


def backend_summary(name: BackendName) -> str:
    """One sentence about a backend: the source text of `BACKENDS`, translated."""
    translate = QCoreApplication.translate
    sentences: dict[BackendName, str] = {
        "warp": translate("Motion", "Moves the picture's own pixels; exact, instant, no model."),
        "nano": translate(
            "Motion",
            "Small video diffusion on top of the warp, from text, picture and drags; ships here.",
        ),
        "dragnuwa-svd": translate(
            "Motion", "The released DragNUWA 1.5 on Stable Video Diffusion; takes no text."
        ),
        "ttm": translate(
            "Motion", "Dual-clock denoising on any image-to-video model of diffusers."
        ),
        "wan-move": translate(
            "Motion", "Wan image-to-video whose condition latents are moved along the drags."
        ),
        "ati": translate(
            "Motion", "Wan image-to-video with the tracks splatted into its condition latents."
        ),
    }
    return sentences[name]


def obstacle_words(choice: BackendChoice) -> str:
    """Why a backend cannot run now and what to do about it; empty where it can."""
    if choice.reason == UNKNOWN:
        return QCoreApplication.translate(
            "Motion", "Not known yet: the worker has not said which models it has."
        )
    return code_words(choice.reason, choice.params) if choice.reason else ""


def prompt_hint(name: BackendName) -> str:
    """What a prompt does for a backend."""
    translate = QCoreApplication.translate
    if name == "nano":
        return translate(
            "Motion",
            "Steers the words for motion and light that it was trained on; it draws nothing new.",
        )
    return translate("Motion", "What the video shows, in a sentence.")
