"""The screens of this computer as a protocol needs them."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QScreen

from desktop.neuro.stimulus.options import WIDTH_CM, WINDOWED, StimulusOptions
from desktop.neuro.stimulus.run import Stage
from shared.neuro.stimulus.screen import Screen

_USUAL_HZ = 60.0
_USUAL_WIDTH_CM = 53.0
# What a screen may say of its refresh.
_HZ = (20.0, 1000.0)


def screens() -> list[QScreen]:
    """All screens, the main one first."""
    main = QGuiApplication.primaryScreen()
    return [main, *(screen for screen in QGuiApplication.screens() if screen is not main)]


def screen_facts(screen: QScreen) -> Screen:
    """Pixels and width of a screen; a usual width if it does not know its own."""
    ratio = screen.devicePixelRatio()
    size = screen.geometry().size()
    width_cm = screen.physicalSize().width() / 10
    if not WIDTH_CM[0] <= width_cm <= WIDTH_CM[1]:
        width_cm = _USUAL_WIDTH_CM
    return Screen(
        width_px=round(size.width() * ratio),
        height_px=round(size.height() * ratio),
        width_cm=round(width_cm, 1),
    )


def choose_stage(options: StimulusOptions) -> Stage:
    """Where the options put the pictures; without a wish the second screen, or else a window."""
    known = screens()
    wanted = [screen for screen in known if screen.name() == options.screen]
    if options.screen == WINDOWED or (not wanted and len(known) == 1):
        return Stage(known[0], False, _frame_s(known[0]))
    screen = wanted[0] if wanted else known[1]
    return Stage(screen, True, _frame_s(screen))


def _frame_s(screen: QScreen) -> float:
    rate_hz = screen.refreshRate()
    return 1 / (rate_hz if _HZ[0] <= rate_hz <= _HZ[1] else _USUAL_HZ)
