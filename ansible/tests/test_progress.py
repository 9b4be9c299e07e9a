import os
import pathlib
import subprocess
import tempfile
import unittest

from percore_progress import Lines

ANSIBLE = pathlib.Path(__file__).resolve().parent.parent
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  tasks:
    - import_role: {name: first}
    - debug: {msg: Nothing to do.}
- hosts: localhost
  gather_facts: false
  roles: [first, left_out, second]
"""
ROLES = {
    "first": "- command: 'true'\n- include_role: {name: brought_in}",
    "brought_in": "- command: 'true'\n  changed_when: false",
    "left_out": "- command: 'true'\n  when: false",
    "second": """
- command: 'false'
  ignore_errors: true
- block: [{name: Build it, shell: echo some; echo a word >&2; exit 3}]
  rescue: [{fail: {msg: There is none.}}]
""",
}


class Screen:
    """What was written, and a clock that goes a second further when it is asked."""

    def __init__(self, terminal=False):
        self.text, self.now = "", 0
        self.lines = Lines(self.write, terminal, self.clock)

    def write(self, text):
        self.text += text

    def clock(self):
        self.now += 1
        return self.now


class LinesTest(unittest.TestCase):
    def test_a_step_is_shown_when_it_begins_and_its_time_when_it_ends(self):
        screen = Screen()

        screen.lines.begin("redis")
        begun = screen.text
        screen.lines.doing("Install it")
        screen.lines.did, screen.lines.changes = True, 2
        screen.lines.end()

        self.assertEqual(begun, "  redis ... ")
        self.assertEqual(screen.text, "  redis ... done (1 s, 2 changed)\n")

    def test_what_is_said_in_the_middle_breaks_the_line_of_the_step(self):
        screen = Screen()

        screen.lines.begin("redis")
        screen.lines.say("a word")
        screen.lines.end("failed")

        self.assertEqual(screen.text, "  redis ... \na word\n  redis ... failed (1 s)\n")

    def test_on_a_terminal_the_line_tells_the_task_and_never_wraps(self):
        screen = Screen(terminal=True)

        screen.lines.begin("redis")
        screen.lines.doing("Install " + "it" * 99)
        shown = screen.text.rpartition("\r\033[K")[2]
        screen.lines.end()

        self.assertTrue(shown.startswith("  redis ... Install itit"))
        self.assertEqual(len(shown), 79)
        self.assertTrue(screen.text.endswith("\r\033[K  redis ... skipped (1 s)\n"))

    def test_a_run_that_is_interrupted_leaves_no_open_line(self):
        screen = Screen()

        screen.lines.begin("redis")
        screen.lines.leave()

        self.assertEqual(screen.text, "  redis ... \n")


class PlaybookTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for role, tasks in ROLES.items():
            self.file("roles/%s/tasks/main.yml" % role, tasks)

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return str(path)

    def run_of(self, playbook, **environment):
        """Ansible's exit code, what is on the screen, and what Ansible said."""
        ran = subprocess.run(
            ["bash", "-c", 'exec "$@" 3>&2 2>&1', "progress", "ansible-playbook", "-i", "localhost,", "-c", "local", self.file("site.yml", playbook)],
            cwd=ANSIBLE, env={**os.environ, "HOME": str(self.folder), **environment}, capture_output=True, text=True, check=False)
        return ran.returncode, ran.stderr, ran.stdout

    def test_each_role_has_a_line_and_what_failed_or_was_refused_is_shown(self):
        code, screen, said = self.run_of(PLAYBOOK, ANSIBLE_CALLBACKS_ENABLED="percore_progress", PERCORE_LOG="/there")

        self.assertEqual(code, 2, said)
        self.assertRegex(
            screen, r"^Nothing to do\.\n  first \.\.\. done \(\d+ s, 1 changed\)\n  left_out \.\.\. skipped \(\d+ s\)\n  second \.\.\. failed \(\d+ s\)\n"
            r"    localhost: Build it\n      .*non-zero return code\.?\n      a word\n      some\n    All that Ansible said is in /there\npercore: There is none\.\n$")
        self.assertIn("PLAY RECAP", said)

    def test_who_runs_ansible_alone_sees_what_it_always_shows(self):
        code, screen, said = self.run_of("- hosts: localhost\n  roles: [left_out]\n  gather_facts: false\n")

        self.assertEqual((code, screen), (0, ""))
        self.assertIn("PLAY RECAP", said)
