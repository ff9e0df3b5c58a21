"""From the document to a render job: the files it needs, and its request."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from desktop.motion.document import MotionDocument
from desktop.motion.drags import rendered_layers, to_drags
from desktop.motion.mask import scale_mask, unpack_mask
from desktop.motion.project_file import encode_mask, write_error
from shared.motion.backends import BACKENDS
from shared.motion.request import check_request
from shared.paths import write_atomic
from shared.tasks.motion import MotionRenderRequest

TASK = "motion.render"


@dataclass(frozen=True)
class PreparedRender:
    """A request that names local files in `folder`, which can go once the job is accepted."""

    request: MotionRenderRequest
    folder: Path

    def discard(self) -> None:
        """Remove the files."""
        for path in self.folder.glob("*"):
            with contextlib.suppress(OSError):
                path.unlink()
        with contextlib.suppress(OSError):
            self.folder.rmdir()


def prepare_render(document: MotionDocument, folder: Path) -> PreparedRender:
    """Write the picture and the masks into `folder` and make the request.

    Raises
    ------
    AppError
        `bad_field` for a value out of its limits, `disk_full` or `read_only`.
    """
    picture = document.picture
    if picture is None:
        raise ValueError("a document without a picture cannot be rendered")
    image = folder / f"picture{Path(picture.name).suffix.lower() or '.bin'}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(image, picture.data)
        masks = {}
        for layer in rendered_layers(document):
            if layer.mask is None or layer.role == "camera":
                continue
            array = scale_mask(unpack_mask(layer.mask), picture.width, picture.height)
            path = folder / f"mask_{layer.layer_id}.png"
            write_atomic(path, encode_mask(array))
            masks[layer.layer_id] = str(path)
    except OSError as error:
        raise write_error(folder, error) from error
    info = BACKENDS[document.backend]
    request = MotionRenderRequest(
        image=str(image),
        drags=to_drags(document, masks),
        backend=document.backend,
        model=document.model if info.model_kind else "",
        prompt=document.prompt if info.uses_prompt else None,
        steps=document.steps if info.max_steps else None,
        text_guidance=document.text_guidance if info.max_steps else None,
        motion_guidance=document.motion_guidance if info.max_steps else None,
        width=document.width,
        height=document.height,
        num_frames=document.frames,
        fps=document.fps,
        format=document.format,
        seed=document.seed,
    )
    check_request(request)
    return PreparedRender(request, folder)
