package dev.daybook.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission.IdempotencyKey;
import dev.daybook.journal.Metadata.Idempotency;
import dev.daybook.journal.Sha256;
import dev.daybook.rollout.AheadFacts.Ahead;
import dev.daybook.rollout.PendingCommands.Answered;
import dev.daybook.rollout.PendingCommands.Begun;
import dev.daybook.rollout.PendingCommands.Pending;
import dev.daybook.rollout.PendingCommands.Unknown;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import dev.daybook.text.UnreadableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with what the journal has not heard of: a file for each command with a key, by the hash of that, and one for
 * each that was acknowledged while the journal failed, by their order.
 */
record PendingFolder(Path folder) {

    private static final Logger LOG = LoggerFactory.getLogger(PendingFolder.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SUFFIX = ".json";
    private static final String UNFINISHED = ".new";
    private static final String AHEAD = "ahead-";
    private static final int VERSION = 1;

    /** What stands in a file. */
    private interface Form<T> {
        T of(JsonNode json) throws IOException;
    }

    /** Returns the commands with a key. One that cannot be read is set aside. */
    List<Pending> read() {
        return read(file -> !isAhead(file), PendingFolder::pending);
    }

    /** Returns what was acknowledged while the journal failed, in its order; otherwise as {@link #read()}. */
    List<Ahead> ahead() {
        return read(PendingFolder::isAhead, PendingFolder::ahead);
    }

    private <T> List<T> read(Predicate<Path> which, Form<T> form) {
        var all = new ArrayList<T>();
        for (Path file : files().stream().filter(which).sorted().toList()) {
            try {
                all.add(form.of(JSON.readTree(Files.readAllBytes(file))));
            } catch (IOException | IllegalArgumentException | DateTimeException e) {
                setAside(file, e);
            }
        }
        return all;
    }

    private static boolean isAhead(Path file) {
        return String.valueOf(file.getFileName()).startsWith(AHEAD);
    }

    /** What a process that was killed had not written to its end goes. */
    private List<Path> files() {
        var whole = new ArrayList<Path>();
        for (Path file : list()) {
            if (file.toString().endsWith(SUFFIX)) {
                whole.add(file);
            } else if (file.toString().endsWith(UNFINISHED)) {
                remove(file);
            }
        }
        return whole;
    }

    private List<Path> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn(
                    "{} cannot be read, and the requests it tells of may be carried out again: {}",
                    folder,
                    e.toString());
            return List.of();
        }
    }

    /** What cannot be read is kept under another name, where nothing is written over it. */
    private void setAside(Path file, Exception why) {
        LOG.warn(
                "{} cannot be carried on, and is set aside: what it tells comes from the files, and may be carried out again: {}",
                file,
                why.toString());
        try {
            UnreadableFiles.setAside(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be set aside: {}", file, e.toString());
        }
    }

    /** Sets aside what cannot be carried on. */
    void setAside(Ahead it, RuntimeException why) {
        setAside(file(it), why);
    }

    /** Returns what was set aside. */
    List<Path> unreadable() {
        try {
            return UnreadableFiles.in(folder);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{} cannot be read: {}", folder, e.toString());
            return List.of();
        }
    }

    /** Keeps it, in the place of what was kept of its key. */
    void write(Pending it) throws IOException {
        write(file(it.key()), json(it));
    }

    /** As {@link #write(Pending)}, of what was acknowledged while the journal failed. */
    void write(Ahead it) throws IOException {
        write(file(it), json(it));
    }

    private void write(Path file, ObjectNode json) throws IOException {
        DurableFiles.makeFolders(folder, OwnerOnly.folder(folder));
        DurableFiles.replace(file, JSON.writeValueAsBytes(json));
    }

    void remove(IdempotencyKey key) {
        remove(file(key));
    }

    void remove(Ahead it) {
        remove(file(it));
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) { // what became of it is found out once more by the next process
            LOG.debug("{} cannot be removed: {}", file, e.toString());
        }
    }

    private Path file(IdempotencyKey key) {
        return folder.resolve(Sha256.hash(key.scoped().getBytes(StandardCharsets.UTF_8)) + SUFFIX);
    }

    private Path file(Ahead it) {
        return folder.resolve("%s%019d%s".formatted(AHEAD, it.number(), SUFFIX));
    }

    /** With the hash of what is told: a byte that has changed must not become a fact. */
    private static ObjectNode json(Ahead it) throws IOException {
        ObjectNode told = JSON.createObjectNode();
        told.put("number", it.number());
        it.drafts().getFirst().metadata().idempotency().ifPresent(used -> {
            told.put("key", used.key());
            told.put("fingerprint", used.fingerprint());
        });
        DecidedJson.put(it.kind(), it.unit(), it.before(), it.drafts(), told);
        ObjectNode json = JSON.createObjectNode();
        json.put("version", VERSION);
        json.put("sha256", hash(told));
        json.set("told", told);
        return json;
    }

    private static String hash(JsonNode told) throws IOException {
        return Sha256.hash(JSON.writeValueAsBytes(told)).toString();
    }

    private static Ahead ahead(JsonNode json) throws IOException {
        if (json.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("it is of version %s, which this program does not know"
                    .formatted(json.path("version").asText()));
        }
        JsonNode told = json.path("told");
        if (!hash(told).equals(DecidedJson.text(json, "sha256"))) {
            throw new IllegalArgumentException("it is damaged: its hash is another");
        }
        return new Ahead(
                told.path("number").asLong(),
                DecidedJson.text(told, "kind"),
                DecidedJson.text(told, "unit"),
                DecidedJson.before(told),
                DecidedJson.drafts(
                        told,
                        DecidedJson.optional(told, "key")
                                .map(key -> new Idempotency(key, DecidedJson.text(told, "fingerprint")))));
    }

    private static ObjectNode json(Pending it) {
        ObjectNode json = JSON.createObjectNode();
        json.put("scope", it.key().scope());
        json.put("key", it.key().key());
        json.put("fingerprint", it.key().fingerprint());
        switch (it) {
            case Begun begun ->
                DecidedJson.put(begun.kind(), begun.unit(), begun.before(), begun.drafts(), json.putObject("begun"));
            case Answered answered -> put(answered.receipt(), json.putObject("answered"));
            case Unknown unknown -> json.put("unknown", unknown.thing());
        }
        return json;
    }

    private static void put(Receipt it, ObjectNode json) {
        json.put("stream", it.stream());
        json.put("position", it.position());
        json.put("revision", it.revision());
    }

    private static Pending pending(JsonNode json) {
        var key = new IdempotencyKey(
                DecidedJson.text(json, "scope"), DecidedJson.text(json, "key"), DecidedJson.text(json, "fingerprint"));
        if (json.has("begun")) {
            return begun(key, json.path("begun"));
        }
        if (json.has("answered")) {
            JsonNode it = json.path("answered");
            return new Answered(
                    key,
                    new Receipt(
                            DecidedJson.text(it, "stream"),
                            it.path("position").asLong(),
                            it.path("revision").asLong(),
                            0,
                            false));
        }
        return new Unknown(key, DecidedJson.text(json, "unknown"));
    }

    private static Begun begun(IdempotencyKey key, JsonNode it) {
        Optional<Idempotency> known = Optional.of(new Idempotency(key.key(), key.fingerprint()));
        return new Begun(
                key,
                DecidedJson.text(it, "kind"),
                DecidedJson.text(it, "unit"),
                DecidedJson.before(it),
                DecidedJson.drafts(it, known));
    }
}
