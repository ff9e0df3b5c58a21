"""A host on another machine: where it is, whom to trust there, and public keys as files."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.paths import private_dir, write_atomic
from shared.protocol.keys import check_key, local_keys, server_keys

FILE_NAME = "remote.json"
_ENDPOINT = re.compile(r"^tcp://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):([0-9]{1,5})$")


class RemoteHost(msgspec.Struct, frozen=True, kw_only=True):
    """The host that a home uses instead of one of its own; `server_key` is its public key (Z85)."""

    endpoint: str
    server_key: str


class PublicKeys(msgspec.Struct, frozen=True, kw_only=True):
    """The public keys of a home, to be carried to another machine; nothing in them is secret.

    `host` proves that machine's host to clients, `client` its window and command line to hosts.
    """

    host: str
    client: str


def read_remote(home: Path) -> RemoteHost | None:
    """The host elsewhere that `home` uses, or None.

    Raises
    ------
    AppError
        `bad_json` for a damaged file: a host here in its place would surprise.
    """
    path = home / FILE_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=RemoteHost)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from None


def use_remote(home: Path, endpoint: str, server_key: str) -> RemoteHost:
    """Let `home` use the host at `endpoint`, which must have that public key.

    Raises
    ------
    AppError
        `bad_field` for an endpoint that is not `tcp://ADDRESS:PORT`, or for what is no key.
    """
    match = _ENDPOINT.match(endpoint)
    if match is None or not 0 < int(match[2]) < 1 << 16:
        raise AppError("bad_field", field="host", value=endpoint, limit="tcp://ADDRESS:PORT")
    remote = RemoteHost(endpoint=endpoint, server_key=check_key(server_key))
    write_atomic(private_dir(home) / FILE_NAME, msgspec.json.encode(remote), mode=0o600)
    return remote


def forget_remote(home: Path) -> None:
    """Let `home` use a host of its own again."""
    (home / FILE_NAME).unlink(missing_ok=True)


def export_keys(home: Path, path: Path) -> PublicKeys:
    """Write the public keys of `home`, made if there are none yet, to a file for others.

    Raises
    ------
    AppError
        `file_exists`: it may be another machine's.
    """
    keys = PublicKeys(host=server_keys(home).public, client=local_keys(home).public)
    if path.exists():
        raise AppError("file_exists", file=str(path))
    write_atomic(path, msgspec.json.encode(keys) + b"\n")
    return keys


def read_keys(path: Path) -> PublicKeys:
    """What `export_keys` wrote on another machine.

    Raises
    ------
    AppError
        `missing_file`, `bad_json` or `bad_field`.
    """
    try:
        keys = msgspec.json.decode(path.read_bytes(), type=PublicKeys)
    except (FileNotFoundError, IsADirectoryError):
        raise AppError("missing_file", file=str(path)) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from None
    check_key(keys.host)
    check_key(keys.client)
    return keys
