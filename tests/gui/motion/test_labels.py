"""Words of Motion's Qt-free modules reach the screen in the person's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import desktop.motion
from desktop.motion.labels import estimate_words, translate
from desktop.widgets.language import Translation

SOURCES = sorted(Path(desktop.motion.__file__).parent.glob("*.py"))


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translation = Translation(qapp)
    translation.use("zh_CN")
    yield
    translation.use("en")


def said_by(source: str) -> Iterator[str]:
    """Undo labels and hints: the first argument of `….edit`, `….update` and `hint.emit`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=owner, attr=name), args=[ast.Constant(str(text)), *_]
            ):
                whose = ast.unparse(owner)
                is_label = name in ("edit", "update") and whose.endswith("model")
                if is_label or (name == "emit" and whose.endswith("hint")):
                    yield text


def test_undo_labels_and_hints_are_translated(chinese: None) -> None:
    texts = {text for path in SOURCES for text in said_by(path.read_text(encoding="utf-8"))}
    assert len(texts) > 15
    assert [text for text in sorted(texts) if translate(text) == text] == []


def test_an_estimate_is_named_in_chinese(chinese: None) -> None:
    assert estimate_words((2, 4)) == "第 2 步，共 4 步 · 估计"
    assert estimate_words(None) == "估计画面"
