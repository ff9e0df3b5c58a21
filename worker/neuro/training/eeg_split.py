"""Which pictures and people the encoder learns from, and which only judge it."""

from __future__ import annotations

from shared.neuro.scenes.concepts import concepts, split_numbers
from worker.neuro.training.people import Person

# Variations from 90 on belong to validation, those from 100 on to tests; see `scene_data`.
TRAINED_VARIATIONS = (*range(16), *range(32, 48))
CALIBRATED_VARIATIONS = range(16, 32)
VALIDATED_VARIATIONS = range(90, 100)
TESTED_VARIATIONS = range(100, 104)
_EVERY = 10
TESTED = 50
# At 0.7 s each, 15 minutes.
CALIBRATED = 1285

# Most have a full cap; a few have fewer electrodes, so that the encoder bears what is interpolated.
PEOPLE = (
    *(Person(number=number) for number in range(1, 8)),
    *(Person(number=number, level="demo") for number in range(8, 11)),
    Person(number=11, channels=32),
    Person(number=12, channels=16),
    *(Person(number=number) for number in range(13, 31)),
)
# The pixel level learns from people whom the encoder has not met: their embeddings are as good as
# those of anybody after a calibration; those of the people above would be better than any to come.
LOOKERS = tuple(Person(number=number) for number in range(31, 37))
JUDGES = tuple(Person(number=number, sessions=1) for number in (51, 52, 53))


def validated_concepts() -> tuple[int, ...]:
    """Every tenth of the seen concepts: the encoder meets them in validation only."""
    return split_numbers("seen")[::_EVERY]


def trained_pictures() -> tuple[int, ...]:
    """Numbers of the pictures that the people of the training see, each person half of them."""
    left_out = set(validated_concepts())
    kept = [concept for concept in split_numbers("seen") if concept not in left_out]
    return tuple(c + len(concepts()) * v for v in TRAINED_VARIATIONS for c in kept)


def calibration_pictures() -> tuple[int, ...]:
    """Pictures of trained concepts that a new person sees first, 15 minutes of them."""
    left_out = set(validated_concepts())
    kept = [concept for concept in split_numbers("seen") if concept not in left_out]
    numbers = [c + len(concepts()) * v for v in CALIBRATED_VARIATIONS for c in kept]
    return tuple(numbers[:CALIBRATED])


def validated_pictures() -> tuple[int, ...]:
    """Numbers of the pictures that retrieval is validated on."""
    return tuple(
        c + len(concepts()) * v for v in VALIDATED_VARIATIONS for c in validated_concepts()
    )


def tested_concepts() -> tuple[int, ...]:
    """50 of the unseen concepts, spread over all categories."""
    unseen = split_numbers("unseen")
    return tuple(unseen[place * len(unseen) // TESTED] for place in range(TESTED))


def tested_pictures() -> tuple[int, ...]:
    """200 pictures of unseen concepts; nothing learns or is chosen with them."""
    return tuple(c + len(concepts()) * v for v in TESTED_VARIATIONS for c in tested_concepts())
