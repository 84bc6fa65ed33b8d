package dev.daybook.session.ait42;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.SessionRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Tells what is odd about what a record says, whatever it looks like. */
final class SessionChecks {

    /** The longest id that is kept. */
    private static final int ID_CHARS_MAX = 4_096;

    /** A longer output is worth a word. */
    private static final int OUTPUT_CHARS = 64 << 10;

    /** One draft of the tool's own database would refuse a longer message. */
    private static final int CONTENT_CHARS = 10_000;

    private static final String COMPLETED = "completed";
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/]");
    private static final Pattern UPWARDS = Pattern.compile("(^|[\\\\/])\\.\\.([\\\\/]|$)");
    private static final Set<String> TYPES = Set.of("competition", "ensemble", "debate", "integration");
    private static final Set<String> STATUSES =
            Set.of("running", "completed", "failed", "paused", "round_1", "round_2", "round_3");
    private static final Set<String> OF_INSTANCES =
            Set.of("idle", "running", "completed", "failed", "paused", "archived", "timeout");
    private static final Set<String> ROLES = Set.of("user", "assistant", "system");
    private static final Set<String> PHASES = Set.of("pending", "in_progress", "completed");

    private final String file;
    private final String at;
    private final Timestamps times;
    private final Results findings;
    private final Set<String> told = new HashSet<>();

    /** @param at the place of the record in the file, such as {@code [3]} */
    SessionChecks(String file, String at, Timestamps times, Results findings) {
        this.file = file;
        this.at = at;
        this.times = times;
        this.findings = findings;
    }

    /**
     * Reads a record, and reports what is odd about how it is written.
     *
     * @param start where its bytes begin in the file
     * @param none takes why it is none
     */
    Optional<Records.Quick> read(byte[] bytes, long start, Limits limits, Consumer<Finding> none) {
        Optional<Records.Quick> quick = Records.quick(bytes);
        var flaws = new ArrayList<Finding>();
        Optional<SessionRecord> record =
                quick.map(Records.Quick::record).or(() -> new FlawedRecord(file, at, bytes, start, limits).read(flaws));
        record.flatMap(sessionRecord -> unusable(sessionRecord.id())).ifPresent(flaws::add);
        Optional<Finding> why = flaws.stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .findFirst()
                .or(() -> record.isEmpty() // it stays in the file, and is told of
                        ? Optional.of(Finding.error(file, at, "INVALID_JSON", "is no record: kept as it is"))
                        : Optional.empty());
        for (Finding it : flaws) {
            if (!why.equals(Optional.of(it))) {
                findings.finding(it);
            }
            if (it.code().equals("MISSING_FIELD") || it.code().equals("WRONG_TYPE")) {
                told.add(it.where()); // what could not be read is not odd once more
            }
        }
        why.ifPresent(none);
        return record.filter(_ -> why.isEmpty())
                .map(sessionRecord -> quick.orElseGet(() ->
                        new Records.Quick(sessionRecord, Arrays.equals(SessionRendering.bytes(sessionRecord), bytes))));
    }

    /** Returns why the id is none. */
    private Optional<Finding> unusable(String id) {
        if (id.isBlank()) {
            String code = id.isEmpty() ? "MISSING_FIELD" : "ILLEGAL_ID";
            return Optional.of(Finding.error(file, at + ".id", code, "is empty: the record is kept as it is"));
        }
        if (id.indexOf('\0') >= 0) {
            return Optional.of(
                    Finding.error(file, at + ".id", "ILLEGAL_ID", "holds a NUL: the record is kept as it is"));
        }
        if (id.length() > ID_CHARS_MAX) {
            return Optional.of(Finding.error(
                    file,
                    at + ".id",
                    "ILLEGAL_ID",
                    "has %d characters, more than %d: the record is kept as it is",
                    id.length(),
                    ID_CHARS_MAX));
        }
        return Optional.empty();
    }

    void check(SessionRecord record) {
        String id = record.id();
        if (id.indexOf('/') >= 0 || id.indexOf('\\') >= 0 || id.contains("..")) {
            findings.warn(file, at + ".id", "ILLEGAL_ID", "looks like a path: kept as it is, never used as a name");
        }
        var it = record.profile();
        word(TYPES, it.type(), "type");
        word(STATUSES, it.status(), "status");
        it.integrationPhase().ifPresent(phase -> word(PHASES, phase, "integrationPhase"));
        Optional<Instant> created = time(it.createdAt(), "createdAt");
        Optional<Instant> updated = time(it.updatedAt(), "updatedAt");
        Optional<Instant> completed = it.completedAt().flatMap(text -> time(text, "completedAt"));
        before(updated, created, at + ".updatedAt", "lies before the time it was created");
        before(completed, created, at + ".completedAt", "lies before the time it was created");
        boolean completes = it.status().equals(COMPLETED);
        if (it.completedAt().isPresent() && !completes) {
            findings.info(file, at + ".completedAt", "INCONSISTENT_STATE", "is set while the session is not completed");
        }
        Set<Long> numbers = instances(record.instances(), completes);
        it.winnerId()
                .filter(winner -> !numbers.contains(winner))
                .ifPresent(winner -> findings.warn(
                        file, at + ".winnerId", "DANGLING_REF", "names instance %d, which is not there", winner));
        messages(record.messages(), numbers);
    }

    private void before(Optional<Instant> time, Optional<Instant> begun, String where, String what) {
        if (time.isPresent() && begun.filter(time.get()::isBefore).isPresent()) {
            findings.warn(file, where, "OUT_OF_ORDER", what);
        }
    }

    /** @param completed whether their session is */
    private Set<Long> instances(List<Instance> instances, boolean completed) {
        var numbers = new HashSet<Long>();
        boolean large = false;
        boolean running = false;
        for (int i = 0; i < instances.size(); i++) {
            Instance it = instances.get(i);
            String where = at + ".instances[" + i + "]";
            if (!numbers.add(it.instanceId()) && !told.contains(where + ".instanceId")) {
                findings.warn(
                        file,
                        where,
                        "DUPLICATE_ID",
                        "has the instanceId %d of an earlier instance: both are kept by their places",
                        it.instanceId());
            }
            if (isSuspect(it.worktreePath())) {
                findings.warn(
                        file,
                        where + ".worktreePath",
                        "SUSPECT_PATH",
                        "is relative or leads upwards: kept as text, never followed");
            }
            if (!OF_INSTANCES.contains(it.status())) {
                word(OF_INSTANCES, it.status(), "instances[" + i + "].status");
            }
            if (completed && !running && it.status().equals("running")) {
                running = true;
                findings.info(
                        file, where + ".status", "INCONSISTENT_STATE", "is running while the session is completed");
            }
            Optional<Instant> started = it.startTime().flatMap(text -> time(text, where, ".startTime"));
            Optional<Instant> ended = it.endTime().flatMap(text -> time(text, where, ".endTime"));
            before(ended, started, where + ".endTime", "lies before the time it was started");
            int chars = it.output().map(output -> output.text().length()).orElse(0);
            if (chars >= OUTPUT_CHARS && !large) {
                large = true;
                findings.info(
                        file, where + ".output", "OVERSIZE_FIELD", "has %d characters: imported unshortened", chars);
            }
        }
        return numbers;
    }

    /** A worktree is named in full: anything else depends on where one stands. */
    private static boolean isSuspect(String path) {
        if (path.isEmpty()) {
            return false;
        }
        boolean whole = path.startsWith("/")
                || path.startsWith("\\\\")
                || DRIVE.matcher(path).lookingAt();
        return !whole || UPWARDS.matcher(path).find();
    }

    private void messages(List<Message> messages, Set<Long> numbers) {
        var ids = new HashSet<String>();
        boolean large = false;
        for (int i = 0; i < messages.size(); i++) {
            Message it = messages.get(i);
            if (!ids.add(it.id())) {
                findings.info(
                        file,
                        at + ".chatHistory[" + i + "]",
                        "DUPLICATE_ID",
                        "has the id of an earlier message: both are kept in their order");
            }
            if (!ROLES.contains(it.role())) {
                word(ROLES, it.role(), "chatHistory[" + i + "].role");
            }
            if (it.instanceId().isPresent() && !numbers.contains(it.instanceId().get())) {
                findings.warn(
                        file,
                        at + ".chatHistory[" + i + "].instanceId",
                        "DANGLING_REF",
                        "names instance %d, which is not there: the message is kept",
                        it.instanceId().get());
            }
            Timestamps.Reading time = times.read(it.timestamp());
            if (time.note().isPresent()) {
                time(it.timestamp(), at + ".chatHistory[" + i + "]", ".timestamp");
            }
            int chars = it.content().text().length();
            if (chars > CONTENT_CHARS && !large) {
                large = true;
                findings.info(
                        file,
                        at + ".chatHistory[" + i + "].content",
                        "OVERSIZE_FIELD",
                        "has %d characters: imported unshortened",
                        chars);
            }
        }
    }

    private Optional<Instant> time(String text, String key) {
        return time(text, at, "." + key);
    }

    private Optional<Instant> time(String text, String where, String key) {
        Timestamps.Reading reading = times.read(text);
        reading.note()
                .filter(_ -> !told.contains(where + key))
                .ifPresent(note -> findings.finding(note.at(file, where + key)));
        return reading.instant();
    }

    private void word(Set<String> known, String word, String key) {
        if (!known.contains(word) && !told.contains(at + "." + key)) {
            String shown = word.length() <= 40 ? word : word.substring(0, 40) + "…";
            findings.finding(new Finding(
                    file,
                    at + "." + key,
                    Finding.Severity.WARN,
                    "UNKNOWN_ENUM",
                    "'" + shown + "' is no word of the tool: kept as it is"));
        }
    }
}
