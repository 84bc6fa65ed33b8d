package dev.daybook.importing.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an import found and did. Its JSON has the names of these components.
 *
 * @param source the root that was read, as it was given
 * @param project the project of the root: empty for the first one of a tool
 * @param eras the layouts of the tool that were found there, in its own words
 * @param entities how many there are in the files, by the shared vocabulary ({@code sbis}, {@code executions})
 * @param failure why the run failed or was rolled back, if it was
 * @param slower the question that took too long after it: then it was rolled back
 */
public record Report(
        String run,
        String kind,
        String source,
        String project,
        List<String> eras,
        boolean dryRun,
        Outcome outcome,
        FileCounts files,
        RecordCounts records,
        Map<String, Long> entities,
        EventCounts events,
        List<Finding> findings,
        Checkpoints checkpoints,
        Verified verified,
        long durationMs,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> failure,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Slower> slower) {

    /** How it ended. */
    public enum Outcome {
        /** Everything was imported, or was known already; at most there is something to know. */
        COMPLETED("completed"),
        /** Done, with warnings, errors or differences. */
        COMPLETED_WITH_FINDINGS("completed-with-findings"),
        /** It was done and taken back again: nothing of it counts. */
        ROLLED_BACK("rolled-back"),
        /** It did not begin, or stopped half-way: then resuming it goes on from there. */
        FAILED("failed");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    /**
     * @param flawed of which something could not be imported
     * @param again that changed meanwhile, and were therefore read once more
     */
    public record FileCounts(
            long read,
            long skipped,
            long flawed,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) long again) {

        public FileCounts(long read, long skipped, long flawed) {
            this(read, skipped, flawed, 0);
        }
    }

    /** {@code found = imported + unchanged + flawed}; in a dry run {@code imported} is what would be. */
    public record RecordCounts(long found, long imported, long unchanged, long flawed) {}

    /** @param duplicate facts that were in the journal already, though nobody had told the import */
    public record EventCounts(long appended, long duplicate) {}

    /** The names to roll back to; absent if nothing was written. */
    public record Checkpoints(Optional<String> before, Optional<String> after) {}

    /** How many fields of the read model were compared with the files. */
    public record Verified(long compared, long equal, List<Difference> different) {

        public static final Verified NOTHING = new Verified(0, 0, List.of());
    }

    /** A field that the read model shows otherwise than the files; long values are cut. */
    public record Difference(String entity, String field, Optional<String> files, Optional<String> posted) {}

    private static final JsonMapper MAPPER =
            JsonMapper.builder().addModule(new Jdk8Module()).build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(Report.class);
    private static final ObjectReader READER = MAPPER.readerFor(Report.class);

    /** The report of a run that broke off before it could make one of its own. */
    static Report failed(String run, String kind, Path root, boolean dryRun, String failure) {
        return new Report(
                run,
                kind,
                root.toString(),
                "",
                List.of(),
                dryRun,
                Outcome.FAILED,
                new FileCounts(0, 0, 0),
                new RecordCounts(0, 0, 0, 0),
                Map.of(),
                new EventCounts(0, 0),
                List.of(),
                new Checkpoints(Optional.empty(), Optional.empty()),
                Verified.NOTHING,
                0,
                Optional.of(failure),
                Optional.empty());
    }

    public Json toJson() {
        try {
            return JsonText.parse(WRITER.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written", e);
        }
    }

    /** Reads what {@link #toJson} wrote. */
    public static Report fromJson(Json json) {
        try {
            ObjectNode report = (ObjectNode) MAPPER.readTree(json.text());
            if (!report.has("project")) { // written before there were any
                report.put("project", "").putArray("eras");
            }
            return READER.readValue(report);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a report of an import: " + e.getMessage(), e);
        }
    }
}
