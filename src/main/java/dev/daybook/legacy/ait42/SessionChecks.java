package dev.daybook.legacy.ait42;

import dev.daybook.domain.session.Instance;
import dev.daybook.domain.session.Message;
import dev.daybook.domain.session.SessionRecord;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.Timestamps;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Tells what is odd about what a record says, whatever it looks like. */
final class SessionChecks {

    /** The longest id that is kept. */
    private static final int ID_CHARS_MAX = 4_096;

    /** A longer output is worth a word. */
    private static final int OUTPUT_CHARS = 64 << 10;

    /** One draft of the tool's own database would refuse a longer message. */
    private static final int CONTENT_CHARS = 10_000;

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
    private final Consumer<Finding> findings;

    /** @param at the place of the record in the file, such as {@code [3]} */
    SessionChecks(String file, String at, Timestamps times, Consumer<Finding> findings) {
        this.file = file;
        this.at = at;
        this.times = times;
        this.findings = findings;
    }

    /** Returns why the id is none. */
    Optional<Finding> unusable(String id) {
        if (id.isBlank()) {
            return Optional.of(Finding.error(file, at + ".id", "ILLEGAL_ID", "is empty: the record is kept as it is"));
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
            findings.accept(Finding.warn(
                    file, at + ".id", "ILLEGAL_ID", "looks like a path: kept as it is, never used as a name"));
        }
        var it = record.profile();
        word(TYPES, it.type(), "type");
        word(STATUSES, it.status(), "status");
        it.integrationPhase().ifPresent(phase -> word(PHASES, phase, "integrationPhase"));
        Optional<Instant> created = time(it.createdAt(), "createdAt");
        Optional<Instant> updated = time(it.updatedAt(), "updatedAt");
        it.completedAt().ifPresent(text -> time(text, "completedAt"));
        if (created.isPresent() && updated.filter(created.get()::isAfter).isPresent()) {
            findings.accept(
                    Finding.warn(file, at + ".updatedAt", "OUT_OF_ORDER", "lies before the time it was created"));
        }
        if (it.completedAt().isPresent() && it.status().equals("running")) {
            findings.accept(Finding.info(
                    file, at + ".completedAt", "INCONSISTENT_STATE", "is set while the session is running"));
        }
        Set<Long> numbers = instances(record.instances());
        it.winnerId()
                .filter(winner -> !numbers.contains(winner))
                .ifPresent(winner -> findings.accept(Finding.warn(
                        file, at + ".winnerId", "DANGLING_REF", "names instance %d, which is not there", winner)));
        messages(record.messages(), numbers);
    }

    private Set<Long> instances(List<Instance> instances) {
        var numbers = new HashSet<Long>();
        boolean large = false;
        for (int i = 0; i < instances.size(); i++) {
            Instance it = instances.get(i);
            String where = at + ".instances[" + i + "]";
            if (!numbers.add(it.instanceId())) {
                findings.accept(Finding.info(
                        file, where + ".instanceId", "DUPLICATE_ID", "is that of another instance: both are kept"));
            }
            if (!OF_INSTANCES.contains(it.status())) {
                word(OF_INSTANCES, it.status(), "instances[" + i + "].status");
            }
            it.startTime().ifPresent(text -> time(text, where, ".startTime"));
            it.endTime().ifPresent(text -> time(text, where, ".endTime"));
            int chars = it.output().map(output -> output.text().length()).orElse(0);
            if (chars >= OUTPUT_CHARS && !large) {
                large = true;
                findings.accept(Finding.info(
                        file, where + ".output", "OVERSIZE_FIELD", "has %d characters: imported unshortened", chars));
            }
        }
        return numbers;
    }

    private void messages(List<Message> messages, Set<Long> numbers) {
        var ids = new HashSet<String>();
        boolean large = false;
        for (int i = 0; i < messages.size(); i++) {
            Message it = messages.get(i);
            if (!ids.add(it.id())) {
                findings.accept(Finding.info(
                        file,
                        at + ".chatHistory[" + i + "]",
                        "DUPLICATE_ID",
                        "has the id of an earlier message: both are kept in their order"));
            }
            if (!ROLES.contains(it.role())) {
                word(ROLES, it.role(), "chatHistory[" + i + "].role");
            }
            if (it.instanceId().isPresent() && !numbers.contains(it.instanceId().get())) {
                findings.accept(Finding.warn(
                        file,
                        at + ".chatHistory[" + i + "].instanceId",
                        "DANGLING_REF",
                        "names instance %d, which is not there: the message is kept",
                        it.instanceId().get()));
            }
            Timestamps.Reading time = times.read(it.timestamp());
            if (time.note().isPresent()) {
                time(it.timestamp(), at + ".chatHistory[" + i + "]", ".timestamp");
            }
            int chars = it.content().text().length();
            if (chars > CONTENT_CHARS && !large) {
                large = true;
                findings.accept(Finding.info(
                        file,
                        at + ".chatHistory[" + i + "].content",
                        "OVERSIZE_FIELD",
                        "has %d characters: imported unshortened",
                        chars));
            }
        }
    }

    private Optional<Instant> time(String text, String key) {
        return time(text, at, "." + key);
    }

    private Optional<Instant> time(String text, String where, String key) {
        Timestamps.Reading reading = times.read(text);
        reading.note().ifPresent(it -> findings.accept(it.at(file, where + key)));
        return reading.instant();
    }

    private void word(Set<String> known, String word, String key) {
        if (!known.contains(word)) {
            String shown = word.length() <= 40 ? word : word.substring(0, 40) + "…";
            findings.accept(new Finding(
                    file,
                    at + "." + key,
                    Finding.Severity.WARN,
                    "UNKNOWN_ENUM",
                    "'" + shown + "' is no word of the tool: kept as it is"));
        }
    }
}
