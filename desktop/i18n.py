"""`python -m desktop.i18n` gathers all strings, keeps translations, and makes the `.qm` files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import msgspec

from shared.errors import SENTENCES
from shared.neuro.notice_sentences import NOTICE_SENTENCES, REASON_WORDS
from shared.tasks.registry import load_registry

ROOT = Path(__file__).resolve().parents[1]
I18N_DIR = ROOT / "resources" / "i18n"
# English has plural forms only: its other strings are the source.
TARGETS = {"zh_CN": (), "en": ("-pluralonly",)}


def source_files() -> list[Path]:
    """The modules whose strings are shown in the window."""
    return sorted(path for path in (ROOT / "desktop").rglob("*.py") if path.name != "i18n.py")


def catalogue() -> str:
    """Python text that names the strings outside `desktop`: errors, notices, field texts."""
    lines = ["from PySide6.QtCore import QCoreApplication"]
    for context, texts in (
        ("Errors", SENTENCES.values()),
        ("Notices", (*NOTICE_SENTENCES.values(), *REASON_WORDS.values())),
        ("Tasks", _descriptions()),
    ):
        lines += [
            f"QCoreApplication.translate({context!r}, {_quoted(text)})"
            for text in sorted(set(texts))
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # JSON's quoting is Python's and the one that lupdate reads.
    return msgspec.json.encode(text).decode()


def _descriptions() -> Iterator[str]:
    for spec in load_registry():
        yield spec.summary
        schema = msgspec.json.schema(spec.request)
        for definition in schema["$defs"].values():
            for field in definition.get("properties", {}).values():
                if "description" in field:
                    yield field["description"]


def update() -> None:
    """Run lupdate over the window's modules and the catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        extra = Path(folder) / "catalogue.py"
        extra.write_text(catalogue(), encoding="utf-8")
        for language, options in TARGETS.items():
            target = I18N_DIR / f"vitrine_{language}.ts"
            command = [
                _tool("pyside6-lupdate"), *options, "-no-obsolete", "-locations", "none",
                "-source-language", "en", "-target-language", language,
                *map(str, source_files()), str(extra), "-ts", str(target),
            ]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def release() -> None:
    """Make the binary files that the window loads."""
    for language in TARGETS:
        source = I18N_DIR / f"vitrine_{language}.ts"
        command = [_tool("pyside6-lrelease"), str(source), "-qm", str(source.with_suffix(".qm"))]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)


def unfinished(language: str = "zh_CN") -> list[tuple[str, str]]:
    """Context and text of every string that has no translation."""
    # The file is our own, from the repository.
    root = ET.parse(I18N_DIR / f"vitrine_{language}.ts").getroot()  # noqa: S314
    found = []
    for context in root.iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [] if translation is None else list(translation.iter("numerusform"))
            texts = [form.text for form in forms] or [
                None if translation is None else translation.text
            ]
            is_marked = translation is not None and translation.get("type") == "unfinished"
            if is_marked or not all(texts):
                found.append((context.findtext("name", ""), message.findtext("source", "")))
    return found


def _tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def main() -> int:
    """Update, release, and say what is missing."""
    update()
    release()
    missing = [(language, *entry) for language in TARGETS for entry in unfinished(language)]
    for language, context, text in missing:
        sys.stdout.write(f"{language}: {context}: {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
