"""Letters that only look like those of the alphabet, and ones that cannot be seen at all."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from worker.robustness.defences.defence import Defence, Guarded

# By the letter that they look like, of other alphabets and of phonetics. Compatibility forms, such
# as full-width and mathematical letters, are told by Unicode itself.
_LOOKALIKES = {
    "a": "аɑαａ", "b": "ЬƄᏏ", "c": "сϲⅽ", "d": "ԁⅾɗ", "e": "еҽєℯε", "f": "ϝẝ", "g": "ɡց",
    "h": "һհ", "i": "іıɩιⅰ", "j": "јϳ", "k": "κкᴋ", "l": "ⅼӏǀ", "m": "мⅿᴍ", "n": "ոпᴨ",
    "o": "оοօஒᴏ", "p": "рρ", "q": "ԛգ", "r": "ⲅгᴦ", "s": "ѕꜱ", "t": "тτᴛ", "u": "սυᴜ",
    "v": "ѵνᴠⅴ", "w": "ԝѡᴡ", "x": "х×ⅹ", "y": "уγү", "z": "ᴢ",
    "A": "АΑᎪ", "B": "ВΒᏴ", "C": "СϹᏟ", "D": "Ꭰ", "E": "ЕΕᎬ", "F": "Ϝ", "G": "ԌᏀ", "H": "НΗᎻ",
    "I": "ІΙ", "J": "ЈᎫ", "K": "КΚᏦ", "L": "Ꮮ", "M": "МΜᎷ", "N": "Ν", "O": "ОΟՕ", "P": "РΡᏢ",
    "Q": "Ԛ", "R": "Ꭱ", "S": "ЅᏚ", "T": "ТΤᎢ", "V": "Ѵ", "W": "ԜᎳ", "X": "ХΧ", "Y": "ҮΥ",
    "Z": "ΖᏃ", "0": "০", "2": "ᒿ", "3": "ƷЗ", "4": "Ꮞ", "5": "Ƽ", "6": "б", "8": "Ȣ", "9": "৭",
    "-": "˗‐‑‒–−", "'": "’ʼ`′",
}  # fmt: skip
_LETTERS = {ord(look): letter for letter, looks in _LOOKALIKES.items() for look in looks}
_TOKEN = re.compile(r"\{[A-Za-z_]\w*\}|\S+")
_LATIN = re.compile("[A-Za-z]")


def plain(prompt: str) -> str:
    """A prompt in the letters that it seems to have.

    Whole words of another alphabet stay as they are in a prompt of that alphabet: letters are only
    exchanged in words that mix alphabets, or where most of the prompt is Latin and nothing in the
    word looks otherwise.
    """
    shown = "".join(char for char in unicodedata.normalize("NFC", prompt) if _seen(char))
    latin = _mostly_latin(shown)
    return _TOKEN.sub(lambda match: _plain_word(match.group(), latin), shown)


def unicode_defence(guarded: Guarded) -> Defence:
    """`plain` before everything else; locked words have no such letters unless they were typed."""
    kept = frozenset(guarded.labels)

    def rewrite(prompt: str) -> str:
        # A label in another alphabet must stay as the model is asked to answer it.
        if any(not label.isascii() and label in prompt for label in kept):
            return "".join(char for char in prompt if _seen(char))
        return plain(prompt)

    return Defence.rewriting("unicode", rewrite)


def _seen(char: str) -> bool:
    """Whether anybody sees a character: not zero-width ones, marks of direction or tags."""
    return char in "\n\t" or unicodedata.category(char) not in ("Cf", "Cc", "Cn", "Co", "Cs")


def _mostly_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return 2 * len(_LATIN.findall(text)) > len(letters)


def _plain_word(word: str, latin: bool) -> str:
    if word.isascii() or word.startswith("{"):
        return word
    compatible = _unstacked(unicodedata.normalize("NFKC", word))
    swapped = compatible.translate(_LETTERS)
    others = any(char.isalpha() and not _latin_letter(char) for char in swapped)
    mixed = _LATIN.search(compatible) is not None
    alike = latin and not others and any(char.isalpha() for char in compatible)
    return swapped if mixed or alike else compatible


def _latin_letter(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def _unstacked(word: str) -> str:
    """Without any marks where they stand above each other; é and ö are one letter and stay."""
    apart = unicodedata.normalize("NFD", word)
    marks = [bool(unicodedata.combining(char)) for char in apart]
    if not any(one and other for one, other in pairwise(marks)):
        return word
    return "".join(char for char, mark in zip(apart, marks, strict=True) if not mark)
