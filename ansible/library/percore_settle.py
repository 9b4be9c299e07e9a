#!/usr/bin/python
"""Ends a run on a host: makes the release the host's own, or notes a canary, or nothing of it after a failure."""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.percore import host

ARGUMENTS = {
    "run": {"type": "str", "required": True},
    # What the host is on from now; empty: as before.
    "release": {"type": "str", "required": True},
    # The move of a worker that stands as a canary from now on; none: as before.
    "canary": {"type": "dict"},
    "ports": {"type": "list", "elements": "int", "required": True},
    "kept": {"type": "int", "required": True},
    # What is written down about the run: contents by the files' names; none if it moved nothing.
    "receipt": {"type": "dict", "default": {}},
}


def main():
    module = AnsibleModule(ARGUMENTS, supports_check_mode=True)
    given, dry = module.params, module.check_mode
    changes = host.settle(given["release"], given["ports"], given["kept"], dry) if given["release"] else []
    if given["canary"]:
        changes.append(host.CANARY)
    if not dry:
        end(given)
    module.exit_json(changed=bool(changes), changes=changes)


def end(given):
    if given["canary"]:
        moved = given["canary"]
        host.write(host.CANARY, {"port": moved["port"], "release": moved["to"], "old": moved["old"]})
    elif not host.canary():
        host.remove(host.CANARY)
    host.keep(given["receipt"])
    host.clear()
    host.unclaim(given["run"])


if __name__ == "__main__":
    main()
