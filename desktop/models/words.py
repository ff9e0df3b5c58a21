"""What models, their kinds and states are called on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.models.kinds import WAYS, WORKSPACES, enabled_by
from desktop.widgets.words import code_words
from desktop.workspaces import workspace_title
from shared.models import BackendState, ModelInfo

translate = QCoreApplication.translate


def kind_words(kind: str) -> str:
    """What a kind of model is; one that this window does not know keeps its own name."""
    return {
        "motion-nano": translate("Models", "Makes frames from picture, text and drags"),
        "neuro": translate("Models", "Decodes EEG into names and pictures"),
        "icl": translate("Models", "Chooses demonstrations"),
        "robustness-masked": translate("Models", "Finds words for attacks"),
        "robustness-small": translate("Models", "Small language model to attack"),
        "robustness-small-low-quality": translate(
            "Models", "Small language model to attack, trained with low-quality texts"
        ),
        "image-to-video": translate("Models", "Image-to-video: SVD, Wan, CogVideoX, LTX"),
        "dragnuwa-svd": translate("Models", "DragNUWA 1.5 checkpoint, with the folder of SVD"),
        "wan-move": translate("Models", "Wan-Move in the layout of Wan image-to-video"),
        "ati": translate("Models", "ATI in the layout of Wan image-to-video"),
        "stable-diffusion": translate("Models", "Stable Diffusion 1 or 2"),
        "sdxl-ip-adapter": translate("Models", "IP-Adapter, with the folder of SDXL-Turbo"),
        "unclip": translate("Models", "Stable unCLIP"),
    }.get(kind, kind)


def workspace_words(kind: str) -> str:
    """The workspace that uses a kind."""
    workspace = WORKSPACES.get(kind)
    return workspace_title(workspace) if workspace else ""


def enables_words(kind: str) -> str:
    """The ways of making frames, and pictures from EEG, that a kind makes possible."""
    titles = ", ".join(info.title for info in enabled_by(kind))
    return translate("Models", "Enables: {titles}").format(titles=titles) if titles else ""


def base_words(kind: str) -> tuple[str, str, str]:
    """What the other folder is called that a kind builds on, what it is, and to name it."""
    if kind == "sdxl-ip-adapter":
        return (
            translate("Models", "Folder of SDXL"),
            translate("Models", "SDXL-Turbo, which the adapter guides"),
            translate("Models", "Name the folder of SDXL-Turbo as well."),
        )
    return (
        translate("Models", "Folder of SVD"),
        translate("Models", "Stable Video Diffusion, which the checkpoint builds on"),
        translate("Models", "Name the folder of Stable Video Diffusion as well."),
    )


def size_words(size_bytes: int) -> str:
    """A size with its unit."""
    return QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def state_words(info: ModelInfo) -> str:
    """Whether a model can be used, and if not, why."""
    return translate("Models", "Ready") if info.ready else code_words(info.reason, info.params)


def licence_words(info: ModelInfo) -> str:
    """A model's licence."""
    return info.licence or translate("Models", "not stated")


def model_help(info: ModelInfo) -> str:
    """All that is known of a model, for the hover."""
    lines = [info.title, info.id, kind_words(info.kind), licence_words(info), state_words(info)]
    if info.sha256:
        lines.append(f"SHA-256 {info.sha256}")
    return "\n".join(lines)


def backend_lines(states: list[BackendState]) -> list[tuple[str, bool, str]]:
    """For each way of making frames or pictures: its title, whether it runs, and if not, why."""
    told = {state.name: state for state in states}
    return [
        (
            info.title,
            (state := told.get(info.name)) is not None and state.ready,
            _obstacle(state, info.model_kind or "") if state is not None else "",
        )
        for info in WAYS
    ]


def _obstacle(state: BackendState, kind: str) -> str:
    if state.reason == "no_model":
        return translate("Models", "Add a folder: {kind}").format(kind=kind_words(kind))
    return code_words(state.reason, state.params) if state.reason else ""
