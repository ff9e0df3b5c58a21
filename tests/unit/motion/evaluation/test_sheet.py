"""The contact sheet shows what it says, of at most six windows from different clips."""

from __future__ import annotations

import numpy as np

from worker.motion.evaluation.sheet import SheetRow, draw_sheet, keep_rows


def row(clip: str, window: int = 0, moving: bool = True) -> SheetRow:
    x = 10 + np.arange(8) * (4.0 if moving else 0.0)
    paths = np.stack([x, np.full(8, 20.0)], axis=-1)[:, None]
    frame = np.full((40, 64, 3), 90, np.uint8)
    last = {"still": frame, "warp": frame + 30}
    return SheetRow(clip, window, frame, frame + 60, paths, last)


def test_sheet_has_a_labelled_cell_for_drags_truth_and_each_backend() -> None:
    sheet = draw_sheet([row("a"), row("b")])
    height, width = 4 * 40 + 22, 4 * 64  # enlarged to 256 px
    assert sheet.shape == (2 * (height + 4) + 4, 4 * (width + 4) + 4, 3)
    for column, level in ((1, 150), (2, 90), (3, 120)):
        left = 4 + column * (width + 4)
        assert (sheet[4 + 22 : 4 + height, left : left + width] == level).all()
        label = sheet[4 : 4 + 22, left : left + width]
        assert label.max() > 200, "a label is written"
    drags = sheet[4 + 22 : 4 + height, 4 : 4 + width]
    # The path runs at y = 20 from x = 10 to 38, enlarged four times.
    assert (drags[79, 50:145] != 90).any(axis=-1).all()
    assert (drags[:60] == 90).all()


def test_resting_drag_is_a_dot() -> None:
    drags = draw_sheet([row("a", moving=False)])[26:186, 4:260]
    changed = np.argwhere((drags != 90).any(axis=-1))
    assert len(changed) > 10
    assert np.abs(changed - (79.5, 39.5)).max() < 8


def test_long_and_foreign_names_fit_their_cell() -> None:
    sheet = draw_sheet([row("a very long name of a clip " * 3 + "片.mp4")])
    assert sheet.shape == (190, 4 * 260 + 4, 3)


def test_six_windows_of_different_clips_are_kept() -> None:
    rows: list[SheetRow] = []
    for clip in "abc":
        for window in range(4):
            rows = keep_rows(rows, row(clip, window))
    assert [(r.clip, r.window) for r in rows] == [
        ("a", 0), ("a", 1), ("b", 0), ("b", 1), ("c", 0), ("c", 1),
    ]  # fmt: skip
    for clip in "defgh":
        rows = keep_rows(rows, row(clip))
    assert [r.clip for r in rows] == list("abcdef")
