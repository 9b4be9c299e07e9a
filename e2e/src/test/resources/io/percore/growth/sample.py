"""Prints whatever may grow on this host and how large it is now: a kind, a name and a number on each line, with tabs between."""

import os
import re
import stat
import subprocess
import urllib.request

FOLDERS = ("/var", "/opt", "/root", "/home", "/tmp", "/run/log", "/run/percore", "/run/percore-in-flight")
WORKERS = "/opt/percore/workers"
PASSWORD = "/etc/percore/credentials/redis-password"
HEAP = re.compile(r'^jvm_memory_pool_collection_used_bytes\{pool="[^"]*"\} (\S+)$', re.MULTILINE)
# A collection's name instead of its table's number; tables count with their indexes.
TABLES = """
SELECT CASE WHEN collection_id IS NULL THEN 'table' ELSE 'collection' END,
       coalesce(database_name || '.' || collection_name, nspname || '.' || relname), pg_total_relation_size(pg_class.oid)
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  LEFT JOIN documentdb_api_catalog.collections ON nspname = 'documentdb_data' AND relname = 'documents_' || collection_id
 WHERE relkind IN ('r', 'm') AND nspname !~ '^pg_(toast|temp)'
"""


def files():
    for root in FOLDERS:
        for folder, _, names in os.walk(root):
            for path in (os.path.join(folder, name) for name in names):
                try:
                    status = os.lstat(path)
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(status.st_mode):
                    yield "file", path, status.st_size


def as_owner(process, ask):
    """Asks as the user of the process, whom the system lets look where a container's root may not."""
    os.seteuid(os.stat(process).st_uid)
    try:
        return ask()
    finally:
        os.seteuid(0)


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def number(pattern, written):
    return int(re.search(pattern, written, re.MULTILINE).group(1))


def unit(process):
    name = re.search(r"^0::.*/([^/]+)\.(service|scope)$", text(process + "/cgroup"), re.MULTILINE)
    return name.group(1) if name else "none"


def memory(process):
    try:
        return as_owner(process, lambda: number(r"^Pss: +(\d+)", text(process + "/smaps_rollup")))
    except PermissionError:
        # Without what it shares with others.
        return number(r"^RssAnon:\s+(\d+)", text(process + "/status"))


def processes():
    """What the processes of each unit have together."""
    sums = {}
    for process in (entry.path for entry in os.scandir("/proc") if entry.name.isdigit()):
        try:
            name = unit(process)
            open_files = as_owner(process, lambda: len(os.listdir(process + "/fd")))
            found = {"memory": memory(process) * 1024, "threads": number(r"^Threads:\s+(\d+)", text(process + "/status")), "descriptors": open_files}
        except (OSError, AttributeError):
            # It ended meanwhile, or is the kernel's, or shows nothing to anyone.
            continue
        for kind, size in found.items() if name != "none" else []:
            sums[kind, name] = sums.get((kind, name), 0) + size
    return [(*what, size) for what, size in sums.items()]


def metrics(port):
    with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % port, timeout=5) as answer:
        return answer.read().decode()


def workers():
    for port in os.listdir(WORKERS) if os.path.isdir(WORKERS) else []:
        told = metrics(int(port) + 1000)
        yield "heap", "percore@" + port, int(sum(map(float, HEAP.findall(told))))
        yield "series", "percore@" + port, told.count("\n")


def edge():
    if os.path.exists("/etc/nginx/percore"):
        yield "series", "nginx", metrics(8079).count("\n")


def redis():
    if os.path.exists(PASSWORD):
        ask = ["redis-cli", "-s", "/run/redis/redis-server.sock", "--no-auth-warning", "-a", text(PASSWORD).strip(), "INFO", "memory"]
        yield "memory", "redis documents", number(r"^used_memory_dataset:(\d+)", subprocess.run(ask, capture_output=True, text=True, check=True).stdout)


def tables():
    if os.path.isdir("/etc/postgresql"):
        ask = ["runuser", "-u", "postgres", "--", "psql", "-XAtq", "-F", "\t", "-d", "postgres", "-c", TABLES]
        for line in subprocess.run(ask, capture_output=True, text=True, check=True).stdout.splitlines():
            yield line.split("\t")


for part in (files, processes, workers, edge, redis, tables):
    for kind, name, size in part():
        print(kind, name, size, sep="\t")
