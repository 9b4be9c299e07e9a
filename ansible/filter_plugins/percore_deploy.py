"""What a deploy does to which worker, from what the hosts told; and what is written down about it. Values in, values out."""

import ipaddress
import re


def plan(hosts, what, release=""):
    """The hosts' targets and the moves of workers, in order; or the one sentence for which there are none.

    ``hosts`` is what percore_state told, by host; ``what`` is deploy, canary, finish, rollback or provision.
    """
    refusal, targets = _targets(hosts, what, release)
    moves = [] if refusal else _moves(hosts, targets)
    if what == "canary" and not refusal:
        refusal = "" if moves else "every worker runs %s already" % release
        # With a canary that stands already there is nothing to do.
        moves = [] if _canaries(hosts) else moves[:1]
    idle = "" if refusal or moves else _idle(hosts, targets)
    return {"refusal": refusal, "targets": targets, "moves": moves, "idle": idle, "earlier": _earlier(hosts)}


def _idle(hosts, targets):
    """Why no worker moves."""
    ran = {worker["release"] for told in hosts.values() for worker in told["workers"]}
    if ran <= set(targets.values()):
        return "Every worker runs %s already: none was moved." % ", ".join(sorted(set(targets.values())))
    return "A canary of %(release)s stands on %(host)s, percore@%(port)s, already: no other was moved." % _canaries(hosts)[0]


def _earlier(hosts):
    """What the old release did while the canary was watched: the last worker has none on it to be compared with."""
    return next((canary["old"] for canary in _canaries(hosts)), {})


def _targets(hosts, what, release):
    canaries = _canaries(hosts)
    if what == "rollback":
        return _former(hosts)
    if what == "finish":
        if not canaries:
            return "no canary stands that could be finished", {}
        release = canaries[0]["release"]
    for canary in canaries:
        if canary["release"] != release:
            return "a canary of %(release)s stands on %(host)s, percore@%(port)s: finish it, or roll it back first" % canary, {}
    return "", {host: release for host in hosts}


def _canaries(hosts):
    return [{"host": host, **told["canary"]} for host, told in hosts.items() if told["canary"]]


def _former(hosts):
    """Where workers have left the release that their host is on, that one; else the one before it."""
    current = {host: told["current"] for host, told in hosts.items()}
    if any(worker["release"] != current[host] for host, told in hosts.items() for worker in told["workers"]):
        return "", current
    previous = {host: told["previous"] for host, told in hosts.items()}
    if len(set(current.values())) > 1:
        return "the hosts are on different releases: %s; deploy one of them everywhere first" % _listed(current), {}
    missing = [host for host, told in hosts.items() if previous[host] not in told["releases"]]
    if missing:
        return "no worker was moved, since there is no earlier release on " + ", ".join(missing), {}
    return "", previous


def _listed(values):
    return ", ".join("%s %s" % item for item in values.items())


def _moves(hosts, targets):
    return [
        {"host": host, "port": worker["port"], "address": told["address"], "from": worker["release"], "to": targets[host]}
        for host, told in hosts.items() for worker in told["workers"]
        if worker["release"] != targets[host] or worker["outdated"]]


def returns(plan_made, hosts, made):
    """After a failure: the workers that must leave the target again, those moved last first, and where to.

    Also those that stood on it before this run: a canary, or what a run that lost its connection moved.
    """
    targets = plan_made["targets"]
    came_from = {(move["host"], move["port"]): move["from"] for move in reversed(made)}
    failed = {(move["host"], move["port"]) for move in made if move["result"] == "failed"}
    before = {
        (host, worker["port"]): told["current"]
        for host, told in hosts.items() for worker in told["workers"] if worker["release"] == targets[host]}
    return [
        {"host": host, "port": port, "address": hosts[host]["address"], "from": targets[host], "to": former}
        # Those moved by this run first, and to where it took them from.
        for (host, port), former in {**came_from, **before, **came_from}.items()
        if (host, port) not in failed and former not in ("", targets[host])]


def receipt(run, made, counts, outcome, reason=""):
    """A run in figures. ``counts`` is what the edges told of themselves before each move and after the last one."""
    tallies = [[_tally(edge) for edge in edges] for edges in counts]
    spans = [*zip(tallies, tallies[1:]), *[None] * len(made)]
    return {**run, "outcome": outcome, "reason": reason, "workers": [{**move, **_seen_by_edges(move, span)} for move, span in zip(made, spans)]}


def _seen_by_edges(move, span):
    if span is None:
        return {"client_errors": None, "retried": None}
    retried = _grown(*span, "retried", move["listener"]) if _is_address(move["listener"]) else None
    return {"client_errors": _grown(*span, "errors", "5xx"), "retried": retried}


def _tally(metrics):
    """Of one edge: answers by class of status, and tries that failed, by worker."""
    def series(name, label):
        return {value: int(float(count)) for value, count in re.findall(r'^%s\{%s="([^"]*)"\} (\S+)$' % (name, label), metrics, re.MULTILINE)}

    return {"errors": series("percore_edge_responses_total", "status"), "retried": series("percore_edge_requests_retried_total", "worker")}


def _grown(before, after, what, key):
    """Over all edges; an edge that was restarted meanwhile has counted from nothing."""
    grown = [(new[what].get(key, 0), new[what].get(key, 0) - old[what].get(key, 0)) for old, new in zip(before, after)]
    return sum(difference if difference >= 0 else total for total, difference in grown)


def _is_address(listener):
    """An edge counts workers by address; a name is another one there."""
    try:
        return bool(ipaddress.ip_address(listener.rpartition(":")[0].strip("[]")))
    except ValueError:
        return False


def table(written):
    """A receipt for people."""
    head = "%(what)s of %(release)s by %(by)s, %(since)s: %(outcome)s" % written
    rows = [list(COLUMNS)] + [[column(move) for column in COLUMNS.values()] for move in written["workers"]]
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([head, *([written["reason"]] if written["reason"] else []), "", *lines]) + "\n"


def _shown(key, unit=""):
    def cell(move):
        value = move.get(key)
        return "-" if value is None else "%s%s" % (value, unit)
    return cell


def _other_release(move):
    told = move.get("other_release")
    return "-" if told is None else "%s of %s, %s" % (told["errors"], told["requests"], _shown("p95_millis", " ms")(told))


COLUMNS = {
    "HOST": _shown("host"), "PORT": _shown("port"), "FROM": _shown("from"), "TO": _shown("to"),
    "IN FLIGHT": _shown("in_flight"), "DRAIN": _shown("drain_millis", " ms"), "CUT OFF": _shown("cut_off"),
    "READY": _shown("ready_millis", " ms"), "REQUESTS": _shown("requests"), "5XX": _shown("errors"), "P95": _shown("p95_millis", " ms"),
    "OTHER RELEASE": _other_release, "RETRIED": _shown("retried"), "CLIENT 5XX": _shown("client_errors"), "RESULT": _shown("result")}


class FilterModule:
    """What Ansible asks for."""

    @staticmethod
    def filters():
        return {"percore_plan": plan, "percore_returns": returns, "percore_receipt": receipt, "percore_table": table}
