package io.percore.bundle;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.FrameConsumerResultCallback;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.utility.DockerImageName;

/** A container that is used like a machine: it has a name and runs commands. */
abstract class Machine implements AutoCloseable {

    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(15);

    private final String name;
    private final String fullName;
    private final GenericContainer<?> container;
    private String id;
    private LoopbackPorts ports;

    Machine(String name, String image, String network, IntStream ports) {
        requirePresent(image);
        this.name = name;
        this.fullName = network + "-" + name;
        this.container = new GenericContainer<>(DockerImageName.parse(image));
        var published = LoopbackPorts.free(ports).published();
        container
                .withReuse(Bundle.KEPT)
                .withLabel("io.percore.e2e", network)
                .withCreateContainerCmdModifier(command -> {
                    command.withName(fullName)
                            .withHostName(name)
                            .withAliases(name)
                            .withExposedPorts(
                                    List.copyOf(published.getBindings().keySet()));
                    command.getHostConfig().withNetworkMode(network).withPortBindings(published);
                });
    }

    /** Starts the container, or takes up the one that an earlier run left under this name. */
    final void start() {
        var docker = DockerClientFactory.instance().client();
        var left = docker.listContainersCmd()
                .withNameFilter(List.of("^/" + fullName + "$"))
                .exec();
        if (left.isEmpty()) {
            container.start();
        }
        id = left.isEmpty() ? container.getContainerId() : left.getFirst().getId();
        ports = LoopbackPorts.of(docker.inspectContainerCmd(id).exec().getHostConfig());
    }

    /** Stops every process and starts the container again. */
    final void restart() {
        DockerClientFactory.instance()
                .client()
                .restartContainerCmd(id)
                .withTimeout(60)
                .exec();
    }

    /** Where a port is published on the loopback of the machine that runs the suite. */
    public final URI published(int port) {
        return ports.of(port);
    }

    /** Its address in the engine's network. */
    final String address() {
        return DockerClientFactory.instance()
                .client()
                .inspectContainerCmd(id)
                .exec()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress();
    }

    private static void requirePresent(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
        } catch (NotFoundException absent) {
            throw new IllegalStateException("the image " + image + " is missing: run ./percore test", absent);
        }
    }

    /** The container before its start, for what only one kind of machine needs. */
    final GenericContainer<?> container() {
        return container;
    }

    /** The name by which the other machines know this one. */
    public final String name() {
        return name;
    }

    /** Runs a shell command as root and returns however it ended. */
    public final Output run(String command) {
        return run(command, line -> {});
    }

    /** Runs a shell command that must succeed and returns what it printed, without surrounding space. */
    public final String must(String command) {
        return run(command).succeeded().text().strip();
    }

    final Output run(String command, Consumer<String> progress) {
        var text = new StringBuilder();
        Consumer<OutputFrame> reader = frame -> {
            var part = frame.getUtf8String();
            text.append(part);
            part.lines().forEach(progress);
        };
        try (var callback = new FrameConsumerResultCallback()) {
            callback.addConsumer(OutputType.STDOUT, reader);
            callback.addConsumer(OutputType.STDERR, reader);
            return new Output(command, exitCode(command, callback), text.toString());
        } catch (Exception problem) {
            throw new IllegalStateException("%s could not run: %s".formatted(name, command), problem);
        }
    }

    private long exitCode(String command, FrameConsumerResultCallback callback) throws InterruptedException {
        var docker = DockerClientFactory.instance().client();
        var execution = docker.execCreateCmd(id)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .withCmd("sh", "-c", command)
                .exec()
                .getId();
        var ended = docker.execStartCmd(execution)
                .exec(callback)
                .awaitCompletion(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            throw new IllegalStateException(command + " has not ended after " + COMMAND_LIMIT.toMinutes() + " minutes");
        }
        return docker.inspectExecCmd(execution).exec().getExitCodeLong();
    }

    /** Makes an image of its file system as it stands; it goes on meanwhile. */
    final void commit(String image) {
        var name = DockerImageName.parse(image);
        DockerClientFactory.instance()
                .client()
                .commitCmd(id)
                .withRepository(name.getUnversionedPart())
                .withTag(name.getVersionPart())
                .withPause(false)
                .exec();
    }

    /** Removes the container, also one that an earlier run left. */
    final void remove() {
        DockerClientFactory.instance()
                .client()
                .removeContainerCmd(id)
                .withForce(true)
                .exec();
    }

    @Override
    public void close() {
        try {
            container.stop();
        } catch (DockerException problem) {
            Progress.say(name + " could not be removed: " + problem.getMessage());
        }
    }
}
