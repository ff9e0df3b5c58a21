"""CURVE keys: made once, kept in files that only their owner can read.

A server allows the clients whose public keys lie in `keys/allowed/*.key`, one key of 40 characters
(Z85) in each file. Over TCP nothing answers without one.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import zmq

from shared.errors import AppError
from shared.paths import private_dir, write_atomic

_Z85 = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
)


class KeyPair(msgspec.Struct, frozen=True, kw_only=True):
    """A CURVE key pair in Z85, 40 characters each."""

    public: str
    secret: str

    def __repr__(self) -> str:
        return f"KeyPair(public={self.public!r})"


def require_curve() -> None:
    """Refuse to go on without encryption."""
    if not zmq.has("curve"):
        raise AppError("bad_request", reason="This ZeroMQ has no CURVE; TCP is refused without it.")


def secure_client(socket: zmq.Socket[bytes], server_key: str, keys: KeyPair) -> None:
    """Let `socket` talk with CURVE, as `keys`, to the server of that public key."""
    socket.curve_serverkey = server_key.encode()
    socket.curve_publickey = keys.public.encode()
    socket.curve_secretkey = keys.secret.encode()


def load_or_make(path: Path) -> KeyPair:
    """The pair in `path`, made at the first use with mode 0600 in a 0700 folder."""
    require_curve()
    private_dir(path.parent)
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=KeyPair)
    public, secret = zmq.curve_keypair()
    pair = KeyPair(public=public.decode(), secret=secret.decode())
    write_atomic(path, msgspec.json.encode(pair), mode=0o600)
    return pair


def server_keys(home: Path) -> KeyPair:
    """The key pair of the host of `home`."""
    return load_or_make(home / "keys" / "server.json")


def local_keys(home: Path) -> KeyPair:
    """The key pair of clients on the host's own machine, which the host always allows."""
    return load_or_make(home / "keys" / "local.json")


def allowed_dir(home: Path) -> Path:
    """The folder of the allowed clients' public keys."""
    return private_dir(private_dir(home / "keys") / "allowed")


def allow(home: Path, name: str, public: str) -> Path:
    """Add a client's public key to the allowed ones."""
    if not name.replace("-", "").replace("_", "").isalnum():
        raise AppError("bad_field", field="name", value=name, limit="letters, digits, - and _ only")
    path = allowed_dir(home) / f"{name}.key"
    write_atomic(path, check_key(public).encode() + b"\n", mode=0o600)
    return path


def check_key(public: str) -> str:
    """`public` without the space around it, if it can be a key at all.

    Raises
    ------
    AppError
        `bad_field`.
    """
    key = public.strip()
    if len(key) != 40 or not set(key) <= _Z85:
        limit = "a Z85 key of 40 characters"
        raise AppError("bad_field", field="key", value=public[:80], limit=limit)
    return key


def allowed_keys(home: Path) -> frozenset[str]:
    """All public keys that may connect, read anew each time so that a removed file takes effect."""
    keys = {path.read_text("ascii").strip() for path in allowed_dir(home).glob("*.key")}
    return frozenset(keys | {local_keys(home).public})
