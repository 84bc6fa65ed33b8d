package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One object of the tool's journal.
 *
 * @param line where it stands in a file of several
 * @param style how it is written; absent if as {@link Spelling#COMPACT}
 * @param json all of it
 * @param at when the turn ended
 * @param word the step as it is written
 * @param named whether it says itself which SBI it is about
 * @param picks whether it says that its SBI was taken up
 * @param rollup what kind of notes the turn was added to: the best word on what was done where files are named after
 *     the step that comes next
 * @param fiveKeys whether it is of the very first version, whose decisions mean nothing
 * @param artifacts the paths it names, as text
 */
record JournalEntry(
        String file,
        Optional<Integer> line,
        Optional<Spelling> style,
        Json json,
        Optional<Instant> at,
        Optional<Integer> turn,
        Optional<Step> step,
        String word,
        Optional<Integer> attempt,
        Optional<String> status,
        Optional<String> decision,
        Duration elapsed,
        Optional<String> error,
        boolean named,
        boolean picks,
        Optional<Step> rollup,
        boolean fiveKeys,
        List<String> artifacts) {

    private static final int FIVE_KEYS = 5;

    private static final String KEPT = "as text";

    /** What the database era writes beside the four decisions. */
    private static final Set<String> MARKS = Set.of("PICKED", "INITIALIZED", "FORCE_TERMINATED");

    /** What the database era writes beside the five steps; the last four in the journal of the agents' commands. */
    private static final Set<String> OTHER_STEPS = Set.of(
            "pick",
            "status_init",
            "force_terminated",
            "unknown",
            "review_command",
            "report_command",
            "report_implement",
            "report_review");

    /** The journal of the agents' commands. */
    private static final String AGENTS = ".deespec/" + JournalFile.AGENTS;

    /** As {@code force_implement}: the turn limit was reached, and an implementation was forced. */
    private static final String FORCED = "force_";

    private static final Pattern TURNS_MAX = Pattern.compile("max turns \\((\\d{1,9})\\)");

    /** Returns the fact that it is. */
    JournalEntryRecorded told(SbiId sbi) {
        return new JournalEntryRecorded(sbi, file, line, json, style);
    }

    /** Returns where it stands. */
    SbiFields.Place place() {
        return new SbiFields.Place(file, line);
    }

    /** Returns whether it is of an era whose files are named after the step that comes next. */
    boolean namesNextStep() {
        return line.isPresent() && !named;
    }

    /** Returns whether an agent's command wrote it, not the run around that. */
    boolean isReport() {
        return file.equals(AGENTS);
    }

    /** Returns the files of turns that it names, of which there may be none: those of agents by their names only. */
    List<String> files(SbiId sbi) {
        return artifacts.stream()
                .map(text -> path(text, file, sbi))
                .filter(text -> text.endsWith(".md"))
                .toList();
    }

    /** Returns the path of an artifact from the project on. {@code journal}: which one names it. */
    static String path(String artifact, String journal, SbiId sbi) {
        return artifact.indexOf('/') < 0 && journal.equals(AGENTS)
                ? SbiFolders.REPORTS + sbi + "/" + artifact
                : artifact.substring(Math.max(0, artifact.indexOf("/.deespec/") + 1));
    }

    /** Returns what an entry says of notes to tell what was done, where files are named after the next step. */
    static Optional<ObjectNode> rollup(Step step, String folder) {
        return switch (step) {
            case IMPLEMENT -> Optional.of(rollup("impl", folder));
            case REVIEW -> Optional.of(rollup("review", folder));
            case PLAN, TEST, DONE -> Optional.empty();
        };
    }

    private static ObjectNode rollup(String kind, String folder) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", kind + "_note_rollup")
                .put("path", folder + "/" + kind + "_notes.md");
    }

    /** Returns whether its agent failed, and so left no file. */
    boolean isFailedRun() {
        return artifacts.stream().anyMatch(String::isEmpty);
    }

    /** Returns entries of several files by their times, those of a file in the order in which they stand. */
    static List<JournalEntry> merged(List<JournalEntry> entries, List<JournalEntry> others) {
        var merged = new ArrayList<JournalEntry>(entries.size() + others.size());
        int next = 0;
        for (JournalEntry it : entries) {
            while (next < others.size() && it.isAfter(others.get(next))) {
                merged.add(others.get(next++));
            }
            merged.add(it);
        }
        merged.addAll(others.subList(next, others.size()));
        return merged;
    }

    private boolean isAfter(JournalEntry other) {
        return at.isPresent() && other.at.filter(at.get()::isBefore).isEmpty();
    }

    /**
     * Returns the word for where the SBI stood after it. Of the eras without one only two things are certain: what
     * was picked is being worked on, and what is done is done.
     */
    Optional<String> statusWord() {
        if (isReport()) {
            return status.flatMap(Status::of).map(Status::text); // the run's own entry follows
        }
        if (status.isPresent() || line.isEmpty() || named) {
            return status;
        }
        return step.equals(Optional.of(Step.DONE))
                ? Optional.of(Status.DONE.text())
                : picks ? Optional.of(Status.WIP.text()) : Optional.empty();
    }

    /** Returns whether the tool gave up: too many turns. */
    boolean isForcedEnd() {
        return word.equals("force_terminated") || decision.equals(Optional.of("FORCE_TERMINATED"));
    }

    /** Returns the limit that was reached, if the entry says it. */
    Optional<Integer> turnsMax() {
        Matcher matcher = TURNS_MAX.matcher(error.orElse(""));
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    static JournalEntry of(
            String file,
            Optional<Integer> line,
            JsonFile read,
            Spelling style,
            Optional<Instant> otherwiseAt,
            Timestamps times,
            Results results) {
        ObjectNode object = read.object().orElseThrow();
        var fields = new JsonFields(file, object, times, results);
        String time = timeName(object);
        if (!object.has(time)) {
            fields.warn(time, "MISSING_FIELD", "the entry has no time");
        }
        Optional<String> word =
                fields.word("step", text -> OTHER_STEPS.contains(text) ? Optional.of(text) : step(text), KEPT);
        Optional<String> status = fields.word("status", Status::of, KEPT);
        Optional<String> decision =
                fields.word("decision", text -> MARKS.contains(text) ? Optional.of(text) : Decision.of(text), KEPT);
        JsonNode named = object.path("artifacts");
        List<String> artifacts = Stream.concat(Stream.of(named), named.valueStream())
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
        fields.paths("artifacts", artifacts, "names a path that leads elsewhere");
        return new JournalEntry(
                file,
                line,
                style.equals(Spelling.COMPACT) ? Optional.empty() : Optional.of(style),
                read.json().orElse(Json.EMPTY_OBJECT), // of one that is only scanned
                fields.time(time, false).or(() -> otherwiseAt),
                fields.count("turn"),
                word.flatMap(JournalEntry::step),
                word.orElse(""),
                fields.count("attempt").filter(number -> number > 0),
                status.filter(text -> !text.isEmpty()),
                decision,
                Duration.ofMillis(fields.count("elapsed_ms").orElse(0)),
                Optional.ofNullable(object.path("error").textValue()).filter(text -> !text.isBlank()),
                object.path("sbi_id").isTextual(),
                types(named).anyMatch("pick"::equals),
                types(named).flatMap(text -> rollup(text).stream()).findFirst(),
                object.size() == FIVE_KEYS && !object.has("elapsed_ms"),
                artifacts);
    }

    private static Optional<Step> step(String word) {
        return Step.of(word.startsWith(FORCED) ? word.substring(FORCED.length()) : word);
    }

    private static Stream<String> types(JsonNode artifacts) {
        return artifacts.valueStream().map(node -> node.path("type").asText());
    }

    private static Optional<Step> rollup(String type) {
        return switch (type) {
            case "impl_note_rollup" -> Optional.of(Step.IMPLEMENT);
            case "review_note_rollup" -> Optional.of(Step.REVIEW);
            default -> Optional.empty();
        };
    }

    private static String timeName(JsonNode object) {
        return object.has("ts") || !object.has("timestamp") ? "ts" : "timestamp";
    }

    /** Returns whether it tells the time that another entry tells, as that spells it. */
    boolean isOfTimeOf(JournalEntryRecorded other) {
        JsonNode now = JsonText.tree(json);
        JsonNode before = JsonText.tree(other.entry());
        return now.path(timeName(now)).equals(before.path(timeName(before)));
    }
}
