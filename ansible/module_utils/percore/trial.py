"""One fault after the other beside a load, and what was seen of each."""

import time

from .fault import Committed, Refused
from .ledger import Document, is_gone
from .load import Clients, Load

PAUSE = 0.2
SECONDS_BEFORE, SECONDS_AFTER = 2, 3
# A worker may hang, wait out a crash loop, and start.
SECONDS_TO_RECOVER = 90
SECONDS_TO_SWEEP = 30


class Seen(Exception):
    """What must not be, in words."""


class Interrupted(Exception):
    """Whoever started this wants it to end, or is gone."""


def ailments(workers):
    """What is wrong with each of those that are not well."""
    told = ((worker.name, worker.ailment()) for worker in workers)
    return ["%s: %s" % (name, ailment) for name, ailment in told if ailment]


class Watch:
    """Waits beside the load, and no longer than until a request fails or somebody interrupts."""

    def __init__(self, clients, sign_of_life, clock=time):
        self.clients = clients
        self.sign_of_life = sign_of_life
        self.clock = clock
        self.interruption = None

    def interrupt(self, by):
        self.interruption = by

    def look(self):
        self.sign_of_life()
        if self.interruption:
            raise Interrupted(self.interruption)
        if self.clients.failures:
            raise Seen(self.clients.told(self.clients.failures[0]))

    def go_on(self, seconds):
        end = self.clock.monotonic() + seconds
        while self.clock.monotonic() < end:
            self.look()
            self.clock.sleep(PAUSE)

    def until(self, fact, condition, seconds):
        end = self.clock.monotonic() + seconds
        while not condition():
            if self.clock.monotonic() >= end:
                raise Seen("%s: not within %d s" % (fact, seconds))
            self.look()
            self.clock.sleep(PAUSE)


class Trial:
    """A run on the workers of this host, with the documents that it writes."""

    def __init__(self, workers, edge, ledger, run_id, sign_of_life):
        self.workers = workers
        self.edge = edge
        self.ledger = ledger
        self.run_id = run_id
        self.sign_of_life = sign_of_life
        self.clients = Clients(edge, run_id)
        self.watch = Watch(self.clients, sign_of_life)
        self.rows = []

    def prove(self):
        """Refuses a collection that does not take the documents. Two are tried: of a unique value it would take the first."""
        for _ in range(2):
            document = Document(self.ledger.collection, self.ledger.body)
            self.ledger.documents.append(document)
            if not self.clients.ask(document, document.creation()):
                raise Refused("%s does not take the document (name others by --collection and --document): %s" % (
                    self.ledger.collection, self.clients.failures[0].seen))
            self.ledger.give_back(document)

    def make(self, fault, unit):
        """Raises Seen at the first thing that a client must not see; what there is to tell is told in both cases."""
        row = {"fault": fault.name, "unit": unit.name}
        self.rows.append(row)
        retried = self.edge.retried()
        self.clients.begin()
        try:
            row["recovery"] = self._see_through(fault, unit)
            self._compare()
        finally:
            row.update(requests=self.clients.requests, slowest=self.clients.slowest, failures=len(self.clients.failures))
            row["retried"] = _difference(self.edge.retried(), retried)

    def _see_through(self, fault, unit):
        """Seconds until all is well again."""
        with Load(self.clients, self.ledger), Committed(fault, unit, self.run_id):
            self.watch.go_on(SECONDS_BEFORE)
            before = unit.state().invocation
            fault.commit(unit, self.watch)
            began = time.monotonic()
            self.watch.until("%s is replaced" % unit.name, lambda: unit.state().invocation not in ("", before), SECONDS_TO_RECOVER)
            self.watch.until("every worker is well again", lambda: not ailments(self.workers), SECONDS_TO_RECOVER)
            recovery = time.monotonic() - began
            self.watch.go_on(SECONDS_AFTER)
        return recovery

    def _compare(self):
        """Every document must be what its last answer said."""
        self.watch.look()
        for document in self.ledger.documents:
            self.clients.ask(document, document.reading())
            self.watch.look()

    def sweep(self):
        """Awaits the workers and deletes the documents; says what could not be put away in time."""
        self._try_for_a_while(lambda: not ailments(self.workers))
        left = self.ledger.documents[:]
        self._try_for_a_while(lambda: not self._delete(left))
        return ailments(self.workers) + ["not deleted: %s" % (document.path or "a document whose creation was not answered") for document in left]

    def _try_for_a_while(self, action):
        end = time.monotonic() + SECONDS_TO_SWEEP
        while not action() and time.monotonic() < end:
            self.sign_of_life()
            time.sleep(PAUSE)

    def _delete(self, documents):
        """Removes from the list those that are gone, and returns the others."""
        documents[:] = [document for document in documents if not self._is_gone(document)]
        return documents

    def _is_gone(self, document):
        self.sign_of_life()
        try:
            return is_gone(document, self.edge, "percore-verify-%s-sweep" % self.run_id)
        except OSError:
            return False


def _difference(now, before):
    """An edge that was restarted meanwhile has counted from nothing."""
    return None if now is None or before is None else now - before if now >= before else now


def line(row):
    """What was seen of a fault, while the next one is under way."""
    return "%s: well again after %.1f s; %d requests, the slowest took %d ms" % (row["unit"], row["recovery"], row["requests"], 1000 * row["slowest"])


def table(rows):
    """What was seen, for people."""
    cells = [["FAULT", "UNIT", "REQUESTS", "SLOWEST", "RETRIED", "WELL AGAIN", "FAILED"]]
    for row in rows:
        cells.append([
            row["fault"], row["unit"], "%d" % row["requests"], "%d ms" % (1000 * row["slowest"]), _shown(row["retried"], "%d"),
            _shown(row.get("recovery"), "%.1f s"), "%d" % row["failures"]])
    widths = [max(map(len, column)) for column in zip(*cells)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in cells)


def _shown(value, form):
    return "-" if value is None else form % value
