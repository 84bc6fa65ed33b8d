package dev.daybook.cli;

import dev.daybook.operation.Catalogue;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/** What a command finds around it: outputs, environment variables, the clock, and who opens data directories. */
public record Environment(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        InstantSource clock,
        String version,
        DataDirectoryOpener opener,
        Supplier<Catalogue<?>> catalogue) {}
