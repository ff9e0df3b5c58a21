"""Documents of all workspaces in one list."""

from __future__ import annotations

from pathlib import Path

from desktop.core.recent import RecentDocument, recent_documents


def files(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text("")
    return paths


def test_the_newest_of_each_workspace_comes_first(tmp_path: Path) -> None:
    a, b, c, d = files(tmp_path, "a", "b", "c", "d")
    found = recent_documents({"motion": [a, b, c], "neuro": [], "icl": [d]})
    assert found == (
        RecentDocument("motion", a),
        RecentDocument("icl", d),
        RecentDocument("motion", b),
        RecentDocument("motion", c),
    )


def test_what_is_gone_is_left_out_and_the_list_is_short(tmp_path: Path) -> None:
    a, b, c = files(tmp_path, "a", "b", "c")
    b.unlink()
    found = recent_documents({"motion": [b, a, c]}, most=1)
    assert [one.path for one in found] == [a]
