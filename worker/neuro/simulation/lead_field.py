"""What a dipole in the head gives at each electrode, by mne's sphere model; kept on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.paths import default_home, write_atomic
from worker.neuro.simulation.montage import HEAD_RADIUS_M


def lead_field(
    electrodes_m: npt.NDArray[np.float64], dipoles_m: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Potentials at electrodes [C, 3] of unit dipoles at [N, 3]: [C, N, 3] in µV per nAm.

    Four spheres: brain, fluid, skull, skin with mne's radii and conductivities (Berg and Scherg's
    approximation); average reference is not applied.
    """
    key = hashlib.sha256(electrodes_m.round(7).tobytes() + dipoles_m.round(7).tobytes())
    path = default_home() / "cache" / "eeg" / f"lead-field-{key.hexdigest()[:24]}.npy"
    known = _kept(path, (len(electrodes_m), len(dipoles_m), 3))
    if known is not None:
        return known
    gain = _computed(electrodes_m, dipoles_m)
    _keep(path, gain)
    return gain


def _computed(
    electrodes_m: npt.NDArray[np.float64], dipoles_m: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    import mne

    names = [f"E{index}" for index in range(len(electrodes_m))]
    with mne.utils.use_log_level("ERROR"):
        info = mne.create_info(names, 250.0, "eeg")
        places = dict(zip(names, electrodes_m, strict=True))
        info.set_montage(mne.channels.make_dig_montage(places, coord_frame="head"))
        sphere = mne.make_sphere_model(r0=(0.0, 0.0, 0.0), head_radius=HEAD_RADIUS_M)
        up = np.tile([0.0, 0.0, 1.0], (len(dipoles_m), 1))  # all three axes are solved anyway
        space = mne.setup_volume_source_space(pos={"rr": dipoles_m, "nn": up}, sphere=sphere)
        forward = mne.make_forward_solution(info, None, space, sphere, meg=False, mindist=0.0)
    gain = forward["sol"]["data"].reshape(len(electrodes_m), -1, 3)
    return np.asarray(gain) * 1e6 * 1e-9


def _kept(path: Path, shape: tuple[int, ...]) -> npt.NDArray[np.float64] | None:
    try:
        gain = np.load(path, allow_pickle=False)
    except (OSError, ValueError):
        return None
    return gain if gain.shape == shape else None


def _keep(path: Path, gain: npt.NDArray[np.float64]) -> None:
    import io

    data = io.BytesIO()
    np.save(data, gain, allow_pickle=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data.getvalue())
    except OSError:
        return  # a full or read-only disk costs a second each time, nothing else
