"""Where the picture lies on the canvas: zoom and pan as a value."""

from __future__ import annotations

from dataclasses import dataclass

from shared.tasks.motion import Point

MIN_ZOOM, MAX_ZOOM = 0.02, 64.0


@dataclass(frozen=True)
class ViewTransform:
    """`screen = picture * zoom + offset`; a picture pixel's centre lies at half-integers."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_screen(self, point: Point) -> Point:
        """Canvas position of a picture position."""
        return point[0] * self.zoom + self.x, point[1] * self.zoom + self.y

    def to_picture(self, point: Point) -> Point:
        """Picture position of a canvas position."""
        return (point[0] - self.x) / self.zoom, (point[1] - self.y) / self.zoom

    def zoomed(self, factor: float, at: Point) -> ViewTransform:
        """Zoom about a canvas position, which keeps the picture position that it shows."""
        zoom = min(max(self.zoom * factor, MIN_ZOOM), MAX_ZOOM)
        x, y = self.to_picture(at)
        return ViewTransform(zoom, at[0] - x * zoom, at[1] - y * zoom)

    def panned(self, dx: float, dy: float) -> ViewTransform:
        """Move the picture by screen pixels."""
        return ViewTransform(self.zoom, self.x + dx, self.y + dy)


def fitted(
    picture: tuple[int, int], canvas: tuple[int, int], margin_px: float = 24.0
) -> ViewTransform:
    """The picture, as large as fits, in the middle of the canvas."""
    width, height = max(picture[0], 1), max(picture[1], 1)
    room = max(canvas[0] - 2 * margin_px, 1.0), max(canvas[1] - 2 * margin_px, 1.0)
    zoom = min(max(min(room[0] / width, room[1] / height), MIN_ZOOM), MAX_ZOOM)
    return ViewTransform(zoom, (canvas[0] - width * zoom) / 2, (canvas[1] - height * zoom) / 2)
