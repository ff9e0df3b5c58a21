"""The page's state: options, the set that is read, and the plan with its verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from desktop.core.observable import Observable
from desktop.neuro.stimulus.loading import LoadedSet, Loading
from desktop.neuro.stimulus.options import StimulusOptions, placement
from desktop.neuro.stimulus.sources import Source, source_of
from shared.errors import AppError
from shared.neuro.stimulus.exposure import Placement, judge, safe_size
from shared.neuro.stimulus.flashes import FlashVerdict
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import Plan, make_plan
from shared.neuro.stimulus.screen import Screen
from shared.neuro.stimulus.settings import PRESETS, Paradigm

T = TypeVar("T")


class RunInBackground(Protocol):
    """`Background.run`: calls on one thread, outcomes on this one."""

    def __call__(
        self,
        call: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[AppError], object] | None = None,
    ) -> None:
        """Run `call` there, then `done` or `failed` here."""
        ...


@dataclass(frozen=True)
class Assessment:
    """A plan with its verdict, or why there is none, for the options it was made for.

    Attributes
    ----------
    safe_size : float or None
        Of a plan that flashes too much: a size of the pictures at which it does not, in the unit of
        the options.
    """

    options: StimulusOptions
    placement: Placement
    frame_s: float
    plan: Plan | None = None
    verdict: FlashVerdict | None = None
    safe_size: float | None = None
    error: AppError | None = None

    @property
    def can_run(self) -> bool:
        """There is a plan, and it flashes no more than anybody may be shown."""
        return self.plan is not None and self.verdict is not None and self.verdict.passes

    @property
    def needs_question(self) -> bool:
        """Rapid pictures are a risk to some people even within the limits."""
        return self.options.settings.paradigm == "rapid"


class ProtocolModel:
    """Reads the chosen set and plans anew whenever something changes; the newest wish wins.

    Attributes
    ----------
    options : Observable of StimulusOptions
    loaded : Observable of LoadedSet or None
        None while a set is read or after it could not be.
    failure : Observable of AppError or None
        Why the set could not be read.
    assessment : Observable of Assessment or None
        None until the newest options are planned.
    """

    def __init__(
        self,
        options: StimulusOptions,
        screen: Screen,
        frame_s: float,
        background: RunInBackground,
        progress: Callable[[int, int], object] = lambda done, total: None,
        picture_source: Callable[[str], Source] = source_of,
    ) -> None:
        self.options = Observable(options)
        self.loaded: Observable[LoadedSet | None] = Observable(None)
        self.failure: Observable[AppError | None] = Observable(None)
        self.assessment: Observable[Assessment | None] = Observable(None)
        self._screen, self._frame_s = screen, frame_s
        self._background, self._progress = background, progress
        self._picture_source = picture_source
        self._loading: Loading | None = None
        self._is_assessing = False
        self._load()

    @property
    def is_loading(self) -> bool:
        """Whether a set is being read."""
        return self._loading is not None

    @property
    def screen(self) -> Screen:
        """The chosen screen as it describes itself."""
        return self._screen

    def update(self, **changes: Any) -> None:
        """Change options."""
        before = self.options.value
        self.options.value = msgspec.structs.replace(before, **changes)
        if self.options.value.source != before.source:
            self._load()
        elif self.options.value != before:
            self._assess()

    def set(self, field: str, value: Any) -> None:
        """Change one of the protocol's settings."""
        settings = msgspec.structs.replace(self.options.value.settings, **{field: value})
        self.update(settings=settings)

    def choose_paradigm(self, paradigm: Paradigm) -> None:
        """Take the preset of a paradigm, but keep the seed."""
        seed = self.options.value.settings.seed
        self.update(settings=msgspec.structs.replace(PRESETS[paradigm], seed=seed))

    def set_screen(self, screen: Screen, frame_s: float) -> None:
        """Plan for another screen."""
        if (screen, frame_s) != (self._screen, self._frame_s):
            self._screen, self._frame_s = screen, frame_s
            self._assess()

    def stop(self) -> None:
        """Read no further."""
        if self._loading is not None:
            self._loading.stop()

    # --- reading ----------------------------------------------------------------------------------

    def _load(self) -> None:
        self.stop()
        self.loaded.value, self.failure.value, self.assessment.value = None, None, None
        source = self._picture_source(self.options.value.source)
        loading = Loading(source, self._progress)
        self._loading = loading

        def done(loaded: LoadedSet) -> None:
            if self._loading is loading:
                self._loading = None
                self.loaded.value = loaded
                self._assess()

        def failed(error: AppError) -> None:
            if self._loading is loading:
                self._loading = None
                self.failure.value = error

        self._background(loading.run, done, failed)

    # --- planning ---------------------------------------------------------------------------------

    def _assess(self) -> None:
        """Plan the newest options; what changes meanwhile is planned right after."""
        loaded = self.loaded.value
        self.assessment.value = None
        if self._is_assessing or loaded is None:
            return
        self._is_assessing = True
        wanted = self._wanted()

        def finish(assessment: Assessment) -> None:
            self._is_assessing = False
            if self.loaded.value is loaded and self._wanted() == wanted:
                self.assessment.value = assessment
            else:
                self._assess()

        def failed(error: AppError) -> None:
            finish(Assessment(*wanted, error=error))

        self._background(lambda: _assessed(loaded, *wanted), finish, failed)

    def _wanted(self) -> tuple[StimulusOptions, Placement, float]:
        options = self.options.value
        return options, placement(options, self._screen), self._frame_s


def _assessed(
    loaded: LoadedSet, options: StimulusOptions, place: Placement, frame_s: float
) -> Assessment:
    pictures: tuple[Picture, ...] = loaded.pictures
    plan = make_plan(pictures, options.settings, frame_s)
    verdict = judge(plan, loaded.lights, loaded.target, place)
    smaller = None
    if not verdict.passes:
        smaller = safe_size(plan, loaded.lights, loaded.target, place, verdict)
    return Assessment(options, place, frame_s, plan, verdict, smaller)
