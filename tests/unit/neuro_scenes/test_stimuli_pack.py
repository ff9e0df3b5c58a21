"""The pack of pictures is what its table says."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from shared.neuro.scenes import concepts as pack
from shared.neuro.scenes import sprites
from shared.neuro.scenes.concepts import Concept, concepts
from worker.neuro import stimuli_pack

MAX_BYTES = 6_000_000


def test_the_index_says_what_the_table_says() -> None:
    with stimuli_pack.TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    told = [(row["concept"], row["category"], row["colour"], row["stance"]) for row in rows]
    assert told == [(each.concept, each.category, each.colour, each.stance) for each in concepts()]


def test_the_split_is_the_one_that_the_seed_gives() -> None:
    split = stimuli_pack.split_of([each.category for each in concepts()])
    assert split == [each.split for each in concepts()]
    assert split.count("seen") == stimuli_pack.N_SEEN


@pytest.mark.parametrize(
    ("colour", "hue_deg"), [((1, 0.1, 0.1), 0), ((0.1, 0.9, 0.1), 120), ((0.2, 0.2, 1), 240)]
)
def test_the_hue_to_replace_is_that_of_the_largest_area(
    colour: tuple[float, float, float], hue_deg: float
) -> None:
    picture = np.ones((20, 20, 4), np.float32)
    picture[:14, :, :3] = colour
    picture[14:, :, :3] = (0.9, 0.8, 0.1)
    away = (stimuli_pack.dominant_hue(picture) - hue_deg + 180) % 360 - 180
    assert abs(away) < 20


def test_the_pack_is_small_and_has_its_licence_beside_it() -> None:
    folder = pack.PACK_DIR.parent
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < MAX_BYTES
    text = (folder / "LICENSE.txt").read_text(encoding="utf-8")
    assert "MIT License" in text
    assert "Copyright (c) Microsoft Corporation" in text


def test_a_pack_is_made_from_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, made = tmp_path / "source", tmp_path / "made"
    assets = source / "fluent-emoji-3d" / "assets"
    assets.mkdir(parents=True)
    (source / "emoji-datasource").mkdir()
    chosen = [each for each in concepts() if each.concept in ("car", "airplane")]
    entries = []
    for each in chosen:
        # The table of names has the variation selector, and the pictures have not.
        name = each.code_point.replace("-fe0f", "")
        shutil.copy(pack.PACK_DIR / each.file, assets / f"{name}.webp")
        entries.append({"short_names": [each.concept], "unified": f"{name.upper()}-FE0F"})
    (source / "emoji-datasource" / "emoji.json").write_bytes(msgspec.json.encode(entries))
    table = tmp_path / "concepts.csv"
    lines = ["emoji,concept,category,colour,hue_deg,stance,turn_deg,mirror"]
    lines += [
        f"{each.concept},{each.concept},{each.category},{each.colour},,{each.stance},"
        f"{each.turn_deg},{'yes' if each.mirror else 'no'}"
        for each in chosen
    ]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    for module in (pack, sprites):
        monkeypatch.setattr(module, "PACK_DIR", made)
    monkeypatch.setattr(stimuli_pack, "TABLE", table)
    monkeypatch.setattr(
        stimuli_pack, "clashes_of", lambda number: {"": ("snow",)} if number else {}
    )
    try:
        assert stimuli_pack.main([str(source)]) == 0
        found = msgspec.json.decode((made / "index.json").read_bytes(), type=list[Concept])
    finally:
        concepts.cache_clear()
    assert [each.concept for each in found] == [each.concept for each in chosen]
    assert [each.clashes for each in found] == [{}, {"": ("snow",)}]
    for each, original in zip(found, chosen, strict=True):
        assert (each.width_px, each.height_px) == (original.width_px, original.height_px)
        assert (each.caption, each.article) == (original.caption, original.article)
        assert (made / each.file).read_bytes() == (assets / f"{each.code_point}.webp").read_bytes()


def test_a_pack_needs_to_know_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        stimuli_pack.main([])
    assert "SOURCE_DIR" in capsys.readouterr().err
