"""A prompt with where it comes from, as JSON, and what a reader gives back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from shared.errors import AppError
from shared.icl.curation import Demonstration
from shared.icl.example import Example
from shared.icl.prompt import Form, Prompt

JSON_VERSION = 1


class ExportedPrompt(msgspec.Struct, frozen=True):
    """A prompt and its provenance.

    Attributes
    ----------
    retriever : str
        Name of the selector that chose the demonstrations.
    hashes : Mapping[str, str]
        By name: of the pool, the index, the language model, whatever the caller knows.
    settings : Mapping[str, str | int | float]
        Template, seed, k and the like.
    """

    prompt: Prompt
    retriever: str = ""
    hashes: Mapping[str, str] = {}
    settings: Mapping[str, str | int | float] = {}


class ReadPrompt(msgspec.Struct, frozen=True):
    """What a file gives back: the text, rendered again, and its parts where the format has them."""

    text: str
    prompt: Prompt | None = None


def prompt_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8, in hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def rebuilt(
    inputs_outputs: Sequence[tuple[str, str]], query: str, instruction: str, form: Form
) -> ReadPrompt:
    """The prompt of bare texts, for formats that know no ids."""
    demonstrations = tuple(
        Demonstration(Example("", "", text, output)) for text, output in inputs_outputs
    )
    prompt = Prompt(Example("", "", query), demonstrations, instruction, form)
    return ReadPrompt(prompt.text, prompt)


class _Record(msgspec.Struct, frozen=True):
    version: int
    form: Form
    instruction: str
    query: Example
    demonstrations: tuple[Demonstration, ...]
    demo_ids: tuple[str, ...]
    scores: tuple[float, ...]
    retriever: str
    hashes: dict[str, str]
    settings: dict[str, str | int | float]
    prompt: str


def json_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """A list of prompts with ids and scores in the prompt's order, retriever and hashes."""
    records = [_record(one) for one in exported]
    return msgspec.json.format(msgspec.json.encode(records), indent=1) + b"\n"


def read_json(data: bytes) -> list[ReadPrompt]:
    """The prompts, rendered again from their rows.

    Raises
    ------
    AppError
        `bad_request` when the file has another shape, or a rendered prompt differs from its hash.
    """
    try:
        records = msgspec.json.decode(data, type=list[_Record])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AppError(
            "bad_request", reason=f"This is no JSON export of prompts: {error}"
        ) from None
    read: list[ReadPrompt] = []
    for number, record in enumerate(records, 1):
        prompt = Prompt(record.query, record.demonstrations, record.instruction, record.form)
        if prompt_hash(prompt.text) != record.hashes.get("prompt"):
            raise AppError(
                "bad_request",
                reason=f"Prompt {number} was changed: its rows no longer make the text it was.",
            )
        read.append(ReadPrompt(prompt.text, prompt))
    return read


def _record(one: ExportedPrompt) -> _Record:
    prompt = one.prompt
    return _Record(
        version=JSON_VERSION,
        form=prompt.form,
        instruction=prompt.instruction,
        query=prompt.query,
        demonstrations=prompt.demonstrations,
        demo_ids=tuple(demo.example.id for demo in prompt.demonstrations),
        scores=tuple(demo.utility for demo in prompt.demonstrations),
        retriever=one.retriever,
        hashes={**one.hashes, "prompt": prompt_hash(prompt.text)},
        settings=dict(one.settings),
        prompt=prompt.text,
    )
