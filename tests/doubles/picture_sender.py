"""A cap that looks at pictures, over LSL: `python -m tests.doubles.picture_sender --name N`.

Channels have names of the 10-05 system; with `--count` channel 0 counts the samples instead. A
marker `picture/N` is sent each `--every` seconds, the pictures in turn.
"""

from __future__ import annotations

import argparse
import itertools
import time

import numpy as np

from tests.doubles.sending import ReadySender

LABELS = (
    "Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6 "  # noqa: SIM905
    "FT8 T7 C5 C3 C1 Cz C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 P7 P5 P3 P1 Pz P2 P4 P6 "
    "P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz TP9 TP10".split()
)
PICTURES = 20
_LOOP_S = 8.0


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--channels", type=int, default=64)
    parser.add_argument("--rate-hz", type=float, default=500.0)
    parser.add_argument("--every", type=float, default=1.0)
    parser.add_argument("--chunk-ms", type=float, default=10.0)
    parser.add_argument("--count", action="store_true")
    return parser.parse_args()


def main() -> None:
    """Send for ever."""
    from worker.neuro.lsl_settings import prepare_lsl

    options = parse()
    prepare_lsl()
    import pylsl

    labels = LABELS[: options.channels]
    info = pylsl.StreamInfo(
        options.name, "EEG", len(labels), options.rate_hz, pylsl.cf_float32, f"{options.name}-id"
    )
    channels = info.desc().append_child("channels")
    for label in ("Count", *labels[1:]) if options.count else labels:
        channel = channels.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", "microvolts")
    name = f"{options.name}-markers"
    marks = pylsl.StreamOutlet(
        pylsl.StreamInfo(name, "Markers", 1, 0, pylsl.cf_string, f"{options.name}-m")
    )
    samples = pylsl.StreamOutlet(info)
    print("ready", flush=True)
    rng = np.random.default_rng(1)
    signal = rng.normal(0, 10, (round(_LOOP_S * options.rate_hz), len(labels))).astype(np.float32)
    size = max(1, round(options.chunk_ms / 1000 * options.rate_hz))
    start_s = pylsl.local_clock()
    shown = 0
    for number in itertools.count():
        first = number * size
        numbers = np.arange(first, first + size)
        rows = signal[numbers % len(signal)]
        if options.count:
            rows[:, 0] = numbers
        stamps = start_s + numbers / options.rate_hz
        # A chunk leaves when its last sample is taken.
        time.sleep(max(0.0, stamps[-1] - pylsl.local_clock()))
        samples.push_chunk(rows, stamps.tolist())
        while (shown + 1) * options.every < stamps[-1] - start_s:
            shown += 1
            marks.push_sample([f"picture/{shown % PICTURES}"], start_s + shown * options.every)


class PictureSender(ReadySender):
    """The sender in a process of its own."""

    def __init__(self, *options: object) -> None:
        super().__init__("tests.doubles.picture_sender", "pictures", *options)


if __name__ == "__main__":
    main()
