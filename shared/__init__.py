"""The contract between the window and the worker: values, messages, files and pure mathematics."""

from __future__ import annotations

VERSION = "0.1.0"
