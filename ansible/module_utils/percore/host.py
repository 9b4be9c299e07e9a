"""The releases of this host and who is changing them."""

import datetime
import fcntl
import glob
import json
import os
import re
import shutil
import time

from .worker import LINKS, RELEASES, Worker, point, release_behind, run

CURRENT = "/opt/percore/current"
INCOMING = "/opt/percore/incoming"
PREVIOUS = "/opt/percore/previous"
# Kept over a reboot: a canary stands until somebody ends it.
CANARY = "/var/lib/percore/canary.json"
RECEIPTS = "/var/lib/percore/receipts"
# A run has two of them.
RECEIPTS_KEPT = 200
# Not kept: what a reboot ended does not go on.
CLAIM = "/run/percore/deploy.json"
# Each sign of life of a deploy is worth so long; one that lost its connection makes way after it.
CLAIM_SECONDS = 20
WANTED = "/etc/systemd/system/*.wants/percore@*.service"
CONFIGURATION = "/etc/percore"
CANDIDATE = "/etc/percore/candidate"


class Claimed(Exception):
    """Somebody else is at it."""


def read(file):
    """What the file says; nothing if there is none, or half of one."""
    try:
        with open(file, encoding="utf-8") as lines:
            return json.load(lines)
    except (OSError, ValueError):
        return None


def write(file, content):
    write_text(file, json.dumps(content, indent=2))


def write_text(file, text):
    os.makedirs(os.path.dirname(file), mode=0o755, exist_ok=True)
    beside = file + ".new"
    with open(beside, "w", encoding="utf-8") as lines:
        lines.write(text)
    os.replace(beside, file)


def remove(file):
    if os.path.lexists(file):
        os.remove(file)
        return True
    return False


def refuse_claimed(run_id):
    """Raises Claimed if another run than this is changing releases or workers here, with its name."""
    claim = read(CLAIM)
    left = claim["until"] - time.time() if claim else 0
    if left > 0 and claim["run"]["id"] != run_id:
        raise Claimed(
            "%(what)s by %(by)s is under way since %(since)s" % claim["run"]
            + "; if it is dead, it makes way in %d s" % (left + 1))


def claim(this_run):
    """Takes the host for this run, or gives a sign of its life."""
    os.makedirs(os.path.dirname(CLAIM), mode=0o755, exist_ok=True)
    with open(CLAIM + ".lock", "w", encoding="utf-8") as lock:
        # Of two runs that ask in the same moment one is refused.
        fcntl.flock(lock, fcntl.LOCK_EX)
        refuse_claimed(this_run["id"])
        write(CLAIM, {"run": this_run, "until": time.time() + CLAIM_SECONDS})


def unclaim(run_id):
    claimed = read(CLAIM)
    if claimed and claimed["run"]["id"] == run_id:
        remove(CLAIM)


def ports():
    """Of the workers that the target starts, lowest first."""
    return sorted({int(re.search(r"@(\d+)\.service$", link).group(1)) for link in glob.glob(WANTED)})


def release_of(port):
    """What a worker starts from; without a link of its own that is what the host is on."""
    return release_behind("%s/%d" % (LINKS, port)) or release_behind(CURRENT)


def canary():
    """What is known of the canary, if one stands."""
    known = read(CANARY)
    return known if known and release_of(known["port"]) == known["release"] != release_behind(CURRENT) else None


def state(wanted):
    return {
        "current": release_behind(CURRENT),
        "previous": release_behind(PREVIOUS),
        "releases": releases(),
        "canary": canary(),
        "workers": [
            {"port": port, "release": Worker(port).release() or release_of(port), "outdated": outdated(port)}
            for port in ports() if not wanted or port in wanted],
    }


def releases():
    return sorted(os.listdir(RELEASES)) if os.path.isdir(RELEASES) else []


def outdated(port):
    """Whether the worker was started before something that it uses was changed."""
    unit = "percore@%d.service" % port
    shown = run("systemctl", "show", unit, "--property", "ExecMainStartTimestamp", "--value", "--timestamp", "us+utc").strip()
    return any(os.lstat(file).st_mtime > seconds(shown) for file in _used_by(port))


def seconds(written):
    """Since 1970, of a time that systemd wrote, such as Tue 2026-11-24 02:14:55.123456 UTC; 0 of none."""
    # Without the day's name, which the locale would have to know.
    _, _, rest = written.replace("UTC", "+0000").partition(" ")
    return datetime.datetime.strptime(rest, "%Y-%m-%d %H:%M:%S.%f %z").timestamp() if rest else 0


def _used_by(port):
    units = "/etc/systemd/system/percore@"
    yield from filter(os.path.lexists, ["%s/%d" % (LINKS, port), units + ".service"])
    for folder in (CONFIGURATION, units + ".service.d", "%s%d.service.d" % (units, port)):
        for path, folders, files in os.walk(folder):
            folders[:] = [name for name in folders if os.path.join(path, name) != CANDIDATE]
            yield path
            yield from (os.path.join(path, name) for name in files)


def settle(release, wanted, kept, dry=False):
    """Makes the release the host's, for new workers, too, and removes those that nobody needs; says what was changed."""
    changes = []
    if release_behind(CURRENT) != release:
        changes += [(PREVIOUS, "releases/" + release_behind(CURRENT))] if release_behind(CURRENT) else []
        changes += [(CURRENT, "releases/" + release)]
    changes += [("%s/%d" % (LINKS, port), "%s/%s" % (RELEASES, release)) for port in wanted if not release_behind("%s/%d" % (LINKS, port))]
    if not dry:
        for link, target in changes:
            point(link, target)
    return [link for link, _ in changes] + prune(kept, dry)


def prune(kept, dry=False):
    """Removes all but the newest releases, and never one that a link leads to; says which."""
    named = {release_behind(link) for link in [CURRENT, PREVIOUS, *glob.glob(LINKS + "/*")]}
    # By the time they came here: a release's own time is that of its build.
    unnamed = sorted((name for name in releases() if name not in named), key=lambda name: os.stat(os.path.join(RELEASES, name)).st_ctime)
    surplus = unnamed[:max(0, len(unnamed) - kept)]
    for name in surplus if not dry else []:
        shutil.rmtree(os.path.join(RELEASES, name))
    return surplus


def clear():
    """Removes what runs that were cut short have unpacked, an hour ago or more: another run may be unpacking now."""
    for name in os.listdir(INCOMING) if os.path.isdir(INCOMING) else []:
        unpacked = os.path.join(INCOMING, name)
        if os.stat(unpacked).st_mtime < time.time() - 3600:
            shutil.rmtree(unpacked)


def keep(receipt):
    """Writes the files of a run down, by their names, and removes all but the newest, which their names tell."""
    for name, content in receipt.items():
        write_text(os.path.join(RECEIPTS, name), content)
    for name in sorted(os.listdir(RECEIPTS))[:-RECEIPTS_KEPT] if receipt else []:
        remove(os.path.join(RECEIPTS, name))
