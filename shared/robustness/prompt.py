"""A prompt's words: which of them stand for something, and how they are replaced and filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shared.robustness.figures import PromptWord

CONTENT = "{content}"
# Letters and digits, joined by what stands inside of words; a placeholder is one word.
_WORD = re.compile(r"\{[A-Za-z_]\w*\}|\w+(?:['’\-]\w+)*")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_BEFORE_CONTENT = re.compile(r"\s*" + re.escape(CONTENT))


def words_of(
    prompt: str,
    labels: Sequence[str],
    locked: Sequence[str] = (),
    unlocked: Sequence[str] = (),
) -> tuple[PromptWord, ...]:
    """The words of a prompt in their order, each with the reason why no attack may change it.

    Placeholders, the words of labels, and words of the template are locked: those before a colon at
    a line's end or right before the sample, such as `Question:` and `Answer:`, wherever they stand
    before a colon. Where nothing else is left to attack, words of the template are free.

    Parameters
    ----------
    labels : sequence of str
        Of several words, they are locked where they stand together.
    locked, unlocked : sequence of str
        Further words that no attack may change, and words of the template that it may, in any case.
    """
    found = [
        PromptWord(text=m.group(), begin=m.start(), end=m.end()) for m in _WORD.finditer(prompt)
    ]
    template = _template_words(prompt, found)
    asked, freed = _folded(locked), _folded(unlocked)
    in_labels = _label_places(found, labels)
    words = []
    for place, word in enumerate(found):
        folded = word.text.casefold()
        lock = ""
        if word.text.startswith("{"):
            lock = "placeholder"
        elif place in in_labels:
            lock = "label"
        elif folded in asked:
            lock = "asked"
        elif folded in template and folded not in freed and _colon_after(prompt, word):
            lock = "template"
        words.append(_with_lock(word, lock))
    if all(word.lock for word in words):
        words = [_with_lock(w, "" if w.lock == "template" else w.lock) for w in words]
    return tuple(words)


def free_places(words: Sequence[PromptWord]) -> tuple[int, ...]:
    """Places of the words that attacks may change."""
    return tuple(place for place, word in enumerate(words) if not word.lock)


def replaced(prompt: str, words: Sequence[PromptWord], edits: Mapping[int, str]) -> str:
    """The prompt with other texts in the places of some words; an empty one takes a space along."""
    parts: list[str] = []
    end = 0
    for place in sorted(edits):
        word, text = words[place], edits[place]
        before = prompt[end : word.begin]
        end = word.end
        if not text:
            before, end = _without_space(prompt, before, word)
        parts += [before, text]
    return "".join([*parts, prompt[end:]])


def appended(prompt: str, words: Sequence[PromptWord], text: str) -> str:
    """The prompt with a text at the end of its instruction.

    That is after the last free word before the line of the sample, or else after the last free
    word, with labels that go on from it in its line and the marks that follow; a prompt without one
    begins with the text.
    """
    content = prompt.find(CONTENT)
    line = prompt.rfind("\n", 0, max(0, content)) + 1
    free = [word for word in words if not word.lock]
    ends = [word.end for word in free if word.end <= line] or [word.end for word in free]
    if not ends:
        return f"{text}\n{prompt}"
    end = ends[-1]
    limit = prompt.find("\n", end)
    limit = len(prompt) if limit < 0 else limit
    end = _after_labels(words, end, limit)
    following = min((word.begin for word in words if word.begin >= end), default=limit)
    mark = re.compile(r"[^\w\s{}]*").match(prompt, end, min(limit, following))
    end = mark.end() if mark else end
    return f"{prompt[:end]} {text}{prompt[end:]}"


def _after_labels(words: Sequence[PromptWord], end: int, limit: int) -> int:
    """The end of the locked words of the sentence itself that follow `end` before `limit`."""
    for word in words:
        if word.begin >= end:
            if word.lock not in ("label", "asked") or word.end > limit:
                break
            end = word.end
    return end


def filled(prompt: str, content: str) -> str:
    """The prompt for one sample; other braces are letters like any other."""
    return prompt.replace(CONTENT, content)


def unescaped(prompt: str) -> str:
    r"""A prompt as a command line has it, where `\n` and `\t` are written out."""
    return prompt.replace("\\n", "\n").replace("\\t", "\t")


def _without_space(prompt: str, before: str, word: PromptWord) -> tuple[str, int]:
    """What stands before a word that goes, and where the text goes on."""
    if before.endswith(" "):
        return before[:-1], word.end
    return before, word.end + prompt.startswith(" ", word.end)


def _template_words(prompt: str, words: Sequence[PromptWord]) -> frozenset[str]:
    found = set()
    for word in words:
        after = _colon_after(prompt, word)
        if after and (_LINE_END.match(prompt, after) or _BEFORE_CONTENT.match(prompt, after)):
            found.add(word.text.casefold())
    return frozenset(found)


def _colon_after(prompt: str, word: PromptWord) -> int:
    """Where the text goes on after the word's colon; 0 where it has none."""
    return word.end + 1 if prompt.startswith((":", "："), word.end) else 0


def _label_places(words: Sequence[PromptWord], labels: Sequence[str]) -> frozenset[int]:
    folded = [word.text.casefold() for word in words]
    places: set[int] = set()
    for label in labels:
        parts = [match.group().casefold() for match in _WORD.finditer(label)]
        for begin in range(len(folded) - len(parts) + 1):
            if parts and folded[begin : begin + len(parts)] == parts:
                places.update(range(begin, begin + len(parts)))
    return frozenset(places)


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in words)


def _with_lock(word: PromptWord, lock: str) -> PromptWord:
    return PromptWord(text=word.text, begin=word.begin, end=word.end, lock=lock)
