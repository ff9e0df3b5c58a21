"""Letters that look like others: TextBugger's third kind of bug."""

from __future__ import annotations

# As in TextAttack 0.3.11 (MIT), whose swap of letters ours has to equal.
_LIKE = dict(
    zip(
        "-9876543210'abcdefghijklmnopqrstuvwxyz",
        "˗৭Ȣ𝟕бƼᏎƷᒿlO`ɑЬϲԁе𝚏ɡհіϳ𝒌ⅼｍոорԛⲅѕ𝚝սѵԝ×уᴢ",
        strict=True,
    )
)
HOMOGLYPHS = tuple(_LIKE.items())


def look_alikes(word: str) -> tuple[str, ...]:
    """The word with each of its letters in turn replaced by one that looks like it."""
    return tuple(
        word[:at] + _LIKE[letter] + word[at + 1 :]
        for at, letter in enumerate(word)
        if letter in _LIKE
    )
