"""Names of recordings, codes of participants, and whose consent is needed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from desktop.neuro.preferences import Codes, Consent
from shared.neuro.acquisition import CODE, FileChoice, SessionNotes
from shared.protocol.eeg_messages import EegState

# The version of the text of the consent sheet; a changed text is asked about again.
CONSENT_VERSION = "1"
_FIT = re.compile(CODE)


def is_code(text: str) -> bool:
    """Whether a text is letters and digits only, at most 32 of them."""
    return _FIT.fullmatch(text) is not None


def recording_name(codes: Codes, now: datetime) -> str:
    """A file name after BIDS: the codes that are given, then date and time."""
    parts = [
        f"{key}-{value}"
        for key, value in (
            ("sub", codes.subject),
            ("ses", codes.session),
            ("task", codes.task),
        )
        if value
    ]
    return "_".join([*(parts or ["eeg"]), now.strftime("%Y-%m-%d_%H-%M-%S")]) + ".xdf"


def is_person(state: EegState) -> bool:
    """Whether somebody is measured now: not for simulated signals or a file that is played."""
    simulated = state.info is not None and state.info.simulated
    return not simulated and not isinstance(state.choice, FileChoice)


def notes_of(codes: Codes, consent: Consent | None) -> SessionNotes:
    """What goes into the recording."""
    return SessionNotes(
        subject=codes.subject,
        session=codes.session,
        task=codes.task,
        consent=consent.version if consent is not None else "",
        consent_at=consent.at if consent is not None else "",
    )


def consent_now() -> Consent:
    """Consent to the text in use, given now."""
    return Consent(CONSENT_VERSION, datetime.now(UTC).isoformat(timespec="seconds"))
