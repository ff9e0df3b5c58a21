"""`python -m worker.neuro.acquisition`: started by the host, never by a person."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from shared.paths import keep_files_private
from worker.logs import configure_logging


def main() -> int:
    """Acquire until nobody needs it."""
    parser = argparse.ArgumentParser(prog="worker.neuro.acquisition")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--network", action="store_true")
    options = parser.parse_args()
    keep_files_private()
    configure_logging(options.home / "logs", "acquisition")
    from worker.neuro.lsl_settings import prepare_lsl

    prepare_lsl(network=options.network, home=options.home)
    from worker.neuro.acquisition.service import AcquisitionService

    service = AcquisitionService(options.home, options.token, resume=options.resume)
    signal.signal(signal.SIGINT, lambda *_: service.stop())
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    service.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
