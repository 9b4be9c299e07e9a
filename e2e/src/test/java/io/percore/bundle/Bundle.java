package io.percore.bundle;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/** The whole product on hosts of its own: a controller, an application host, and a store host unless MongoDB is elsewhere. */
public final class Bundle implements AutoCloseable {

    private static final String MONGODB = System.getenv("PERCORE_MONGODB_URI");
    private static final int EDGE = 80;
    private static final int ADMIN_OFFSET = 1000;
    private static final int CONTRACT_REDIS = 6380;
    private static final int STORE = 27017;

    /** The command that prints what the edge logged last, also of the file before; await what it prints, since a rotation meanwhile hides some. */
    public static final String EDGE_LOG =
            "{ cat /var/log/nginx/access.log.1 2> /dev/null; cat /var/log/nginx/access.log; }";

    // -Dpercore.hosts=<name> keeps the hosts after the run, and the next run with that name uses them again.
    private static final String HOSTS = System.getProperty("percore.hosts");

    static final boolean KEPT = HOSTS != null;

    private final String name =
            KEPT ? HOSTS : "percore-e2e-" + UUID.randomUUID().toString().substring(0, 8);
    private final Path repository = Path.of("").toAbsolutePath().getParent();
    private final Controller controller;
    private final Host app;
    private final Optional<Host> store;
    private Optional<SecondHost> second = Optional.empty();
    private Optional<StorePair> pair = Optional.empty();

    Bundle() {
        this.controller = new Controller("percore/controller", name, repository, tunnels());
        this.app = new Host("app", "percore/host:trixie", name, IntStream.of(EDGE, CONTRACT_REDIS));
        this.store = MONGODB == null
                ? Optional.of(new Host("store", "percore/host:forky", name, IntStream.of(STORE)))
                : Optional.empty();
    }

    void start() {
        Progress.say("booting " + name);
        if (store.isEmpty()) {
            Progress.say("MongoDB is elsewhere (PERCORE_MONGODB_URI): tests about a store host are left out");
        }
        var docker = DockerClientFactory.instance().client();
        if (docker.listNetworksCmd().withNameFilter("^" + name + "$").exec().isEmpty()) {
            docker.createNetworkCmd().withName(name).exec();
        }
        controller.boot();
        hosts().forEach(Host::boot);
        if (controller.run("test -e /root/provisioned").exitCode() != 0) {
            provisionFirst();
        }
        app.must("systemctl is-active redis-contract || " + contractRedis());
        announceEndpoints();
        awaitServing();
        Progress.say("serving");
    }

    private void provisionFirst() {
        hosts().forEach(controller::mayEnter);
        Progress.say("provisioning over ssh");
        provision("").succeeded();
        controller.tunnel(app, tunnels());
        controller.must("touch /root/provisioned");
    }

    // The suite changes the number of workers, so there are tunnels for a few more than it starts with.
    private static IntStream tunnels() {
        return IntStream.rangeClosed(8081, 8086).flatMap(port -> IntStream.of(port, port + ADMIN_OFFSET));
    }

    /** Runs the main playbook, as users do; further arguments are ansible-playbook's own. */
    public PlaybookRun provision(String arguments) {
        return playbook("site.yml", release(), arguments);
    }

    /** Moves the workers to a release; further arguments are ansible-playbook's own. */
    public PlaybookRun deploy(Release release, String arguments) {
        return playbook("deploy.yml", release, arguments);
    }

    /** Moves the workers back to the release before. */
    public PlaybookRun rollback(String arguments) {
        return playbook("rollback.yml", release(), arguments);
    }

    private PlaybookRun playbook(String name, Release release, String arguments) {
        var settings = MONGODB == null
                ? ""
                : " -e percore_mongodb=external -e percore_mongodb_uri='" + MONGODB + "' --limit applications";
        var grown = second.map(host -> "-i " + SecondHost.INVENTORY + " ").orElse("");
        return controller.playbook("-i inventories/local " + grown + name + " -e percore_release_archive="
                + release.onController() + settings + " " + arguments);
    }

    /** Puts a release among those of the application host; no worker uses it. */
    public void install(Release release) {
        controller.must("ssh admin@%s sudo tar --extract --gzip --file - --directory /opt/percore/releases < %s"
                .formatted(app.name(), release.onController()));
    }

    /** The release that the hosts are provisioned with. */
    public Release release() {
        return Release.shipped(repository);
    }

    /** Makes releases like that one. */
    public ReleaseVariant variant() {
        return new ReleaseVariant(release());
    }

    // The cache's contract tests need a Redis that no worker uses; the package's server serves them on another port.
    private static String contractRedis() {
        return "systemd-run --unit=redis-contract -p Restart=always redis-server --port " + CONTRACT_REDIS
                + " --bind 0.0.0.0 --requirepass contract --save '' --maxmemory 64mb --maxmemory-policy volatile-lru";
    }

    private void announceEndpoints() {
        System.setProperty("percore.test.redis", app.published(CONTRACT_REDIS).getAuthority());
        System.setProperty("percore.test.redis.password", "contract");
        System.setProperty("percore.test.mongodb", mongodb());
    }

    private String mongodb() {
        return store.map(host -> app.must("cat /etc/percore/credentials/mongodb-uri")
                        .replaceFirst("@[^/]+", "@" + host.published(STORE).getAuthority()))
                .orElse(MONGODB);
    }

    /** Returns once every worker and the edge answer. */
    public void awaitServing() {
        workers().forEach(this::awaitReady);
        Await.until(
                "the edge serves",
                Duration.ofSeconds(30),
                () -> api().list("products", "limit=1"),
                answer -> answer.status() == 200);
    }

    /** Returns once the edge answers with that product from the cache, and as a current one. */
    public void awaitCached(String id) {
        Await.until(
                "the edge answers from the cache",
                // A flip, the quarantine of a new generation, and room.
                Duration.ofSeconds(30),
                () -> api().read("products", id).header("Cache-Status"),
                status -> status.equals("percore-edge; hit"));
    }

    /** Returns once this worker says that it is ready. */
    public void awaitReady(int port) {
        Await.until(
                "worker " + port + " is ready",
                Duration.ofSeconds(60),
                () -> admin(port).get("/ready"),
                answer -> answer.status() == 200);
    }

    /** Ends the processes of these workers one right after the other, and returns once all are replaced and ready. */
    public void kill(List<Integer> ports) {
        var before = processes();
        app.must("kill -9 " + ports.stream().map(before::get).collect(Collectors.joining(" ")));
        ports.forEach(port -> awaitReplaced(port, before.get(port)));
    }

    /** Returns once this worker has another process than before, and that one is ready. */
    public void awaitReplaced(int port, String before) {
        Await.until(
                "worker " + port + " is replaced",
                Duration.ofSeconds(60),
                () -> app.property("percore@" + port, "MainPID"),
                pid -> !pid.equals("0") && !pid.equals(before));
        awaitReady(port);
    }

    /** The ports of the workers that systemd knows, lowest first. */
    public List<Integer> workers() {
        return app.must("systemctl list-units --all --plain --no-legend 'percore@*.service'")
                .lines()
                .map(line -> line.replaceFirst("^percore@(\\d+)\\.service.*", "$1"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
    }

    /** Each worker's main process, by its port. */
    public Map<Integer, String> processes() {
        return workers().stream()
                .collect(Collectors.toMap(port -> port, port -> app.property("percore@" + port, "MainPID")));
    }

    /** The document API as clients reach it, through nginx. */
    public Api api() {
        return new Api(edge());
    }

    /** Where clients reach nginx. */
    URI edge() {
        return app.published(EDGE);
    }

    /** The same by the address of its host, past the engine's proxy, which cannot hold as many connections. */
    public URI directEdge() {
        return URI.create("http://" + app.address() + ":" + EDGE);
    }

    /** The lines of the edge's access log about requests of this agent; they come up to a second late. */
    String edgeLog(String agent) {
        return app.run(EDGE_LOG + " | grep -F '\"agent\":\"" + agent + "\"'").text();
    }

    /** The document API of one worker, past the edge. */
    public Api worker(int port) {
        return new Api(controller.published(port));
    }

    /** The admin listener of one worker. */
    public Api admin(int port) {
        return new Api(controller.published(port + ADMIN_OFFSET));
    }

    /** The sum of all samples of one counter of a worker that carry a label. */
    public double counter(int port, String name, String label) {
        return admin(port)
                .get("/metrics")
                .text()
                .lines()
                .filter(sample -> sample.startsWith(name + "{") && sample.contains(label))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The edge's own metrics, as Prometheus reads them. */
    public String edgeMetrics() {
        return app.must("bash -c 'exec 3<> /dev/tcp/127.0.0.1/8079 && echo GET /metrics >&3 && cat <&3'");
    }

    /** One series of the edge's own metrics; 0 where it was never counted. */
    public double edgeCounter(String series) {
        return edgeMetrics()
                .lines()
                .filter(sample -> sample.startsWith(series + " "))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(series.length())))
                .sum();
    }

    /** The application host: edge, workers and Redis. */
    public Host app() {
        return app;
    }

    /** Adds an application host that has workers only, until it is closed. */
    public SecondHost grow() {
        var host = new SecondHost(this, new Host("app2", "percore/host:trixie", name, IntStream.empty()));
        second = Optional.of(host);
        host.join();
        return host;
    }

    void shrink() {
        second = Optional.empty();
        provision("--limit app").succeeded();
    }

    /** The host of PostgreSQL and FerretDB. */
    public Host store() {
        return store.orElseThrow(
                () -> new IllegalStateException("MongoDB is elsewhere: tag this test with " + StoreHost.TAG));
    }

    /** Its store on two hosts, in a class that {@link SharesStorePair}. */
    public StorePair pair() {
        if (pair.isEmpty()) {
            pair = Optional.of(StorePair.of(this, store(), name));
        }
        return pair.get();
    }

    /** Puts the store on one host again. */
    void partPair() {
        pair.ifPresent(StorePair::close);
        pair = Optional.empty();
    }

    /** The administrator's machine. */
    public Controller controller() {
        return controller;
    }

    /** The hosts that playbooks provision. */
    public List<Host> hosts() {
        return Stream.of(store, Optional.of(app), second.map(SecondHost::host))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Prints what the hosts wrote into their journals since then. */
    void explain(Instant begin) {
        Stream.concat(hosts().stream(), pair.map(StorePair::second).stream())
                .forEach(host -> Progress.say("last words of " + host.name() + ":\n" + host.lastWords(begin)));
    }

    @Override
    public void close() {
        partPair();
        if (KEPT) {
            Progress.say("keeping " + name + "; its containers have the label io.percore.e2e=" + name);
            return;
        }
        Progress.say("removing " + name);
        controller.close();
        hosts().forEach(Host::close);
        DockerClientFactory.instance().client().removeNetworkCmd(name).exec();
    }
}
