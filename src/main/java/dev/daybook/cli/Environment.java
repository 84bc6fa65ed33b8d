package dev.daybook.cli;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/** What a command finds around it: outputs, environment variables, the clock, and who opens data directories. */
public record Environment(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        InstantSource clock,
        String version,
        DataDirectoryOpener opener) {}
