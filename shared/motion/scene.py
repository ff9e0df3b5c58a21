"""A picture and its drags: frame `t` as a pure function of the inputs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import cv2
import numpy as np

from shared.motion.cutouts import Cutouts, take_apart
from shared.motion.depth import layer_depths
from shared.motion.falloff import FallOff
from shared.motion.flow import Handles
from shared.motion.groups import Group, scene_groups
from shared.motion.picture import resize_picture
from shared.motion.tracks import Tracks, camera_transforms, scene_tracks
from shared.motion.warp import Box, WeightCache, backward_map, forward_points, is_still
from shared.tasks.motion import Drags

_ROWS = 64
_NO_MASKS: Mapping[int, np.ndarray] = MappingProxyType({})


class Scene:
    """A picture that can be warped to any frame.

    Frame 0 of paths that start at rest, and every frame of a scene without motion, is the resized
    picture bit for bit.

    Parameters
    ----------
    picture : np.ndarray
        uint8 [H0, W0, 3] RGB.
    drags : Drags
        Coordinates in px of a frame of `drags.width` x `drags.height`, normally the picture's size.
    width, height : int
        Output size in px.
    num_frames : int
        Number of frames.
    masks : mapping of int to np.ndarray
        Masks by layer index, uint8 [H0, W0], > 127 = belongs to the layer. Masks of camera layers
        and empty masks count as none drawn and as nothing to move.
    """

    def __init__(
        self,
        picture: np.ndarray,
        drags: Drags,
        width: int,
        height: int,
        num_frames: int,
        masks: Mapping[int, np.ndarray] = _NO_MASKS,
    ) -> None:
        self._still = np.ascontiguousarray(resize_picture(picture, width, height))
        self._size = (width, height)
        self._num_frames = num_frames
        self._cache = WeightCache()
        self._set_drags(drags, masks, None)

    _layers: Cutouts
    _groups: tuple[Group, ...]

    def _set_drags(
        self, drags: Drags, masks: Mapping[int, np.ndarray], previous: Scene | None
    ) -> None:
        width, height = self._size
        self._drags = drags
        self._latest: tuple[int, tuple[np.ndarray, np.ndarray | None]] | None = None
        self._masks = {
            index: mask
            for index, mask in masks.items()
            if 0 <= index < len(drags.layers) and drags.layers[index].role != "camera"
        }
        self._tracks: Tracks | None = None
        per_px = min(width / drags.width, height / drags.height)
        self._feathers_px = {k: per_px * drags.layers[k].feather_px for k in self._masks}
        if (
            previous is not None
            and _same_masks(previous._masks, self._masks)
            and previous._feathers_px == self._feathers_px
        ):
            self._layers = previous._layers
        else:
            self._layers = take_apart(self._still, self._masks, self._feathers_px)
        self._groups = scene_groups(drags, self._num_frames, width, height, self._layers.inside)
        scale = np.diag([width / drags.width, height / drags.height, 1.0])
        self._cameras = {
            layer: scale @ camera_transforms(drags, self._num_frames, depth) @ np.linalg.inv(scale)
            for layer, depth in layer_depths(self._layers.inside).items()
        }

    def with_drags(self, drags: Drags, masks: Mapping[int, np.ndarray] | None = None) -> Scene:
        """The same picture with other drags, and other masks when given.

        The resized picture is kept, and what the masks cut out of it while they are the same
        arrays.
        """
        scene = Scene.__new__(Scene)
        scene._still, scene._size = self._still, self._size
        scene._num_frames, scene._cache = self._num_frames, self._cache
        scene._set_drags(drags, self._masks if masks is None else masks, self)
        return scene

    def with_falloff(self, falloff: FallOff | None) -> Scene:
        """The same scene with another fall-off of the background's handles (see `handles`)."""
        scene = copy.copy(self)
        scene._groups = (replace(self._groups[0], falloff=falloff), *self._groups[1:])
        scene._latest = None
        return scene

    @property
    def handles(self) -> Handles:
        """What moves the part of the picture that no mask covers, without the camera."""
        return self._groups[0].handles

    def flow(self, t: int) -> np.ndarray:
        """How far the content of each pixel of frame `t` has come, float32 [H, W, 2] px.

        That of the background; masked layers in front are left out.
        """
        width, height = self._size
        if self._is_still(t):
            return np.zeros((height, width, 2), np.float32)
        source, _ = self._background_map(t)
        x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
        return np.asarray(np.dstack([x, y]) - source, np.float32)

    @property
    def still(self) -> np.ndarray:
        """The resized picture, uint8 [H, W, 3]."""
        return self._still

    @property
    def num_frames(self) -> int:
        """Number of frames."""
        return self._num_frames

    @property
    def tracks(self) -> Tracks:
        """What was asked, in output px; `visible` knows the frame's edges and masks in front."""
        if self._tracks is None:
            tracks = scene_tracks(self._drags, self._num_frames, *self._size, self._layers.inside)
            self._tracks = self._occlude(tracks) if self._layers.inside else tracks
        return self._tracks

    def frame(self, t: int) -> np.ndarray:
        """Frame `t`, uint8 [H, W, 3]."""
        if self._is_still(t):
            return self._still.copy()
        source, _ = self._background_map(t)
        result = _sample(self._layers.plate, source)
        for group in self._groups[1:]:
            self._paint(result, group, t)
        return result

    def holes(self, t: int, *, folds: bool = True) -> np.ndarray:
        """Where frame `t` shows content that the picture does not have, bool [H, W].

        With `folds`, also where the motion folds over itself and nothing truly lands.
        """
        width, height = self._size
        if self._is_still(t):
            return np.zeros((height, width), dtype=bool)
        source, error_px = self._background_map(t)
        outside = ((source < 0) | (source > self._size)).any(axis=-1)
        if folds and error_px is not None:
            outside |= error_px > 1.0
        invented = _sample(self._layers.invented.astype(np.uint8), source, cv2.INTER_NEAREST) > 0
        covered = np.zeros((height, width), dtype=bool)
        for group in self._groups[1:]:
            for box, alpha, _ in self._placed(group, t):
                covered[box[1] : box[3], box[0] : box[2]] |= alpha > 0.5
        return np.asarray((outside | invented) & ~covered)

    def motion(self, t: int) -> np.ndarray:
        """Where each pixel of the picture goes until frame `t`, float32 [H, W, 2] px.

        On the first frame's grid; a pixel inside a mask goes with the foremost layer there.
        """
        width, height = self._size
        result = np.zeros((height, width, 2), np.float32)
        if self._is_still(t):
            return result
        owner = np.zeros((height, width), np.int64)
        for index, group in enumerate(self._groups[1:], start=1):
            owner[self._layers.inside[group.layer]] = index
        for top in range(0, height, _ROWS):  # a whole picture's weights would not fit in memory
            rows = slice(top, min(top + _ROWS, height))
            for index, group in enumerate(self._groups):
                y, x = np.nonzero(owner[rows] == index)
                if len(x):
                    points = np.column_stack([x, y + top]) + 0.5
                    camera = self._camera(group, t)
                    moved = forward_points(points, group, camera, t, min(self._size))
                    result[y + top, x] = moved - points
        return result

    def cutout(self, layer: int, t: int) -> np.ndarray:
        """A masked layer alone in frame `t`, uint8 [H, W, 4] RGBA, alpha not multiplied in."""
        width, height = self._size
        result = np.zeros((height, width, 4), np.uint8)
        for group in self._groups[1:]:
            for box, alpha, source in self._placed(group, t) if group.layer == layer else ():
                part = result[box[1] : box[3], box[0] : box[2]]
                part[..., :3] = _sample(self._still, source)
                part[..., 3] = np.rint(255 * alpha)
        return result

    def given(self, t: int) -> np.ndarray:
        """Where frame `t` shows what was moved on purpose, bool [H, W].

        What the masked layers cover while nothing else moves; else all but the holes.
        """
        if len(self._groups) == 1 or self.still_region() is None:
            return ~self.holes(t)
        result = np.zeros(self._still.shape[:2], dtype=bool)
        for group in self._groups[1:]:
            for box, alpha, _ in self._placed(group, t):
                result[box[1] : box[3], box[0] : box[2]] |= alpha > 0.5
        return result

    def still_region(self) -> np.ndarray | None:
        """What nothing moves or covers in any frame, bool [H, W]; None when all of it moves."""
        background = self._groups[0]
        frames = range(self._num_frames)
        if any(not is_still(background, self._camera(background, t), t) for t in frames):
            return None
        region = ~self._layers.invented
        for t in frames:
            for group in self._groups[1:]:
                for box, alpha, _ in self._placed(group, t):
                    region[box[1] : box[3], box[0] : box[2]] &= alpha < 0.01
        return np.asarray(region)

    def _background_map(self, t: int) -> tuple[np.ndarray, np.ndarray | None]:
        """The background's map in frame `t`; the latest is kept, since frame, holes and flow of
        one frame are often asked for together.
        """
        if self._latest is None or self._latest[0] != t:
            background, whole = self._groups[0], (0, 0, *self._size)
            camera = self._camera(background, t)
            found = backward_map(background, camera, t, self._size, whole, self._cache)
            self._latest = (t, found)
        return self._latest[1]

    def _camera(self, group: Group, t: int) -> np.ndarray:
        return np.asarray(self._cameras[group.layer][t])

    def _is_still(self, t: int) -> bool:
        return all(is_still(group, self._camera(group, t), t) for group in self._groups)

    def _paint(self, result: np.ndarray, group: Group, t: int) -> None:
        for (left, top, right, bottom), alpha, source in self._placed(group, t):
            front = _sample(self._still, source).astype(np.float32)
            part = result[top:bottom, left:right]
            mixed = part + alpha[..., None] * (front - part)
            result[top:bottom, left:right] = np.rint(mixed).astype(np.uint8)

    def _placed(self, group: Group, t: int) -> list[tuple[Box, np.ndarray, np.ndarray]]:
        """Box, alpha and source positions of a masked layer in frame `t`; empty when outside."""
        cutout = self._layers.cutouts.get(group.layer)
        if cutout is None:
            return []
        camera = self._camera(group, t)
        box = self._moved_box(cutout.box, group, t)
        if box[0] >= box[2] or box[1] >= box[3]:
            return []
        source, error_px = backward_map(group, camera, t, self._size, box, self._cache)
        alpha = cv2.remap(
            cutout.alpha,
            source[..., 0] - 0.5,
            source[..., 1] - 0.5,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0.0,
        )
        if error_px is not None:
            alpha *= np.clip(2.0 - error_px, 0.0, 1.0)
        return [(box, alpha, source)]

    def _moved_box(self, box: Box, group: Group, t: int) -> Box:
        left, top, right, bottom = box
        xs, ys = np.linspace(left, right, 9), np.linspace(top, bottom, 9)
        points = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        moved = forward_points(points, group, self._camera(group, t), t, min(self._size))
        low = np.floor(moved.min(axis=0) - 3).astype(int)
        high = np.ceil(moved.max(axis=0) + 3).astype(int)
        return (
            max(0, int(low[0])),
            max(0, int(low[1])),
            min(self._size[0], int(high[0])),
            min(self._size[1], int(high[1])),
        )

    def _occlude(self, tracks: Tracks) -> Tracks:
        """Take away the visibility of points that another, moving cut-out covers."""
        owner = np.full(len(tracks.role), -1)
        for n, layer in enumerate(tracks.layer):
            if int(layer) in self._layers.inside:
                owner[n] = layer
            elif tracks.role[n] != "camera":
                owner[n] = self._owner(tracks.xy[0, n])
        visible = tracks.visible.copy()
        for t in range(self._num_frames):
            for group in self._groups[1:]:
                for box, alpha, _ in self._placed(group, t):
                    hit = _lookup(alpha, tracks.xy[t] - box[:2]) > 0.25
                    visible[t] &= ~(hit & (owner < group.layer))
        return replace(tracks, visible=visible)

    def _owner(self, point: np.ndarray) -> int:
        front_first = sorted(self._layers.inside, reverse=True)
        inside = [k for k in front_first if _lookup(self._layers.inside[k], point[None])[0]]
        return inside[0] if inside else -1


def _sample(picture: np.ndarray, source: np.ndarray, method: int = cv2.INTER_CUBIC) -> np.ndarray:
    # Beyond its edges the picture goes on as its mirror image: no smears, and no jump at the edge.
    return np.asarray(
        cv2.remap(
            picture,
            source[..., 0] - 0.5,
            source[..., 1] - 0.5,
            method,
            borderMode=cv2.BORDER_REFLECT,
        )
    )


def _lookup(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Values [h, w] at points [N, 2] in px; 0 outside."""
    x, y = np.floor(points).astype(int).T
    height, width = values.shape
    inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    found = values[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
    return np.asarray(np.where(inside, found, 0))


def _same_masks(one: Mapping[int, np.ndarray], other: Mapping[int, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(one[k] is other[k] for k in one)
