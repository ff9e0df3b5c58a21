"""A real LSL sender to be stopped, killed and started again: `python -m tests.e2e.eeg.sender`.

Channel 0 counts the samples. Without a script it sends for ever, with one marker a second; with
one (`tests.e2e.eeg.faults`) it waits for a reader, does what the script says, prints `done` and
stays.
"""

from __future__ import annotations

import argparse
import itertools
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from tests.e2e.eeg.faults import Phase, Script, broken_values, pushes, values
from worker.neuro.lsl_settings import prepare_lsl

if TYPE_CHECKING:
    import pylsl

FOR_EVER_S = 1e6
# A marker stream's reader needs as long as one of samples to be there.
READER_S = 60.0


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--source-id", default="")
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--rate", type=float, default=250)
    parser.add_argument("--nominal", type=float, help="the rate that the stream promises")
    parser.add_argument("--ppm", type=float, default=0.0, help="how fast its clock is")
    parser.add_argument("--unit", default="microvolts")
    parser.add_argument("--bare", action="store_true", help="says nothing about its channels")
    parser.add_argument("--reverse", action="store_true", help="labels in the other order")
    parser.add_argument("--first", type=float, default=0.0)
    parser.add_argument("--markers", choices=("string", "int32"), default="string")
    parser.add_argument("--marker-ending", default="-markers", help="after the stream's name")
    parser.add_argument("--script", type=Script.from_json)
    parser.add_argument("--float32", action="store_true", help="as amplifiers send")
    parser.add_argument("--plain", action="store_true", help="constants, which cost no time")
    return parser.parse_args()


def outlets(options: argparse.Namespace) -> tuple[pylsl.StreamOutlet, pylsl.StreamOutlet]:
    """Samples and markers."""
    import pylsl

    rate_hz = options.nominal or options.rate
    number = pylsl.cf_float32 if options.float32 else pylsl.cf_double64
    info = pylsl.StreamInfo(
        options.name, "EEG", options.channels, rate_hz, number, options.source_id
    )
    if not options.bare:
        describe(info, options)
    format_ = pylsl.cf_string if options.markers == "string" else pylsl.cf_int32
    name = options.name + options.marker_ending
    marks = pylsl.StreamInfo(name, "Markers", 1, 0, format_, f"{options.name}-m")
    return pylsl.StreamOutlet(info), pylsl.StreamOutlet(marks)


def describe(info: pylsl.StreamInfo, options: argparse.Namespace) -> None:
    """Labels and units of the channels."""
    labels = [f"S{index}" for index in range(options.channels)]
    channels = info.desc().append_child("channels")
    for label in reversed(labels) if options.reverse else labels:
        channel = channels.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", options.unit)


def main() -> None:
    """Send."""
    options = parse()
    prepare_lsl()
    samples, marks = outlets(options)
    print("ready", flush=True)
    script = options.script or Script((Phase("clean", FOR_EVER_S),))
    if options.script:
        assert samples.wait_for_consumers(READER_S)
        assert marks.wait_for_consumers(READER_S)
    import pylsl

    start_s = pylsl.local_clock()
    threading.Thread(target=mark, args=(options, marks, script, start_s), daemon=True).start()
    for push in pushes(script.phases, options.rate, options.ppm):
        time.sleep(max(0.0, start_s + push.at_s - pylsl.local_clock()))
        if options.script and not options.plain:
            rows = values(push.numbers, options.channels, options.rate)
            rows = broken_values(rows, push.numbers, options.rate, push.broken)
        else:
            rows = np.full((len(push.numbers), options.channels), 7.0)
            rows[:, 0] = options.first + push.numbers
        samples.push_chunk(rows, (start_s + push.stamps_s).tolist())
    print("done", flush=True)
    threading.Event().wait()


def mark(
    options: argparse.Namespace, marks: pylsl.StreamOutlet, script: Script, start_s: float
) -> None:
    """Send the script's markers, or one a second."""
    import pylsl

    endless = ((float(n), float(n), f"mark/{n}") for n in itertools.count(1))
    for at_s, stamp_s, text in script.markers if options.script else endless:
        time.sleep(max(0.0, start_s + at_s - pylsl.local_clock()))
        value = text if options.markers == "string" else int(text.rpartition("/")[2])
        marks.push_sample([value], start_s + stamp_s)


if __name__ == "__main__":
    main()
