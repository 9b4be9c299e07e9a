package io.percore.bundle;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The cache of an application host, as an administrator sees it. */
public final class Redis {

    private static final String CLI =
            "REDISCLI_AUTH=$(cat /etc/percore/credentials/redis-password) redis-cli -e -s /run/redis/redis-server.sock ";

    private final Host host;

    public Redis(Host host) {
        this.host = host;
    }

    /** What Redis answers to a command, past the protocol of the cache. */
    public String ask(String command) {
        return host.must(CLI + command);
    }

    /** Gives it functions in place of those that it has. */
    public void load(String functions) {
        host.must("cat > /run/functions.lua <<'EOF'\n" + functions + "\nEOF\n" + CLI
                + "-x FUNCTION LOAD REPLACE < /run/functions.lua");
    }

    /** Of the regime lease; empty when Redis lost it or is away. */
    public String generation() {
        var said = host.run(CLI + "get generation");
        return said.exitCode() == 0 ? said.text().strip() : "";
    }

    /** Takes products out of the cache, which nothing but time or a full memory does in earnest. */
    public void forget(List<String> ids) {
        ask("del " + ids.stream().map(id -> "entry:products/" + id).collect(Collectors.joining(" ")));
    }

    /** Whether workers vouch for what it holds. */
    public boolean isTrusted() {
        return ask("exists trust:" + generation()).equals("1");
    }

    /** Returns when it has done so many more commands. */
    public void awaitMore(int commands) {
        var before = number("total_commands_processed");
        Await.until(
                "Redis does " + commands + " more commands",
                Duration.ofSeconds(60),
                () -> number("total_commands_processed") >= before + commands);
    }

    /** Returns when it keeps on disk all that it holds. */
    public void awaitSaved() {
        Await.until(
                "Redis has written its append-only file",
                Duration.ofSeconds(30),
                () -> number("aof_rewrite_in_progress") + number("aof_rewrite_scheduled") == 0);
    }

    /** One of the numbers that INFO tells. */
    public long number(String name) {
        return Long.parseLong(
                ask("info | grep '^" + name + ":'").substring(name.length() + 1).strip());
    }

    /** A setting, as it is now. */
    public String setting(String name) {
        return ask("config get " + name + " | tail -n 1");
    }

    /** Changes a setting until the next start. */
    public void set(String name, String value) {
        ask("config set " + name + " " + value);
    }
}
