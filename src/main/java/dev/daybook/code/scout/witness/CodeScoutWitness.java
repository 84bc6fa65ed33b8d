package dev.daybook.code.scout.witness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.Witness;
import dev.daybook.importing.database.Database;
import dev.daybook.item.ItemEvent;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Which files the databases of code-scout hold, and what they define and import: what their texts and numbers say. */
public final class CodeScoutWitness implements Witness {

    private static final String TOOL = "codescout";
    private static final Map<String, String> FILES = Map.of(
            ".code-scout/database.db", "", ".code-scout/dev-database.db", "dev/", ".code-scout/ci-database.db", "ci/");
    private static final Map<String, List<String>> TABLES = Map.of(
            "file", List.of("path", "hash", "language", "size"),
            "definition", List.of("fileId", "name", "type", "line", "signature"),
            "import", List.of("fileId", "module", "type", "line"),
            "symbol", List.of("fileId", "name", "type", "line"));

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        var tree = new SourceTree(root.path(), "", Limits.DEFAULT);
        FILES.forEach((file, under) -> Database.open(tree, file, true, new Results())
                .ifPresent(database -> {
                    try (database) {
                        TABLES.forEach((name, columns) -> rows(database, root, under, name, columns, statements));
                    }
                }));
    }

    private static void rows(
            Database database,
            Root root,
            String under,
            String name,
            List<String> columns,
            Consumer<Statement> statements) {
        if (!database.has(name + "s", "id")) {
            return;
        }
        database.each(
                name + "s",
                row -> {
                    String id = row.path("id").asText("");
                    if (row.path("id").isTextual() && isPlain(id)) {
                        Map<String, Object> fields = new LinkedHashMap<>();
                        columns.forEach(column -> field(row.path(column), "/" + column, fields));
                        String key = "codescout." + name + "/" + under + id;
                        statements.accept(new Statement(new StreamId("item", root.qualified(key)), fields));
                    }
                },
                new Results());
    }

    private static void field(JsonNode value, String pointer, Map<String, Object> fields) {
        if (value.isTextual() || value.isIntegralNumber()) {
            fields.put(pointer, JsonText.of(value).text());
        }
    }

    /** A name that is its own key. */
    private static boolean isPlain(String id) {
        return !id.isEmpty() && id.length() < 100 && id.chars().noneMatch(it -> "/~\uFFFD".indexOf(it) >= 0);
    }

    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        return Witness.saidByOthers(
                new Source.Project(TOOL, root.project()),
                fields,
                known,
                (event, field) -> event instanceof ItemEvent it && it.says(field));
    }
}
