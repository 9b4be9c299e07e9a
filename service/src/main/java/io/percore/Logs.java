package io.percore;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** The levels of logback.xml, as the settings have them. */
final class Logs {
    private Logs() {}

    static void apply(Settings.Log log) {
        level(Logger.ROOT_LOGGER_NAME, log.libraries());
        level("io.percore", log.level());
    }

    private static void level(String logger, String level) {
        ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.valueOf(level));
    }
}
