"""Converts the default language model for all homes: `python -m worker.lm.prepare`, as set-up does.

Without it each home converts the model at its first use, which takes some 10 s.
"""

from __future__ import annotations

import shutil
import sys

from shared.errors import AppError
from worker.lm.loading import converted, default_file, prepared_folder
from worker.lm.silence import silence


def main() -> int:
    """Convert it into the environment, unless it is there, in the place of one from before."""
    place = prepared_folder()
    try:
        with silence():
            made = converted(default_file(), place)
        for other in set(place.iterdir()) - {made}:
            shutil.rmtree(other)
    except (AppError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
