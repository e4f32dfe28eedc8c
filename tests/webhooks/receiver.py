"""A local target: keeps what it is sent and answers what the test says."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Call:
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        return json.loads(self.raw)


@dataclass
class Receiver:
    """`answer` maps a call to a status, or to (status, headers)."""

    answer: Callable[[Call], Any] = lambda call: 200
    pause: float = 0.0
    calls: list[Call] = field(default_factory=list)

    def __enter__(self) -> "Receiver":
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                call = Call(self.path, dict(self.headers.items()), raw)
                status = receiver.answer(call)
                receiver.calls.append(call)
                time.sleep(receiver.pause)
                status, headers = status if isinstance(status, tuple) else (status, {})
                self.send_response(status)
                for name, value in {"Content-Length": "5", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"heard")

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # a client that was killed hangs up

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_port

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"
