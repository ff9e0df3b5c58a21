"""A job's drags as the map that the released DragNUWA 1.5 was trained with."""

from __future__ import annotations

import numpy as np

from shared.tasks.motion import DragLayer
from tests.unit.motion.backends.conftest import JobMaker
from worker.motion.dragnuwa.svd.drags import job_drag_map, limits, nudge_still
from worker.motion.dragnuwa.svd.network import DragUNet
from worker.motion.latents.fit import fit_job


def test_released_size_whatever_the_jobs_size(
    make_job: JobMaker, released_network: DragUNet
) -> None:
    sizes = {(1920, 1080): (576, 320), (256, 144): (576, 320), (320, 568): (320, 576)}
    for (width, height), expected in sizes.items():
        job = make_job(width=width, height=height, num_frames=30)
        fit = fit_job(job, limits(job, released_network.unet))
        assert (fit.width, fit.height, fit.model_frames) == (*expected, 14)
        assert fit.scene_frames == 14, "a longer job is sampled over its whole path"


def test_map_is_the_released_one(make_job: JobMaker, released_network: DragUNet) -> None:
    """Displacement at the moving place, spread by a Gaussian of peak 1, a zero map in front."""
    job = make_job(DragLayer(points=((30, 30), (56, 30)), interpolation="linear"), num_frames=14)
    fit = fit_job(job, limits(job, released_network.unet))
    drag_map = job_drag_map(job, fit).numpy()
    assert drag_map.shape == (14, 2, fit.height, fit.width)
    assert not drag_map[0].any()
    step_px = 26 * fit.width / 96 / 13
    sigma_px = 20 * fit.width / 576
    y, x = (np.arange(size) for size in (fit.height, fit.width))
    row = int(30 * fit.height / 64)
    for t in (1, 13):
        column = int((30 + 2 * (t - 1)) * fit.width / 96)
        distance2 = (y[:, None] - row) ** 2 + (x - column) ** 2
        expected = step_px * np.exp(-distance2 / (2 * sigma_px**2))
        near = distance2 < (3 * sigma_px) ** 2
        assert np.allclose(drag_map[t, 0][near], expected[near], atol=2e-3)
        assert np.allclose(drag_map[t, 1], 0, atol=1e-4)


def test_a_still_point_is_written_as_a_way_of_one_pixel() -> None:
    xy = np.zeros((14, 2, 2), np.float32)
    xy[:, 1, 0] = np.arange(14)
    nudged = nudge_still(xy)
    assert np.allclose(nudged[:, 0], np.linspace(0, 1, 14)[:, None])
    assert np.array_equal(nudged[:, 1], xy[:, 1])


def test_a_camera_is_many_drags(make_job: JobMaker, released_network: DragUNet) -> None:
    """A zoom about the middle moves its own point nowhere; the model must see the rest move."""
    zoom = DragLayer(role="camera", points=((48, 32), (48, 32)), scale=(1.0, 1.5))
    job = make_job(zoom, num_frames=14)
    fit = fit_job(job, limits(job, released_network.unet))
    left, right = job_drag_map(job, fit)[7, 0].tensor_split(2, dim=1)
    assert left.min() < -1 < 1 < right.max(), "outwards on both sides"
