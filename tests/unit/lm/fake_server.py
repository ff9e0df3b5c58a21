"""OpenAI-compatible servers of all kinds, over real HTTP on this machine."""

from __future__ import annotations

import json
import math
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from shared.closing import Closing

Kind = Literal["echo", "vllm", "generated", "none", "zeros", "deaf", "refusing", "broken"]
_WORD = re.compile(r"\s*\S+|\s+$")
WORDS = (" Paris", " banana", " white", " 4", " positive", " negative")


def log_probability(before: str, word: str) -> float:
    """A language model of one rule each: what fits what was said is more probable."""
    fits = {
        " Paris": "France" in before,
        " white": "Snow" in before,
        " 4": "Four" in before,
        " positive": "good" in before,
        " negative": "bad" in before,
    }
    return math.log(0.6) if fits.get(word) else math.log(0.01 + 0.0001 * (len(before) % 7))


def words(text: str) -> list[str]:
    return _WORD.findall(text)


class FakeServer(Closing):
    """Answers on a port of its own until `close`."""

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, body: dict[str, Any]) -> tuple[int, Any]:
        prompt = body["prompt"]
        if self.kind == "broken":
            return 200, {"error": "?"}
        if self.kind == "refusing" and (body.get("echo") or "prompt_logprobs" in body):
            return 400, {"error": "echo is not supported"}
        best = max(WORDS, key=lambda word: log_probability(prompt, word))
        choice: dict[str, Any] = {"text": best}
        if self.kind in ("echo", "zeros", "deaf") and body.get("echo"):
            choice["logprobs"] = self._echoed(prompt + best)
        elif self.kind == "vllm" and "prompt_logprobs" in body:
            choice["prompt_logprobs"] = self._vllm(prompt)
        elif self.kind not in ("none", "vllm") and body.get("logprobs"):
            top = {word: log_probability(prompt, word) for word in WORDS}
            choice["logprobs"] = {
                "tokens": [best],
                "token_logprobs": [top[best]],
                "top_logprobs": [top],
            }
        return 200, {"choices": [choice]}

    def _echoed(self, text: str) -> dict[str, Any]:
        tokens, values, before = words(text), [], ""
        for token in tokens:
            values.append(self._value(before, token) if before else None)
            before += token
        return {"tokens": tokens, "token_logprobs": values}

    def _value(self, before: str, token: str) -> float:
        if self.kind == "zeros":
            return 0.0
        if self.kind == "deaf":  # knows Paris, and does not look at demonstrations
            return math.log(0.6 if token == " Paris" else 0.01)
        return log_probability(before, token)

    def _vllm(self, text: str) -> list[Any]:
        entries: list[Any] = []
        before = ""
        for number, token in enumerate(words(text)):
            told = {"logprob": log_probability(before, token), "decoded_token": token}
            entries.append({str(number): told})
            before += token
        return entries


def _handler(server: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(size))
            server.bodies.append(body)
            server.keys.append(self.headers.get("Authorization", ""))
            status, answer = server.answer(body)
            raw = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
