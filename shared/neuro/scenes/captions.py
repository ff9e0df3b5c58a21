"""What a scene shows, in words."""

from __future__ import annotations

from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.scene import Scene
from shared.neuro.scenes.vocabulary import BACKGROUNDS, HUES, PLACES, SIZES


def caption(scene: Scene) -> str:
    """All of it: "a small red car on the left on a sandy beach".

    Scenes have the same caption if, and only if, concept, size, hue, place and background are the
    same.
    """
    concept = concepts()[scene.concept]
    words = [scene.size, scene.hue, concept.concept]
    noun = " ".join(word for word in words if word)
    article = "a " if concept.article else ""
    return f"{article}{noun} {scene.place} {BACKGROUNDS[scene.background].phrase}"


def label_caption(scene: Scene) -> str:
    """The label only: "an image of a car"."""
    return concepts()[scene.concept].caption


def phrases() -> dict[str, tuple[str, ...]]:
    """All that captions are put together from, by kind: `concept`, `size`, `hue`, …"""
    return {
        "concept": tuple(each.concept for each in concepts()),
        "size": tuple(SIZES),
        "hue": tuple(HUES),
        "place": tuple(PLACES),
        "background": tuple(each.phrase for each in BACKGROUNDS.values()),
    }


def vocabulary() -> tuple[str, ...]:
    """Every word of every caption, sorted."""
    texts = [text for group in phrases().values() for text in group]
    return tuple(sorted({word for text in texts for word in text.split()} | set(_FRAME.split())))


_FRAME = "an image of a"
