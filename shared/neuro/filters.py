"""The causal chain that the traces and the decoder share: reference first, then filters."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

from shared.errors import AppError

NOTCH_QUALITY = 30.0


class FilterSettings(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what comes out of the chain; None switches a filter off.

    `order` is that of the low-pass and high-pass prototypes (a band-pass has twice as many poles).
    `reference` is "average" (mean of the channels that are not in `bad`), "none", or labels with
    commas between them ("TP9,TP10"), whose mean is taken away.
    """

    low_hz: float | None = 0.5
    high_hz: float | None = 45.0
    notch_hz: float | None = 50.0
    order: int = 2
    reference: str = "average"
    bad: tuple[str, ...] = ()


def design(settings: FilterSettings, rate_hz: float) -> np.ndarray:
    """Second-order sections, float64 [k, 6], of Butterworth and notch filter; k may be 0.

    Raises
    ------
    AppError
        `bad_field` for a frequency that the rate does not allow, or limits the wrong way round.
    """
    from scipy.signal import butter, iirnotch, tf2sos

    _check(settings, rate_hz)
    low, high = settings.low_hz, settings.high_hz
    sections = [np.empty((0, 6))]
    if low is not None and high is not None:
        sections.append(butter(settings.order, [low, high], "bandpass", fs=rate_hz, output="sos"))
    elif low is not None:
        sections.append(butter(settings.order, low, "highpass", fs=rate_hz, output="sos"))
    elif high is not None:
        sections.append(butter(settings.order, high, "lowpass", fs=rate_hz, output="sos"))
    if settings.notch_hz is not None:
        sections.append(tf2sos(*iirnotch(settings.notch_hz, NOTCH_QUALITY, fs=rate_hz)))
    return np.concatenate(sections)


def _check(settings: FilterSettings, rate_hz: float) -> None:
    limit = f"above 0 and below half the rate ({rate_hz / 2:g} Hz)"
    for name in ("low_hz", "high_hz", "notch_hz"):
        value = getattr(settings, name)
        if value is not None and not 0 < value < rate_hz / 2:
            raise AppError("bad_field", field=name, value=value, limit=limit)
    low, high = settings.low_hz, settings.high_hz
    if low is not None and high is not None and low >= high:
        raise AppError("bad_field", field="low_hz", value=low, limit=f"below high_hz ({high:g})")
    if not 1 <= settings.order <= 8:
        raise AppError("bad_field", field="order", value=settings.order, limit="1 to 8")


def reference_weights(settings: FilterSettings, labels: Sequence[str]) -> np.ndarray:
    """float64 [C], the weight of each channel in the reference that is taken away.

    Raises
    ------
    AppError
        `bad_field` for a label that the stream does not have.
    """
    weights = np.zeros(len(labels))
    if settings.reference == "none":
        return weights
    if settings.reference == "average":
        chosen = [i for i, label in enumerate(labels) if label not in settings.bad]
    else:
        names = [name.strip() for name in settings.reference.split(",")]
        for name in names:
            if name not in labels:
                limit = f"average, none, or channels of {', '.join(labels)}"
                raise AppError("bad_field", field="reference", value=name, limit=limit)
        chosen = [list(labels).index(name) for name in names]
    weights[chosen] = 1.0
    return weights


class CausalChain:
    """Filters a stream chunk by chunk with the result of one run over the whole.

    The filters start in the state that a constant signal of the first sample would have left, so
    an offset of electrodes makes no transient. A value that is not finite comes out as NaN; the
    filters see the channel's last finite value in its place, so one NaN does not spoil the rest.

    Parameters
    ----------
    settings : FilterSettings
        What to do.
    rate_hz : float
        Rate of the stream.
    channels : sequence of str
        Its labels in order.
    """

    def __init__(self, settings: FilterSettings, rate_hz: float, channels: Sequence[str]) -> None:
        self.settings = settings
        self._sections = design(settings, rate_hz)
        self._weights = reference_weights(settings, channels)
        self._state: np.ndarray | None = None
        self._held = np.zeros(len(channels))

    def reset(self) -> None:
        """Forget the past: the next sample starts anew, as after a long gap."""
        self._state = None
        self._held[:] = 0.0

    def process(self, samples: np.ndarray) -> np.ndarray:
        """Samples floating [n, C] in µV, re-referenced and filtered, float64 [n, C]."""
        values = np.asarray(samples, np.float64)
        if not len(values):
            return values.copy()
        finite = np.isfinite(values)
        if finite.all():
            self._held = values[-1].copy()
            return self._filter(self._rereference(values))
        out = self._filter(self._rereference(self._hold(values, finite)))
        out[~finite] = np.nan
        return out

    def _hold(self, values: np.ndarray, finite: np.ndarray) -> np.ndarray:
        """Values with the last finite one of the channel in place of those that are not."""
        known = np.vstack([self._held, values])
        rows = np.where(finite, np.arange(1, len(known))[:, None], 0)
        held = np.take_along_axis(known, np.maximum.accumulate(rows, axis=0), axis=0)
        self._held = held[-1].copy()
        return held

    def _rereference(self, values: np.ndarray) -> np.ndarray:
        total = self._weights.sum()
        if not total:
            return values
        return np.asarray(values - (values @ self._weights / total)[:, None])

    def _filter(self, values: np.ndarray) -> np.ndarray:
        from scipy.signal import sosfilt, sosfilt_zi

        if not len(self._sections):
            return values.copy()
        if self._state is None:
            self._state = sosfilt_zi(self._sections)[:, :, None] * values[0]
        out, self._state = sosfilt(self._sections, values, axis=0, zi=self._state)
        return np.asarray(out)
