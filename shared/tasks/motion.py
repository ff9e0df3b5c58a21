"""Request and result types of the Motion workspace."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.motion.backends import BackendName
from shared.tasks.spec import FileRef, PictureRef, TaskRequest, TaskResult, TaskSpec

MIN_FRAMES, MAX_FRAMES = 8, 120
MIN_SIDE_PX, MAX_WIDTH_PX, MAX_HEIGHT_PX = 16, 1920, 1080

Point = tuple[float, float]
Role = Literal["object", "pin", "camera"]
Interpolation = Literal["smooth", "linear", "hold"]
Easing = tuple[float, float, float, float]


class DragLayer(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """One layer of a drags document. Later layers lie in front of earlier ones.

    Attributes
    ----------
    role : {"object", "pin", "camera"}
        An object follows its path; a pin's points stay where they are; a camera path moves
        everything that no object mask covers, composed with the objects' own motion.
    points : tuple of (x, y)
        Key positions in pixels of the input picture. A pin may hold many; each stays in place.
    times : tuple of float, optional
        One per point, in [0, 1], not decreasing; evenly spaced when absent.
    mask : FileRef, optional
        Gray picture of the input's size, > 127 = belongs to this layer. Only this region moves
        with it.
    rotate_deg, scale : tuple of float, optional
        One per point: rotation in degrees (clockwise on screen) and scale factor about the path
        point.
    easing : (x1, y1, x2, y2), optional
        Handles of a CSS cubic Bézier curve, each in [0, 1]: how the way from the first key to the
        last is spread over the time between them; even when absent.
    feather_px : float
        Width of the mask's soft edge in pixels of the input picture, half of it on each side; 0
        is the narrow edge that only smooths the steps of the mask.
    parallax : float
        Of a camera: how much farther than the background the foremost masked layer moves and
        scales with it; layers between go by their order.
    """

    role: Role = "object"
    points: tuple[Point, ...]
    times: tuple[float, ...] | None = None
    mask: FileRef | None = None
    rotate_deg: tuple[float, ...] | None = None
    scale: tuple[float, ...] | None = None
    interpolation: Interpolation = "smooth"
    name: str = ""
    easing: Easing | None = None
    feather_px: float = 0.0
    parallax: float = 0.0


class Drags(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A drags document (`drags.json`): sizes in pixels of the input picture, `frames` as drawn."""

    width: Annotated[int, Meta(ge=1)]
    height: Annotated[int, Meta(ge=1)]
    frames: Annotated[int, Meta(ge=MIN_FRAMES, le=MAX_FRAMES)] = 14
    layers: tuple[DragLayer, ...] = ()
    prompt: str = ""


class MotionRenderRequest(TaskRequest, frozen=True, kw_only=True):
    """Render a dragged picture to a video."""

    image: Annotated[PictureRef, Meta(description="picture to animate")]
    drags: Annotated[
        Drags,
        Meta(
            description="drags document",
            extra={"ui": "document", "parse": "shared.motion.document:parse_drags"},
        ),
    ]
    backend: Annotated[BackendName, Meta(description="how frames are made")] = "warp"
    model: Annotated[
        str,
        Meta(
            description="a registered model's id; on the command line also its folder or file; "
            "default: the only one of its kind",
            max_length=1024,
        ),
    ] = ""
    prompt: Annotated[
        str | None,
        Meta(description="what the video shows; default: as in the drags"),
    ] = None
    steps: Annotated[
        int | None,
        Meta(
            description="sampling steps; default: the backend's",
            extra={"unit": "steps"},
        ),
    ] = None
    text_guidance: Annotated[
        float | None,
        Meta(description="how strongly the prompt (or the picture) rules; default: the backend's"),
    ] = None
    motion_guidance: Annotated[
        float | None,
        Meta(description="how strongly the drags rule; default: the backend's"),
    ] = None
    width: Annotated[
        int | None,
        Meta(
            description="output width, even; default: the picture's, at most 1920",
            extra={"unit": "px"},
        ),
    ] = None
    height: Annotated[
        int | None,
        Meta(
            description="output height, even; default: the picture's, at most 1080",
            extra={"unit": "px"},
        ),
    ] = None
    num_frames: Annotated[
        int | None,
        Meta(
            description="number of frames, 8 to 120; default: as in the drags",
            extra={"unit": "frames"},
        ),
    ] = None
    fps: Annotated[
        float, Meta(ge=1, le=60, description="playback rate", extra={"unit": "frames/s"})
    ] = 12.0
    format: Annotated[
        Literal["mp4", "webm", "gif", "png"],
        Meta(description="MP4 (H.264), WebM (VP9), GIF, or a PNG sequence"),
    ] = "mp4"
    chroma: Annotated[
        Literal["4:2:0", "4:4:4"],
        Meta(description="colour resolution of the MP4; not every player shows 4:4:4"),
    ] = "4:2:0"
    save_frames: Annotated[bool, Meta(description="also write every frame as PNG")] = False
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")] = 0


class MotionRenderResult(TaskResult, frozen=True, kw_only=True):
    """What `motion.render` measured; pixel figures are in output pixels."""

    width: int
    height: int
    num_frames: int
    fps: float
    backend: str
    seed: int
    seconds: float
    model: str = ""
    prompt: str = ""
    steps: int = 0
    epe_per_drag_px: list[float | None]
    leak_px: float | None


def _check_render(request: MotionRenderRequest) -> None:
    # Imported here because the check is made of the types above.
    from shared.motion.request import check_request

    check_request(request)


MOTION_RENDER = TaskSpec(
    name="motion.render",
    version=1,
    summary="Render a picture and its drags to a video.",
    request=MotionRenderRequest,
    result=MotionRenderResult,
    implementation="worker.motion.render:render",
    check=_check_render,
)
