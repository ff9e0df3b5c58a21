"""Colours of signals and pictures: by the region of the head, legible on the theme's background."""

from __future__ import annotations

from PySide6.QtGui import QColor

from desktop.core.tokens import contrast
from desktop.neuro.channels import REGIONS, Channel
from desktop.widgets.theme import Theme
from shared.neuro.sweep import BACKGROUND, FIRST_INK, GAP, GAP_LINE, MARK, TRACE

# A bad channel lies below the others, the chosen one above them.
BAD_INK = FIRST_INK - 1
SELECTED_INK = FIRST_INK + len(REGIONS)
# Which of the theme's data colours each region has; a calm order, yellow left out.
_DATA_COLOR = (0, 2, 4, 1, 6, 7)
MIN_CONTRAST = 4.5


def legible(color: QColor, background: QColor, *, ratio: float = MIN_CONTRAST) -> QColor:
    """The colour, darker or lighter until it stands out from the background by `ratio`."""
    dark = background.lightnessF() < 0.5
    result = QColor(color)
    for _ in range(24):
        if contrast(result.name(), background.name()) >= ratio:
            break
        result = result.lighter(108) if dark else result.darker(108)
    return result


def region_color(theme: Theme, region: int) -> QColor:
    """The colour of a region on the canvas."""
    return legible(theme.data_color(_DATA_COLOR[region]), theme.color("canvas"))


def channel_color(theme: Theme, channel: Channel, *, bad: bool, selected: bool) -> QColor:
    """The colour of a channel's name and trace."""
    if selected:
        return theme.color("text")
    return theme.color("edge") if bad else region_color(theme, channel.region)


def ink(channel: Channel, *, bad: bool, selected: bool) -> int:
    """The raster's value of a channel."""
    if selected:
        return SELECTED_INK
    return BAD_INK if bad else FIRST_INK + channel.region


def raster_colors(theme: Theme) -> list[int]:
    """The colour table of a raster, as QImage wants it."""
    canvas = theme.color("canvas")
    table = [canvas.rgb()] * (SELECTED_INK + 1)
    table[BACKGROUND] = canvas.rgb()
    table[TRACE] = theme.color("text").rgb()
    table[GAP] = mixed(theme.color("bad"), canvas, 0.16).rgb()
    table[GAP_LINE] = mixed(theme.color("bad"), canvas, 0.75).rgb()
    table[MARK] = mixed(theme.color("accent"), canvas, 0.75).rgb()
    table[BAD_INK] = mixed(theme.color("edge"), canvas, 0.8).rgb()
    for number in range(len(REGIONS)):
        table[FIRST_INK + number] = region_color(theme, number).rgb()
    table[SELECTED_INK] = theme.color("text").rgb()
    return table


def mixed(color: QColor, under: QColor, share: float) -> QColor:
    """`share` of a colour over another."""
    return QColor(
        round(share * color.red() + (1 - share) * under.red()),
        round(share * color.green() + (1 - share) * under.green()),
        round(share * color.blue() + (1 - share) * under.blue()),
    )
