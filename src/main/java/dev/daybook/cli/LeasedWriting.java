package dev.daybook.cli;

import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of commands that change a task, perhaps as the holder of its lease. */
final class LeasedWriting extends WriteOptions {

    @Option(
            names = "--lease-generation",
            paramLabel = "N",
            description = "only while this lease of the task lasts: the generation that pick or lease printed")
    private Optional<Long> generation;

    @Override
    Map<String, String> headers() {
        Map<String, String> headers = super.headers();
        generation.ifPresent(it -> headers.put("Daybook-Lease", it.toString()));
        return headers;
    }
}
