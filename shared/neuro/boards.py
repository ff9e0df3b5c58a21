"""The boards that BrainFlow drives, and how each is reached; no BrainFlow needed to read this."""

from __future__ import annotations

from typing import Literal, NamedTuple

Field = Literal["serial_port", "mac_address", "ip_address", "ip_port", "serial_number", "file"]
_SERIAL: tuple[Field, ...] = ("serial_port",)
_DONGLE: tuple[Field, ...] = ("serial_port", "mac_address")
_BLUETOOTH: tuple[Field, ...] = ("mac_address", "serial_number")
_WIFI: tuple[Field, ...] = ("ip_address", "ip_port")
# Where BrainFlow's documentation leaves it open, or systems differ.
_ANY: tuple[Field, ...] = (
    "serial_port",
    "mac_address",
    "ip_address",
    "ip_port",
    "serial_number",
)

SYNTHETIC_BOARD, PLAYBACK_BOARD = -1, -3


class Board(NamedTuple):
    """`fields` are those that may have to be given."""

    board_id: int
    name: str
    fields: tuple[Field, ...]


BOARDS: tuple[Board, ...] = (
    Board(SYNTHETIC_BOARD, "BrainFlow synthetic board", ()),
    Board(PLAYBACK_BOARD, "BrainFlow playback of a file", ("file",)),
    Board(0, "OpenBCI Cyton", _SERIAL),
    Board(2, "OpenBCI Cyton + Daisy", _SERIAL),
    Board(1, "OpenBCI Ganglion (dongle)", _DONGLE),
    Board(46, "OpenBCI Ganglion (Bluetooth)", _BLUETOOTH),
    Board(4, "OpenBCI Ganglion (WiFi)", _WIFI),
    Board(5, "OpenBCI Cyton (WiFi)", _WIFI),
    Board(6, "OpenBCI Cyton + Daisy (WiFi)", _WIFI),
    Board(3, "OpenBCI Galea", _WIFI),
    Board(41, "Muse 2016", _BLUETOOTH),
    Board(38, "Muse 2", _BLUETOOTH),
    Board(39, "Muse S", _BLUETOOTH),
    Board(67, "Muse S Athena", _BLUETOOTH),
    Board(42, "Muse 2016 (BLED112 dongle)", _DONGLE),
    Board(22, "Muse 2 (BLED112 dongle)", _DONGLE),
    Board(21, "Muse S (BLED112 dongle)", _DONGLE),
    Board(23, "Neurosity Crown", _ANY),
    Board(13, "Neurosity Notion 1", _ANY),
    Board(14, "Neurosity Notion 2", _ANY),
    Board(8, "g.tec Unicorn", _BLUETOOTH),
    Board(7, "BrainBit", _BLUETOOTH),
    Board(18, "BrainBit (BLED112 dongle)", _DONGLE),
    Board(9, "Callibri EEG", _BLUETOOTH),
    Board(10, "Callibri EMG", _BLUETOOTH),
    Board(11, "Callibri ECG", _BLUETOOTH),
    Board(17, "FreeEEG32", _SERIAL),
    Board(52, "FreeEEG128", _SERIAL),
    Board(65, "IronBCI 32", _ANY),
    Board(57, "NeuroPawn Knight", _SERIAL),
    Board(66, "NeuroPawn Knight IMU", _SERIAL),
    Board(56, "PiEEG", _SERIAL),
    Board(64, "BioListener", _WIFI),
    Board(37, "Enophone", _BLUETOOTH),
    Board(40, "BrainAlive", _BLUETOOTH),
    Board(53, "AAVAA v3", _BLUETOOTH),
    Board(44, "Mentalab Explore (4 channels)", _BLUETOOTH),
    Board(45, "Mentalab Explore (8 channels)", _BLUETOOTH),
    Board(54, "Mentalab Explore+ (8 channels)", _BLUETOOTH),
    Board(55, "Mentalab Explore+ (32 channels)", _BLUETOOTH),
    Board(50, "NTL WiFi", _WIFI),
    Board(16, "gForce Pro", _ANY),
    Board(19, "gForce Dual", _ANY),
    Board(47, "EmotiBit", _WIFI),
    Board(58, "Synchroni Trio", _BLUETOOTH),
    Board(59, "Synchroni Octo", _BLUETOOTH),
    Board(61, "Synchroni Pento", _BLUETOOTH),
    Board(62, "Synchroni Uno", _BLUETOOTH),
    Board(60, "OB5000 (8 channels)", _ANY),
    Board(63, "OB3000 (24 channels)", _ANY),
    Board(68, "Shimmer3", _ANY),
    Board(24, "ANT Neuro EE-410", _ANY),
    Board(25, "ANT Neuro EE-411", _ANY),
    Board(26, "ANT Neuro EE-430", _ANY),
    Board(27, "ANT Neuro EE-211", _ANY),
    Board(28, "ANT Neuro EE-212", _ANY),
    Board(29, "ANT Neuro EE-213", _ANY),
    Board(30, "ANT Neuro EE-214", _ANY),
    Board(31, "ANT Neuro EE-215", _ANY),
    Board(32, "ANT Neuro EE-221", _ANY),
    Board(33, "ANT Neuro EE-222", _ANY),
    Board(34, "ANT Neuro EE-223", _ANY),
    Board(35, "ANT Neuro EE-224", _ANY),
    Board(36, "ANT Neuro EE-225", _ANY),
    Board(51, "ANT Neuro EE-511", _ANY),
)


def board_name(board_id: int) -> str:
    """A board's name; one that is not listed is called by its id."""
    return next((b.name for b in BOARDS if b.board_id == board_id), f"BrainFlow {board_id}")


def board_fields(board_id: int) -> tuple[Field, ...]:
    """The fields that may have to be given for a board; all for one that is not listed."""
    return next((b.fields for b in BOARDS if b.board_id == board_id), _ANY)
