package io.percore.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Boots one bundle for the whole suite, hands it to the tests, explains failures, and removes it at the end. */
public final class BundleExtension
        implements BeforeAllCallback, BeforeTestExecutionCallback, AfterTestExecutionCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(BundleExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        var bundle = shared(context).bundle();
        if (!context.getRequiredTestClass().isAnnotationPresent(SharesStorePair.class)) {
            bundle.partPair();
        }
    }

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        context.getStore(NAMESPACE).put(Instant.class, Instant.now());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        var begin = context.getStore(NAMESPACE).get(Instant.class, Instant.class);
        var test = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
        var shared = shared(context);
        shared.durations.put(test, Duration.between(begin, Instant.now()));
        context.getExecutionException().ifPresent(failure -> {
            Progress.say("FAILED " + test + ": " + failure.getMessage());
            shared.bundle().explain(begin);
        });
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Bundle.class;
    }

    @Override
    public Bundle resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context).bundle();
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
    }

    /** What all test classes have in common; JUnit closes it after the last one, also when tests failed. */
    private static final class Shared implements AutoCloseable {

        private final Map<String, Duration> durations = new ConcurrentHashMap<>();
        private final CompletableFuture<Bundle> boot = new CompletableFuture<>();
        private Bundle bundle;

        // A boot that failed is not tried again for every class.
        synchronized Bundle bundle() {
            if (bundle == null) {
                bundle = new Bundle();
                boot();
            }
            return boot.join();
        }

        private void boot() {
            var begin = Instant.now();
            try {
                bundle.start();
                boot.complete(bundle);
            } catch (RuntimeException | AssertionError problem) {
                bundle.explain(begin);
                boot.completeExceptionally(problem);
            }
        }

        @Override
        public void close() {
            durations.entrySet().stream()
                    .sorted(Map.Entry.<String, Duration>comparingByValue(Comparator.reverseOrder()))
                    .limit(10)
                    .forEach(test -> Progress.say(test.getValue().toMillis() + " ms " + test.getKey()));
            if (bundle != null) {
                bundle.close();
            }
        }
    }
}
