"""Renders of a bench: the real task, reported as the host would."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
from PIL import Image

from shared.provenance import build_provenance
from shared.tasks.motion import MotionRenderRequest
from tests.gui.motion.conftest import Bench
from worker.motion.render import render


def submit(bench: Bench) -> tuple[str, MotionRenderRequest]:
    """Render by command; the job's id and the request."""
    before = len(bench.client.submitted)
    bench.run("motion.render")
    bench.wait(lambda: len(bench.client.submitted) > before)
    task, request = bench.client.submitted[-1]
    assert task == "motion.render" and isinstance(request, MotionRenderRequest)
    return bench.workspace.results.job_ids[-1], request


def finish(bench: Bench, job_id: str, out: Path, **changes: object) -> None:
    """Run the real task on what was submitted and report its output as the host would."""
    request, stored = bench.client.submitted[-1][1], bench.client.stored[-1]
    assert isinstance(request, MotionRenderRequest)
    image = out / "input.png"
    out.mkdir(parents=True)
    Image.fromarray(bench.model.pixels).save(image)
    layers = tuple(msgspec.structs.replace(x, mask=None) for x in request.drags.layers)
    drags = msgspec.structs.replace(request.drags, layers=layers)
    request = msgspec.structs.replace(
        request, image=str(image), drags=drags, backend="warp", width=128, height=84, **changes
    )

    def provenance() -> dict[str, Any]:
        return build_provenance(
            task="motion.render",
            task_version=1,
            request=msgspec.to_builtins(stored),
            inputs={},
            device="cpu",
        )

    context = SimpleNamespace(
        out=out, log=logging.getLogger("test"), input=Path, provenance=provenance, device="cpu"
    )
    result = list(render(context, request))[-1]
    written = {**msgspec.to_builtins(result), "provenance": provenance()}
    (out / "result.json").write_bytes(msgspec.json.encode(written))
    bench.client.run(job_id)
    bench.client.finish(job_id, result_dir=str(out))
    bench.wait(lambda: bench.workspace.results.get(job_id).figures is not None)
    bench.wait_idle()
