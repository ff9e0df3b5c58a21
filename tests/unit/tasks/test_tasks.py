"""Task types: forms, files and identity come from the type alone."""

from __future__ import annotations

import dataclasses
import sys
import types
import uuid
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from shared.artefacts import ArtefactStore, is_artefact
from shared.errors import SENTENCES, AppError, file_error, sentence
from shared.ids import item_id, new_job_id, request_hash, sha256_file
from shared.jobs import IllegalTransition, JobEvent, JobState, next_state
from shared.paths import runtime_dir, write_atomic
from shared.tasks.fields import fields_of
from shared.tasks.files import file_refs, replace_files
from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest
from shared.tasks.registry import PLUGINS_VARIABLE, load_registry
from shared.tasks.spec import TaskRegistry, TaskRequest
from tests.doubles.tasks import SPECS
from worker.engine.attempt import AttemptContext
from worker.engine.devices import DeviceProbe, probe_device
from worker.models.files import ModelFiles

SPEC = next(iter(load_registry()))
REQUEST = MotionRenderRequest(
    image="a.png",
    drags=Drags(
        width=9, height=9, layers=(DragLayer(points=((1, 1),)), DragLayer(points=(), mask="m.png"))
    ),
)


def test_files_are_found_at_any_depth() -> None:
    assert file_refs(REQUEST) == ["a.png", "m.png"]
    changed = replace_files(REQUEST, lambda ref: "sha256:" + ref)
    assert file_refs(changed) == ["sha256:a.png", "sha256:m.png"]
    assert replace_files(changed, lambda ref: ref.removeprefix("sha256:")) == REQUEST


def test_fields_carry_limits_units_and_defaults() -> None:
    fields = {field.name: field for field in fields_of(MotionRenderRequest)}
    assert (fields["fps"].minimum, fields["fps"].maximum, fields["fps"].unit) == (1, 60, "frames/s")
    assert fields["format"].choices[0] == "mp4"
    assert set(fields["format"].choices) == {"mp4", "webm", "gif", "png"}
    assert fields["image"].kind == "file"
    assert fields["image"].accept == "picture"
    assert fields["drags"].document is Drags
    assert fields["width"].optional
    assert fields["save_frames"].kind == "bool"


def test_field_without_a_form_is_refused() -> None:
    class Odd(TaskRequest, frozen=True, kw_only=True):
        both: Annotated[int | str, Meta(description="no")]

    with pytest.raises(TypeError, match="both"):
        fields_of(Odd)


def test_defaults_pass_their_own_types() -> None:
    for spec in load_registry():
        for field in fields_of(spec.request):
            if not field.required and field.default is not None:
                kind = {f.name: f.type for f in msgspec.structs.fields(spec.request)}[field.name]
                assert msgspec.convert(field.default, kind) == field.default


def test_every_task_of_ours_can_become_a_form() -> None:
    for spec in load_registry():
        assert msgspec.json.schema(spec.request)["$defs"]


def test_a_task_of_a_lab_that_cannot_become_a_form_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Odd(TaskRequest, frozen=True, kw_only=True):
        what: Path

    spec = dataclasses.replace(SPECS[0], name="lab.odd", request=Odd)
    module = types.ModuleType("odd_tasks")
    module.SPECS = (spec,)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "odd_tasks", module)
    monkeypatch.setenv(PLUGINS_VARIABLE, "odd_tasks")
    with pytest.raises(TypeError):
        load_registry()


def test_task_is_registered_once() -> None:
    registry = TaskRegistry()
    registry.add(SPECS[0])
    with pytest.raises(ValueError, match="twice"):
        registry.add(SPECS[0])


def test_job_ids_are_uuid7_and_sort_by_time() -> None:
    ids = [new_job_id() for _ in range(100)]
    assert all(uuid.UUID(job_id).version == 7 for job_id in ids) or uuid.UUID(ids[0]).hex[12] == "7"
    assert [job_id[:13] for job_id in ids] == sorted(job_id[:13] for job_id in ids)
    assert len(set(ids)) == 100


def test_request_hash_ignores_the_order_of_keys() -> None:
    assert request_hash("t", {"a": 1, "b": 2}) == request_hash("t", {"b": 2, "a": 1})
    assert request_hash("t", {"a": 1}) != request_hash("t", {"a": 2})
    assert item_id("t", {}, 0) != item_id("t", {}, 1)


@given(seed=st.integers(0, 2**32 - 1), index=st.integers(0, 1000))
def test_random_numbers_depend_on_seed_and_index_only(seed: int, index: int) -> None:
    def draw() -> float:
        request = msgspec.structs.replace(REQUEST, seed=seed)
        context = AttemptContext(
            SPEC,
            request,
            out=Path(),
            home=Path(),
            resolve=Path,
            find_model=lambda kind, ref: ModelFiles(ref, kind, Path()),
            device=DeviceProbe(),
        )
        context.rng(index + 1).random(5)
        return float(context.rng(index).random())

    assert draw() == draw()


def test_device_passes_a_real_product() -> None:
    assert probe_device() in ("cpu", "cuda:0", "xpu:0", "mps")


@given(state=st.sampled_from(list(JobState)), event=st.sampled_from(list(JobEvent)))
def test_states_change_by_the_table_or_not_at_all(state: JobState, event: JobEvent) -> None:
    try:
        after = next_state(state, event)
    except IllegalTransition:
        return
    assert after is not state
    if state in (JobState.SUCCEEDED,):
        raise AssertionError("a success is final")


def test_sentences_name_their_values() -> None:
    error = AppError("bad_field", field="fps", value=90, limit="at most 60")
    assert str(error) == "fps: 90 is not allowed: at most 60."
    odd = AppError.from_params("host_failed", {"reason": "x", "code": 1, "retryable": "no"})
    assert (str(odd), odd.retryable) == ("The worker could not start: x", False)
    assert "mystery" in sentence("mystery", {})
    assert "{" in sentence("bad_field", {})
    assert all(text[0].isupper() or text[0] == "{" for text in SENTENCES.values())


def test_file_errors_in_words(tmp_path: Path) -> None:
    assert file_error(OSError(28, "full"), tmp_path).code == "disk_full"  # type: ignore[union-attr]
    assert file_error(OSError(30, "ro"), tmp_path).code == "read_only"  # type: ignore[union-attr]
    assert file_error(OSError(2, "gone"), tmp_path) is None


def test_store_keeps_content_by_hash_and_shares_it(tmp_path: Path) -> None:
    store = ArtefactStore(tmp_path / "store")
    store.prepare()
    source = tmp_path / "a.bin"
    source.write_bytes(np.arange(1000, dtype=np.uint16).tobytes())
    sha256 = store.add_file(source)
    assert sha256 == sha256_file(source)
    assert store.add_file(source) == sha256
    store.link(sha256, tmp_path / "results" / "b.bin")
    assert (tmp_path / "results" / "b.bin").read_bytes() == source.read_bytes()
    assert is_artefact(f"sha256:{sha256}")
    (store.incoming / "half").write_bytes(b"x")
    store.prepare()
    assert list(store.incoming.iterdir()) == []
    for ref in ("/etc/passwd", "sha256:../../x", "sha256:" + "0" * 64):
        with pytest.raises(AppError):
            store.resolve(ref)


def test_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_atomic(path, b"old")
    with pytest.raises(TypeError):
        write_atomic(path, "text")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    write_atomic(path, b"new", mode=0o600)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_socket_folder_is_short_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("x" * 150)
    deep.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(deep))
    folder = runtime_dir(tmp_path / "home")
    assert len(str(folder / "engine.sock").encode()) <= 100
    assert folder.stat().st_mode & 0o777 == 0o700
