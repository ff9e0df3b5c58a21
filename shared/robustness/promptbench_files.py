"""PromptBench's files of adversarial prompts, in and out.

The Markdown that it ships has one model and `zeroshot` or `fewshot` in the first heading, a heading
for each data set, below it the clean prompts in two blocks (task-oriented, then role-oriented), and
sections of each attack. What its `Attack(…).attack()` returns, as JSON or JSON lines, is read too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from shared.errors import AppError

Family = Literal["task", "role"]
Shots = Literal["zero", "few"]
CLEAN_SECTION, SEMANTIC_SECTION, SEMANTIC = "10 prompts", "translation", "semantic"
_FAMILIES: tuple[Family, ...] = ("task", "role")
_SHOTS: dict[str, Shots] = {"zeroshot": "zero", "fewshot": "few"}
_NUMBER = r"(-?\d+(?:\.\d+)?)%"
_CLEAN = re.compile(rf"Acc: {_NUMBER}, prompt: (.*)")
_TRANSLATED = re.compile(rf"Language: (\w+), acc: {_NUMBER}, prompt: (.*)")
# Some files lost the line breaks between these.
_ATTACKED = re.compile(
    r"Original prompt:\s?(?P<before>.*?)\s*Attacked prompt:\s?(?P<after>.*?)\s*"
    rf"Original acc: {_NUMBER}, attacked acc: {_NUMBER}(?:, dropped acc: -?[\d.]+%)?",
    re.DOTALL,
)
_HEADING = re.compile(r"^(#{1,2}) +(.*?)\s*$", re.MULTILINE)
_JSON_NAMES = ("original prompt", "original score", "attacked prompt", "attacked score")


class CleanPrompt(msgspec.Struct, frozen=True):
    """A prompt before any attack; `value` is its accuracy, F1 or BLEU as a share."""

    dataset: str
    family: Family
    prompt: str
    value: float


class AttackedPrompt(msgspec.Struct, frozen=True):
    """A prompt and its attacked form, with the values of both as shares."""

    dataset: str
    attack: str
    prompt: str
    attacked: str
    clean_value: float
    attacked_value: float
    family: Family | None = None

    @property
    def pdr(self) -> float | None:
        """1 - attacked / clean; None where the clean value is 0."""
        return 1 - self.attacked_value / self.clean_value if self.clean_value else None


class TranslatedPrompt(msgspec.Struct, frozen=True):
    """A prompt that came through another language."""

    dataset: str
    language: str
    prompt: str
    value: float


class PromptBenchFile(msgspec.Struct, frozen=True):
    """What one file says of one model; `bad` tells what could not be read, by line."""

    model: str
    shots: Shots
    clean: tuple[CleanPrompt, ...] = ()
    attacked: tuple[AttackedPrompt, ...] = ()
    translated: tuple[TranslatedPrompt, ...] = ()
    bad: tuple[str, ...] = ()


def read_promptbench(path: Path) -> PromptBenchFile:
    """A file of theirs, by its suffix: `.md`, `.json` or `.jsonl`.

    Raises
    ------
    AppError
        `missing_file`; `bad_field` where nothing of it can be read.
    """
    try:
        text = path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    if path.suffix.lower() in (".json", ".jsonl"):
        found = parse_results(text, path.stem)
    else:
        found = parse_markdown(text)
    if not (found.clean or found.attacked or found.translated):
        limit = "PromptBench's Markdown of adversarial prompts, or what its attacks return as JSON"
        raise AppError("bad_field", field="file", value=path.name, limit=limit)
    return found


def parse_markdown(text: str) -> PromptBenchFile:
    """The text of a file such as `t5_zeroshot.md`."""
    model, shots, dataset = "", "zero", ""
    clean: list[CleanPrompt] = []
    attacked: list[AttackedPrompt] = []
    translated: list[TranslatedPrompt] = []
    bad: list[str] = []
    for level, title, body, line in _sections(text):
        if level == 1 and not model and title.rpartition("_")[2] in _SHOTS:
            model, _, how = title.rpartition("_")
            shots = _SHOTS[how]
        elif level == 1:
            dataset = title
        elif title == CLEAN_SECTION:
            clean += _clean_prompts(dataset, body)
            bad += _unread(body, _CLEAN, line)
        elif title == SEMANTIC_SECTION:
            found = [m.groups() for m in map(_TRANSLATED.fullmatch, body.splitlines()) if m]
            translated += [TranslatedPrompt(dataset, a, p, _share(v)) for a, v, p in found]
            bad += _unread(body, _TRANSLATED, line)
        else:
            attacked += _attacked_prompts(dataset, title, body)
            if rest := _ATTACKED.sub("", body).strip():
                bad.append(f"line {line}, section {title}: {rest[:80]}")
    families = {(one.dataset, one.prompt): one.family for one in clean}
    typed = tuple(
        msgspec.structs.replace(one, family=families.get((one.dataset, one.prompt)))
        for one in attacked
    )
    kind: Shots = "few" if shots == "few" else "zero"
    return PromptBenchFile(model, kind, tuple(clean), typed, tuple(translated), tuple(bad))


def parse_results(text: str, model: str = "") -> PromptBenchFile:
    """What its attacks return: one object, a list of them, or a line for each.

    `dataset`, `attack`, `model` and `shots` are taken where they are beside it.
    """
    found: list[AttackedPrompt] = []
    bad: list[str] = []
    shots: Shots = "zero"
    for number, row in _objects(text, bad):
        values = [row.get(name) for name in _JSON_NAMES]
        before, clean, after, attacked = values
        if not isinstance(clean, int | float) or not isinstance(attacked, int | float):
            missing = [name for name in _JSON_NAMES if name not in row] or [
                "scores that are numbers"
            ]
            bad.append(f"entry {number}: without {', '.join(missing)}")
            continue
        model = str(row.get("model", model))
        shots = "few" if row.get("shots") == "few" else shots
        dataset, attack = str(row.get("dataset", "")), str(row.get("attack", ""))
        found.append(
            AttackedPrompt(dataset, attack, str(before), str(after), float(clean), float(attacked))
        )
    return PromptBenchFile(model, shots, attacked=tuple(found), bad=tuple(bad))


def markdown_of(file: PromptBenchFile) -> str:
    """The file as PromptBench would have written it."""
    how = next(word for word, shots in _SHOTS.items() if shots == file.shots)
    parts = [f"# {file.model}_{how}\n"]
    for dataset in _datasets(file):
        parts += [f"# {dataset}\n", f"## {CLEAN_SECTION}\n"]
        for family in _FAMILIES:
            some = [c for c in file.clean if (c.dataset, c.family) == (dataset, family)]
            lines = [f"Acc: {one.value:.2%}, prompt: {_line(one.prompt)}\n" for one in some]
            parts.append("".join(lines))
        mine = [one for one in file.attacked if one.dataset == dataset]
        for attack in sorted({one.attack for one in mine}):
            parts.append(f"## {attack}\n")
            parts += [_written(one) for one in mine if one.attack == attack]
        if some_translated := [one for one in file.translated if one.dataset == dataset]:
            parts.append(f"## {SEMANTIC_SECTION}\n")
            parts.append("".join(_language_line(one) for one in some_translated))
    return "\n".join(parts)


def results_of(file: PromptBenchFile) -> bytes:
    """The attacked prompts as JSON lines, each as PromptBench's attacks return it."""
    rows = [
        {
            "model": file.model,
            "shots": file.shots,
            "dataset": one.dataset,
            "attack": one.attack,
            **dict(
                zip(
                    _JSON_NAMES,
                    (one.prompt, one.clean_value, one.attacked, one.attacked_value),
                    strict=True,
                )
            ),
            "PDR": one.pdr,
        }
        for one in file.attacked
    ]
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def _datasets(file: PromptBenchFile) -> list[str]:
    names = [one.dataset for one in file.clean]
    names += [one.dataset for one in file.attacked]
    return list(dict.fromkeys(names + [one.dataset for one in file.translated]))


def _sections(text: str) -> Iterator[tuple[int, str, str, int]]:
    """Level, title, text below, and line of each heading."""
    heads = list(_HEADING.finditer(text))
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        line = text.count("\n", 0, head.start()) + 1
        yield len(head.group(1)), head.group(2), text[head.end() : end], line


def _clean_prompts(dataset: str, body: str) -> list[CleanPrompt]:
    blocks = [block for block in re.split(r"\n\s*\n", body.strip()) if block.strip()]
    return [
        CleanPrompt(dataset, family, match.group(2), _share(match.group(1)))
        for family, block in zip(_FAMILIES, blocks, strict=False)
        for match in map(_CLEAN.fullmatch, block.splitlines())
        if match
    ]


def _attacked_prompts(dataset: str, attack: str, body: str) -> list[AttackedPrompt]:
    return [
        AttackedPrompt(
            dataset,
            attack,
            match["before"],
            _text_of(match["after"]),
            _share(match.group(3)),
            _share(match.group(4)),
        )
        for match in _ATTACKED.finditer(body)
    ]


def _unread(body: str, pattern: re.Pattern[str], line: int) -> list[str]:
    return [
        f"line {line + number}: {text[:80]}"
        for number, text in enumerate(body.splitlines())
        if text.strip() and not pattern.fullmatch(text)
    ]


def _text_of(written: str) -> str:
    """A text that was written as Python's bytes, or as it stands."""
    if written[:2] in ('b"', "b'"):
        try:
            value = ast.literal_eval(written)
        except (SyntaxError, ValueError):
            return written
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
    return written


def _objects(text: str, bad: list[str]) -> Iterator[tuple[int, dict[str, object]]]:
    try:
        whole = msgspec.json.decode(text)
        rows: Sequence[object] = whole if isinstance(whole, list) else [whole]
    except (msgspec.DecodeError, RecursionError):
        rows = [line for line in text.splitlines() if line.strip()]
    for number, row in enumerate(rows, start=1):
        try:
            one = msgspec.json.decode(row) if isinstance(row, str) else row
        except (msgspec.DecodeError, RecursionError) as error:
            bad.append(f"entry {number}: {error}")
            continue
        if isinstance(one, dict):
            yield number, one
        else:
            bad.append(f"entry {number}: no object")


def _written(one: AttackedPrompt) -> str:
    drop = one.clean_value - one.attacked_value
    return (
        f"Original prompt: {_line(one.prompt)}\n"
        f"Attacked prompt: {one.attacked.encode()!r}\n"
        f"Original acc: {one.clean_value:.2%}, attacked acc: {one.attacked_value:.2%}, "
        f"dropped acc: {drop:.2%}\n"
    )


def _language_line(one: TranslatedPrompt) -> str:
    return f"Language: {one.language}, acc: {one.value:.2%}, prompt: {_line(one.prompt)}\n"


def _line(prompt: str) -> str:
    """On one line, as the format has it."""
    return prompt.replace("\n", "\\n")


def _share(percent: str) -> float:
    return float(percent) / 100
