"""A real LSL sender to be stopped, killed and started again: `python -m tests.e2e.eeg.sender`.

Channel 1 counts the samples, the others hold constants; one marker a second.
"""

from __future__ import annotations

import argparse
import time

from worker.neuro.lsl_settings import prepare_lsl


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", required=True)
    parser.add_argument("--source-id", default="")
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--rate", type=float, default=250)
    parser.add_argument("--unit", default="microvolts")
    parser.add_argument("--first", type=float, default=0.0)
    parser.add_argument("--markers", choices=("string", "int32"), default="string")
    options = parser.parse_args()
    prepare_lsl()
    import pylsl

    info = pylsl.StreamInfo(
        options.name, "EEG", options.channels, options.rate, pylsl.cf_double64, options.source_id
    )
    channels = info.desc().append_child("channels")
    for index in range(options.channels):
        channel = channels.append_child("channel")
        channel.append_child_value("label", f"S{index}")
        channel.append_child_value("unit", options.unit)
    outlet = pylsl.StreamOutlet(info)
    format_ = pylsl.cf_string if options.markers == "string" else pylsl.cf_int32
    marks = pylsl.StreamOutlet(
        pylsl.StreamInfo(f"{options.name}-markers", "Markers", 1, 0, format_, f"{options.name}-m")
    )
    print("ready", flush=True)
    start, sent, marked = pylsl.local_clock(), 0, 0
    while True:
        elapsed = pylsl.local_clock() - start
        due = int(elapsed * options.rate)
        if due > sent:
            counts = range(sent, due)
            rows = [[options.first + n, *([7.0] * (options.channels - 1))] for n in counts]
            outlet.push_chunk(rows, [start + n / options.rate for n in counts])
            sent = due
        if elapsed > marked + 1:
            marked += 1
            text = f"mark/{marked}" if options.markers == "string" else marked
            marks.push_sample([text], start + marked)
        time.sleep(0.01)


if __name__ == "__main__":
    main()
