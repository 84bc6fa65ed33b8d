package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AuditFilter;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.AuditRow;
import dev.daybook.sbi.AttachmentView;
import dev.daybook.sbi.ExecutionView;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.text.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jooq.Record;

/**
 * Single values that must hold after an import, named by a file or an id as {@code expect.json} does. Asked of the
 * journal, which knows the file that each fact came from, and of the read models: never of a reader.
 */
public final class Facts {

    private static final Pattern SECTION = Pattern.compile("^## Turn ", Pattern.MULTILINE);

    /** Writes the tree that was imported; asked for at most once. */
    @FunctionalInterface
    public interface Exported {
        Path tree() throws IOException;
    }

    private final ImportFixture fixture;
    private final ReadModels models;
    private final Path root;
    private final Exported exported;
    private final String kind;
    private Optional<Path> tree = Optional.empty();

    /**
     * @param models caught up
     * @param root what was imported
     * @param kind the tool, as sources of facts name it
     */
    public Facts(ImportFixture fixture, ReadModels models, Path root, Exported exported, String kind) {
        this.fixture = fixture;
        this.models = models;
        this.root = root;
        this.exported = exported;
        this.kind = kind;
    }

    /** Every key given must hold; null: must be absent. */
    public void check(JsonNode fact) throws IOException {
        String what = fact.fieldNames().next();
        JsonNode it = fact.path(what);
        switch (what) {
            case "execution" -> execution(it.asText(), fact);
            case "sbi" -> row("sbi", it.asText(), fact);
            case "session" -> session(it.asText(), fact);
            case "note" -> note(it.asText(), fact);
            case "audit" -> audit(it.asText(), fact.path("before"));
            case "exported" -> it.forEach(file -> sameBytes(file.asText()));
            case "exported_sqlite" -> it.forEach(file -> sameRows(file.asText()));
            default -> throw new IllegalArgumentException("no fact is called so: " + fact);
        }
    }

    /** Returns the execution that a file holds, as the read model shows it. */
    public ExecutionView execution(String file) {
        List<ExecutionFinished> finished = told(file)
                .map(fixture.codec::decode)
                .filter(ExecutionFinished.class::isInstance)
                .map(ExecutionFinished.class::cast)
                .toList();
        assertThat(finished).as("executions in %s", file).isNotEmpty();
        ExecutionFinished last = finished.getLast();
        List<ExecutionView> found = new SbiQueries(models::read)
                .executions(last.sbi().value(), Optional.empty(), 500).items().stream()
                        .filter(it -> it.turn() == last.turn() && it.file().equals(last.file()))
                        .toList();
        assertThat(found).as("executions of %s", file).hasSize(1);
        return found.getFirst();
    }

    private void execution(String file, JsonNode fact) {
        ExecutionView found = execution(file);
        var told = new HashMap<String, String>();
        told.put("sbi", found.sbi());
        told.put("step", found.step());
        told.put("turn", String.valueOf(found.turn()));
        told.put("attempt", String.valueOf(found.attempt()));
        told.put("decision", found.decision().orElse(null));
        told.put("time", found.completedAt().map(Times::text).orElse(null));
        compare("execution " + file, fact, told);
    }

    /** Compares with what is wanted; times to the microsecond. */
    private static void compare(String what, JsonNode fact, Map<String, String> told) {
        fact.properties().stream().skip(1).forEach(wanted -> {
            String key = wanted.getKey();
            String value = wanted.getValue().isNull() ? null : wanted.getValue().asText();
            if (key.equals("time") && value != null) {
                value = Times.text(Instant.parse(value).truncatedTo(ChronoUnit.MICROS));
            }
            assertThat(told).as("%s can tell its %s", what, key).containsKey(key);
            assertThat(told.get(key)).as("%s: %s", what, key).isEqualTo(value);
        });
    }

    private void row(String table, String id, JsonNode fact) {
        Map<String, String> told =
                models.read(tables -> tables.fetch("SELECT * FROM %s WHERE id = ?".formatted(table), id)).stream()
                        .findFirst()
                        .map(Facts::texts)
                        .orElseThrow(() -> new AssertionError("no %s %s".formatted(table, id)));
        if (fact.has("status")) { // the word of the file, which the model may know by another
            String wanted = fact.path("status").asText();
            assertThat(Stream.of("status", "original_status").map(told::get).filter(Objects::nonNull))
                    .as("%s %s: status", table, id)
                    .anyMatch(wanted::equalsIgnoreCase);
            told.put("status", wanted);
        }
        compare(table + " " + id, fact, told);
    }

    private void session(String id, JsonNode fact) {
        models
                .read(tables -> tables.fetch(
                        "SELECT session.*, workspace.path FROM session"
                                + " LEFT JOIN workspace ON workspace.key = session.workspace WHERE session.id = ?",
                        id))
                .stream()
                .findFirst()
                .map(Facts::texts)
                .ifPresentOrElse(
                        told -> {
                            told.put("workspace", told.get("path"));
                            compare("session " + id, fact, told);
                        },
                        () -> {
                            throw new AssertionError("no session " + id);
                        });
    }

    private static Map<String, String> texts(Record row) {
        var texts = new HashMap<String, String>();
        for (var field : row.fields()) {
            Object value = row.get(field);
            texts.put(field.getName(), value == null ? null : value.toString());
        }
        return texts;
    }

    private void note(String file, JsonNode fact) {
        List<Long> sections = told(file)
                .map(fixture.codec::decode)
                .filter(Attached.class::isInstance)
                .map(Attached.class::cast)
                .filter(it -> !fact.has("sbi")
                        || it.sbi().value().equals(fact.path("sbi").asText()))
                .map(it -> new SbiQueries(models::read)
                        .attachment(it.sbi().value(), it.name())
                        .orElseThrow())
                .map(it -> SECTION.matcher(text(it)).results().count())
                .distinct()
                .toList();
        assertThat(sections)
                .as("sections of the note %s", file)
                .containsExactly(fact.path("sections").asLong());
    }

    /** The tool cuts summaries through letters: such a file is no text. */
    private static String text(AttachmentView it) {
        String content = it.content().orElseThrow();
        return it.encoding().equals("utf-8")
                ? content
                : new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8);
    }

    /** What is told first of a thing has no earlier value, and all of it is new. */
    private void audit(String file, JsonNode before) {
        var rows = new ArrayList<AuditRow>();
        new AuditQueries(models::read).forEach(AuditFilter.all(), row -> {
            if (row.source().equals(kind + ":" + file)) {
                rows.addFirst(row); // the newest comes first
            }
        });
        assertThat(rows).as("what is told of %s", file).isNotEmpty();
        AuditRow first = rows.getFirst();
        assertThat(json(first.oldValue().text())).as("%s was before", file).isEqualTo(before);
        assertThat(first.changedFields())
                .as("%s is new", file)
                .containsExactlyInAnyOrderElementsOf(names(json(first.newValue().text())));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(it -> !it.equals("sbi")) // what it is about
                .toList();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Stream<Entry> told(String file) {
        return fixture.journal.readForward(Selection.all(), Position.START, Integer.MAX_VALUE).stream()
                .filter(it -> it.metadata().source().text().equals(kind + ":" + file));
    }

    private Path exported() {
        try {
            Path it = tree.isPresent() ? tree.get() : exported.tree();
            tree = Optional.of(it);
            return it;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void sameBytes(String file) {
        try {
            assertThat(exported().resolve(file)).as("%s in the export", file).exists();
            assertThat(Files.readAllBytes(exported().resolve(file)))
                    .as("%s in the export", file)
                    .isEqualTo(Files.readAllBytes(root.resolve(file)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void sameRows(String file) {
        try {
            assertThat(exported().resolve(file)).as("%s in the export", file).exists();
            assertThat(Folder.rows(exported().resolve(file)))
                    .as("rows of %s in the export", file)
                    .isEqualTo(Folder.rows(root.resolve(file)));
        } catch (IOException | SQLException e) {
            throw new AssertionError(e);
        }
    }
}
