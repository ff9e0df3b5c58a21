"""Makes the pack of pictures in `resources/stimuli/emoji` from Fluent emoji.

Run `python -m worker.neuro.stimuli_pack SOURCE_DIR` after a change of
`resources/stimuli/concepts.csv`, which names the concepts; the results are tracked, so nobody else
needs to. SOURCE_DIR holds two unpacked npm packages: `fluent-emoji-3d` (@lobehub/fluent-emoji-3d
1.1.0) and `emoji-datasource` (16.0.0).

It copies the picture of each concept, and writes `index.json`: what `Concept` says of each, among
it the split (seed `SPLIT_SEED`) and the backgrounds that it would not stand out from, which are
measured. That takes some minutes. Another pack is another `SCENES_VERSION`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np

from shared.neuro.scenes import concepts as pack
from shared.neuro.scenes.concepts import Concept
from shared.neuro.scenes.contrast import clashes_of
from shared.neuro.scenes.draws import shuffled
from shared.neuro.scenes.sprites import read_sprite, turned

TABLE = pack.PACK_DIR.parent / "concepts.csv"
N_SEEN = 150
SPLIT_SEED = 2308  # of arXiv 2308.02510
_PLURAL = {
    "grapes", "cherries", "blueberries", "pancakes", "french fries", "sunglasses", "jeans",
    "gloves", "socks", "bowling pins", "maracas", "headphones", "scissors",
}  # fmt: skip
_NO_ARTICLE = {"broccoli", "garlic", "popcorn", "sushi", "lettuce", "coral", "ice cream"}


def main(arguments: Sequence[str]) -> int:
    """Write the pack; returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m worker.neuro.stimuli_pack")
    parser.add_argument("source", type=Path, metavar="SOURCE_DIR")
    source: Path = parser.parse_args(arguments).source
    pack.PACK_DIR.mkdir(parents=True, exist_ok=True)
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    points = _code_points(source / "emoji-datasource" / "emoji.json")
    splits = split_of([row["category"] for row in rows])
    found = []
    for row, split in zip(rows, splits, strict=True):
        picture = _picture_of(source / "fluent-emoji-3d" / "assets", points[row["emoji"]])
        file = row["concept"].lower().replace(" ", "_") + ".webp"
        (pack.PACK_DIR / file).write_bytes(picture.read_bytes())
        found.append(_concept(row, file, picture.stem, split))
    write_index(found)
    write_index(
        [msgspec.structs.replace(each, clashes=clashes_of(k)) for k, each in enumerate(found)]
    )
    return 0


def split_of(categories: Sequence[str]) -> list[str]:
    """`seen` or `unseen` for each concept: 150 seen, shared out evenly over the categories.

    Which ones is decided by a fixed seed.
    """
    names = list(dict.fromkeys(categories))
    exact = {name: categories.count(name) * N_SEEN / len(categories) for name in names}
    quota = {name: int(share) for name, share in exact.items()}
    by_rest = sorted(names, key=lambda name: (quota[name] - exact[name], name))
    for name in by_rest[: N_SEEN - sum(quota.values())]:
        quota[name] += 1
    splits = ["unseen"] * len(categories)
    for place, name in enumerate(names):
        members = [k for k, category in enumerate(categories) if category == name]
        for k in shuffled(len(members), SPLIT_SEED, place)[: quota[name]]:
            splits[members[k]] = "seen"
    return splits


def dominant_hue(straight: np.ndarray) -> float:
    """The hue in degrees that most of the colourful area has; RGBA float32 [H, W, 4]."""
    hsv = cv2.cvtColor(np.ascontiguousarray(straight[..., :3]), cv2.COLOR_RGB2HSV)
    weight = straight[..., 3] * hsv[..., 1] * hsv[..., 2] * (hsv[..., 1] > 0.3)
    counts, _ = np.histogram(hsv[..., 0] % 360, 72, (0, 360), weights=weight)
    smooth = sum(np.roll(counts, shift) for shift in range(-3, 4))
    return float(np.argmax(smooth) * 5 + 2.5)


def write_index(found: Sequence[Concept]) -> None:
    """Write `index.json`, a concept a line."""
    lines = ",\n".join(msgspec.json.encode(each).decode() for each in found)
    (pack.PACK_DIR / "index.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    pack.concepts.cache_clear()


def _concept(row: Mapping[str, str], file: str, code_point: str, split: str) -> Concept:
    name = row["concept"]
    article = (
        "" if name in _PLURAL or name in _NO_ARTICLE else "an" if name[0] in "aeiouAEIOU" else "a"
    )
    record: dict[str, Any] = {
        "file": file,
        "category": row["category"],
        "concept": name,
        "caption": " ".join(f"an image of {article} {name}".split()),
        "article": article,
        "code_point": code_point,
        "split": split,
        "colour": row["colour"],
        "hue_deg": 0.0,
        "stance": row["stance"],
        "turn_deg": float(row["turn_deg"]),
        "mirror": row["mirror"] == "yes",
        "width_px": 1,
        "height_px": 1,
        "clashes": {},
    }
    concept = msgspec.convert(record, Concept)
    straight = read_sprite(concept)
    height, width = turned(straight, concept.turn_deg).shape[:2]
    hue_deg = 0.0
    if concept.colour == "free":
        hue_deg = float(row["hue_deg"] or dominant_hue(straight))
    return msgspec.structs.replace(concept, width_px=width, height_px=height, hue_deg=hue_deg)


def _code_points(path: Path) -> dict[str, str]:
    entries = msgspec.json.decode(path.read_bytes())
    return {name: each["unified"].lower() for each in entries for name in each["short_names"]}


def _picture_of(folder: Path, code_point: str) -> Path:
    plain = code_point.replace("-fe0f", "")
    for name in (code_point, plain, f"{plain}-fe0f"):
        path = folder / f"{name}.webp"
        if path.exists():
            return path
    raise FileNotFoundError(folder / f"{code_point}.webp")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
