package io.percore.bundle;

import java.util.List;
import java.util.stream.Collectors;

/** The cache of an application host, as an administrator sees it. */
public final class Redis {

    private static final String CLI =
            "redis-cli --no-auth-warning -s /run/redis/redis-server.sock -a \"$(cat /etc/percore/credentials/redis-password)\" ";

    private final Host host;

    public Redis(Host host) {
        this.host = host;
    }

    /** Takes products out of the cache, which nothing but time or a full memory does in earnest. */
    public void forget(List<String> ids) {
        host.must(CLI + "del " + ids.stream().map(id -> "entry:products/" + id).collect(Collectors.joining(" ")));
    }

    /** Whether there is such a key. */
    public boolean has(String key) {
        return host.must(CLI + "exists " + key).equals("1");
    }

    /** One of the numbers that INFO tells. */
    public long number(String name) {
        return Long.parseLong(host.must(CLI + "info | grep '^" + name + ":'")
                .substring(name.length() + 1)
                .strip());
    }

    /** A setting, as it is now. */
    public String setting(String name) {
        return host.must(CLI + "config get " + name + " | tail -n 1");
    }

    /** Changes a setting until the next start. */
    public void set(String name, String value) {
        host.must(CLI + "config set " + name + " " + value);
    }
}
