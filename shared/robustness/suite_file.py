"""Suites of prompts as YAML: which prompts are attacked how, on which data, and by which limit.

The YAML is a restricted one: no tags, anchors or aliases, no key twice, and only `true` and `false`
are truth values, so that the labels `yes` and `no` stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import yaml
from msgspec import Meta

from shared.errors import AppError
from shared.robustness.families import FAMILIES, SHOTS, family_datasets
from shared.robustness.prompt import CONTENT
from shared.tasks.robustness import SearchName

PACKAGE = "package:"
ALL_KINDS = tuple(f"{family}-{shots}" for shots in SHOTS for family in FAMILIES)
MAX_BYTES, MAX_ENTRIES = 1_000_000, 10_000
Limit = Annotated[float, Meta(ge=0, le=1)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class SuiteEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of a suite: a prompt of its own, or families of prompts.

    Attributes
    ----------
    name : str
        As it is in reports.
    prompt : str
        With {content}; empty for prompts of families.
    dataset : str
        Whose families; those of a package's data are known.
    families : tuple of str
        Such as `task-zero`; empty for all four. `each` is how many prompts of each.
    data : str
        JSON lines with content and label, beside the suite file; or `package:NAME`.
    labels, locked, unlocked : tuple of str
        As in `robustness.attack`.
    attacks : tuple of str
        Empty for those of the suite.
    fail_under : float or None
        Least accuracy under attack of this prompt.
    """

    name: Name
    prompt: Annotated[str, Meta(max_length=20_000)] = ""
    dataset: str = ""
    families: tuple[str, ...] = ()
    each: Annotated[int, Meta(ge=1, le=100)] = 1
    data: Annotated[str, Meta(min_length=1, max_length=4096)]
    labels: Annotated[tuple[str, ...], Meta(max_length=100)] = ()
    locked: tuple[str, ...] = ()
    unlocked: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    fail_under: Limit | None = None


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """A suite.

    Attributes
    ----------
    models, attacks : tuple of str
        Empty: the one of the request, and all there are.
    samples, report : int
        Samples that searches are shown, and held-out ones that measure, at most.
    queries : int
        Prompts times samples of each search, at most; 0: no limit.
    seed : int
    fail_under : float or None
        For prompts that have none of their own.
    entries : tuple of SuiteEntry
    """

    name: Name = "suite"
    models: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    search: SearchName = "own"
    samples: int = 200
    report: int = 1000
    queries: int = 0
    seed: int = 0
    fail_under: float | None = None
    entries: tuple[SuiteEntry, ...] = ()


class _Dataset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Several prompts on the same data, in short."""

    data: str
    labels: tuple[str, ...] = ()
    prompts: Annotated[tuple[str, ...], Meta(min_length=1)]


class _Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name = "suite"
    model: str = ""
    models: Annotated[tuple[str, ...], Meta(max_length=16)] = ()
    attacks: tuple[str, ...] = ()
    search: SearchName = "own"
    samples: Annotated[int, Meta(ge=1, le=100_000)] = 200
    report: Annotated[int, Meta(ge=1, le=100_000)] = 1000
    queries: Annotated[int, Meta(ge=0)] = 0
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    fail_under: Limit | None = None
    prompts: Annotated[list[Any], Meta(max_length=MAX_ENTRIES)] = []
    datasets: Annotated[list[_Dataset], Meta(max_length=MAX_ENTRIES)] = []


def read_suite(path: Path) -> Suite:
    """The suite of a file; data files are looked for beside it.

    Raises
    ------
    AppError
        `missing_file`; `bad_request` that lists what is wrong with each row.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise AppError("missing_file", file=str(path)) from None
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}."
        raise AppError("bad_request", reason=reason) from None
    return suite_of(data, path)


def suite_of(data: bytes, path: Path) -> Suite:
    """The suite of a file's bytes. Raises as `read_suite` does."""
    if len(data) > MAX_BYTES:
        raise _refused(path, [f"it has {len(data)} bytes; at most {MAX_BYTES} are read"])
    try:
        document = msgspec.convert(load_yaml(data), _Document)
    except yaml.YAMLError as error:
        raise _refused(path, [" ".join(str(error).split())]) from None
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise _refused(path, [_told(error)]) from None
    entries: list[SuiteEntry] = []
    wrong = ["both model and models are given"] if document.model and document.models else []
    rows = list(_rows(document))
    if not rows:
        wrong.append("it has neither prompts nor datasets")
    for place, row in rows:
        try:
            entry = msgspec.convert(row, SuiteEntry)
        except (msgspec.ValidationError, UnicodeEncodeError) as error:
            wrong.append(f"{place}{_called(row)}: {_told(error)}")
            continue
        wrong += [f"{place}{_called(row)}: {fault}" for fault in _faults(entry, path.parent)]
        entries.append(entry)
    names = [entry.name for entry in entries]
    wrong += [
        f"the name {one} is there twice" for one in dict.fromkeys(names) if names.count(one) > 1
    ]
    if wrong:
        raise _refused(path, wrong)
    fields = {name: getattr(document, name) for name in _Document.__struct_fields__}
    models = document.models or ((document.model,) if document.model else ())
    for name in ("model", "models", "prompts", "datasets"):
        del fields[name]
    found = tuple(_beside(entry, path.parent) for entry in entries)
    return Suite(**fields, models=models, entries=found)


def load_yaml(data: bytes) -> Any:
    """YAML without what a suite does not need and could be harmed by.

    Raises
    ------
    yaml.YAMLError
    """
    try:
        return yaml.load(data, _Loader)  # noqa: S506 - a SafeLoader with less
    except RecursionError:
        raise yaml.YAMLError("it is nested too deeply") from None
    except (TypeError, ValueError) as error:  # a list as a key; digits that are no number
        raise yaml.YAMLError(f"it holds a value that cannot be read: {error}") from None


def _rows(document: _Document) -> Iterator[tuple[str, Any]]:
    """Where each row stands, and the row; those of data sets get names."""
    for number, row in enumerate(document.prompts):
        yield f"prompts[{number}]", row
    for number, one in enumerate(document.datasets):
        stem = (
            one.data.removeprefix(PACKAGE) if one.data.startswith(PACKAGE) else Path(one.data).stem
        )
        for place, prompt in enumerate(one.prompts):
            row = {"data": one.data, "labels": one.labels, "prompt": prompt}
            name = f"{stem}, prompt {place + 1}"
            yield f"datasets[{number}].prompts[{place}]", {**row, "name": name}


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """See the module."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(
                problem="anchors and aliases are not read", problem_mark=event.start_mark
            )
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(
                problem=f"tags such as {event.tag} are not read", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"{key.value} is there twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_TRUTH, _TEXT_LIKE = (
    "tag:yaml.org,2002:bool",
    ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"),
)
_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] not in (_TRUTH, *_TEXT_LIKE)]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_TRUTH, re.compile("^(?:true|false)$"), ["t", "f"])


def _faults(entry: SuiteEntry, folder: Path) -> list[str]:
    """What the types allow and the meaning does not."""
    checks: tuple[tuple[bool, str], ...] = (
        (
            bool(entry.prompt) and CONTENT not in entry.prompt,
            f"prompt has no place for the sample, {CONTENT}",
        ),
        (
            bool(entry.prompt) and bool(entry.families or entry.dataset),
            "it has both a prompt of its own and families",
        ),
        (
            not (entry.prompt or entry.dataset or entry.data.startswith(PACKAGE)),
            f"it needs a prompt, or a dataset ({', '.join(family_datasets())})",
        ),
        (
            bool(entry.dataset) and entry.dataset not in family_datasets(),
            f"dataset {entry.dataset} is none of {', '.join(family_datasets())}",
        ),
        (
            not set(entry.families) <= {*ALL_KINDS, "all"},
            f"families are of {', '.join(ALL_KINDS)}, all",
        ),
        (
            bool(entry.labels) and len(set(entry.labels)) < 2,
            "labels are fewer than two; leave them out for those of the data",
        ),
        (
            not entry.data.startswith(PACKAGE) and not (folder / entry.data).is_file(),
            f"data: {folder / entry.data} does not exist",
        ),
    )
    return [text for wrong, text in checks if wrong]


def _beside(entry: SuiteEntry, folder: Path) -> SuiteEntry:
    if entry.data.startswith(PACKAGE):
        return entry
    return msgspec.structs.replace(entry, data=str(folder / entry.data))


def _called(row: object) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    return f" ({str(name)[:80]})" if name else ""


def _told(error: msgspec.ValidationError | UnicodeEncodeError) -> str:
    """Without msgspec's sign for the beginning of the path."""
    return str(error).replace(" - at `$.", " - at `")


def _refused(path: Path, wrong: Sequence[str]) -> AppError:
    shown = "".join(f"\n  {one}" for one in wrong[:50])
    more = f"\n  and {len(wrong) - 50} more" if len(wrong) > 50 else ""
    return AppError("bad_request", reason=f"{path.name} is not a suite:{shown}{more}")
