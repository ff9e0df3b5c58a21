"""The engine process: `python -m worker.engine`, started by the host only."""

from __future__ import annotations

from worker.engine.child import begin_child, child_parser
from worker.engine.loop import EngineLoop


def main() -> None:
    """Serve the host at `--endpoint` until its end of our standard input closes."""
    options = child_parser("worker.engine").parse_args()
    channel = begin_child(options)
    channel.greet()
    EngineLoop(options.home, channel).serve(channel)


if __name__ == "__main__":
    main()
