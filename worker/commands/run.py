"""`vitrine-worker run TASK`: one task in this process."""

from __future__ import annotations

import argparse
from pathlib import Path

from shared.tasks.spec import TaskRegistry, TaskSpec
from worker.commands.exits import DONE, SOME_FAILED
from worker.commands.report import reporter
from worker.commands.request_input import add_options, request_from_options


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command, with one sub-command for each task."""
    parser = commands.add_parser("run", help="run one task here, without a host")
    tasks = parser.add_subparsers(metavar="TASK", required=True)
    for spec in registry:
        task = tasks.add_parser(spec.name, help=spec.summary, description=spec.summary)
        add_options(task, spec)
        task.add_argument(
            "--out",
            type=Path,
            default=Path("out"),
            metavar="DIR",
            help="folder for the results (default: %(default)s)",
        )
        task.add_argument("--json", action="store_true", help="one JSON line for each event")
        task.set_defaults(command=run, spec_of_task=spec)


def run(options: argparse.Namespace) -> int:
    """Run and print the paths of what was written; a gate that is broken has its own exit code."""
    from shared.tasks.events import Partial, Progress
    from worker.engine.devices import DeviceProbe
    from worker.executors.inline import run_inline

    spec: TaskSpec = options.spec_of_task
    request = request_from_options(spec, options)
    with reporter(as_json=options.json) as report:

        def on_step(step: Progress | Partial) -> None:
            if isinstance(step, Progress):
                report.progress(step.done, step.total, step.stage)

        result, paths = run_inline(spec, request, options.out, on_step, DeviceProbe())
        for path in paths:
            report.path(path.suffix.lstrip("."), str(path))
        report.event("done", out=str(options.out))
    return SOME_FAILED if getattr(result, "passed", None) is False else DONE
