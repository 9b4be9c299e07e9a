#!/usr/bin/python
"""Moves one worker to a release, awaits it, and watches it there; a worker that does not do well there is put back."""

import datetime
import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.percore import host
from ansible.module_utils.percore.figures import Figures
from ansible.module_utils.percore.move import Move, Order, Refused
from ansible.module_utils.percore.worker import Worker

ARGUMENTS = {
    "port": {"type": "int", "required": True},
    "address": {"type": "str", "required": True},
    "release": {"type": "str", "required": True},
    "run": {"type": "dict", "required": True},
    # What can be read of it.
    "collections": {"type": "list", "elements": "str", "required": True},
    "seconds_to_ready": {"type": "int", "required": True},
    "watch": {"type": "int", "required": True},
    "allowed_errors": {"type": "float", "required": True},
    "slowdown": {"type": "float", "required": True},
    # Workers of this host that were moved before, with their counts of restarts then.
    "moved": {"type": "list", "elements": "dict", "required": True},
    # What the other release did in an earlier watch.
    "earlier": {"type": "dict", "required": True},
    # Back from a release that did not do.
    "returning": {"type": "bool", "required": True},
}


def main():
    module = AnsibleModule(ARGUMENTS, supports_check_mode=True)
    if module.check_mode:
        module.exit_json(changed=True)
    move = prepared(module.params)
    began = datetime.datetime.now(datetime.timezone.utc)
    try:
        host.claim(module.params["run"])
        move.make()
    except (Refused, host.Claimed) as refusal:
        module.fail_json(msg=str(refusal), move=told(move, began, str(refusal)))
    module.exit_json(changed=True, move=told(move, began))


def prepared(given):
    def worker(port):
        return Worker(port, given["address"])

    one = worker(given["port"])
    moved = [(worker(other["port"]), other["restarts"]) for other in given["moved"]]
    others = (worker(port) for port in host.ports() if port != one.port)
    sibling = next((other for other in others if other.release() == one.release() != given["release"] and other.state().serves), None)
    order = Order(
        given["release"], given["collections"], given["seconds_to_ready"], given["watch"], given["allowed_errors"], given["slowdown"],
        Figures.of_json(given["earlier"]), given["returning"])
    return Move(one, sibling, moved, order, time, lambda: host.claim(given["run"]))


def told(move, began, reason=""):
    seconds = (datetime.datetime.now(datetime.timezone.utc) - began).total_seconds()
    return {"result": "failed", "reason": reason, **move.told, "began": began.isoformat(timespec="seconds"), "seconds": round(seconds, 1)}


if __name__ == "__main__":
    main()
