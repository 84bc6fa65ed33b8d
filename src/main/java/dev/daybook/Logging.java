package dev.daybook;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.daybook.cli.DataDirectoryOpener.Stay;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log: lines on standard error, warnings only unless told otherwise. In code, as reading a configuration file would
 * cost every command a tenth of a second. Logback finds this class by itself.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n";

    /** Libraries say what they do, not what the user did: their information is ours at debug only. */
    private static final List<String> LIBRARIES =
            List.of("io.netty", "io.vertx", "org.jooq", "org.axonframework", "org.sqlite", "com.zaxxer.hikari");

    /**
     * They warn with a stack trace, of each connection that broke, and each time that a read model is tried again: whoever is
     * concerned says so in a sentence.
     */
    private static final List<String> TRACING =
            List.of("com.zaxxer.hikari.pool.ProxyConnection", "org.axonframework.eventhandling.TrackingEventProcessor");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** A server logs what it does, a command keeps quiet, unless the user wants it otherwise. */
    static void of(ProgramSettings settings, Stay stay) {
        var level = settings.value(ProgramSetting.LOG_LEVEL);
        level(level.byDefault() && stay == Stay.SERVE ? "info" : level.text());
    }

    /** Sets what is logged from now on: error, warn, info, debug or trace. */
    static void level(String name) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            var level = Level.toLevel(name, Level.WARN);
            context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
            var libraries = level.equals(Level.INFO) ? Level.WARN : level;
            LIBRARIES.forEach(text -> context.getLogger(text).setLevel(libraries));
            Level tracing = libraries.isGreaterOrEqual(Level.INFO) ? Level.ERROR : libraries;
            TRACING.forEach(text -> context.getLogger(text).setLevel(tracing));
        }
    }
}
