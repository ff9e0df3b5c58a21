"""What `vitrine-worker eeg simulate | export | check` do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from shared.errors import AppError
from worker.commands.eeg_streams import publish_source
from worker.commands.exits import DONE
from worker.commands.report import reporter, write_report

if TYPE_CHECKING:
    from worker.neuro.export.grid import Grid
    from worker.neuro.files.recording import Recording
    from worker.neuro.simulation.participant import SimulationSettings


def simulate(options: argparse.Namespace) -> int:
    """Write simulated recordings, or stream one simulated participant."""
    from worker.neuro.simulation.participant import SimulationSettings

    if bool(options.out) == bool(options.lsl_name):
        limit = "give either --out FILE or --lsl-name NAME"
        value = "both" if options.out else "neither"
        raise AppError("bad_field", field="--out", value=value, limit=limit)
    if not 1 <= options.participants <= 99:
        value = options.participants
        raise AppError("bad_field", field="--participants", value=value, limit="1 to 99")
    settings = SimulationSettings(
        level=options.level, seed=options.seed, channels=options.channels, rate_hz=options.rate_hz
    ).checked()
    return _simulate_live(settings, options) if options.lsl_name else _simulate(settings, options)


def _simulate_live(settings: SimulationSettings, options: argparse.Namespace) -> int:
    if options.participants > 1:
        limit = "one participant for each stream; start another command for another"
        raise AppError("bad_field", field="--participants", value=options.participants, limit=limit)
    from worker.neuro.lsl_settings import prepare_lsl
    from worker.neuro.simulation.participant import Participant

    prepare_lsl(network=options.network)
    import pylsl

    from worker.neuro.sources.simulated import SimulatedSource

    source = SimulatedSource(
        Participant(settings), seconds=options.seconds, clock=pylsl.local_clock
    )
    return publish_source(source, options)


def _simulate(settings: SimulationSettings, options: argparse.Namespace) -> int:
    from worker.neuro.export.fif_file import write_fif
    from worker.neuro.simulation.participant import Participant
    from worker.neuro.simulation.recorded import simulated_recording

    if options.out.suffix != ".fif":
        limit = "a name that ends in .fif"
        raise AppError("bad_field", field="--out", value=str(options.out), limit=limit)
    seconds = options.seconds or 120.0
    with reporter(as_json=options.json) as report:
        for number in range(1, options.participants + 1):
            report.progress(number - 1, options.participants, "simulating")
            participant = Participant(msgspec.structs.replace(settings, participant=number))
            out = options.out
            if options.participants > 1:
                out = out.with_name(f"{out.stem}-{number:02d}.fif")
            report.path("fif", str(write_fif(simulated_recording(participant, seconds), out)))
        report.event("done", out=str(options.out), simulated=True)
    return DONE


def export(options: argparse.Namespace) -> int:
    """Write a recording in another format and print where."""
    from worker.neuro.export.bids_folder import write_bids
    from worker.neuro.export.channels import assumed_microvolts
    from worker.neuro.export.edf_file import write_edf
    from worker.neuro.export.fif_file import write_fif
    from worker.neuro.export.grid import on_grid
    from worker.neuro.files.reader import read_recording

    recording = read_recording(options.file)
    name = options.file.name.split(".")[0]
    out: Path = options.out
    with reporter(as_json=options.json) as report:
        if options.format == "bids":
            path = write_bids(
                recording,
                out,
                subject=options.subject,
                session=options.session,
                task=options.task,
                line_hz=options.line_hz,
            )
        elif options.format == "edf":
            path = write_edf(recording, out / f"{name}.edf")
        else:
            path = write_fif(recording, out / f"{name}_eeg.fif")
        report.path(options.format, str(path))
        grid, assumed = on_grid(recording), assumed_microvolts(recording)
        report.event(
            "done",
            out=str(out),
            n_outside=grid.outside,
            rate_hz=grid.rate_hz,
            assumed_microvolts=list(assumed),
        )
        if not options.json:
            sys.stderr.writelines(_told(recording, grid, assumed))
    return DONE


def _told(recording: Recording, grid: Grid, assumed: tuple[str, ...]) -> list[str]:
    """What a person should know of an export."""
    lines = []
    if grid.outside:
        lines.append(f"{grid.outside} markers or notes lie outside the samples and were left out.")
    if assumed:
        names = ", ".join(assumed[:8]) + (" …" if len(assumed) > 8 else "")
        lines.append(f"These channels have no unit and were written as microvolts: {names}.")
    if grid.rate_hz != recording.info.rate_hz:
        promised = f"{recording.info.rate_hz:g} Hz"
        lines.append(
            f"The stream promised {promised} and had {grid.rate_hz:g} Hz: that is written."
        )
    return [line + "\n" for line in lines]


def check(options: argparse.Namespace) -> int:
    """Print what a recording is worth; one JSON object with `--json`."""
    from worker.neuro.check import check_recording
    from worker.neuro.files.reader import read_recording

    report = check_recording(read_recording(options.file), options.line_hz)
    write_report(report, _lines, as_json=options.json)
    return DONE


def _lines(report: dict[str, Any]) -> list[str]:
    said = "simulated: no person was recorded" if report["simulated"] else "not marked as simulated"
    lines = [
        f"stream    {report['name']}, {report['n_channels']} channels, {said}",
        f"samples   {report['n_samples']} in {report['duration_s']:.1f} s,"
        f" {report['n_lost']} lost, {report['n_duplicated']} twice, {report['n_markers']} markers",
        f"clock     {report['rate_hz']:g} Hz (nominal {report['nominal_rate_hz']:g}),"
        f" jitter {report['jitter_ms']:.2f} ms, {report['clock_jumps']} jumps",
    ]
    if report["other_streams"]:
        lines.append(f"beside    not looked at: {', '.join(report['other_streams'])}")
    if report["unitless"]:
        lines.append(f"unit      none of voltage: {', '.join(report['unitless'])}")
    lines += [
        f"gap       {gap['from_s']:.3f} to {gap['to_s']:.3f} s, {gap['n_lost']} samples"
        for gap in report["gaps"][:20]
    ]
    if len(report["gaps"]) > 20:
        lines.append(f"          and {len(report['gaps']) - 20} more gaps (all with --json)")
    lines += [f"bad       {label}: {why}" for label, why in report["bad_because"].items()]
    lines += [f"poor      {label}: {why}" for label, why in report["poor_because"].items()]
    lines += [f"marked    {label}: bad by the operator" for label in report["marked_bad"]]
    lines += [f"note      {note['at_s']:.3f} s: {note['text']}" for note in report["notes"]]
    if report["n_not_finite"]:
        lines.append(f"broken    {report['n_not_finite']} values are no numbers")
    return lines
