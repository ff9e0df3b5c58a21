"""The prompt: instruction, demonstrations, query, and a token budget that drops in the open.

As a completion its parts are parted by blank lines and it ends with the query and a line break, as
in LLM-R. As a chat each demonstration is a question of the user and an answer of the assistant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from shared.errors import AppError
from shared.icl.curation import Demonstration, LeftOut
from shared.icl.example import Example

Form = Literal["completion", "chat"]
SEPARATOR = "\n\n"
DROP_RULE = (
    "Over the budget, the demonstration of the lowest utility goes first, of equal ones the one"
    " further from the query; pinned ones stay."
)


class Message(msgspec.Struct, frozen=True):
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class Section(msgspec.Struct, frozen=True):
    """A part of the prompt with its length in tokens; `id` is the row's, or empty."""

    kind: Literal["instruction", "demonstration", "query"]
    text: str
    tokens: int
    id: str = ""


class Budget(msgspec.Struct, frozen=True):
    """How long a prompt may be.

    Attributes
    ----------
    limit_tokens : int
        Of the language model's window, answer included.
    answer_tokens : int
        Kept free for the answer.
    message_tokens : int
        What the chat's frame adds to each message; not counted for a completion.
    """

    limit_tokens: int
    answer_tokens: int = 0
    message_tokens: int = 4

    @property
    def prompt_tokens(self) -> int:
        """What the prompt itself may take."""
        return self.limit_tokens - self.answer_tokens


class Prompt(msgspec.Struct, frozen=True):
    """A prompt with all that went into it.

    Attributes
    ----------
    demonstrations : tuple[Demonstration, ...]
        Those in the prompt, in its order.
    dropped : tuple[LeftOut, ...]
        Those that did not fit, in the order of their going.
    tokens : int
        Of the whole prompt; 0 when nothing counted them.
    over_tokens : int
        By how much it still exceeds the budget with only pinned demonstrations left; `require_fit`
        refuses such a prompt.
    """

    query: Example
    demonstrations: tuple[Demonstration, ...]
    instruction: str = ""
    form: Form = "completion"
    sections: tuple[Section, ...] = ()
    dropped: tuple[LeftOut, ...] = ()
    tokens: int = 0
    over_tokens: int = 0

    @property
    def text(self) -> str:
        """The prompt as one text, whatever its form."""
        examples = [one.example for one in self.demonstrations]
        return completion(examples, self.query.input, self.instruction)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The prompt as a chat, whatever its form."""
        examples = [one.example for one in self.demonstrations]
        return chat(examples, self.query.input, self.instruction)


def completion(examples: Sequence[Example], query: str, instruction: str = "") -> str:
    """Instruction, demonstrations in the given order and query, parted by blank lines."""
    parts = [instruction] if instruction else []
    return SEPARATOR.join([*parts, *(example.text for example in examples), f"{query}\n"])


def chat(examples: Sequence[Example], query: str, instruction: str = "") -> tuple[Message, ...]:
    """The same as messages; the instruction is the system's."""
    messages = [Message("system", instruction)] if instruction else []
    for example in examples:
        messages += [Message("user", example.input), Message("assistant", example.output)]
    return (*messages, Message("user", query))


def build_prompt(
    demonstrations: Sequence[Demonstration],
    query: Example,
    *,
    instruction: str = "",
    form: Form = "completion",
    count: Callable[[str], int] | None = None,
    budget: Budget | None = None,
) -> Prompt:
    """The prompt of demonstrations in their order, shortened to the budget by `DROP_RULE`.

    Parameters
    ----------
    count : Callable[[str], int] | None
        Tokens of a text, by the language model's own tokenizer; needed with a budget.

    Raises
    ------
    AppError
        `bad_request` if the query is among its demonstrations, or a budget comes without `count`.
    """
    if any(
        one.example.id == query.id and one.example.input == query.input for one in demonstrations
    ):
        raise AppError("bad_request", reason=f"The query {query.id} is its own demonstration.")
    if budget is not None and count is None:
        raise AppError("bad_request", reason="A token budget needs the model's tokenizer.")
    kept, dropped = list(demonstrations), []
    prompt = _counted(kept, query, instruction, form, count, budget)
    while budget is not None and prompt.tokens > budget.prompt_tokens:
        loose = [place for place, one in enumerate(kept) if not one.pinned]
        if not loose:
            break
        # min takes the first of equals, which is the one furthest from the query.
        gone = kept.pop(min(loose, key=lambda place: kept[place].utility))
        dropped.append(LeftOut(gone.example.id, "budget"))
        prompt = _counted(kept, query, instruction, form, count, budget)
    over = max(0, prompt.tokens - budget.prompt_tokens) if budget is not None else 0
    return msgspec.structs.replace(prompt, dropped=tuple(dropped), over_tokens=over)


def require_fit(prompt: Prompt, budget: Budget) -> Prompt:
    """The prompt, if it fits.

    Raises
    ------
    AppError
        `bad_request` that names the tokens, the limit and the way out.
    """
    if prompt.over_tokens == 0:
        return prompt
    pinned = len(prompt.demonstrations)
    fix = f"Unpin some of the {pinned} demonstrations" if pinned else "Shorten the query"
    raise AppError(
        "bad_request",
        reason=f"The prompt has {prompt.tokens} tokens and the model takes"
        f" {budget.prompt_tokens}. {fix}, or use a model with a longer window.",
    )


def _counted(
    kept: Sequence[Demonstration],
    query: Example,
    instruction: str,
    form: Form,
    count: Callable[[str], int] | None,
    budget: Budget | None,
) -> Prompt:
    prompt = Prompt(query, tuple(kept), instruction, form)
    sections = _sections(prompt, count or (lambda text: 0))
    if count is None:
        return msgspec.structs.replace(prompt, sections=sections)
    if form == "completion":
        # Counted as a whole: tokens can reach over the boundary of two parts.
        tokens = count(prompt.text)
    else:
        frame_tokens = budget.message_tokens if budget is not None else 0
        tokens = sum(count(message.content) + frame_tokens for message in prompt.messages)
    return msgspec.structs.replace(prompt, sections=sections, tokens=tokens)


def _sections(prompt: Prompt, count: Callable[[str], int]) -> tuple[Section, ...]:
    head = prompt.instruction
    sections = [Section("instruction", head, count(head))] if head else []
    for one in prompt.demonstrations:
        text = one.example.text
        sections.append(Section("demonstration", text, count(text), one.example.id))
    text = f"{prompt.query.input}\n"
    return (*sections, Section("query", text, count(text), prompt.query.id))
