package io.percore.bundle;

/** A host whose logs, the journal's included, are on a small file system of their own that is full, until it is closed. */
public final class FullLogs implements AutoCloseable {

    private final Host host;

    private FullLogs(Host host) {
        this.host = host;
    }

    /** Mounts it over /var/log, with the same folders and files in it, and fills it; who logs opens its files there. */
    public static FullLogs on(Host host) {
        host.must("""
                mkdir -p /run/full-logs && mount -t tmpfs -o size=16m full-logs /run/full-logs
                cp -a --attributes-only /var/log/. /run/full-logs/ && find /run/full-logs/journal -type f -delete
                mount --bind /run/full-logs /var/log && umount /run/full-logs
                head -c 32M /dev/zero > /var/log/filler 2> /dev/null
                df --output=avail /var/log | tail -n 1 | grep -qx ' *0'""");
        var full = new FullLogs(host);
        full.openAgain();
        return full;
    }

    private void openAgain() {
        host.must("systemctl restart systemd-journald; [ ! -f /run/nginx.pid ] || kill -USR1 $(cat /run/nginx.pid)");
    }

    /** Gives the host its logs back. */
    @Override
    public void close() {
        host.must("umount --lazy /var/log");
        openAgain();
        host.must("journalctl --flush");
    }
}
