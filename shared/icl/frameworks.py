"""A prompt as other programs take it: OpenAI messages, DSPy, LangChain, promptfoo; and back."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any, Literal, TypeVar

import msgspec
import yaml

from shared.errors import AppError
from shared.icl.exported import ExportedPrompt, ReadPrompt, rebuilt
from shared.icl.prompt import SEPARATOR, Message, Prompt

# promptfoo renders variables with Nunjucks: what looks like its marks is kept as it is by `raw`,
# and the mark that could end `raw` is printed as a text.
_RAW, _END_RAW = "{% raw %}", "{% endraw %}"
_MARK = _END_RAW + "{{ '{%' }}" + _RAW
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


class _Quoted(str):
    """A text that YAML writes between double quotes: the other styles lose some line breaks."""


class _Dumper(yaml.SafeDumper):  # type: ignore[misc]  # PyYAML has no types
    pass


_Dumper.add_representer(
    _Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


class _Messages(msgspec.Struct, frozen=True):
    messages: list[Message]


class _DspyDemo(msgspec.Struct, frozen=True):
    input: str
    output: str


class _Dspy(msgspec.Struct, frozen=True):
    """`[dspy.Example(**demo).with_inputs(*input_keys) for demo in demos]` gives the examples."""

    demos: list[_DspyDemo]
    query: dict[Literal["input"], str]
    instructions: str = ""
    input_keys: tuple[str, ...] = ("input",)


class _LangChainPrompt(msgspec.Struct, frozen=True):
    type_: str = msgspec.field(name="_type")
    input_variables: list[str]
    template: str
    template_format: str


class _LangChain(msgspec.Struct, frozen=True):
    type_: str = msgspec.field(name="_type")
    input_variables: list[str]
    partial_variables: dict[str, str]
    example_prompt: _LangChainPrompt
    examples: list[dict[str, str]]
    prefix: str
    suffix: str
    example_separator: str
    template_format: str


def messages_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """One `{"messages": […]}` a line, as OpenAI's chat API takes them."""
    encode = msgspec.json.encode
    return b"".join(encode(_Messages(list(one.prompt.messages))) + b"\n" for one in exported)


def read_messages(data: bytes) -> list[ReadPrompt]:
    """The prompts; each has a system message or none, then turns, then the query."""
    return [_from_messages(_decoded(line, _Messages).messages) for line in data.splitlines()]


def dspy_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """DSPy's examples, fields `input` and `output`, with instructions and the query."""
    prompt = _only(exported, "DSPy").prompt
    demos = [_DspyDemo(one.example.input, one.example.output) for one in prompt.demonstrations]
    return _pretty(_Dspy(demos, {"input": prompt.query.input}, prompt.instruction))


def read_dspy(data: bytes) -> list[ReadPrompt]:
    """The prompt of the examples."""
    read = _decoded(data, _Dspy)
    pairs = [(demo.input, demo.output) for demo in read.demos]
    return [rebuilt(pairs, read.query["input"], read.instructions, "completion")]


def langchain_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """A `FewShotPromptTemplate` whose `format()` is the prompt; `format(input=…)` asks another.

    LangChain formats the joined template a second time, so braces in the prefix and the examples
    are doubled.
    """
    prompt = _only(exported, "LangChain").prompt
    examples = [
        {"input": _doubled(one.example.input), "output": _doubled(one.example.output)}
        for one in prompt.demonstrations
    ]
    example_prompt = _LangChainPrompt(
        "prompt", ["input", "output"], "{input}\n{output}", "f-string"
    )
    template = _LangChain(
        type_="few_shot",
        input_variables=[],
        partial_variables={"input": prompt.query.input},
        example_prompt=example_prompt,
        examples=examples,
        prefix=_doubled(prompt.instruction),
        suffix="{input}\n",
        example_separator=SEPARATOR,
        template_format="f-string",
    )
    return _pretty(template)


def read_langchain(data: bytes) -> list[ReadPrompt]:
    """The prompt, formatted as LangChain does it."""
    read = _decoded(data, _LangChain)
    formatter = string.Formatter()
    shown = [formatter.format(read.example_prompt.template, **one) for one in read.examples]
    pieces = [piece for piece in (read.prefix, *shown, read.suffix) if piece]
    return [
        ReadPrompt(
            formatter.format(read.example_separator.join(pieces), **read.partial_variables),
            _langchain_prompt(read),
        )
    ]


def promptfoo_bytes(exported: Sequence[ExportedPrompt]) -> bytes:
    """A promptfoo configuration with a test for each prompt; the user adds its providers."""
    tests: list[dict[str, Any]] = []
    for one in exported:
        query = one.prompt.query
        test: dict[str, Any] = {
            "description": query.id,
            "vars": {"prompt": _raw(_shown(one.prompt))},
        }
        if len(query.accepted) == 1:
            test["assert"] = [{"type": "equals", "value": _raw(query.output)}]
        elif query.accepted:
            accepted = [_raw(answer) for answer in query.accepted]
            test["assert"] = [{"type": "contains-any", "value": accepted}]
        tests.append(test)
    document = {"description": "Vitrine", "prompts": ["{{prompt}}"], "tests": tests}
    text: str = yaml.dump(
        document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31
    )
    return text.encode()


def read_promptfoo(data: bytes) -> list[ReadPrompt]:
    """The prompts' texts; that of a chat is its messages in JSON, rendered again from its parts."""
    try:
        tests = yaml.safe_load(data)["tests"]
        texts = [_plain(test["vars"]["prompt"]) for test in tests]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise AppError("bad_request", reason=f"This is no promptfoo export: {error!r}") from None
    read: list[ReadPrompt] = []
    for text in texts:
        # A completion ends with a line break, which JSON of a chat does not.
        if text.endswith("\n"):
            read.append(ReadPrompt(text))
        else:
            read.append(_from_messages(_messages(text)))
    return read


def _shown(prompt: Prompt) -> str:
    """What promptfoo sends: a text, or a chat as JSON."""
    if prompt.form == "completion":
        return prompt.text
    return msgspec.json.encode(prompt.messages).decode()


def _messages(text: str) -> list[Message]:
    try:
        return msgspec.json.decode(text, type=list[Message])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise AppError("bad_request", reason=f"The prompt is no chat: {error}.") from None


def _from_messages(messages: Sequence[Message]) -> ReadPrompt:
    turns = list(messages)
    instruction = turns.pop(0).content if turns and turns[0].role == "system" else ""
    roles = [one.role for one in turns]
    if roles != ["user", "assistant"] * (len(turns) // 2) + ["user"]:
        raise AppError(
            "bad_request", reason=f"The messages are no few-shot prompt: {', '.join(roles)}."
        )
    pairs = [
        (asked.content, said.content) for asked, said in zip(turns[:-1:2], turns[1::2], strict=True)
    ]
    return rebuilt(pairs, turns[-1].content, instruction, "chat")


def _langchain_prompt(read: _LangChain) -> Prompt | None:
    pairs = [(_single(one["input"]), _single(one["output"])) for one in read.examples]
    query, instruction = read.partial_variables.get("input", ""), _single(read.prefix)
    return rebuilt(pairs, query, instruction, "completion").prompt


def _only(exported: Sequence[ExportedPrompt], name: str) -> ExportedPrompt:
    if len(exported) != 1:
        raise AppError(
            "bad_field", field="prompts", value=len(exported), limit=f"1 in a file for {name}"
        )
    return exported[0]


def _decoded(data: bytes, shape: type[_Shape]) -> _Shape:
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AppError("bad_request", reason=f"The file has another shape: {error}.") from None


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _single(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


def _raw(text: str) -> _Quoted:
    if not any(mark in text for mark in ("{{", "{%", "{#")):
        return _Quoted(text)
    return _Quoted(_RAW + text.replace("{%", _MARK) + _END_RAW)


def _plain(text: str) -> str:
    if not text.startswith(_RAW):
        return text
    return text.removeprefix(_RAW).removesuffix(_END_RAW).replace(_MARK, "{%")
