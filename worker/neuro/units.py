"""Units of electrode channels: volts in any prefix become microvolts, counts stay counts."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from shared.neuro.streams import StreamInfo, microvolts_per


def scale_of(info: StreamInfo) -> npt.NDArray[np.float64]:
    """The factor of each channel, [C]; 1 where the unit is no voltage."""
    return np.array([microvolts_per(channel.unit) or 1.0 for channel in info.channels])


def scaled(values: npt.ArrayLike, scale: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Values [n, C] times the factor of each channel; what single precision cannot hold is Inf."""
    with np.errstate(over="ignore"):
        return (np.asarray(values, dtype=np.float64) * scale).astype(np.float32)


def unscaled_labels(info: StreamInfo) -> tuple[str, ...]:
    """Channels whose values stay as they came: counts, or a unit that is not known."""
    return tuple(channel.label for channel in info.channels if microvolts_per(channel.unit) is None)


def in_microvolts(info: StreamInfo) -> StreamInfo:
    """The description of the samples after scaling: voltages say `uV`, other units stay."""
    channels = tuple(
        msgspec.structs.replace(channel, unit="uV") if microvolts_per(channel.unit) else channel
        for channel in info.channels
    )
    return msgspec.structs.replace(info, channels=channels)
