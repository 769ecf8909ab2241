"""A small server that can fail in every way, and an empty page: for the scripts of static/safeloop/js alone."""

import hashlib
import json
import re
import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class FailingServer:
    """Stores what arrives by its id; `script` holds the fates of the coming requests, then all goes well.

    Fates: ok, a status (500, 401, 422, ...), sign-in (a redirect), page (a sign-in page with 200), wrong-hash, accept
    (a form is taken and answered by a redirect), cut-before (the line breaks before anything is stored), cut-after
    (stored, but the answer is lost).
    """

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.arrivals: list[str] = []
        self.pieces: dict[str, bytearray] = {}
        self.piece_sizes: list[int] = []
        self.script: list[str] = []
        self.signed_in = True
        self.down = False
        self.page = "<!doctype html><title>device</title>"
        self.pages: dict[str, str] = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args) -> None:
                """Say nothing."""

            def say(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
                """Answer."""
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                """Serve the scripts, a bare page, and /me/ which tells whether one is signed in."""
                path = self.path.split("?")[0]
                if server.down:
                    return server.cut(self)
                if path.startswith("/static/"):
                    file = STATIC / path.removeprefix("/static/")
                    if file.is_file():
                        return self.say(200, file.read_bytes(), TYPES.get(file.suffix, "text/plain"))
                    return self.say(404, b"")
                if path.startswith("/photos/") and path.split("/")[2] in server.pieces:
                    received = len(server.pieces[path.split("/")[2]])
                    return self.say(200, json.dumps({"state": "receiving", "received": received}).encode())
                if path == "/me/" and not server.signed_in:
                    return self.say(302, b"", Location="/sign-in/")
                if path == "/sw.js":
                    return self.say(200, (STATIC / "safeloop/js/sw.js").read_bytes(), "text/javascript")
                page = server.pages.get(path, server.page)
                return self.say(200, page.encode(), "text/html; charset=utf-8")

            def do_POST(self) -> None:
                """Meet the next fate of the script."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                fate = server.script.pop(0) if server.script else "ok"
                server.meet(self, body, fate)

            do_PUT = do_POST

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.httpd.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.httpd.server_port}"
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()

    def meet(self, handler: BaseHTTPRequestHandler, body: bytes, fate: str) -> None:
        """Let one request succeed or fail as `fate` says."""
        if not self.signed_in:
            fate = "sign-in"
        answers: dict[str, Callable[[], None]] = {
            "sign-in": lambda: handler.say(302, b"", Location="/sign-in/"),
            "accept": lambda: handler.say(302, b"", Location="/done/"),
            "page": lambda: handler.say(200, b"<!doctype html><title>Sign in</title>", "text/html"),
        }
        if fate in answers:
            return answers[fate]()
        if fate.isdigit():
            return handler.say(int(fate), json.dumps({"detail": f"refused with {fate}"}).encode())
        if fate == "cut-before":
            return self.cut(handler)
        if handler.headers["Content-Range"]:
            body = self.collect(handler, body, fate)
            if body is None:
                return None
        identity, digest = self.content(handler, body)
        self.arrivals.append(identity)
        if fate == "wrong-hash":
            return handler.say(200, json.dumps({"sha256": "0" * 64}).encode())
        self.stored[identity] = digest
        if fate == "cut-after":
            return self.cut(handler)
        return handler.say(201, json.dumps({"id": identity, "sha256": digest}).encode())

    def collect(self, handler: BaseHTTPRequestHandler, body: bytes, fate: str) -> bytes | None:
        """Add one piece; return the whole when it is complete, else answer 202."""
        identity = handler.path.split("?")[0].split("/")[2]
        span, total = handler.headers["Content-Range"].removeprefix("bytes ").split("/")
        have = self.pieces.setdefault(identity, bytearray())
        self.piece_sizes.append(len(body))
        if int(span.split("-")[0]) == len(have):
            have.extend(body)
        if len(have) == int(total):
            return bytes(have)
        if fate == "cut-after":
            self.cut(handler)
        else:
            handler.say(202, json.dumps({"state": "receiving", "received": len(have)}).encode())
        return None

    @staticmethod
    def cut(handler: BaseHTTPRequestHandler) -> None:
        """Break the line without an answer."""
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def content(handler: BaseHTTPRequestHandler, body: bytes) -> tuple[str, str]:
        """Return the id and the hash of what was sent: of the file's bytes, or of the JSON body."""
        kind = handler.headers["Content-Type"]
        if "image" in kind:
            return handler.path.split("?")[0].split("/")[2], hashlib.sha256(body).hexdigest()
        if "multipart" not in kind:
            return json.loads(body)["id"], hashlib.sha256(body).hexdigest()
        boundary = b"--" + kind.split("boundary=")[1].encode()
        identity, digest = "", ""
        for part in body.split(boundary)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            content = content.removesuffix(b"\r\n")
            name = re.search(rb'name="([^"]+)"', head)[1]
            if name == b"id":
                identity = content.decode()
            if name == b"file":
                digest = hashlib.sha256(content).hexdigest()
        return identity, digest

    def close(self) -> None:
        """Stop."""
        self.httpd.shutdown()
        self.httpd.server_close()
