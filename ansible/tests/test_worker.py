import http.server
import json
import threading
import time
import unittest
from unittest import mock

from percore import worker
from percore.worker import Worker


class Port(http.server.BaseHTTPRequestHandler):
    """Answers like a worker that has two products, and hangs up on whoever asks for the end."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/end":
            self.close_connection = True
            return
        body = json.dumps({"documents": [{"id": "lamp"}, {"id": "desk-2"}]}).encode() if "?" in self.path else b""
        time.sleep(self.server.pause)
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class WorkerTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Port)
        self.server.asked = []
        self.server.pause = 0
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.worker = Worker(self.server.server_address[1])

    def test_reads_are_answered_one_after_the_other(self):
        self.assertEqual(self.worker.answers(["/one", "/broken", "/three"]), [200, 500, 200])
        self.assertEqual(self.server.asked, ["/one", "/broken", "/three"])

    def test_a_worker_that_does_not_answer_is_asked_no_more(self):
        self.assertEqual(self.worker.answers(["/one", "/end", "/three"]), [200, 0])
        self.assertEqual(Worker(1).answers(["/one"]), [0])

    def test_reads_that_cannot_be_sent_in_time_are_left_out(self):
        self.server.pause = 0.1

        with mock.patch.object(worker, "SECONDS_PER_ANSWER", 0.15):
            self.assertEqual(self.worker.answers(["/one"] * 9), [200, 200])

    def test_what_a_worker_says_of_itself_when_all_is_well_is_no_ailment(self):
        state = mock.Mock(serves=True)
        parts = {"parts": {"store": "available", "indexes": "complete", "cache": "cached", "recycle": ""}}

        with mock.patch.object(self.worker, "state", return_value=state):
            for said, ailment in ((parts, ""), ({"parts": {**parts["parts"], "cache": "waiting"}}, "cache waiting")):
                answers = [[(200, json.dumps(said))], [(204, "")]]
                with mock.patch.object(self.worker, "_get", side_effect=answers):
                    self.assertEqual(self.worker.ailment(), ailment)

    def test_the_documents_of_a_list_can_be_read(self):
        self.assertEqual(self.worker.documents(["/v1/products?limit=5", "/broken"]), ["/v1/products/lamp", "/v1/products/desk-2"])


class ProcessTest(unittest.TestCase):
    def test_a_process_without_a_release_has_none(self):
        self.assertEqual((worker.release_of_process("self"), worker.release_of_process("0")), ("", ""))


if __name__ == "__main__":
    unittest.main()
