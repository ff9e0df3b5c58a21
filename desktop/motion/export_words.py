"""What the export formats are called, and what each is good for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.motion.exports import ExportId


def format_title(kind: ExportId) -> str:
    """The name of a format."""
    translate = QCoreApplication.translate
    titles: dict[ExportId, str] = {
        "mp4": "MP4 (H.264)",
        "webm": "WebM (VP9)",
        "gif": "GIF",
        "png": translate("Motion", "PNG sequence"),
        "alpha_png": translate("Motion", "Masked layer, PNG sequence with alpha"),
        "alpha_webm": translate("Motion", "Masked layer, WebM with alpha"),
        "flow": translate("Motion", "Motion fields (.flo)"),
        "comfyui": translate("Motion", "Tracks for ComfyUI"),
        "ati": translate("Motion", "Tracks for ATI"),
        "wan_move": translate("Motion", "Tracks for Wan-Move"),
        "ttm": translate("Motion", "Time-to-Move folder"),
        "dragnuwa": translate("Motion", "Drags for DragNUWA 1.5"),
    }
    return titles[kind]


def format_summary(kind: ExportId) -> str:
    """One sentence about a format."""
    translate = QCoreApplication.translate
    sentences: dict[ExportId, str] = {
        "mp4": translate("Motion", "Plays everywhere; a version carries its project inside."),
        "webm": translate(
            "Motion", "For web pages, smaller than MP4; a version carries its project inside."
        ),
        "gif": translate("Motion", "Loops in chats and documents; 256 colours."),
        "png": translate("Motion", "A folder of lossless frames for an editing program."),
        "alpha_png": translate(
            "Motion", "A folder of the moving object alone, cut out, to lay over anything."
        ),
        "alpha_webm": translate("Motion", "The moving object alone as a video with transparency."),
        "flow": translate(
            "Motion",
            "A folder with where each pixel goes from the first frame, in the Middlebury format.",
        ),
        "comfyui": translate("Motion", "JSON with one point for each frame, in output pixels."),
        "ati": translate("Motion", "121 frames at 24 frames/s, as ATI loads them."),
        "wan_move": translate(
            "Motion", "A folder with 81 frames of tracks, visibility and the picture at 832 × 480."
        ),
        "ttm": translate(
            "Motion", "A folder with first frame, motion signal, mask and prompt for any model."
        ),
        "dragnuwa": translate("Motion", "JSON with 14 points for each drag on 576 × 320 px."),
    }
    return sentences[kind]
