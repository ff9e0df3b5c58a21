"""Makes `PROTOCOL.md` from the message types: `python -m shared.protocol.document`."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

import msgspec

from shared.jobs import (
    ENDED,
    MAX_ATTEMPTS,
    RETRY_DELAYS_S,
    IllegalTransition,
    JobEvent,
    JobState,
    next_state,
)
from shared.protocol import frames, messages

FILE = Path(__file__).resolve().parents[2] / "PROTOCOL.md"

_INTRODUCTION = """# Protocol {major}.{minor}

Generated from `shared/protocol/messages.py` and `eeg_messages.py` by
`python -m shared.protocol.document`; a test keeps it true.

Clients (window, command line) hold a ZeroMQ DEALER to the ROUTER of the host; so does the engine,
on a socket of its own. On one machine the sockets are ipc files in a folder of mode 0700. Over TCP
they use CURVE, and only clients whose public key is allowed get an answer.

## Frames

`"VTR" + major byte | header | body | blob 0 | blob 1 …`

| part | content | limit |
|---|---|---|
| header | msgpack map: `id` (wants an answer), `reply_to`, \
`blobs` (`nbytes`, `dtype`, `shape`) | {header} bytes |
| body | msgpack map of one message, its type under `type` | {body} bytes |
| blob | raw bytes, or an array in C order: {dtypes} | {blob} bytes, {blobs} of them |

`shape × itemsize = nbytes = length of the frame` is checked before a blob is used. There is no
pickle and no object dtype. Another major version and unknown types are answered with `Unsupported`,
frames that are no message with `Error`. New fields come with defaults in a minor version; none is
renamed or retyped.

## Rules

* A job is accepted when its row is on disk (`synchronous=FULL`); `Accepted` is sent after that. The
  client makes the id, so it sends `Submit` again until it is answered.
* Each change of a job has a `seq` (of the job) and a `rev` (of the queue). A client takes an event
  only if its `seq` is larger than the one it knows, and asks with `Sync` for all since its last
  `rev` after a gap, a reconnection or a new `epoch`.
* `JobPartial`, `StreamPartial` and `StreamResult` with blobs cost one credit of {credit} at the
  start; without credit the newest of each job or stream waits. `Credit` gives it back.
* EEG requests are passed on to the acquisition child, which answers through the host. Samples are
  never pushed: `EegRead` asks for slots from an index on and waits a moment for new ones.
* An attempt is counted when a job is claimed. Transient failures run again after {delays} s; after
  {attempts} attempts the job is quarantined.

## Job states

Ends: {ended}.

| from | event | to |
|---|---|---|
{transitions}

## Messages
"""


def document() -> str:
    """The whole text."""
    parts = [
        _INTRODUCTION.format(
            major=messages.MAJOR,
            minor=messages.MINOR,
            header=frames.MAX_HEADER_BYTES,
            body=frames.MAX_BODY_BYTES,
            blob=frames.MAX_BLOB_BYTES,
            blobs=frames.MAX_BLOBS,
            dtypes=", ".join(f"`{name}`".replace("|", "\\|") for name in frames.DTYPES),
            credit=messages.INITIAL_CREDIT,
            delays=", ".join(f"{delay:g}" for delay in RETRY_DELAYS_S),
            attempts=MAX_ATTEMPTS,
            ended=", ".join(sorted(f"`{state}`" for state in ENDED)),
            transitions="\n".join(_transitions()),
        )
    ]
    parts.extend(_message(kind) for kind in messages.AnyMessage.__args__)
    return "\n".join(parts)


def _transitions() -> list[str]:
    rows = []
    for state in JobState:
        for event in JobEvent:
            try:
                after = next_state(state, event)
            except IllegalTransition:
                continue
            rows.append(f"| {state} | {event} | {after} |")
    return rows


def _message(kind: type[msgspec.Struct]) -> str:
    text = " ".join(inspect.cleandoc(kind.__doc__ or "").split())
    lines = [f"### {kind.__name__}", "", text, ""]
    fields = msgspec.structs.fields(kind)
    if fields:
        lines += ["| field | type | default |", "|---|---|---|"]
    annotations = _annotations(kind)
    for field in fields:
        default = "required" if field.required else f"`{_default(field)}`"
        lines.append(
            f"| {field.name} | `{annotations[field.name]}` | {default} |".replace(
                " | None`", r" \| None`"
            )
        )
    return "\n".join([*lines, ""] if fields else lines)


def _annotations(kind: type[msgspec.Struct]) -> dict[str, str]:
    source = inspect.getsource(kind)
    found = re.findall(r"^    (\w+): (.+?)(?: = .+)?$", source, flags=re.MULTILINE)
    return dict(found)


def _default(field: msgspec.structs.FieldInfo) -> object:
    value = field.default
    if field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    # A nested value with nothing but defaults is told by its name.
    return f"{type(value).__name__}()" if isinstance(value, msgspec.Struct) else value


_SAMPLES: dict[str, object] = {
    "Sha256": "ab" * 32,
    "JobId": "0" * 36,
    "RecordingName": "a.xdf",
    "SourceChoice": {"type": "simulated"},
    "AnyRequest": {"type": "EegClose"},
    "EngineStatus": {"type": "EngineStatus", "state": "ready"},
    "Failure": {"code": "internal"},
}


def example(kind: type[messages.Message]) -> messages.Message:
    """A message of `kind` with its required fields filled, for tests of the wire format."""
    annotations = _annotations(kind)
    values: dict[str, object] = {"type": kind.__name__}
    for field in msgspec.structs.fields(kind):
        if field.required:
            values[field.name] = _sample(annotations[field.name])
    return msgspec.convert(values, kind)


def _sample(annotation: str) -> object:
    if annotation in _SAMPLES:
        return _SAMPLES[annotation]
    if annotation == "JobView":
        return {
            "job_id": "j",
            "task": "t",
            "state": "queued",
            "seq": 1,
            "rev": 1,
            "created_at": 0.0,
        }
    if annotation.startswith(("list", "tuple")):
        return []
    if annotation.startswith("dict"):
        return {}
    if annotation.startswith("EegState |"):
        return {"type": "EegState"}
    if annotation in ("bool",):
        return True
    if annotation == "Lane" or "int" in annotation or annotation == "float":
        return 1
    return "x"


def main() -> None:
    """Write the file."""
    FILE.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")


if __name__ == "__main__":
    main()
