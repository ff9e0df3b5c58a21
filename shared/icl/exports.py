"""Every format that prompts are exported to, each with its reader."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.icl import frameworks
from shared.icl.exported import ExportedPrompt, ReadPrompt, json_bytes, read_json
from shared.icl.lines import decode
from shared.icl.lmops import lmops_bytes, query
from shared.icl.prompt import SEPARATOR
from shared.paths import write_atomic

CSV_COLUMNS = ("query_id", "task", "input", "output", "prompt", "demo_ids", "scores", "retriever")


class ExportFormat(msgspec.Struct, frozen=True):
    """One format; `many` says whether a file can hold more than one prompt.

    `read(write(prompts))` gives the text of every prompt again, byte for byte.
    """

    name: str
    suffix: str
    many: bool
    write: Callable[[Sequence[ExportedPrompt]], bytes]
    read: Callable[[bytes], list[ReadPrompt]]


class _LmopsPrompt(msgspec.Struct, frozen=True):
    query: str
    input_prompt: str


def plain_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """The prompt's text."""
    if len(exported) != 1:
        raise AppError(
            "bad_field", field="prompts", value=len(exported), limit="1 in a plain text file"
        )
    return exported[0].prompt.text.encode()


def read_plain(data: bytes) -> list[ReadPrompt]:
    """The text."""
    return [ReadPrompt(_text(data))]


def lmops_prompt_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """Rows of LMOps' prompt files; an instruction goes before the demonstrations."""
    rows = []
    for one in exported:
        prompt = one.prompt
        parts = [prompt.instruction] if prompt.instruction else []
        parts += [demo.example.text for demo in prompt.demonstrations]
        row = query(prompt.query) | {"input_prompt": SEPARATOR.join(parts)}
        row["topk_doc_ids"] = [demo.example.id for demo in prompt.demonstrations]
        row["topk_scores"] = [demo.utility for demo in prompt.demonstrations]
        rows.append(row)
    return lmops_bytes(rows)


def read_lmops_prompts(data: bytes) -> list[ReadPrompt]:
    """The texts that LMOps gives to the model: prompt, blank line, query, line break."""
    read: list[ReadPrompt] = []
    for number, line in enumerate(_text(data).split("\n"), 1):
        if line.strip():
            try:
                row = msgspec.json.decode(line, type=_LmopsPrompt)
            except msgspec.DecodeError as error:
                raise AppError("bad_request", reason=f"Line {number}: {error}.") from None
            head = row.input_prompt + SEPARATOR if row.input_prompt else ""
            read.append(ReadPrompt(f"{head}{row.query}\n"))
    return read


def csv_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """A table with a row for each prompt; ids and scores are JSON lists in the prompt's order."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerow(CSV_COLUMNS)
    for one in exported:
        asked, demonstrations = one.prompt.query, one.prompt.demonstrations
        ids = json.dumps([demo.example.id for demo in demonstrations], ensure_ascii=False)
        scores = json.dumps([demo.utility for demo in demonstrations])
        known = (asked.id, asked.task, asked.input, asked.output)
        writer.writerow((*known, one.prompt.text, ids, scores, one.retriever))
    return table.getvalue().encode()


def read_csv(data: bytes) -> list[ReadPrompt]:
    """The texts of the column `prompt`."""
    csv.field_size_limit(max(csv.field_size_limit(), len(data)))
    rows = csv.DictReader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        return [ReadPrompt(row["prompt"]) for row in rows]
    except (csv.Error, KeyError) as error:
        raise AppError("bad_request", reason=f"This is no table of prompts: {error!r}.") from None


FORMATS: dict[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat("plain", ".txt", False, plain_bytes, read_plain),
        ExportFormat("json", ".json", True, json_bytes, read_json),
        ExportFormat(
            "messages", ".jsonl", True, frameworks.messages_bytes, frameworks.read_messages
        ),
        ExportFormat("dspy", ".json", False, frameworks.dspy_bytes, frameworks.read_dspy),
        ExportFormat(
            "langchain", ".json", False, frameworks.langchain_bytes, frameworks.read_langchain
        ),
        ExportFormat("lmops", ".jsonl", True, lmops_prompt_bytes, read_lmops_prompts),
        ExportFormat(
            "promptfoo", ".yaml", True, frameworks.promptfoo_bytes, frameworks.read_promptfoo
        ),
        ExportFormat("csv", ".csv", True, csv_bytes, read_csv),
    )
}


def export(path: Path, exported: Sequence[ExportedPrompt], name: str) -> None:
    """Write the prompts in the format of that name.

    Raises
    ------
    AppError
        `not_found` for an unknown format; `bad_field` for several prompts where one fits.
    """
    chosen = FORMATS.get(name)
    if chosen is None:
        raise AppError("not_found", what="The export format", value=name)
    write_atomic(path, chosen.write(exported))


def _text(data: bytes) -> str:
    try:
        return decode(data)
    except ValueError as error:
        raise AppError("bad_request", reason=f"The file is {error}.") from None
