"""A simulated session as a recording that says that it is simulated."""

from __future__ import annotations

import math

import numpy as np

from shared.neuro.chunks import Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.files.recording import Recording
from worker.neuro.simulation.participant import Participant
from worker.neuro.simulation.session import Session


def simulated_info(participant: Participant) -> StreamInfo:
    """The stream of a simulated participant."""
    settings = participant.settings
    code = f"sim{settings.participant:02d}-{settings.level}-{settings.seed}"
    return StreamInfo(
        name=code,
        source_id=f"vitrine-{code}",
        kind="EEG",
        rate_hz=settings.rate_hz,
        channels=tuple(ChannelInfo(label=label) for label in participant.head.labels),
        simulated=True,
    )


def simulated_recording(participant: Participant, seconds: float) -> Recording:
    """The first `seconds` of a session."""
    session = Session(participant)
    count = math.ceil(seconds * participant.settings.rate_hz)
    blocks, made = [], 0
    while made < count:
        blocks.append(session.block())
        made += len(blocks[-1].samples)
    shown = [each for block in blocks for each in block.shown if each.sample < count]
    rate_hz = participant.settings.rate_hz
    return Recording(
        info=simulated_info(participant),
        samples=np.concatenate([block.samples for block in blocks])[:count],
        times_s=np.arange(count) / rate_hz,
        markers=Markers(
            times_s=np.array([each.sample / rate_hz for each in shown]),
            texts=tuple(each.text for each in shown),
        ),
    )
