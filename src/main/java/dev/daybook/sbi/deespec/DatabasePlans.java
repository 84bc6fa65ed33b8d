package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.sbi.PlanEvent.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/** What the database says of EPICs and PBIs, asked for one by one. */
record DatabasePlans(TaskDatabase database) {

    private static final Set<String> STATUSES =
            Set.of("pending", "planning", "planned", "in_progress", "done", "failed");

    /** Some ids were made by hand. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static String table(Kind kind) {
        return kind == Kind.EPIC ? "epics" : "pbis";
    }

    /** Returns the ids of all plans of a kind; tells of those that are none. */
    SortedSet<String> ids(Kind kind, Results results) {
        return database.database().ids(table(kind), "id", DatabasePlans::isId, "a plan", results);
    }

    /** Returns the row of a plan; nothing if there is none. */
    Optional<PlanFiles> of(Kind kind, String id, Results results) {
        String table = table(kind);
        List<ObjectNode> rows = database.rows(table, "id", id, results);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<ObjectNode> links = database.rows("epic_pbis", kind == Kind.EPIC ? "epic_id" : "pbi_id", id, results);
        JsonFields fields = database.fields(rows.getFirst(), table + " " + id, results);
        String source = database.source(table);
        var claims = new ArrayList<>(List.of(database.claim(table, rows.getFirst())));
        if (!links.isEmpty() && kind == Kind.EPIC) {
            claims.add(database.claim(
                    "epic_pbis", JsonNodeFactory.instance.arrayNode().addAll(links)));
        }
        Optional<Instant> told = fields.time("created_at", true);
        Instant createdAt =
                told.or(() -> SbiName.of(id).flatMap(SbiName::madeAt)).orElseGet(database.database()::modifiedAt);
        return Optional.of(new PlanFiles(
                id,
                kind,
                source,
                fields.text("title"),
                fields.text("description"),
                source,
                fields.text("status").map(text -> standing(text, fields)),
                points(fields),
                fields.count("priority"),
                kind == Kind.EPIC ? Optional.empty() : parent(fields, links),
                List.of(),
                List.of(),
                List.copyOf(claims),
                told.isPresent(),
                createdAt,
                fields.time("updated_at", true).orElse(createdAt)));
    }

    private static PlanFiles.Standing standing(String word, JsonFields fields) {
        String lower = word.strip().toLowerCase(Locale.ROOT).replace(' ', '_');
        String status = lower.equals("planed") ? "planned" : lower; // the tool's own spelling
        if (!STATUSES.contains(status)) {
            fields.warn("status", "UNKNOWN_ENUM", "'%s' is not known: kept beside pending", word);
            return new PlanFiles.Standing("pending", Optional.of(word));
        }
        return new PlanFiles.Standing(status, word.equals(status) ? Optional.empty() : Optional.of(word));
    }

    private static Optional<Optional<Integer>> points(JsonFields fields) {
        String column = fields.has("story_points") ? "story_points" : "estimated_story_points";
        return fields.has(column) ? Optional.of(fields.count(column)) : Optional.empty();
    }

    private static Optional<String> parent(JsonFields fields, List<ObjectNode> links) {
        Optional<String> linked = links.stream()
                .map(node -> node.path("epic_id"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .findFirst();
        Optional<String> told = fields.text("parent_epic_id").filter(text -> !text.isBlank());
        told.filter(text -> linked.isPresent() && !linked.get().equals(text))
                .ifPresent(text -> fields.warn(
                        "parent_epic_id",
                        "CONFLICT",
                        "says %s, epic_pbis says %s: the column counts",
                        text,
                        linked.orElseThrow()));
        return told.or(() -> linked);
    }
}
