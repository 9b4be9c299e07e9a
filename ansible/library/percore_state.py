#!/usr/bin/python
"""Reads which releases and workers a host has; fails while somebody else than this run is changing them, or if a worker has ended by itself."""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.percore import host
from ansible.module_utils.percore.move import Refused, refuse_crashes
from ansible.module_utils.percore.worker import Worker

ARGUMENTS = {
    "run": {"type": "str", "required": True},
    # Where the host's workers listen.
    "address": {"type": "str", "required": True},
    # The workers to tell of; none: all.
    "ports": {"type": "list", "elements": "int", "default": []},
    # Workers that this run has moved, with their counts of restarts then.
    "moved": {"type": "list", "elements": "dict", "default": []},
}


def main():
    module = AnsibleModule(ARGUMENTS, supports_check_mode=True)
    try:
        host.refuse_claimed(module.params["run"])
        refuse_crashes((Worker(other["port"]), other["restarts"]) for other in module.params["moved"])
    except (host.Claimed, Refused) as refusal:
        module.fail_json(msg=str(refusal))
    module.exit_json(changed=False, host={"address": module.params["address"], **host.state(module.params["ports"])})


if __name__ == "__main__":
    main()
