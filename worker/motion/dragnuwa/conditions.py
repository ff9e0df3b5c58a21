"""From a scene to what the networks are given; training and rendering use the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch

from shared.motion.falloff import FallOff, network_size, shrink
from shared.motion.flow import default_alpha
from shared.motion.scene import Scene
from worker.motion.dragnuwa.gaussian import drag_map
from worker.motion.dragnuwa.sparse_to_dense import MOMENTS, Pulls, SparseToDense
from worker.motion.dragnuwa.unet import CELL_PX, CONFIDENCE, Condition

FLOW_SCALE_PX, DRAG_SCALE_PX = 32.0, 8.0
_SURE_PX = 24.0  # in a picture 144 px high


@dataclass(frozen=True)
class FrameInputs:
    """Conditions of some frames of one clip as arrays, before they become a batch.

    Attributes
    ----------
    warp : np.ndarray
        float32 [T, H, W, 3] in -1..1.
    hole : np.ndarray
        float32 [T, H, W].
    maps : np.ndarray
        float32 [T, 7, H / 4, W / 4], see `Condition.maps`.
    time : np.ndarray
        float32 [T].
    """

    warp: np.ndarray
    hole: np.ndarray
    maps: np.ndarray
    time: np.ndarray


def learned_falloff(network: SparseToDense, scene: Scene) -> FallOff | None:
    """What the network says of a scene's background handles; None where nothing pulls."""
    handles = scene.handles
    if handles.count == 0 or all(handles.still(t) for t in range(scene.num_frames)):
        return None
    height, width = scene.still.shape[:2]
    small = network_size(width, height)
    scale = (width * height / (small[0] * small[1])) ** 0.5
    to_small = np.array([small[0] / width, small[1] / height])
    last = scene.num_frames - 2
    moments = [last * (k + 1) // MOMENTS + 1 for k in range(MOMENTS)]
    device = next(network.parameters()).device

    def tensor(values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(np.asarray(values, np.float32))[None].to(device)

    pulls = Pulls(
        p=tensor(handles.p * to_small),
        q=tensor(handles.q[moments] * to_small),
        present=torch.ones((1, handles.count), dtype=torch.bool, device=device),
        alpha=torch.tensor([default_alpha(handles.count)], device=device),
        radius_px=tensor(handles.radius_px / scale),
    )
    picture = tensor(shrink(scene.still, *small)).permute(0, 3, 1, 2) / 255.0
    with torch.no_grad():
        prior = network(picture, pulls)
    bias, slope, calm = (x[0].float().cpu().numpy() for x in (prior.bias, prior.slope, prior.calm))
    return FallOff(bias, slope, calm, (width, height), scale)


def scene_inputs(scene: Scene, frames: Sequence[int]) -> FrameInputs:
    """Conditions of some frames of a scene whose sides are multiples of 4 px."""
    height, width = scene.still.shape[:2]
    tracks = scene.tracks
    moving = [n for n, role in enumerate(tracks.role) if role != "pin"]
    drags = drag_map(
        tracks.xy[:, moving], tracks.visible[:, moving], width, height, CELL_PX
    ).numpy()
    zoom = height / 144.0  # maps are measured in px of a picture 144 px high
    warps, holes, maps = [], [], []
    for t in frames:  # all of a frame at once: the scene remembers its last map
        flow = scene.flow(t)
        warps.append(scene.frame(t))
        holes.append(scene.holes(t, folds=False))
        maps.append(
            stack_maps(shrink_map(flow) / zoom, drags[t] / zoom, _confidence(scene, flow, t, zoom))
        )
    return FrameInputs(
        np.stack(warps).astype(np.float32) / 127.5 - 1.0,
        np.stack(holes).astype(np.float32),
        np.stack(maps),
        np.asarray(frames, np.float32) / max(1, scene.num_frames - 1),
    )


def stack_maps(flow: np.ndarray, drags: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """The maps of one frame: flow [h, w, 2] px, drags [2, h, w] px, confidence [h, w]."""
    present = np.ones((2, *confidence.shape), np.float32)
    return np.concatenate(
        [
            flow.transpose(2, 0, 1) / FLOW_SCALE_PX,
            drags / DRAG_SCALE_PX,
            confidence[None],
            present,
        ]
    ).astype(np.float32)


def shrink_map(values: np.ndarray) -> np.ndarray:
    """Averages over cells of 4 x 4 px."""
    size = (values.shape[1] // CELL_PX, values.shape[0] // CELL_PX)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA))


def _confidence(scene: Scene, flow: np.ndarray, t: int, zoom: float) -> np.ndarray:
    """1 where a drag says how the content moves, falling with the distance to the nearest."""
    height, width = flow.shape[:2]
    shape = (height // CELL_PX, width // CELL_PX)
    handles = scene.handles
    if handles.count == 0 or handles.still(t):  # at rest or moved by the camera alone
        return np.ones(shape, np.float32)
    x = np.arange(CELL_PX / 2, width, CELL_PX)
    y = np.arange(CELL_PX / 2, height, CELL_PX)
    source = np.stack(np.meshgrid(x, y), axis=-1) - shrink_map(flow)
    away = source[:, :, None] - handles.p
    nearest = np.sqrt(np.square(away).sum(-1).min(-1))
    return np.asarray(np.exp(-nearest / (_SURE_PX * zoom)), np.float32)


def to_condition(
    inputs: Sequence[FrameInputs], prompts: Sequence[str], device: str | torch.device = "cpu"
) -> Condition:
    """Clips of equal length and size as one batch."""

    def joined(name: str) -> torch.Tensor:
        stacked = np.concatenate([getattr(one, name) for one in inputs])
        return torch.from_numpy(stacked).to(device)

    return Condition(
        warp=joined("warp").permute(0, 3, 1, 2).contiguous(),
        hole=joined("hole")[:, None],
        maps=joined("maps"),
        time=joined("time"),
        prompts=list(prompts),
    )


def without_text(condition: Condition) -> Condition:
    """The same without its captions."""
    blank = [""] * len(condition.prompts)
    return Condition(condition.warp, condition.hole, condition.maps, condition.time, blank)


def without_motion(condition: Condition) -> Condition:
    """The same without flow and drag map; the warp stays, and how sure it is."""
    maps = condition.maps.clone()
    maps[:, :CONFIDENCE] = 0
    maps[:, 6] = 0
    return Condition(condition.warp, condition.hole, maps, condition.time, condition.prompts)


def without_image(condition: Condition) -> Condition:
    """The same without the picture: nothing is known, everything is a hole."""
    maps = condition.maps.clone()
    maps[:, 5] = 0
    blank = torch.zeros_like(condition.warp)
    return Condition(
        blank, torch.ones_like(condition.hole), maps, condition.time, condition.prompts
    )
