"""Why an output cannot be restored, or what is missing of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.core.outputs import Output

translate = QCoreApplication.translate


def no_project_words(output: Output) -> str:
    """A result that no project stands behind."""
    text = translate(
        "Restore", "{file} is a result of {task}; there is no project that could be opened again."
    )
    return text.format(file=output.path.name, task=output.task)


def unreadable_words(output: Output) -> str:
    """A request that this version does not know, or that was cleaned for sharing."""
    if output.is_redacted:
        text = translate(
            "Restore",
            "{file} was exported for sharing: prompts and file names were taken out of it, so its"
            " project cannot be restored.",
        )
    else:
        text = translate(
            "Restore",
            "{file} was made with settings that this version does not know, so its project cannot"
            " be restored.",
        )
    return text.format(file=output.path.name)


def missing_words(output: Output, ref: str) -> str:
    """An input that is nowhere to be had."""
    text = translate(
        "Restore",
        "{input}, from which {file} was made, is neither on this computer nor kept by its worker.",
    )
    return text.format(input=Path(ref).name, file=output.path.name)


def restored_words(output: Output) -> str:
    """All is back."""
    return translate("Restore", "The project of {file} is back.").format(file=output.path.name)
