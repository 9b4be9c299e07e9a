"""The documents of verify: the requests that must succeed on them, and what the answers must be."""

import json
import random
import threading
import uuid

from .edge import Request

# More are written only while so many requests wait for their answers.
DOCUMENTS = 60


class Document:
    """A document that one request at a time uses, so that every answer is known beforehand."""

    def __init__(self, collection, body):
        self.collection = collection
        self.body = body
        self.key = '"%s"' % uuid.uuid4()
        # The server's to choose.
        self.path = None
        self.revision = 0
        self.live = False

    @property
    def tag(self):
        return '"%d"' % self.revision

    def creation(self):
        """The same request each time, which is done once."""
        return Request("POST", self.collection, {"Content-Type": "application/json", "Idempotency-Key": self.key}, self.body, 201)

    def reading(self, conditional=False):
        if not self.live:
            return Request("GET", self.path, {}, None, 404)
        return Request("GET", self.path, {"If-None-Match": self.tag} if conditional else {}, None, 304 if conditional else 200)

    def replacement(self, conditional=False):
        return self._write("PUT", "application/json", self.body, 200 if self.live else 201, conditional)

    def change(self, conditional=False):
        # Only what a schema takes, since it is there already.
        same = {name: value for name, value in self.body.items() if isinstance(value, (str, int, float))}
        return self._write("PATCH", "application/merge-patch+json", same, 200, conditional)

    def deletion(self, conditional=False):
        return self._write("DELETE", None, None, 204, conditional)

    def _write(self, method, media_type, body, status, conditional):
        headers = {"Content-Type": media_type} if media_type else {}
        if conditional:
            headers.update({"If-Match": self.tag} if self.live else {"If-None-Match": "*"})
        return Request(method, self.path, headers, body, status)

    def fault(self, request, answer):
        """What is wrong with an answer; empty if nothing is, and then it is taken note of."""
        if answer.status != request.status:
            return "it must be %d" % request.status
        if request.method == "DELETE":
            self.revision += 1
            self.live = False
        elif answer.status != 404:
            return self._revision_fault(request, answer)
        return ""

    def _revision_fault(self, request, answer):
        revision = self.revision if request.method == "GET" else self.revision + 1
        if answer.etag != '"%d"' % revision:
            return 'its ETag must be "%d", and is %s' % (revision, answer.etag or "missing")
        if request.method == "GET" and answer.status == 200 and json.loads(answer.body) != self.body:
            return "it must be the document that was written: %s" % json.dumps(self.body)
        self.path = answer.location if request.method == "POST" else self.path
        self.revision = revision
        self.live = True
        return ""


class Ledger:
    """All documents of a run; those that no request uses are free."""

    def __init__(self, collection, body):
        self.collection = collection
        self.body = body
        self.documents = []
        self.free = []
        self.lock = threading.Lock()

    def take(self):
        """A document for one request, and that request."""
        lot = random.random()
        with self.lock:
            if not self.free or lot < 0.15 and len(self.documents) < DOCUMENTS:
                document = Document(self.collection, self.body)
                self.documents.append(document)
                return document, document.creation()
            document = self.free.pop(random.randrange(len(self.free)))
        return document, _request(document, lot, random.random() < 0.5)

    def give_back(self, document):
        """Not one whose last answer was wrong: what must come next is not known."""
        with self.lock:
            self.free.append(document)


def _request(document, lot, conditional):
    """Half of all are reads; a document that is deleted comes back."""
    if lot < 0.55:
        return document.reading(conditional)
    if lot < 0.7 or not document.live:
        return document.replacement(conditional)
    return document.change(conditional) if lot < 0.9 else document.deletion(conditional)


def is_gone(document, edge, agent):
    """Deletes a document, also one of which it is not known whether it was created."""
    if document.path is None:
        answer = edge.send(document.creation(), agent)
        # Refused for good, it was not stored; a 409 passes.
        if answer.status != 201:
            return 400 <= answer.status < 500 and answer.status != 409
        document.path = answer.location
    return edge.send(document.deletion(), agent).status in (204, 404)
