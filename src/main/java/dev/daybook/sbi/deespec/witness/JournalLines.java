package dev.daybook.sbi.deespec.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts into the index which line of the tool's journals names which file. */
final class JournalLines {

    /** The tool itself stops at 64 KiB; what is longer is no evidence. */
    private static final int LINE_BYTES_MAX = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Index index;
    private final Map<String, String> steps = new HashMap<>();
    private @Nullable String picked;
    private boolean named;

    JournalLines(Path root, Index index) {
        this.root = root;
        this.index = index;
    }

    void read() throws IOException {
        read(".deespec/journal.ndjson");
        read("journal.ndjson");
        read(".deespec/var/journal.ndjson");
    }

    /** Returns whether some line names a task: if none does, all of them are about the one task without a name. */
    boolean namesTasks() {
        return named;
    }

    private void read(String file) throws IOException {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(path)) {
            return;
        }
        picked = null;
        steps.clear();
        boolean reports = file.equals(".deespec/journal.ndjson");
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            in.mark(1);
            int first = in.read();
            in.reset();
            if (first == '[') {
                elements(in, object -> entry(object, reports));
            } else {
                lines(in, object -> entry(object, reports));
            }
        }
    }

    private static void elements(InputStream in, Consumer<JsonNode> entry) {
        try (JsonParser parser = JSON.getFactory().createParser(in)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonNode object = parser.readValueAsTree();
                entry.accept(object);
            }
        } catch (IOException _) {
            // what stands behind the damage is no evidence
        }
    }

    private static void lines(InputStream in, Consumer<JsonNode> entry) throws IOException {
        var line = new ByteArrayOutputStream();
        int next;
        do {
            next = in.read();
            if (next >= 0 && next != '\n') {
                if (line.size() <= LINE_BYTES_MAX) {
                    line.write(next);
                }
                continue;
            }
            if (line.size() <= LINE_BYTES_MAX) {
                object(line.toByteArray(), entry);
            }
            line.reset();
        } while (next >= 0);
    }

    private static void object(byte[] line, Consumer<JsonNode> entry) {
        try {
            JsonNode object = JSON.readTree(line);
            if (object != null && object.isObject()) {
                entry.accept(object);
            }
        } catch (IOException _) {
            // a broken line is no evidence
        }
    }

    private void entry(JsonNode object, boolean reports) {
        String task = text(object, "sbi_id");
        for (JsonNode artifact : object.path("artifacts")) {
            String type = artifact.path("type").asText();
            if (type.equals("pick") || type.equals("register")) {
                named = true;
            }
            if (type.equals("pick")) {
                picked = artifact.path("task_id").asText(artifact.path("id").asText());
                steps.remove(picked);
            }
        }
        named |= task != null;
        String owner = task == null ? picked : task;
        String step = object.path("step").asText();
        String rollup = null; // the notes that it was added to say what was done
        for (JsonNode artifact : object.path("artifacts")) {
            rollup = switch (artifact.path("type").asText()) {
                case "impl_note_rollup" -> "implement";
                case "review_note_rollup" -> "review";
                default -> rollup;
            };
        }
        JsonNode artifacts = object.path("artifacts");
        if (artifacts.isTextual()) {
            names(artifacts.textValue(), object, owner, step, rollup, reports);
        }
        for (JsonNode artifact : artifacts) {
            if (artifact.isTextual()) {
                names(artifact.textValue(), object, owner, step, rollup, reports);
            }
        }
        if (!artifacts.isEmpty() || artifacts.isTextual()) {
            steps.put(String.valueOf(owner), step);
        }
    }

    private void names(
            String artifact,
            JsonNode object,
            @Nullable String owner,
            String step,
            @Nullable String rollup,
            boolean report) {
        if (artifact.isEmpty()) {
            return; // the agent had failed
        }
        String path = report && artifact.indexOf('/') < 0 ? ".deespec/reports/sbi/" + owner + "/" + artifact : artifact;
        index.put(
                """
                INSERT INTO line (path, form, task, at, step, before, decision, rollup) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (path) DO UPDATE SET
                  form = CASE WHEN (form = 'report') = (excluded.form = 'report') THEN excluded.form ELSE 'both' END,
                  task = excluded.task, at = excluded.at, step = excluded.step, before = excluded.before,
                  decision = excluded.decision, rollup = excluded.rollup\
                """,
                path.startsWith("./") ? path.substring(2) : path,
                form(object, report),
                owner,
                object.has("timestamp") ? text(object, "timestamp") : text(object, "ts"),
                step,
                steps.get(String.valueOf(owner)),
                text(object, "decision"),
                rollup);
    }

    private static String form(JsonNode object, boolean report) {
        if (report) {
            return "report";
        }
        if (object.has("sbi_id")) {
            return "database";
        }
        if (object.has("status")) {
            return "status";
        }
        return object.has("elapsed_ms") ? "var" : "root";
    }

    private static @Nullable String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isTextual() ? value.textValue() : null;
    }
}
