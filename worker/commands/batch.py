"""`vitrine-worker batch MANIFEST`, or a task with a folder of pictures: many items, resumable."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.paths import default_home, write_atomic
from shared.tasks.spec import RESULT_FILE, TaskRegistry
from worker.commands.exits import DONE, SOME_FAILED
from worker.commands.manifest import read_manifest
from worker.commands.picture_folder import add_folder_options, folder_requests
from worker.commands.report import reporter
from worker.executors.items import BatchItem, Executor, Outcome, content_id

REPORT_FILE = "report.json"


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
        choices=("inline", "local"),
        default="inline",
        help="run in this process, or in the host of this machine (default: inline)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the results"
    )
    parser.add_argument(
        "--resume", action="store_true", help="skip the items that are done in --out"
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=default_home(),
        metavar="DIR",
        help="the worker's home, for --engine local",
    )
    parser.add_argument("--json", action="store_true", help="one JSON line for each event")
    parser.set_defaults(command=lambda options: batch(options, registry))


def batch(options: argparse.Namespace, registry: TaskRegistry) -> int:
    """Run all items, write `report.json`, and say how many failed."""
    if options.images is not None:
        requests = folder_requests(options, registry)
    else:
        requests = read_manifest(options.manifest, registry)
    items = [
        BatchItem(
            index,
            key := content_id(spec, request, index),
            spec,
            request,
            options.out / "items" / key,
        )
        for index, (spec, request) in enumerate(requests)
    ]
    if (options.out / REPORT_FILE).exists() and not options.resume:
        raise AppError(
            "bad_request",
            reason=f"{options.out} holds a batch already. Add --resume or choose another folder.",
        )
    outcomes = (
        {item.index: _done(item) for item in items if _is_done(item)} if options.resume else {}
    )
    labels = {item.index: _label(item) for item in items}
    executor = _executor(options)
    with reporter(as_json=options.json) as report:
        progress = len(outcomes)
        report.event("batch", items=len(items), done=progress)
        try:
            waiting = [item for item in items if item.index not in outcomes]
            for outcome in executor.run(waiting, lambda *_: None):
                outcomes[outcome.index] = outcome
                report.event("item", **msgspec.to_builtins(outcome))
                report.progress(len(outcomes), len(items), "items")
                _write_report(options.out, len(items), outcomes)
        finally:
            executor.close()
            _write_report(options.out, len(items), outcomes)
        report.path("report", str(options.out / REPORT_FILE))
        failed = [each for each in outcomes.values() if each.state != "succeeded"]
        for each in failed:
            reason = each.state
            if each.failure is not None:
                reason = str(AppError.from_params(each.failure.code, each.failure.params))
            name = labels[each.index]
            report.error(AppError("bad_request", reason=f"Item {each.index} ({name}): {reason}"))
    return SOME_FAILED if failed else DONE


def _executor(options: argparse.Namespace) -> Executor:
    if options.engine == "local":
        from worker.executors.local import LocalExecutor

        return LocalExecutor(options.home.resolve())
    from worker.executors.inline import InlineExecutor

    return InlineExecutor()


def _label(item: BatchItem) -> str:
    """What a person knows an item by: its picture, where it has one, and its id."""
    image = getattr(item.request, "image", "")
    return f"{Path(image).name}, {item.id}" if image else item.id


def _is_done(item: BatchItem) -> bool:
    return (item.out / RESULT_FILE).is_file()


def _done(item: BatchItem) -> Outcome:
    return Outcome(
        index=item.index, id=item.id, task=item.spec.name, state="succeeded", out=str(item.out)
    )


def _write_report(out: Path, total: int, outcomes: dict[int, Outcome]) -> None:
    """Write what happened so far, as a whole: a stop at any time leaves a readable report."""
    states = [each.state for each in outcomes.values()]
    document = {
        "items": total,
        "succeeded": states.count("succeeded"),
        "failed": len(states) - states.count("succeeded"),
        "outcomes": [outcomes[index] for index in sorted(outcomes)],
    }
    out.mkdir(parents=True, exist_ok=True)
    body = msgspec.json.format(msgspec.json.encode(document), indent=2)
    write_atomic(out / REPORT_FILE, body + b"\n")
