"""A mail server that takes everything and keeps nothing: `python -m benchmarks.sink PORT`."""

import socketserver
import sys


class Taker(socketserver.StreamRequestHandler):
    """One connection of a sender (RFC 5321, as much of it as a sender asks for)."""

    def handle(self) -> None:
        """Answer until the sender leaves."""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                for part in self.rfile:
                    if part == b".\r\n":
                        break
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 OK\r\n")


class Server(socketserver.ThreadingTCPServer):
    """Takes several senders at once."""

    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", int(sys.argv[1])), Taker) as server:
        server.serve_forever()
