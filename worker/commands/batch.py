"""`vitrine-worker batch MANIFEST`, or a task with a folder of pictures: many items, resumable."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import msgspec

from shared.artefacts import ArtefactStore
from shared.errors import AppError
from shared.jobs import Failure
from shared.paths import default_home
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE, SOME_FAILED
from worker.commands.manifest import read_manifest
from worker.commands.picture_folder import add_folder_options, folder_requests
from worker.commands.report import reporter
from worker.executors.items import BatchItem, Executor, Outcome, batch_items, outcome_of
from worker.executors.output import REPORT_FILE, BatchOutput, batch_output

# Of 10,000 items it is long: written after each, it would take more time than small items do.
_REPORT_EVERY_S = 0.5


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser("batch", help="run many items from a YAML or JSON-lines manifest")
    parser.add_argument(
        "manifest",
        type=Path,
        metavar="MANIFEST",
        help="a YAML or JSON-lines file; with --images the name of a task",
    )
    add_folder_options(parser)
    parser.add_argument(
        "--engine",
        choices=("inline", "local", "ray"),
        default="inline",
        help="run in this process, in the host of this machine, or on a Ray cluster"
        " (default: inline)",
    )
    parser.add_argument(
        "--address",
        metavar="ADDRESS",
        help="ray: a cluster, ray://HOST:PORT (default: one of this machine, for this batch only)",
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help="ray: so many engines (default: one on each graphics card, or else on each core)",
    )
    parser.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help="folder for the results, or a URI that fsspec knows, such as s3://bucket/path",
    )
    parser.add_argument(
        "--resume", action="store_true", help="skip the items that are done in --out"
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=default_home(),
        metavar="DIR",
        help="the worker's home: keeps a copy of the files that items name, and the local host",
    )
    parser.add_argument("--json", action="store_true", help="one JSON line for each event")
    parser.set_defaults(command=lambda options: batch(options, registry))


def batch(options: argparse.Namespace, registry: TaskRegistry) -> int:
    """Run all items, write `report.json`, and say how many failed."""
    _check(options)
    if options.images is not None:
        requests = folder_requests(options, registry)
    else:
        requests = read_manifest(options.manifest, registry)
    home = options.home.resolve()
    output = batch_output(options.out, home)
    if not options.resume and output.has_batch():
        raise AppError(
            "bad_request",
            reason=f"{options.out} holds a batch already. Add --resume or choose another folder.",
        )
    items = batch_items(requests, output.items, ArtefactStore(home / "artefacts"))
    outcomes: dict[int, Outcome] = {}
    if options.resume:
        done = [item for item in items if output.is_done(item.id)]
        outcomes = {item.index: _placed(outcome_of(item), output) for item in done}
    labels = {item.index: _label(item) for item in items}
    executor = _executor(options)
    with reporter(as_json=options.json) as report:
        report.event("batch", items=len(items), done=len(outcomes))
        written = 0.0
        try:
            waiting = [item for item in items if item.index not in outcomes]
            for outcome in executor.run(waiting, lambda *_: None):
                outcome = _placed(outcome, output)
                outcomes[outcome.index] = outcome
                report.event("item", **msgspec.to_builtins(outcome))
                report.progress(len(outcomes), len(items), "items")
                if time.monotonic() - written >= _REPORT_EVERY_S:
                    output.report(_report(len(items), outcomes), last=False)
                    written = time.monotonic()
        finally:
            executor.close()
            output.report(_report(len(items), outcomes), last=True)
        report.path("report", output.name(REPORT_FILE))
        failed = [each for each in outcomes.values() if each.state != "succeeded"]
        for each in failed:
            reason = each.state
            if each.failure is not None:
                reason = str(AppError.from_params(each.failure.code, each.failure.params))
            name = labels[each.index]
            report.error(AppError("bad_request", reason=f"Item {each.index} ({name}): {reason}"))
    return SOME_FAILED if failed else DONE


def _check(options: argparse.Namespace) -> None:
    """Refuse options of the cluster where there is none."""
    for name in ("address", "workers"):
        value = getattr(options, name)
        if value is not None and options.engine != "ray":
            limit = f"it is for --engine ray, and this is {options.engine}"
            raise AppError("bad_field", field=f"--{name}", value=value, limit=limit)


def _executor(options: argparse.Namespace) -> Executor:
    if options.engine == "ray":
        from worker.executors.ray import RayExecutor

        return RayExecutor(options.address, options.workers)
    if options.engine == "local":
        from worker.executors.local import LocalExecutor

        return LocalExecutor(options.home.resolve())
    from worker.executors.inline import InlineExecutor

    return InlineExecutor()


def _label(item: BatchItem) -> str:
    """What a person knows an item by: its picture, where it has one, and its id."""
    image = getattr(item.given(), "image", "")
    return f"{Path(image).name}, {item.id}" if image else item.id


def _placed(outcome: Outcome, output: BatchOutput) -> Outcome:
    """A finished item is brought to its place; one that cannot be is told as failed."""
    if outcome.state != "succeeded":
        return outcome
    try:
        output.finished(outcome.id)
        return msgspec.structs.replace(outcome, out=output.place(outcome.id))
    except AppError as error:
        failure = Failure(code=error.code, params=error.params, retryable=True)
        return msgspec.structs.replace(outcome, state="failed", out="", failure=failure)


def _report(total: int, outcomes: dict[int, Outcome]) -> bytes:
    """What happened so far."""
    states = [each.state for each in outcomes.values()]
    document = {
        "items": total,
        "succeeded": states.count("succeeded"),
        "failed": len(states) - states.count("succeeded"),
        "outcomes": [outcomes[index] for index in sorted(outcomes)],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
