"""The settings of Demos put back from an output; no Qt."""

from __future__ import annotations

import msgspec

from desktop.core.outputs import Output
from desktop.icl.setup import Setup
from shared.icl.retrievers import RETRIEVERS
from shared.provenance import REDACTED

_SAME = frozenset(Setup.__struct_fields__) - {"query"}
_OF_QUERY = {"text": "query", "output": "output", "task": "task", "options": "options",
             "id": "query_id", "group": "group"}  # fmt: skip


def restored_setup(output: Output) -> Setup | None:
    """The settings of a task on a pool; None where they cannot be read.

    What the task did not ask for is at its default.
    """
    asked = output.request
    if REDACTED in (asked.get("pool"), asked.get("query")):
        return None
    fields = {key: value for key, value in asked.items() if key in _SAME}
    if asked.get("query"):
        fields["query"] = {ours: asked[theirs] for ours, theirs in _OF_QUERY.items()
                           if theirs in asked}  # fmt: skip
    compared = [one for one in asked.get("retrievers") or () if one in RETRIEVERS]
    if compared:
        fields["retriever"], fields["compare"] = compared[0], compared[1:4]
    try:
        return msgspec.convert(fields, Setup)
    except msgspec.ValidationError:
        return None
