"""`submit`, `jobs`, `fetch`, `cancel` and `retry`: the queue of a running host."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.errors import AppError
from shared.jobs import JobState, JobView, Lane
from shared.protocol.messages import Snapshot, Sync
from shared.tasks.spec import TaskRegistry, TaskSpec
from worker.commands.exits import DONE
from worker.commands.report import write_line
from worker.commands.request_input import add_options, request_from_options
from worker.commands.serve import add_home

if TYPE_CHECKING:
    from shared.protocol.client import HostClient

TIMEOUT_S = 30.0


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the commands."""
    parser = commands.add_parser(
        "submit", help="give a task to the running host; prints the job's id"
    )
    tasks = parser.add_subparsers(metavar="TASK", required=True)
    for spec in registry:
        task = tasks.add_parser(spec.name, help=spec.summary, description=spec.summary)
        add_options(task, spec)
        add_home(task)
        task.add_argument("--title", default="", help="how the job is called in lists")
        task.add_argument(
            "--lane", choices=[lane.name.lower() for lane in Lane], help="how urgent it is"
        )
        task.add_argument(
            "--job-id", metavar="UUID", help="an id of your own, to make a resend harmless"
        )
        task.set_defaults(command=submit, spec_of_task=spec)
    parser = commands.add_parser("jobs", help="list the host's jobs")
    add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON line for each job")
    parser.set_defaults(command=jobs)
    parser = commands.add_parser("fetch", help="copy what a job made into a folder")
    parser.add_argument("job_id", metavar="JOB")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a folder that does not exist yet"
    )
    add_home(parser)
    parser.set_defaults(command=fetch)
    for name, text, command in (
        ("cancel", "stop a job", cancel),
        ("retry", "run an ended or blocked job again", retry),
    ):
        parser = commands.add_parser(name, help=text)
        parser.add_argument("job_id", metavar="JOB")
        add_home(parser)
        if name == "cancel":
            parser.add_argument("--force", action="store_true", help="end the engine if need be")
        parser.set_defaults(command=command)


def connect(home: Path) -> HostClient:
    """A client of the running host, on this machine or another.

    Raises
    ------
    AppError
        `host_unreachable` if none runs.
    """
    # `serve` starts faster without the client.
    from shared.protocol.client import HostClient
    from shared.protocol.launch import host_address

    if host_address(home) is None:
        raise AppError("host_unreachable", endpoint=str(home))
    return HostClient(home, autostart=False)


def submit(options: argparse.Namespace) -> int:
    """Submit and print the id once the job is on the host's disk."""
    spec: TaskSpec = options.spec_of_task
    request = request_from_options(spec, options)
    lane = Lane[options.lane.upper()] if options.lane else None
    with connect(options.home.resolve()) as client:
        accepted = client.submit(
            spec.name, request, title=options.title, lane=lane, job_id=options.job_id
        ).result(TIMEOUT_S)
    write_line(accepted.job_id)
    return DONE


def jobs(options: argparse.Namespace) -> int:
    """List all jobs, oldest first."""
    with connect(options.home.resolve()) as client:
        views = sorted(all_jobs(client), key=lambda job: (job.created_at, job.job_id))
    for job in views:
        write_line(json.dumps(_line(job)) if options.json else _row(job))
    return DONE


def all_jobs(client: HostClient) -> list[JobView]:
    """Every job of the host, page by page."""
    found: dict[str, JobView] = {}
    rev, epoch = 0, ""
    while True:
        answer = client.request(Sync(since_rev=rev, epoch=epoch), timeout_s=TIMEOUT_S).result()
        assert isinstance(answer.message, Snapshot)
        found.update({job.job_id: job for job in answer.message.jobs})
        rev, epoch = answer.message.rev, answer.message.epoch
        if not answer.message.more:
            return list(found.values())


def fetch(options: argparse.Namespace) -> int:
    """Copy the files of a job that succeeded, from wherever its host is."""
    out = options.out.absolute()
    if out.exists():
        raise AppError("file_exists", file=str(out))
    with connect(options.home.resolve()) as client:
        job = next((job for job in all_jobs(client) if job.job_id == options.job_id), None)
        if job is None:
            raise AppError("not_found", what="job", value=options.job_id)
        if job.state is not JobState.SUCCEEDED:
            reason = f"Job {job.job_id} is {job.state} and has no results."
            raise AppError("bad_request", reason=reason)
        client.download(job, out).result()
    write_line(str(out))
    return DONE


def cancel(options: argparse.Namespace) -> int:
    """Cancel a job."""
    with connect(options.home.resolve()) as client:
        client.cancel(options.job_id, force=options.force).result(TIMEOUT_S)
    return DONE


def retry(options: argparse.Namespace) -> int:
    """Run a job again."""
    with connect(options.home.resolve()) as client:
        client.retry(options.job_id).result(TIMEOUT_S)
    return DONE


def _line(job: JobView) -> dict[str, Any]:
    line: dict[str, Any] = {
        "id": job.job_id,
        "task": job.task,
        "state": str(job.state),
        "attempts": job.attempts,
    }
    if job.result_dir:
        line["result_dir"] = job.result_dir
    if job.failure is not None:
        line["reason"] = str(AppError.from_params(job.failure.code, job.failure.params))
    return line


def _row(job: JobView) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created_at))
    reason = ""
    if job.failure is not None:
        reason = f"  {AppError.from_params(job.failure.code, job.failure.params)}"
    return f"{job.job_id}  {when}  {job.task:<16} {job.state:<12} {job.title}{reason}"
