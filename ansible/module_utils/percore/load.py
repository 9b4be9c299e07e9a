"""A light load of requests that must succeed."""

import datetime
import itertools
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor

REQUESTS_A_SECOND = 20
# Requests that may wait for their answers: all of a time in which a worker hangs.
THREADS = 120
# The edge writes its log that late.
SECONDS_TO_LOG = 3

Failure = namedtuple("Failure", "at agent request seen")


class Clients:
    """They ask and keep the figures of one span of time: how many answers came, the slowest, and the failures."""

    def __init__(self, edge, run):
        self.edge = edge
        self.run = run
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self.begin()

    def begin(self):
        """A new span."""
        self.requests = 0
        self.slowest = 0.0
        self.failures = []

    def ask(self, document, request):
        """Whether the answer is what it must be."""
        at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        # By it the request is found in the edge's log.
        agent = "percore-verify-%s-%d" % (self.run, next(self.numbers))
        began = time.monotonic()
        seen = self._fault(document, request, agent)
        with self.lock:
            self.requests += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.failures += [Failure(at, agent, request, seen)] if seen else []
        return not seen

    def _fault(self, document, request, agent):
        try:
            answer = self.edge.send(request, agent)
            fault = document.fault(request, answer)
            return "%s; %s" % (answer, fault) if fault else ""
        except (OSError, ValueError) as lost:
            return "no answer: %s" % (lost or type(lost).__name__)

    def told(self, failure):
        """A failure in words, with what the edge wrote about it."""
        words = "%(at)s %(method)s %(path)s %(headers)s was answered %(seen)s" % {**failure._asdict(), **failure.request._asdict()}
        return words + "\nthe edge's log: " + (self._logged(failure.agent) or 'elsewhere, under "agent":"%s"' % failure.agent)

    def _logged(self, agent):
        end = time.monotonic() + (SECONDS_TO_LOG if self.edge.figures_port else 0)
        line = ""
        while not line and time.monotonic() < end:
            time.sleep(0.1)
            line = self.edge.logged(agent)
        return line


class Load:
    """The clients at work on a ledger's documents, at a steady rate whatever becomes of the answers, until it is left."""

    def __init__(self, clients, ledger):
        self.clients = clients
        self.ledger = ledger
        self.stopped = threading.Event()
        self.threads = ThreadPoolExecutor(THREADS)
        self.schedule = threading.Thread(target=self._run)

    def _run(self):
        due = time.monotonic()
        while not self.stopped.wait(max(0.0, due - time.monotonic())):
            self.threads.submit(self._ask_one)
            due += 1 / REQUESTS_A_SECOND

    def _ask_one(self):
        document, request = self.ledger.take()
        if self.clients.ask(document, request):
            self.ledger.give_back(document)

    def __enter__(self):
        self.schedule.start()
        return self

    def __exit__(self, *_):
        """Returns when every request that was sent has its answer."""
        self.stopped.set()
        self.schedule.join()
        self.threads.shutdown(cancel_futures=True)
