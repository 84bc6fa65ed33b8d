package dev.daybook.code.scout;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Rejected;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What is odd about the rows of one database: SQLite takes any value into any column, and code-scout checks little of
 * what it puts there. Nothing of a row is changed by it.
 */
final class CodeScoutRows implements Format.Rule {

    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int FIELD_CHARS_MAX = 64 << 10;
    private static final Set<Double> WEIGHTS = Set.of(1.0, 2.0, 3.0, 5.0);

    /** The names of the migrations that are known, in order. */
    private static final List<String> MIGRATIONS = List.of("initial_schema", "add_fts_index");

    /** The words that a column has, by the kind of the row. */
    private static final Map<String, Map<String, Set<String>>> WORDS = Map.of(
            CodeScout.FILE, Map.of("language", Set.of("typescript", "javascript", "python")),
            CodeScout.DEFINITION, Map.of("type", Set.of("class", "function", "component", "variable", "type")),
            CodeScout.IMPORT, Map.of("type", Set.of("local", "external", "builtin")),
            CodeScout.SYMBOL, Map.of("type", Set.of("variable", "constant", "enum")));

    /** What no row may lack. */
    private static final Map<String, List<String>> NEEDED = Map.of(
            CodeScout.FILE, List.of("filename", "extension"),
            CodeScout.DEFINITION, List.of("name"),
            CodeScout.IMPORT, List.of("module"),
            CodeScout.SYMBOL, List.of("name"));

    private final CodeScoutFiles files;
    private final Database database;
    private final boolean documented;
    private final Timestamps times;
    private final Set<String> once = new HashSet<>();
    private final Set<Sha256> seen = new HashSet<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private boolean counted = true;

    CodeScoutRows(Database database, ZoneId zone, InstantSource clock) {
        this.database = database;
        this.files = CodeScoutFiles.of(database);
        this.documented = CodeScoutTree.isDocumented(database);
        this.times = new Timestamps(zone, clock.instant());
    }

    @Override
    public boolean isCounted(FileRecord record) {
        return counted;
    }

    @Override
    public void check(FileRecord record, Results results) {
        counted = true;
        NEEDED.getOrDefault(record.kind(), List.of()).stream()
                .filter(column -> record.tree().path(column).asText().isBlank())
                .forEach(column -> results.warn(
                        record.file(), record.where(), "MISSING_FIELD", "has no %s: kept as it is", column));
        words(record, results);
        switch (record.kind()) {
            case CodeScout.FILE -> file(record, results);
            case CodeScout.MIGRATION -> migration(record, results);
            case CodeScout.DEFINITION, CodeScout.IMPORT, CodeScout.SYMBOL, CodeScout.TAG -> {
                columns(record, results);
                owned(record, results);
            }
            default -> {
                // is no row
            }
        }
    }

    private void words(FileRecord record, Results results) {
        WORDS.getOrDefault(record.kind(), Map.of()).forEach((column, words) -> {
            String word = record.tree().path(column).asText();
            if (!words.contains(word) && once.add(record.kind() + " " + column + " " + word)) {
                results.warn(
                        record.file(),
                        record.where(),
                        "UNKNOWN_ENUM",
                        "has the %s '%s', which is not known: kept as it is, there and wherever it stands again",
                        column,
                        abbreviated(word));
            }
        });
    }

    private void file(FileRecord record, Results results) {
        JsonNode tree = record.tree();
        String hash = tree.path("hash").asText();
        if (!HASH.matcher(hash).matches()) {
            results.warn(
                    record.file(),
                    record.where(),
                    "INVALID_HASH",
                    "'%s' has the hash '%s', which is no SHA-256: kept as it is",
                    abbreviated(tree.path("path").asText()),
                    abbreviated(hash));
        }
        number(record, "size", results);
        for (String column : List.of("lastModified", "indexedAt")) {
            time(record, column, results);
        }
        counted = files.check(record, results);
    }

    /** Milliseconds since 1970 by design, seconds by another document of it. */
    private void time(FileRecord record, String column, Results results) {
        JsonNode value = record.tree().path(column);
        if (value.isNumber() && value.asDouble() == 0) {
            return;
        }
        times.read(value.asText())
                .note()
                .filter(note -> !note.code().equals("EPOCH_MS"))
                .ifPresent(note -> {
                    if (note.severity() == Severity.WARN || once.add(column + " " + note.code())) {
                        results.finding(new Finding(
                                record.file(),
                                record.where(),
                                note.severity(),
                                note.code(),
                                "%s %s".formatted(column, note.message())));
                    }
                });
    }

    private void columns(FileRecord record, Results results) {
        for (String column : List.of("line", "column")) {
            if (record.tree().has(column)) {
                number(record, column, results);
            }
        }
        if (record.tree().path("line").isIntegralNumber()
                && record.tree().path("line").asLong() == 0) {
            lines.merge(database(record), 1, Integer::sum);
        }
        for (String column : List.of("exported", "isDynamic")) {
            is(record, column, flag -> flag.isInt() && (flag.asInt() == 0 || flag.asInt() == 1), "0 or 1", results);
        }
        for (String column : List.of("decorators", "imports")) {
            is(record, column, CodeScoutRows::isList, "a JSON list", results);
        }
        JsonNode weight = record.tree().path("weight");
        if (!weight.isMissingNode() && !(weight.isNumber() && WEIGHTS.contains(weight.asDouble()))) {
            results.warn(
                    record.file(),
                    record.where(),
                    "UNKNOWN_ENUM",
                    "has the weight %s, want one of 1, 2, 3 and 5: kept as it is",
                    abbreviated(weight.asText()));
        }
        for (String column : List.of("docstring", "signature")) {
            int chars = record.tree().path(column).asText().length();
            if (chars > FIELD_CHARS_MAX) {
                results.info(
                        record.file(),
                        record.where(),
                        "OVERSIZE_FIELD",
                        "has a %s of %d characters: imported as it is",
                        column,
                        chars);
            }
        }
    }

    private static String database(FileRecord record) {
        return record.where().split(" ", 2)[0];
    }

    private static boolean isList(JsonNode value) {
        try {
            return value.isTextual()
                    && JsonText.tree(JsonText.parse(value.textValue())).isArray();
        } catch (Rejected _) {
            return false;
        }
    }

    private static void number(FileRecord record, String column, Results results) {
        JsonNode value = record.tree().path(column);
        if (!value.isIntegralNumber() || value.asLong() < 0) {
            wrong(record, column, value, "a number from 0", results);
        }
    }

    private static void is(
            FileRecord record, String column, Predicate<JsonNode> right, String wanted, Results results) {
        JsonNode value = record.tree().path(column);
        if (!value.isMissingNode() && !value.isNull() && !right.test(value)) {
            wrong(record, column, value, wanted, results);
        }
    }

    private static void wrong(FileRecord record, String column, JsonNode value, String wanted, Results results) {
        results.warn(
                record.file(),
                record.where(),
                "WRONG_TYPE",
                "%s is '%s', want %s: kept as it is",
                column,
                abbreviated(value.asText()),
                wanted);
    }

    /** What belongs to a file that is not there cannot be shown; what stands there twice is one. */
    private void owned(FileRecord record, Results results) {
        JsonNode tree = record.tree();
        String file = tree.path("fileId").asText();
        if (!files.isThere(file)) {
            counted = false;
            Finding finding = Finding.error(
                    record.file(),
                    record.where(),
                    "DANGLING_REF",
                    "belongs to the file '%s', which is not in files: kept, and not shown in the index",
                    abbreviated(file));
            results.rejected(finding, record.text().getBytes(StandardCharsets.UTF_8));
            return;
        }
        String definition = tree.path("definitionId").asText("");
        if (tree.path("definitionId").isTextual()
                && database.has("definitions", "id")
                && database.rows("definitions", "id", definition, results).isEmpty()) {
            results.warn(
                    record.file(),
                    record.where(),
                    "DANGLING_REF",
                    "belongs to the definition '%s', which is not there: shown without it",
                    abbreviated(definition));
        }
        if (!files.isCounted(file)) {
            counted = false;
        } else if (!record.kind().equals(CodeScout.TAG) && !seen.add(said(record))) {
            counted = false;
            if (once.add(record.kind())) {
                results.info(
                        record.file(),
                        record.where(),
                        "DUPLICATE",
                        "says the same as another row: kept, and counted once, as others like it");
            }
        }
    }

    /** Returns a hash of what a row says of its file, without its own name. */
    private static Sha256 said(FileRecord record) {
        var said = new StringBuilder(record.kind());
        record.tree()
                .propertyStream()
                .filter(column -> !column.getKey().equals("id"))
                .forEach(column -> said.append('\0').append(column.getValue()));
        return Sha256.hash(said.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void migration(FileRecord record, Results results) {
        JsonNode tree = record.tree();
        String name = tree.path("name").asText();
        long version = tree.path("version").asLong();
        if (version < 1
                || version > MIGRATIONS.size()
                || !MIGRATIONS.get((int) version - 1).equals(name)) {
            results.warn(
                    record.file(),
                    record.where(),
                    "UNKNOWN_SCHEMA",
                    "is a migration called '%s', want 1 initial_schema and 2 add_fts_index: what is known is imported",
                    abbreviated(name));
        } else if (!Sha256.hash(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .equals(tree.path("checksum").asText())) {
            results.warn(
                    record.file(),
                    record.where(),
                    "CHECKSUM_MISMATCH",
                    "has the checksum '%s', want the SHA-256 of its name: kept as it is",
                    abbreviated(tree.path("checksum").asText()));
        }
        JsonNode at = tree.path("executed_at");
        boolean text = at.isTextual() && times.read(at.textValue()).instant().isPresent();
        if (!text && !(documented && at.isIntegralNumber())) {
            results.info(
                    record.file(),
                    record.where(),
                    "INVALID_TIMESTAMP",
                    "executed_at is '%s', want a time as a text: kept as it is",
                    abbreviated(at.asText()));
        }
    }

    @Override
    public void conclude(Results results) {
        lines.forEach((table, count) -> results.warn(
                database.file(),
                table,
                "INCONSISTENT_STATE",
                "has %d rows of line 0: an older parser counted from there, others from 1; kept as they are",
                count));
    }

    static String abbreviated(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
