package dev.daybook.agent;

import static dev.daybook.readmodel.Tables.AGENTS;
import static dev.daybook.readmodel.Tables.AGENT_GONE;
import static dev.daybook.readmodel.Tables.AGENT_RECORD;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.lease.Lease;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** What is known of agents, as of now: their own records, and items of tools that keep such. */
final class AgentProjection implements Projection {

    static final String NAME = "agent";

    private static final Query WRITE = Statements.upsert(
            AGENT_RECORD,
            List.of(
                    AGENT_RECORD.CATEGORY,
                    AGENT_RECORD.ID,
                    AGENT_RECORD.RECORD,
                    AGENT_RECORD.LARGE,
                    AGENT_RECORD.HOLDER,
                    AGENT_RECORD.GENERATION,
                    AGENT_RECORD.LEASE_EXPIRES_AT,
                    AGENT_RECORD.FROM_FILE,
                    AGENT_RECORD.CREATED_AT,
                    AGENT_RECORD.UPDATED_AT,
                    AGENT_RECORD.REVISION,
                    AGENT_RECORD.POSITION),
            List.of(AGENT_RECORD.CATEGORY, AGENT_RECORD.ID));
    private static final Query FIND = DSL.select(
                    AGENT_RECORD.RECORD,
                    AGENT_RECORD.HOLDER,
                    AGENT_RECORD.GENERATION,
                    AGENT_RECORD.LEASE_EXPIRES_AT,
                    AGENT_RECORD.CREATED_AT,
                    AGENT_RECORD.FROM_FILE,
                    AGENT_RECORD.LARGE)
            .from(AGENT_RECORD)
            .where(AGENT_RECORD
                    .CATEGORY
                    .eq(DSL.param("category", String.class))
                    .and(AGENT_RECORD.ID.eq(DSL.param("id", String.class))));
    private static final Query REMOVE = DSL.deleteFrom(AGENT_RECORD)
            .where(AGENT_RECORD
                    .CATEGORY
                    .eq(DSL.param("category", String.class))
                    .and(AGENT_RECORD.ID.eq(DSL.param("id", String.class))));
    private static final Query TAKE_REVISION = DSL.update(AGENT_RECORD)
            .set(AGENT_RECORD.REVISION, DSL.param("revision", Long.class))
            .where(AGENT_RECORD
                    .CATEGORY
                    .eq(DSL.param("category", String.class))
                    .and(AGENT_RECORD.ID.eq(DSL.param("id", String.class))));

    private static final Query IS_GONE = Statements.upsert(
            AGENT_GONE, List.of(AGENT_GONE.ID, AGENT_GONE.AGENT, AGENT_GONE.POSITION), List.of(AGENT_GONE.ID));
    private static final Query IS_BACK =
            DSL.deleteFrom(AGENT_GONE).where(AGENT_GONE.ID.eq(DSL.param("id", String.class)));

    private final Sources sources = new Sources();
    private final Map<StreamId, Row> rows = new LinkedHashMap<>(); // touched in this batch
    private final Map<ItemId, ItemRow> items = new LinkedHashMap<>();
    private final MemoryFiles files = new MemoryFiles();
    private final Periods periods = new Periods();
    private final StatusHistory statuses = new StatusHistory();
    private final ContextUsage usage = new ContextUsage(periods);

    /** A record while a batch works on it. */
    private static final class Row {
        Optional<Stored> record = Optional.empty();
        Optional<Counted> counted = Optional.empty(); // as it was before the batch
        Optional<Lease> lease = Optional.empty();
        boolean fromFile;
        String createdAt = "";
        String updatedAt = "";
        long revision;
        long position;
    }

    /** A row of an item while a batch works on it; without values it is to go. */
    private static final class ItemRow {
        final RowTable table;
        Optional<List<Optional<Object>>> values = Optional.empty();
        Optional<Counted> counted = Optional.empty();
        long revision;
        long position;

        ItemRow(RowTable table) {
            this.table = table;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean posts(StreamId stream) {
        return Kind.of(stream.category()).isPresent()
                || (stream.category().equals(ItemCommand.CATEGORY) && posts(ItemId.parse(stream.key())));
    }

    private boolean posts(ItemId item) {
        return MemoryFiles.isOf(item) || sources.of(item.kind()).isPresent();
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        return switch (first.event()) {
            case Told it -> {
                var stream = new StreamId(it.kind().category(), it.id());
                find(stream, tables).counted.ifPresent(counted -> counted.in(periods, -1));
                tables.execute(REMOVE, it.kind().category(), it.id());
                sources.of(it.kind()).remove(it.id(), tables);
                Spans.remove(it, tables);
                switch (it.kind()) {
                    case AGENT -> {
                        statuses.remove(it.id(), tables);
                        tables.execute(IS_BACK, it.id());
                    }
                    case CONTEXT -> usage.remove(it.id(), tables);
                    default -> {} // nothing else is kept
                }
                yield true;
            }
            case ItemEvent it
            when MemoryFiles.isOf(it.item()) -> {
                files.remove(it.item(), tables);
                yield true;
            }
            case ItemEvent it -> {
                sources.of(it.item().kind()).ifPresent(table -> {
                    String id = it.item().text();
                    table.find(id, tables)
                            .map(values -> counted(table, values))
                            .ifPresent(counted -> counted.in(periods, -1));
                    table.remove(id, tables);
                });
                yield true;
            }
            default -> false;
        };
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        switch (recorded.event()) {
            case Told it -> apply(it, recorded, tables);
            case ItemEvent it when MemoryFiles.isOf(it.item()) -> files.apply(it, recorded, tables);
            case ItemEvent it -> sources.of(it.item().kind()).ifPresent(table -> apply(it, table, recorded, tables));
            default -> {} // another projection's
        }
    }

    private void apply(Told event, Recorded recorded, Tables tables) {
        Row row = rows.get(recorded.stream());
        if (row == null) {
            row = recorded.entry().revision() == 0 ? new Row() : find(recorded.stream(), tables);
            rows.put(recorded.stream(), row);
        }
        String at = Times.text(recorded.occurredAt());
        Optional<Stored> before = row.record;
        if (before.isEmpty()) {
            row.fromFile = recorded.entry().metadata().source() instanceof Source.File;
        }
        RowTable table = sources.of(event.kind());
        row.record = Stored.after(before, event, recorded.entry(), table);
        Optional<JsonNode> record = row.record.map(Stored::tree);
        Optional<Instant> told = before.map(Stored::tree).flatMap(table::createdAt);
        row.createdAt = record.flatMap(table::createdAt)
                .filter(said -> !told.equals(Optional.of(said)) && said.isBefore(recorded.occurredAt()))
                .map(Times::text)
                .orElse(before.isEmpty() ? at : row.createdAt);
        Spans.apply(
                event, before.map(Stored::tree), record, at, recorded.position().value(), tables);
        row.lease = switch (event) {
            case TaskEvent.ClaimReleased _, Told.Gone _ -> Optional.empty();
            case TaskEvent it when it.lease().isPresent() -> it.lease();
            default -> row.lease;
        };
        row.lease = row.record.isPresent() ? row.lease : Optional.empty(); // nobody claims what is not there
        row.updatedAt = at;
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
        String createdAt = row.createdAt;
        switch (event) {
            case AgentEvent it -> {
                gone(it, before, recorded.position().value(), tables);
                statuses.apply(it.id(), record.map(tree -> tree.path("status").asText("")), recorded, tables);
            }
            case ContextEvent it ->
                usage.apply(it, record.map(tree -> counted(recorded.stream(), tree, createdAt)), recorded, tables);
            default -> {} // their rows say all of them
        }
    }

    /** Notes that an agent is one no more, or is one again. */
    private void gone(AgentEvent event, Optional<Stored> before, long position, Tables tables) {
        if (event instanceof Told.Gone) {
            RowTable table = sources.of(Kind.AGENT);
            before.flatMap(stored -> table.value(AGENTS.AGENT_ID, table.values(stored.tree(), plain(event.id()))))
                    .ifPresent(agent -> tables.execute(IS_GONE, event.id(), agent, position));
        } else if (before.isEmpty()) {
            tables.execute(IS_BACK, event.id());
        }
    }

    private Row find(StreamId stream, Tables tables) {
        return tables
                .fetch(
                        FIND,
                        found -> {
                            var row = new Row();
                            row.record = Optional.of(Stored.of(found.getString(1), found.getString(7)));
                            String holder = found.getString(2);
                            row.lease = holder == null
                                    ? Optional.empty()
                                    : Optional.of(
                                            new Lease(holder, Instant.parse(found.getString(4)), found.getLong(3)));
                            row.createdAt = found.getString(5);
                            row.fromFile = found.getBoolean(6);
                            row.counted = row.record.map(stored -> counted(stream, stored.tree(), row.createdAt));
                            return row;
                        },
                        stream.category(),
                        stream.key())
                .stream()
                .findFirst()
                .orElseGet(Row::new);
    }

    private Counted counted(StreamId stream, JsonNode record, String createdAt) {
        RowTable table = sources.of(Kind.of(stream.category()).orElseThrow());
        return new Counted(table, table.values(record, plain(stream.key())), Times.optional(createdAt));
    }

    private static Counted counted(RowTable table, List<Optional<Object>> values) {
        return new Counted(table, values, Optional.empty());
    }

    private void apply(ItemEvent event, RowTable table, Recorded recorded, Tables tables) {
        ItemRow row = items.get(event.item());
        if (row == null) {
            row = new ItemRow(table);
            row.values = recorded.entry().revision() == 0
                    ? Optional.empty()
                    : table.find(event.item().text(), tables);
            row.counted = row.values.map(values -> counted(table, values));
            items.put(event.item(), row);
        }
        row.values = switch (event) {
            case ItemEvent.Recorded it ->
                Optional.of(table.values(JsonText.tree(it.record()), it.item().key()));
            case ItemEvent.Revised it -> row.values.map(values -> table.revised(values, it.set(), it.unset()));
            case ItemEvent.Removed _ -> Optional.empty();
        };
        row.revision = recorded.entry().revision();
        row.position = recorded.position().value();
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        switch (recorded.event()) {
            case Told it -> {
                Row row = rows.get(recorded.stream());
                if (row == null) {
                    tables.execute(TAKE_REVISION, revision, it.kind().category(), it.id());
                    sources.of(it.kind()).takeRevision(it.id(), revision, tables);
                } else {
                    row.revision = revision;
                }
            }
            case ItemEvent it when MemoryFiles.isOf(it.item()) -> files.passOver(it.item(), revision, tables);
            case ItemEvent it -> {
                ItemRow row = items.get(it.item());
                if (row == null) {
                    sources.of(it.item().kind())
                            .ifPresent(table -> table.takeRevision(it.item().text(), revision, tables));
                } else {
                    row.revision = revision;
                }
            }
            default -> {}
        }
    }

    @Override
    public void flush(Tables tables) {
        rows.forEach((stream, row) -> write(stream, row, tables));
        items.forEach((item, row) -> {
            count(row.counted, row.values.map(values -> counted(row.table, values)));
            row.values.ifPresentOrElse(
                    values -> row.table.write(item.text(), row.revision, row.position, values, List.of(), tables),
                    () -> row.table.remove(item.text(), tables));
        });
        files.flush(tables);
        usage.flush(tables);
        periods.flush(tables);
        forget();
    }

    private void count(Optional<Counted> before, Optional<Counted> after) {
        if (!before.equals(after)) {
            before.ifPresent(counted -> counted.in(periods, -1));
            after.ifPresent(counted -> counted.in(periods, 1));
        }
    }

    private void write(StreamId stream, Row row, Tables tables) {
        String id = stream.key();
        RowTable table = sources.of(Kind.of(stream.category()).orElseThrow());
        Optional<Counted> after = row.record.map(stored -> counted(stream, stored.tree(), row.createdAt));
        count(row.counted, after);
        if (after.isEmpty() || row.record.isEmpty()) {
            tables.execute(REMOVE, stream.category(), id);
            table.remove(id, tables);
            return;
        }
        Stored stored = row.record.get();
        Optional<Object> holder = row.lease.map(Lease::holder);
        Optional<Object> generation = row.lease.map(Lease::generation);
        Optional<Object> until = row.lease.map(lease -> Times.text(lease.expiresAt()));
        tables.execute(
                WRITE,
                stream.category(),
                id,
                stored.record(),
                stored.pointers().orElse(null),
                holder.orElse(null),
                generation.orElse(null),
                until.orElse(null),
                row.fromFile ? 1 : 0,
                row.createdAt,
                row.updatedAt,
                row.revision,
                row.position);
        List<Optional<Object>> others = stream.category().equals(MemoryEvent.CATEGORY)
                ? List.of(
                        Optional.of(stored.sizeBytes()),
                        Optional.of(row.createdAt),
                        MemoryFiles.item(id, stored.tree()).map(Object.class::cast),
                        MemoryFiles.context(id, stored.tree()).map(Object.class::cast))
                : List.of(holder, generation, until);
        table.write(id, row.revision, row.position, after.get().values(), others, tables);
    }

    /** Returns what tells a record from others beside it: its stream may be named after a project and a file, too. */
    private static String plain(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    @Override
    public void forget() {
        rows.clear();
        items.clear();
        files.forget();
        periods.forget();
        statuses.forget();
        usage.forget();
    }
}
