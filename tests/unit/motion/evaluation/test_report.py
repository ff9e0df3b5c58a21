"""The table against sums made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from worker.motion.evaluation.metrics import METRICS, Figures
from worker.motion.evaluation.report import markdown_table, table_rows


def figures(backend: str, gain: float, clips: int = 6) -> list[Figures]:
    made = []
    for clip in range(clips):
        for window in range(2):
            noise = np.random.default_rng([clip, window]).normal(0, 0.1)
            made.append(
                Figures(
                    clip=f"clip{clip}",
                    window=window,
                    backend=backend,
                    psnr=20.0 + clip + gain + (noise if gain else 0.0),
                    ssim=0.5,
                    epe_all_px=2.0,
                    epe_ctrl_px=1.0 + 0.01 * window,
                    lost=0.02,
                    hole_psnr=15.0 + gain if clip == 0 else None,
                    zero_drags_psnr=50.0 - clip,
                    seconds=0.5 + window,
                )
            )
    return made


@pytest.fixture
def both() -> list[Figures]:
    return figures("warp", 0.0) + figures("nano", 0.5)


def test_rows_hold_means_intervals_and_paired_tests(both: list[Figures]) -> None:
    warp, nano = table_rows(both, ["warp", "nano"], seed=0)
    assert (warp["backend"], warp["n_windows"], warp["n_clips"]) == ("warp", 12, 6)
    assert warp["psnr"] == pytest.approx(22.5)
    assert warp["epe_ctrl_px"] == pytest.approx(1.005)
    assert warp["seconds"] == pytest.approx(1.0)
    assert warp["lost"] == pytest.approx(0.02)
    low, high = warp["ci95"]["psnr"]
    assert 20 <= low < 22.5 < high <= 25
    assert warp["ci95"]["ssim"] == [0.5, 0.5]
    # Clips differ by far more than the gain; window by window it is certain all the same.
    assert nano["vs_warp_p"]["psnr"] < 0.01
    assert nano["vs_warp_p"]["ssim"] == 1.0
    assert set(nano["ci95"]) == set(nano["vs_warp_p"]) == set(METRICS)


def test_what_was_not_measurable_is_null(both: list[Figures]) -> None:
    warp, nano = table_rows(both, ["warp", "nano"], seed=0)
    assert set(warp["vs_warp_p"].values()) == {None}
    assert warp["leak_px"] is None
    assert warp["ci95"]["leak_px"] is None
    assert nano["vs_warp_p"]["leak_px"] is None
    assert nano["n"]["leak_px"] == 0
    # One clip of two windows has holes: a mean and an interval, no test.
    assert nano["hole_psnr"] == pytest.approx(15.5)
    assert nano["n"]["hole_psnr"] == 2
    assert nano["vs_warp_p"]["hole_psnr"] is None
    empty = table_rows([], ["still"], seed=0)[0]
    assert empty["n_windows"] == 0
    assert all(empty[metric] is None for metric in METRICS)
    assert empty["seconds"] is None


def test_differences_are_taken_window_by_window(both: list[Figures]) -> None:
    _, nano = table_rows(both, ["warp", "nano"], seed=0)
    mean = nano["psnr"] - 22.5
    low, high = nano["vs_warp_ci95"]["psnr"]
    assert low < mean < high
    assert high - low < 0.2, "clips differ by 5 dB, the gain hardly at all"
    assert nano["vs_warp_ci95"]["epe_all_px"] == [0.0, 0.0]
    assert nano["hole_vs_telea"] is None


def test_holes_are_compared_with_telea(both: list[Figures]) -> None:
    telea = [structs.replace(f, backend="warp-telea", hole_psnr=14.0) for f in both[:12]]
    rows = table_rows([*both, *telea], ["warp", "nano", "warp-telea"], seed=0)
    assert rows[1]["hole_vs_telea"] == {"mean_db": 1.5, "ci95": [1.5, 1.5], "p": None}
    assert rows[0]["hole_vs_telea"]["mean_db"] == 1.0
    assert rows[2]["hole_vs_telea"] is None


def test_zero_drags_figure_is_the_worst_window(both: list[Figures]) -> None:
    assert table_rows(both, ["nano"], seed=0)[0]["zero_drags_psnr"] == 45.0


def test_order_of_the_windows_changes_nothing(both: list[Figures]) -> None:
    rows = table_rows(both, ["warp", "nano"], seed=0)
    assert table_rows(both[::-1], ["warp", "nano"], seed=0) == rows


def test_markdown_has_a_line_for_each_row(both: list[Figures]) -> None:
    lines = markdown_table(table_rows(both, ["warp", "nano"], seed=0)).splitlines()
    assert len(lines) == 4
    assert len({line.count("|") for line in lines}) == 1
    assert lines[2].startswith("| warp | 12 | 22.50 [")
    assert "*" not in lines[2]
    assert "*" in lines[3]
    assert "| – |" in lines[2]
