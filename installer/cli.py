"""Set-up's command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import launch, provision
from installer.console import Console
from installer.failures import SetupError
from installer.layout import Layout
from installer.provision import Wishes
from installer.state import TorchChoice

INTERRUPTED = 130


def root_folder() -> Path:
    """The checkout that this installer belongs to."""
    return Path(__file__).resolve().parent.parent


def build_parser() -> argparse.ArgumentParser:
    """Options of every command."""
    parser = argparse.ArgumentParser(
        prog="python3 installer", description="Set up, start, test and remove Vitrine."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    setup = argparse.ArgumentParser(add_help=False)
    setup.add_argument("--python", default="", metavar="PATH", help="build with this Python")
    setup.add_argument("--torch-index", default="", metavar="URL", help="package index for torch")
    setup.add_argument("--torch-wheel", default="", metavar="PATH", help="wheel file for torch")
    setup.add_argument(
        "--wheelhouse", default="", metavar="PATH", help="folder of packages, used without network"
    )
    setup.add_argument(
        "--system", action="store_true", help="install missing system libraries (apt-get or dnf)"
    )
    # Without abbreviations: an option that is not ours goes on as it was typed.
    run = commands.add_parser(
        "run",
        allow_abbrev=False,
        parents=[setup],
        help="set up and start; other options go to the application",
    )
    run.add_argument("--demo", action="store_true", help="do the main job without a window")
    run.add_argument("--out", type=Path, default=Path("out"), help="folder for the demo's files")
    commands.add_parser(
        "worker", parents=[setup], help="set up and run vitrine-worker with the options behind it"
    )
    test = commands.add_parser(
        "test",
        allow_abbrev=False,
        parents=[setup],
        help="set up and run all checks; other options go to pytest",
    )
    test.add_argument("--slow", action="store_true", help="the slow tests too")
    doctor = commands.add_parser("doctor", help="say what is installed and what is wrong")
    doctor.add_argument("--json", action="store_true", help="as one JSON object")
    commands.add_parser(
        "repair", parents=[setup], help="build the environment anew; projects and results stay"
    )
    data = commands.add_parser(
        "data", parents=[setup], help="fetch the labelled texts of the benchmark (about 420 MB)"
    )
    data.add_argument("--folder", type=Path, metavar="PATH", help="put them there")
    data.add_argument(
        "--offline", type=Path, metavar="PATH", help="folder with the packages' archives"
    )
    commands.add_parser("audit", help="look up known faults of the packages (needs a network)")
    uninstall = commands.add_parser("uninstall", help="remove what set-up made")
    uninstall.add_argument("--yes", action="store_true", help="do not ask")
    uninstall.add_argument("--data", action="store_true", help="results and settings too")
    wheelhouse = commands.add_parser(
        "wheelhouse",
        parents=[setup],
        help="collect the packages of this kind of machine, for others without a network",
    )
    wheelhouse.add_argument("--out", type=Path, required=True, metavar="PATH", help="that folder")
    bundle = commands.add_parser("bundle", help="make a package of the thin launcher")
    bundle.add_argument("system", choices=("linux", "windows", "macos"))
    bundle.add_argument("--out", type=Path, default=Path("dist"), help="folder for the package")
    bundle.add_argument(
        "--wheelhouse", type=Path, metavar="PATH", help="carry this folder of packages too"
    )
    lock = commands.add_parser("lock", help="resolve the package lists (maintainers; needs uv)")
    lock.add_argument("--uv", default="uv", metavar="PATH", help="the uv program")
    lock.add_argument("--upgrade", action="store_true", help="do not hold to the versions so far")
    return parser


def wishes_of(arguments: argparse.Namespace) -> Wishes:
    """What the options and the environment ask for; an option wins over its variable."""
    index = arguments.torch_index
    wheel = arguments.torch_wheel
    if not index and not wheel:
        index = os.environ.get("VITRINE_TORCH_INDEX", "")
        wheel = os.environ.get("VITRINE_TORCH_WHEEL", "")
    wheel = str(Path(wheel).resolve()) if wheel else ""
    python = arguments.python or os.environ.get("VITRINE_PYTHON", "")
    house = arguments.wheelhouse or os.environ.get("VITRINE_WHEELHOUSE", "")
    if house and not Path(house).is_dir():
        raise SetupError(
            f"The wheelhouse {house} is no folder. Make one on a machine with network: "
            "python3 installer wheelhouse --out PATH",
            2,
        )
    house = str(Path(house).resolve()) if house else ""
    return Wishes(python, TorchChoice(index, wheel), arguments.system, house)


def main(argv: Sequence[str]) -> int:
    """Run a command and return its exit code; every failure is one sentence on stderr."""
    own, passed_on = list(argv), []
    if own[:1] == ["worker"]:  # its options look like ours and are none of ours
        own, passed_on = own[:1], own[1:]
    arguments, extra = build_parser().parse_known_args(own)
    extra = passed_on or [argument for argument in extra if argument != "--"]
    layout = Layout(root_folder())
    try:
        return dispatch(arguments, extra, layout)
    except SetupError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nStopped. The next run goes on from here.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        print(f"Set-up could not go on: {error.strerror}{where}.", file=sys.stderr)
        return 1


def dispatch(arguments: argparse.Namespace, extra: list[str], layout: Layout) -> int:
    """Hand over to the command's module; each is imported only when asked for, start is quick."""
    console = Console()
    command = arguments.command
    if command == "run":
        return run(arguments, extra, layout, console)
    if command == "worker":
        provision.ensure_ready(layout, wishes_of(arguments), console)
        return launch.start(layout, [str(layout.python), "-m", "worker", *extra])
    if command == "test":
        from installer import gates

        provision.ensure_ready(layout, wishes_of(arguments), console)
        return gates.run_all(layout, extra, slow=arguments.slow)
    if extra:
        raise SetupError(f"Unknown option: {extra[0]}. See: python3 installer {command} --help", 2)
    if command == "doctor":
        from installer import doctor

        return doctor.report(layout, as_json=arguments.json)
    if command == "audit":
        from installer import audit

        return audit.audit(layout, console)
    if command == "data":
        from installer import data

        folder = arguments.folder.absolute() if arguments.folder else None
        offline = arguments.offline.absolute() if arguments.offline else None
        return data.fetch_all(layout, wishes_of(arguments), console, folder, offline)
    if command == "wheelhouse":
        from installer import wheelhouse

        return wheelhouse.collect(layout, wishes_of(arguments), console, arguments.out.absolute())
    if command == "bundle":
        from installer.bundles import build

        house = arguments.wheelhouse.absolute() if arguments.wheelhouse else None
        return build.bundle(layout, arguments.system, arguments.out.absolute(), house, console)
    if command == "repair":
        from installer import removal

        return removal.repair(layout, wishes_of(arguments), console)
    if command == "uninstall":
        from installer import removal

        return removal.uninstall(layout, console, ask=not arguments.yes, data=arguments.data)
    from installer import resolve

    return resolve.lock_all(layout, console, uv=arguments.uv, upgrade=arguments.upgrade)


def run(arguments: argparse.Namespace, extra: list[str], layout: Layout, console: Console) -> int:
    """Set up what is missing and become the application."""
    demo = arguments.demo or not launch.has_display(os.environ)
    out = arguments.out.absolute()
    provision.ensure_ready(layout, wishes_of(arguments), console)
    return launch.start(layout, launch.command_for(layout, demo, out, extra))
