"""Run in a kernel of any host: answers over HTTP what a test asks about the names there.

Hosts hide their kernels in different ways; this way in is the same for all of them. It only reads: what is changed is
changed by the mouse and the keys.
"""

import pickle
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answers(BaseHTTPRequestHandler):
    """Answers an expression with its value, as a pickle."""

    def do_POST(self):
        expression = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            status, answer = 200, pickle.dumps(eval(expression, self.server.names))
        except Exception as error:
            status, answer = 500, repr(error).encode()
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def answer(names, folder):
    """Answer questions about some names, at a port that becomes the name of an empty file in a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.names = names
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (folder / str(server.server_port)).touch()
