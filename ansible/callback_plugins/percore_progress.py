"""What ./percore shows of a playbook: a line for each role, or for each worker that a deploy moves, and why one failed.

Ansible's own output is as ever, and goes to the log.
"""

from __future__ import annotations

import atexit
import os
import textwrap
import time

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: percore_progress
    type: notification
    short_description: a line for each role
    description:
      - Writes a line for each role to file descriptor 3, since Ansible's own output has the usual two.
    requirements:
      - enabled by ./percore
"""
SCREEN = 3
# A longer line would wrap, and what wraps cannot be taken back.
WIDTH = 79
LINES_OF_A_REASON = 20


class Lines:
    """Steps one after the other, each with its time. On a terminal the open one shows what is being done."""

    def __init__(self, write, terminal, clock=time.monotonic):
        self.write, self.terminal, self.clock = write, terminal, clock
        self.step, self.began, self.did, self.changes = "", clock(), False, 0
        self.unfinished = ""

    def begin(self, step):
        self.end()
        self.step = step
        self._show(self._title())

    def end(self, how=""):
        if self.step:
            how = how or ("done" if self.did else "skipped")
            changed = ", %d changed" % self.changes if self.changes else ""
            self._show("%s%s (%d s%s)\n" % (self._title(), how, self.clock() - self.began, changed))
            self.began = self.clock()
        self.step, self.did, self.changes = "", False, 0

    def doing(self, task):
        if self.terminal:
            self._show((self._title() + task)[:WIDTH])

    def say(self, text):
        self._show(text + "\n")

    def leave(self):
        """Whatever ends the run, the next words begin a line."""
        if self.unfinished:
            self.write("\n")

    def _title(self):
        return "  %s ... " % self.step if self.step else "  "

    def _show(self, text):
        if self.terminal:
            self.write("\r\033[K" + text)
        elif text.startswith(self.unfinished):
            self.write(text[len(self.unfinished):])
        else:
            self.write("\n" + text)
        self.unfinished = "" if text.endswith("\n") else text


class CallbackModule(CallbackBase):
    """What Ansible tells it."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "percore_progress"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, lines=None):
        super().__init__()
        self.lines = lines or Lines(_write, os.environ.get("PERCORE_PROGRESS") == "terminal")
        self.role, self.task, self.refusals = None, "", set()
        atexit.register(self.lines.leave)

    def v2_playbook_on_task_start(self, task, is_conditional):
        # Ansible has filled in the name of the task for this call only.
        self.task = task.name or task.action
        role = task._role
        if task.action == "percore_worker":
            self.lines.begin(self.task)
            return
        # One that a task brings in is a part of what is being done.
        if role and not role.from_include and role != self.role:
            self.role = role
            self.lines.begin(role.get_name())
        self.lines.doing(self.task)

    def v2_playbook_on_handler_task_start(self, task):
        self.task = task.name
        self.lines.doing(self.task)

    def v2_runner_on_ok(self, result):
        self.lines.did = True
        self.lines.changes += result.is_changed()
        if _is(result.task, "debug") and "msg" in result.result:
            self.lines.end()
            self.lines.say(result.result["msg"].rstrip())

    def v2_runner_on_failed(self, result, ignore_errors=False):
        if not ignore_errors:
            self._failed(result)

    def v2_runner_on_unreachable(self, result):
        self._failed(result)

    def v2_playbook_on_stats(self, stats):
        self.lines.end()

    def _failed(self, result):
        self.lines.end("failed")
        if _is(result.task, "assert") or _is(result.task, "fail"):
            self._refused(result.result["msg"])
            return
        failed = [each for each in result.result.get("results", []) if each.get("failed")] or [result.result]
        reasons = "\n".join(map(_reason, failed))
        self.lines.say("    %s: %s\n%s" % (result.host.get_name(), self.task, textwrap.indent(reasons, " " * 6)))
        self.lines.say("    All that Ansible said is in %s" % os.environ.get("PERCORE_LOG", "its log"))

    def _refused(self, sentence):
        """What our playbooks refuse they say in a sentence that needs nothing beside it, perhaps for each host the same."""
        if sentence not in self.refusals:
            self.lines.say("percore: " + sentence)
        self.refusals.add(sentence)


def _is(task, action):
    return task.action.rpartition(".")[2] == action


def _reason(result):
    words = [str(result.get(key) or "").strip() for key in ("msg", "censored", "module_stderr", "stderr", "stdout")]
    return "\n".join("\n".join(filter(None, words)).splitlines()[-LINES_OF_A_REASON:])


def _write(text):
    try:
        os.write(SCREEN, text.encode())
    except OSError:
        # Nobody reads it any more. The playbook goes on, as it would without us.
        pass
