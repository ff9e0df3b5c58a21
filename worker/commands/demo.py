"""`vitrine-worker demo`: the sample picture through a real host and engine, without a window."""

from __future__ import annotations

import argparse
import queue
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from shared.errors import AppError
from shared.jobs import ENDED, JobState, JobView
from shared.paths import write_atomic
from shared.protocol.messages import JobChanged, JobPartial, JobProgress, Message
from shared.tasks.motion import MOTION_RENDER, MotionRenderRequest
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import Reporter, reporter
from worker.commands.request_input import request_from_values

if TYPE_CHECKING:
    from shared.protocol.client import HostClient

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples" / "motion"
_SILENCE_S = 120.0


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser("demo", help="render a sample through a real host and engine")
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="folder for the results"
    )
    parser.add_argument(
        "--sample", default="", metavar="NAME", help="a folder of resources/samples/motion"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line for each event")
    parser.set_defaults(command=demo)


def demo(options: argparse.Namespace) -> int:
    """Render, write `video.mp4`, `contact_sheet.png` and `result.json`, and print their paths."""
    from shared.protocol.client import HostClient

    folder = sample_folder(options.sample)
    values = {"image": _picture(folder).name, "drags": "drags.json", "save_frames": True}
    request = request_from_values(MOTION_RENDER, values, folder)
    assert isinstance(request, MotionRenderRequest)
    messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
    with (
        tempfile.TemporaryDirectory(prefix="vitrine-demo-") as home,
        reporter(as_json=options.json) as report,
    ):
        client = HostClient(
            Path(home), kind="demo", on_message=lambda message, _: messages.put(message)
        )
        with client:
            job_id = client.submit(MOTION_RENDER.name, request, title=folder.name).result().job_id
            job = _follow(client, job_id, messages, report)
            if job.state is not JobState.SUCCEEDED or job.result_dir is None:
                failure = job.failure
                if failure is None:
                    raise AppError("cancelled")
                raise AppError.from_params(failure.code, failure.params)
            for kind, path in _collect(Path(job.result_dir), options.out, request):
                report.path(kind, str(path))
    return DONE


def sample_folder(name: str) -> Path:
    """The sample of that name, or the first."""
    known = sorted(path.parent for path in SAMPLES.glob("*/drags.json"))
    for folder in known:
        if name in ("", folder.name):
            return folder
    names = ", ".join(folder.name for folder in known)
    raise AppError("bad_field", field="sample", value=name, limit=f"one of {names}")


def _picture(folder: Path) -> Path:
    return next(path for path in sorted(folder.iterdir()) if path.stem == "picture")


def _follow(
    client: HostClient, job_id: str, messages: queue.SimpleQueue[Message], report: Reporter
) -> JobView:
    while True:
        try:
            message = messages.get(timeout=_SILENCE_S)
        except queue.Empty:
            raise AppError("timeout", seconds=int(_SILENCE_S)) from None
        if isinstance(message, JobProgress):
            report.progress(message.done, message.total, message.stage)
        elif isinstance(message, JobPartial):
            client.credit(1)
        elif isinstance(message, JobChanged) and message.job.job_id == job_id:
            report.event("job", state=str(message.job.state), attempts=message.job.attempts)
            if message.job.state in ENDED:
                return message.job


def _collect(source: Path, out: Path, request: MotionRenderRequest) -> list[tuple[str, Path]]:
    """Copy the video and the result, and draw the contact sheet from the frames."""
    import numpy as np
    from PIL import Image

    from shared.motion.picture import load_mask
    from shared.motion.tracks import scene_tracks
    from worker.motion.contact_sheet import contact_sheet, save_contact_sheet

    out.mkdir(parents=True, exist_ok=True)
    video, sheet, result = out / "video.mp4", out / "contact_sheet.png", out / "result.json"
    write_atomic(video, (source / "video.mp4").read_bytes())
    frames = [np.asarray(Image.open(path)) for path in sorted(source.glob("frames/*.png"))]
    height, width = frames[0].shape[:2]
    layers = enumerate(request.drags.layers)
    masks = {index: load_mask(Path(layer.mask)) for index, layer in layers if layer.mask}
    tracks = scene_tracks(request.drags, len(frames), width, height, masks)
    save_contact_sheet(sheet, contact_sheet(frames, tracks))
    write_atomic(result, (source / "result.json").read_bytes())
    return [("video", video), ("contact_sheet", sheet), ("result", result)]
