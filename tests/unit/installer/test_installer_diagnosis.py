"""From pip's output to one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer import diagnosis

LOG = Path("pip.log")


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            "WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError("
            "': Failed to establish a new connection: [Errno -3] Temporary failure in name "
            "resolution')'\nERROR: No matching distribution found for numpy==2.4.6",
            "The network did not answer while downloading packages",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
            "device",
            "The disk became full while installing packages",
        ),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "its checksum differs",
        ),
        ("ERROR: No matching distribution found for numpy==2.4.6", "numpy==2.4.6 is not offered"),
        ("ERROR: [Errno 13] Permission denied: 'x'", "could not be written"),
        ("ERROR: Something else.", "Installing packages failed: Something else. The full output"),
        ("", "Installing packages failed: pip gave no reason."),
    ],
)
def test_reason_is_named(output: str, expected: str) -> None:
    text = diagnosis.sentence(output, "packages", LOG)
    assert expected in text
    assert "\n" not in text


def test_warnings_about_ignored_locations_are_no_reason() -> None:
    output = (
        "WARNING: Location 'file:///x/simple/numpy/' is ignored: it is neither a file nor a "
        "directory.\nERROR: No matching distribution found for numpy==9"
    )
    assert "numpy==9 is not offered" in diagnosis.sentence(output, "packages", LOG)
