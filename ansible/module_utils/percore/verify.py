"""Asks, commits faults on this host one at a time beside a light load, and reports what clients saw."""

import argparse
import datetime
import json
import os
import signal
import socket
import sys
import urllib.parse
import uuid

from . import host
from .edge import Edge, Request
from .fault import FAULTS, REDIS, Refused, plan
from .ledger import Ledger
from .load import REQUESTS_A_SECOND
from .trial import Interrupted, Seen, Trial, ailments, line, table
from .worker import Worker

# What the shipped catalogue's products take.
DOCUMENT = {"name": "Percore verify", "category": "percore-verify", "price": 1, "stock": 1}
NOTICED, NOTHING_DONE, INTERRUPTED = 1, 2, 130
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main():
    try:
        return verify(arguments().parse_args())
    except (Refused, host.Claimed) as refusal:
        print("verify: %s" % refusal, file=sys.stderr)
        return NOTHING_DONE
    except Interrupted:
        return INTERRUPTED


def arguments():
    parser = argparse.ArgumentParser(
        prog="verify", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Commits faults on the workers of this host, one at a time, beside a light load of its own;\n"
        "stops at the first error that a client sees, puts everything back, and reports. As root.",
        epilog="faults, in this order unless you name some:\n"
        + "\n".join("  %-9s %s" % (fault.name, fault.says) for fault in FAULTS)
        + "\nexit codes: 0 no client noticed an error, 1 one did or a worker stayed away, 2 nothing was done, 130 interrupted")
    parser.add_argument("fault", nargs="*")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--edge", metavar="URL", help="where clients reach the edge, if it is on another host")
    parser.add_argument("--collection", default="products", help="where to write documents (default: %(default)s)")
    parser.add_argument("--document", metavar="FILE", help="a JSON document that the collection takes, many times")
    return parser


def verify(given):
    if os.geteuid() != 0:
        raise Refused("it sends signals to workers: run it as root")
    if not given.yes and not sys.stdin.isatty():
        raise Refused("there is no terminal to ask on: --yes goes on without a question")
    workers = [Worker.here(port) for port in host.ports()]
    edge = reached(given.edge)
    planned = plan(given.fault, workers, REDIS.state().serves)
    ledger = Ledger("/v1/" + given.collection, document_in(given.document))
    refuse_ailing(workers, edge, ledger.collection)
    announce(planned, edge, ledger.collection)
    if not given.yes and not agreed():
        say("Nothing was done.")
        return NOTHING_DONE
    run = this_run()
    return conduct(Trial(workers, edge, ledger, run["id"], lambda: host.claim(run)), planned)


def reached(url):
    if not url:
        edge = Edge.here()
        if not edge:
            raise Refused("the edge is not on this host: say where clients reach it, --edge http://ADDRESS")
        return edge
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or not parts.hostname:
        raise Refused("--edge must be like http://10.0.0.10, was '%s'" % url)
    return Edge(parts.hostname, parts.port or 80)


def document_in(file):
    if not file:
        return DOCUMENT
    try:
        with open(file, encoding="utf-8") as text:
            document = json.load(text)
    except (OSError, ValueError) as problem:
        raise Refused("--document %s cannot be read: %s" % (file, problem)) from problem
    if not isinstance(document, dict):
        raise Refused("--document %s must hold a JSON object" % file)
    return document


def refuse_ailing(workers, edge, collection):
    """Whatever is wrong before is not to be taken for what a fault did."""
    ill = ailments(workers)
    if ill:
        raise Refused("not everything is well: " + "; ".join(ill))
    try:
        answer = edge.send(Request("GET", collection + "?limit=1", {}, None, 200), "percore-verify")
    except OSError as problem:
        raise Refused("the edge does not answer on %s: %s" % (edge, problem)) from problem
    if '"unknown-collection"' in answer.body:
        raise Refused("there is no collection %s: name one by --collection, and by --document a file with a document that it takes" % collection)
    if answer.status != 200:
        raise Refused("the edge answers a read of %s with %s" % (collection, answer))


def announce(planned, edge, collection):
    say("One at a time, on %s:" % socket.gethostname())
    for fault, unit in planned:
        say("  %-8s %-13s %s" % (fault.name, unit.name, fault.says))
    say("It takes about %d s, with %d requests a second through %s on documents of its own in %s, which are deleted afterwards." % (
        sum(fault.seconds for fault, _ in planned), REQUESTS_A_SECOND, edge, collection))
    say("Clients may notice slower answers, and should notice no error. The first of its own requests that fails ends it; it does not see others'.")


def agreed():
    try:
        return input("Go on? [y/N] ").strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


def this_run():
    since = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    by = "%s@%s" % (os.environ.get("SUDO_USER", "root"), socket.gethostname())
    return {"id": uuid.uuid4().hex[:8], "what": "verify", "by": by, "since": since}


def conduct(trial, planned):
    """Whatever happens, what is troubled is put back and what was written is deleted."""
    trial.sign_of_life()
    listen(lambda number, _: trial.watch.interrupt(signal.Signals(number).name))
    try:
        outcome, verdict = inflicted(trial, planned)
    finally:
        listen(signal.SIG_IGN)
        left = trial.sweep()
        host.unclaim(trial.run_id)
    say("\n".join(["", table(trial.rows), verdict, *left]))
    return outcome or (NOTICED if left else 0)


def inflicted(trial, planned):
    """The exit code, and why."""
    try:
        trial.prove()
        for fault, unit in planned:
            say("%s %s ..." % (fault.name, unit.name))
            trial.make(fault, unit)
            say("  " + line(trial.rows[-1]))
        return 0, "No request was refused or lost, and every document is what its last answer said."
    except Seen as seen:
        return NOTICED, "Stopped at the first error:\n%s" % seen
    except Interrupted as interruption:
        return INTERRUPTED, "Interrupted: %s" % interruption


def listen(to_signals):
    for number in SIGNALS:
        signal.signal(number, to_signals)


def say(text):
    """Raises Interrupted if nobody is there to read it any more."""
    try:
        print(text, flush=True)
    except OSError as gone:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        raise Interrupted("nobody reads this any more") from gone
