"""An HTTP proxy that knows CONNECT and nothing else."""

import socket
import socketserver
from contextlib import contextmanager
from threading import Thread


class Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        asked = self.rfile.readline().decode()
        while self.rfile.readline().strip():
            """Headers are of no interest."""
        self.server.asked.append(asked)
        host, _, port = asked.split(" ")[1].partition(":")
        with socket.create_connection((host, int(port))) as target:
            self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = Thread(target=pump, args=(target, self.connection))
            back.start()
            pump(self.connection, target)
            back.join()


def pump(source, sink):
    while data := source.recv(65536):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)


@contextmanager
def tunnel():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Tunnel) as server:
        server.asked = []
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
