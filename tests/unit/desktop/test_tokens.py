"""Themes are complete and readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core.tokens import DATA_COLORS, THEMES, contrast, load_tokens

TEXTS = ("text", "muted", "accent", "good", "warning", "bad")
GROUNDS = ("background", "surface", "raised", "selection")


@pytest.mark.parametrize("name", THEMES)
def test_every_text_colour_reaches_4_5_on_every_ground(name: str) -> None:
    colors = load_tokens(name).colors
    low = {
        (text, ground): round(contrast(colors[text], colors[ground]), 2)
        for text in TEXTS
        for ground in GROUNDS
        if contrast(colors[text], colors[ground]) < 4.5
    }
    assert not low
    assert contrast(colors["on_accent"], colors["accent"]) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_edges_of_controls_reach_3(name: str) -> None:
    colors = load_tokens(name).colors
    assert contrast(colors["edge"], colors["background"]) >= 3


def test_high_contrast_reaches_7() -> None:
    colors = load_tokens("high_contrast").colors
    assert min(contrast(colors[t], colors["background"]) for t in TEXTS) >= 7


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_data_colours_differ() -> None:
    assert len(set(DATA_COLORS)) == 8


def test_a_theme_with_a_missing_colour_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dark.toml").write_text('name="x"\nis_dark=true\n[colors]\ntext="#ffffff"\n')
    with pytest.raises(ValueError, match="background"):
        load_tokens("dark", tmp_path)
