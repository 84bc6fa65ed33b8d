package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "audit", description = "Who did what, when, and what it was before; the newest first.")
final class AuditSubcommand extends Action {

    private static final int TABLE_LIMIT = 50;

    @Option(
            names = "--entity",
            paramLabel = "KIND/ID",
            description = "only this thing, such as sbi/SBI-01…, or this kind")
    private Optional<String> entity;

    @Option(names = "--actor", paramLabel = "NAME", description = "only what this person, agent or import did")
    private Optional<String> actor;

    @Option(
            names = "--action",
            paramLabel = "TYPE",
            description = "only this type of event, such as sbi.registered or sbi.*")
    private Optional<String> action;

    @Option(names = "--source", paramLabel = "DOOR", description = "only from this door or file: cli, http, deespec:*")
    private Optional<String> source;

    @Option(names = "--since", paramLabel = "TIME", description = "from this time or day, or so long ago: 7d, 12h")
    private Optional<String> since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "before this time, up to the end of this day, or so long ago")
    private Optional<String> until;

    @Option(
            names = "--recorded-since",
            paramLabel = "TIME",
            description = "written down from this time or day on, or so long ago, whenever it happened")
    private Optional<String> recordedSince;

    @Option(
            names = "--recorded-until",
            paramLabel = "TIME",
            description = "written down before this time, up to the end of this day, or so long ago")
    private Optional<String> recordedUntil;

    @Option(names = "--text", paramLabel = "TEXT", description = "only rows that contain this text")
    private Optional<String> text;

    @Option(
            names = "--undone",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "with what a rollback made void (default: yes)")
    private boolean undone;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "how many at most; 0 is all (default: 50 in a table, else all)")
    private Optional<Integer> limit;

    @Override
    Exit run(CommandContext context) {
        var query = Client.query()
                .with("entity", entity)
                .with("actor", actor)
                .with("action", action)
                .with("source", source)
                .with("since", since.map(context.times()::from))
                .with("until", until.map(context.times()::until))
                .with("recordedSince", recordedSince.map(context.times()::from))
                .with("recordedUntil", recordedUntil.map(context.times()::until))
                .with("q", text)
                .with("undone", undone);
        int most = limit.orElse(context.output().format() == Format.table ? TABLE_LIMIT : 0);
        var rows = new Paging(context.client(), "/audit", query, most);
        context.output().rows(columns(context.output().format()), rows, "nothing recorded that fits");
        if (rows.hasMore()) {
            context.note("there is more: --limit 0 shows all of it");
        }
        return Exit.OK;
    }

    private static List<Column> columns(Format format) {
        var time = Column.of("timestamp");
        var entity = new Column(
                "entity", row -> Column.plain(row.path("entityType")) + "/" + Column.plain(row.path("entityId")));
        if (format == Format.csv) {
            return List.of(
                    Column.of("position"),
                    time,
                    Column.of("entity_type", "/entityType"),
                    Column.of("entity_id", "/entityId"),
                    Column.of("action"),
                    Column.of("changed"),
                    new Column("old_value", row -> json(row.path("oldValue"))),
                    new Column("new_value", row -> json(row.path("newValue"))),
                    Column.of("actor"),
                    Column.of("session"),
                    Column.of("source"),
                    Column.of("correlation"),
                    Column.of("undone_by", "/undoneBy"));
        }
        return List.of(
                Column.of("position"),
                time,
                entity,
                Column.of("action"),
                Column.of("actor"),
                new Column(
                        "undone",
                        row -> row.path("undone").asBoolean()
                                ? "by " + row.path("undoneBy").asText()
                                : ""),
                new Column("change", row -> change(row.path("changed"), row.path("oldValue"), row.path("newValue"))));
    }

    private static String json(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? "" : value.toString();
    }

    /** Returns the changed fields as {@code name: old → new}, each shortened. */
    static String change(JsonNode changed, JsonNode before, JsonNode after) {
        var text = new StringBuilder();
        changed.forEach(name -> {
            var field = name.asText();
            var old = Column.plain(before.path(field));
            text.append(text.isEmpty() ? "" : "; ").append(field).append(": ");
            text.append(old.isEmpty() ? "" : shortened(old) + " → ").append(shortened(Column.plain(after.path(field))));
        });
        return text.toString();
    }

    private static String shortened(String text) {
        return Text.cut(Text.oneLine(text), 40);
    }
}
