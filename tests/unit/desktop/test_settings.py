"""Settings survive bad keys, broken files and read-only folders."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.settings import FILE_NAME, MAX_RECENT, SettingsStore
from desktop.core.toml_text import dump_toml


def test_settings_are_kept_between_starts(tmp_path: Path) -> None:
    SettingsStore(tmp_path).update(theme="light", font_scale=1.5, panes={"motion.dock": [300]})
    value = SettingsStore(tmp_path).value
    assert (value.theme, value.font_scale, value.panes) == ("light", 1.5, {"motion.dock": [300]})


def test_a_bad_value_and_an_unknown_key_warn_and_stay_in_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('theme = "pink"\nfuture = 3\nlanguage = "zh_CN"\n')
    store = SettingsStore(tmp_path)
    assert (store.value.theme, store.value.language) == ("dark", "zh_CN")
    assert any("pink" in w for w in store.warnings)
    assert any("future" in w for w in store.warnings)
    store.update(reduced_motion=True)
    document = tomllib.loads((tmp_path / FILE_NAME).read_text())
    assert document == {
        "theme": "pink", "future": 3, "language": "zh_CN", "reduced_motion": True,
    }  # fmt: skip


def test_a_file_that_is_not_toml_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("theme = = 1")
    store = SettingsStore(tmp_path)
    assert store.value.theme == "dark"
    assert (tmp_path / "window.bad.toml").read_text() == "theme = = 1"
    assert len(store.warnings) == 1


def test_a_value_out_of_range_is_refused(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    with pytest.raises(msgspec.ValidationError):
        store.update(font_scale=3.0)
    assert store.value.font_scale == 1.0


def test_recent_documents_are_unique_newest_first_and_limited(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    for n in (*range(MAX_RECENT + 4), 3):
        store.add_recent(Path(f"/p/{n}"))
    assert len(store.value.recent) == MAX_RECENT
    assert store.value.recent[:2] == (str(Path("/p/3")), str(Path(f"/p/{MAX_RECENT + 3}")))


def test_an_unwritable_folder_does_not_stop_the_window(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = SettingsStore(blocked / os.curdir / "x")
    store.update(theme="light")
    assert store.value.theme == "light"


def test_listeners_hear_changes_only(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    heard: list[str] = []
    store.changed.connect(lambda value: heard.append(value.theme))
    store.update(theme="dark")
    store.update(theme="light")
    assert heard == ["light"]


keys = st.text(min_size=1, max_size=8)
scalars = st.one_of(
    st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False), st.text(max_size=20)
)
tables = st.dictionaries(
    keys,
    st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3)),
)


@given(tables)
def test_written_toml_reads_back_equal(document: dict[str, object]) -> None:
    assert tomllib.loads(dump_toml(document)) == document
