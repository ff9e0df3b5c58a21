"""One call of a pipeline as a generator of its steps."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import torch

from worker.engine.stepping import Report, stepped
from worker.motion.backends.base import Sampled

AfterStep = Callable[[int, torch.Tensor], torch.Tensor]
Call = Callable[[Report[Sampled]], np.ndarray]


def run_steps(call: Call, steps: int) -> Generator[Sampled, None, np.ndarray]:
    """Yield the steps of `call`; while one takes long, say again which it is.

    Returns what `call` returns: frames, float [F, H, W, 3] in [0, 1].
    """
    last = Sampled(0, steps + 1, "guide")
    running = stepped(call, name="pipeline")
    try:
        while True:
            event = next(running)
            last = event or last
            yield last
    except StopIteration as stop:
        return np.asarray(stop.value)
    finally:
        running.close()


def call_pipeline(
    pipe: Any,
    arguments: dict[str, Any],
    report: Report[Sampled],
    steps: int,
    after_step: AfterStep | None = None,
) -> np.ndarray:
    """Call `pipe`, report each of its `steps` and let `after_step` change the latents."""

    def on_step_end(_: Any, step: int, __: Any, kept: dict[str, torch.Tensor]) -> dict[str, Any]:
        if after_step is not None:
            kept["latents"] = after_step(step, kept["latents"])
        # The last part of the work is decoding, so sampling alone does not reach the total.
        stage = "sampling" if step + 1 < steps else "decoding"
        report(Sampled(step + 1, steps + 1, stage))
        return kept

    called = pipe(
        **arguments,
        output_type="np",
        callback_on_step_end=on_step_end,
        callback_on_step_end_tensor_inputs=["latents"],
    )
    return np.asarray(called.frames[0])
