"""Any bytes in place of a GGUF file's header give a model or words, and no more memory than it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from tests.property.parsers.damage import any_bytes, bounded, damaged
from worker.lm.loading import converted
from worker.lm.silence import silence

# Behind the header come the weights, which may be anything.
SCALAR = {"u32": 4, "f32": 6, "string": 8, "array": 9}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A tiny model."""
    from tests.unit.lm.conftest import made
    from tests.unit.lm.gguf_file import write_gguf

    folder = tmp_path_factory.mktemp("gguf")
    return write_gguf(made("llama", folder / "llama"), folder / "tiny.gguf").read_bytes()


def convert(data: bytes, folder: Path) -> Path | None:
    """The converted model, or None after an error in words."""
    path = folder / "model.gguf"
    path.write_bytes(data)
    try:
        with silence():
            return converted(path, folder / "cache")
    except AppError as error:
        assert error.code == "bad_model"
        assert len(str(error)) > 10
        return None


def test_the_good_one_is_converted(good: bytes, tmp_path: Path) -> None:
    assert convert(good, tmp_path) is not None


def test_damaged_headers(good: bytes, tmp_path: Path) -> None:
    head = good.index(b"token_embd.weight") + 200

    # A header of hundreds of words is parsed each time.
    @settings(bounded, max_examples=40)
    @given(damaged(good[:head]))
    def check(data: bytes) -> None:
        convert(data + good[head:], tmp_path)

    check()


def test_any_bytes_at_all(tmp_path: Path) -> None:
    magic = b"GGUF\x03\x00\x00\x00"

    @bounded
    @given(any_bytes(magic + b"\0" * 16) | st.binary(max_size=200).map(lambda rest: magic + rest))
    def check(data: bytes) -> None:
        assert convert(data, tmp_path) is None

    check()


def sized(text: bytes) -> bytes:
    return len(text).to_bytes(8, "little") + text


def entry(name: bytes, kind: str, value: bytes) -> bytes:
    return sized(name) + SCALAR[kind].to_bytes(4, "little") + value


def header(tensors: int, entries: int, *rest: bytes) -> bytes:
    counts = tensors.to_bytes(8, "little") + entries.to_bytes(8, "little")
    return b"GGUF\x03\x00\x00\x00" + counts + b"".join(rest)


@pytest.mark.parametrize(
    "data",
    [
        header(2**63, 0),
        header(0, 2**63),
        header(0, 1, entry(b"general.architecture", "string", (2**63).to_bytes(8, "little"))),
        header(0, 1, sized(b"a"), (9).to_bytes(4, "little") * 2_000),
        header(0, 1, entry(b"a", "array", (4).to_bytes(4, "little") + b"\xff" * 8)),
        header(0, 1, sized(b"a"), (99).to_bytes(4, "little")),
    ],
)
def test_headers_that_claim_too_much(data: bytes, tmp_path: Path) -> None:
    assert convert(data, tmp_path) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"llama.embedding_length", 1 << 20),
        (b"llama.feed_forward_length", 1 << 31),
        (b"llama.block_count", (1 << 32) - 1),
    ],
)
def test_settings_of_a_giant_are_no_model(
    name: bytes, value: int, good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused before a network of that size is made."""
    place = good.index(name) + len(name) + 4
    path = tmp_path / "giant.gguf"
    path.write_bytes(good[:place] + value.to_bytes(4, "little") + good[place + 4 :])
    with pytest.raises(AppError) as caught, silence():
        converted(path, tmp_path / "cache")
    assert caught.value.code == "bad_model"
    assert "weights" in str(caught.value) or "layers" in str(caught.value)
