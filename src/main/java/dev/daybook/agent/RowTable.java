package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A table whose columns are members of records: of their own names, or of others where a source calls them so. What a
 * record has not, or has as something that the column does not take, is no value. Immutable.
 */
final class RowTable {

    /** What is no member of the record. */
    private static final Set<String> OWN = Set.of(
            "id",
            "revision",
            "position",
            "holder",
            "generation",
            "lease_expires_at",
            "size_bytes",
            "known_at",
            "content_item",
            "context_id",
            "ordered_at");

    /** By what rows of a table stand in order: writers spell times in their own ways each, which do not sort as texts. */
    private static final Map<String, String> ORDER = Map.of("agent_messages", "sent_at", "tasks", "created_at");

    /** What is compared with a moment: such texts would not compare, so the row has the moment that they mean. */
    private static final Map<String, Set<String>> MOMENTS = Map.of(
            "agent_messages", Set.of("expires_at"),
            "memory_snapshots", Set.of("valid_from", "valid_until", "expires_at"));

    /** What nobody is looked up by: where it is large, the row refers to it, or does not have it. */
    private static final Set<String> LONG = Set.of(
            "configuration",
            "content",
            "context",
            "description",
            "details",
            "message",
            "metadata",
            "metrics",
            "text",
            "value");

    /** The record of an item stands elsewhere: of what is longer nothing is said here. */
    private static final int OF_ITEMS_CHARS_MAX = 4 << 10;

    /** Logs shout. */
    private static final String SEVERITY = "severity";

    /** What a record says of a column, by the pointers that may hold it. */
    private record Member(Field<?> column, List<String> pointers) {}

    private final String name;
    private final boolean ofItems;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Member> members;
    private final List<Field<?>> more;
    private final Optional<Integer> order;
    private final Set<String> moments;
    private final Query write;
    private final Query find;
    private final Query remove;
    private final Query takeRevision;

    private RowTable(Table<? extends Record> table, Map<String, String> aliases, boolean ofItems) {
        name = table.getName();
        this.ofItems = ofItems;
        members = Arrays.stream(table.fields())
                .filter(field -> !OWN.contains(field.getName()))
                .map(field -> new Member(field, pointers(field.getName(), aliases)))
                .toList();
        members.forEach(member -> places.put(member.column().getName(), places.size()));
        more = Arrays.stream(table.fields())
                .filter(field -> OWN.contains(field.getName())
                        && !List.of("id", "revision", "position", "ordered_at").contains(field.getName()))
                .<Field<?>>map(field -> field)
                .toList();
        order = Optional.ofNullable(ORDER.get(name)).map(places::get);
        moments = MOMENTS.getOrDefault(name, Set.of());
        Field<String> id = DSL.field(DSL.name("id"), String.class);
        Field<Long> revision = DSL.field(DSL.name("revision"), Long.class);
        Field<Long> position = DSL.field(DSL.name("position"), Long.class);
        List<Field<?>> values = members.stream().<Field<?>>map(Member::column).toList();
        List<Field<?>> ordered = order.stream()
                .<Field<?>>map(_ -> DSL.field(DSL.name("ordered_at"), String.class))
                .toList();
        write = Statements.upsert(
                table,
                Stream.of(List.of(id, revision, position), values, more, ordered)
                        .<Field<?>>flatMap(List::stream)
                        .toList(),
                List.of(id));
        var which = id.eq(DSL.param("id", String.class));
        find = DSL.select(values).from(table).where(which);
        remove = DSL.deleteFrom(table).where(which);
        takeRevision = DSL.update(table)
                .set(revision, DSL.param("revision", Long.class))
                .where(which);
    }

    /** @param aliases pointers to where a source has what a column is for, by the name of the column */
    static RowTable of(Table<? extends Record> table, Map<String, String> aliases) {
        return new RowTable(table, aliases, false);
    }

    /** As {@link #of}, of records that are items. */
    static RowTable ofItems(Table<? extends Record> table, Map<String, String> aliases) {
        return new RowTable(table, aliases, true);
    }

    String name() {
        return name;
    }

    boolean isOfItems() {
        return ofItems;
    }

    /** Returns what values say of a column. */
    Optional<Object> value(Field<?> column, List<Optional<Object>> values) {
        return values.get(Objects.requireNonNull(places.get(column.getName())));
    }

    /** Returns when a record came to be, if it says so. */
    Optional<Instant> createdAt(JsonNode record) {
        return Optional.ofNullable(places.get("created_at"))
                .flatMap(place -> value(members.get(place), record))
                .flatMap(time -> Counted.time(time.toString()));
    }

    /** Returns whether a row may refer to a member instead of having it: nobody asks which rows have what there. */
    boolean mayRefer(String pointer) {
        return !pointer.isEmpty()
                && members.stream()
                        .filter(member -> member.pointers().contains(pointer))
                        .allMatch(member -> LONG.contains(member.column().getName()));
    }

    private static List<String> pointers(String column, Map<String, String> aliases) {
        return Stream.concat(Stream.of("/" + column), Optional.ofNullable(aliases.get(column)).stream())
                .toList();
    }

    /** Returns the values of a record; of what tells it from others the key, where it does not say. */
    List<Optional<Object>> values(JsonNode record, String key) {
        var values = new ArrayList<Optional<Object>>();
        for (Member member : members) {
            Optional<Object> value = value(member, record);
            values.add(values.isEmpty() ? value.or(() -> Optional.of(key)) : value);
        }
        return values;
    }

    /** Returns the values after some members were changed. */
    List<Optional<Object>> revised(List<Optional<Object>> before, Map<String, Json> set, List<String> unset) {
        var after = new ArrayList<Optional<Object>>();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            Optional<Json> json = member.pointers().stream()
                    .flatMap(pointer -> Stream.ofNullable(set.get(pointer)))
                    .findFirst();
            boolean gone = member.pointers().stream().anyMatch(unset::contains);
            after.add(json.map(one -> value(member.column(), JsonText.tree(one)))
                    .orElse(gone ? Optional.empty() : before.get(i)));
        }
        return after;
    }

    private Optional<Object> value(Member member, JsonNode record) {
        return member.pointers().stream()
                .map(record::at)
                .filter(node -> !node.isMissingNode() && !node.isNull())
                .findFirst()
                .flatMap(node -> value(member.column(), node));
    }

    private Optional<Object> value(Field<?> column, JsonNode node) {
        if (node.isNull()) {
            return Optional.empty();
        }
        if (column.getType() == String.class) {
            String text =
                    node.isTextual() ? node.textValue() : JsonText.of(node).text();
            if (ofItems && text.length() > OF_ITEMS_CHARS_MAX && LONG.contains(column.getName())) {
                return Optional.empty();
            }
            if (moments.contains(column.getName())) {
                return Counted.time(text).map(Times::text);
            }
            return Optional.of(column.getName().equals(SEVERITY) ? text.toLowerCase(Locale.ROOT) : text);
        }
        if (node.isBoolean()) {
            return number(column, node.booleanValue() ? 1 : 0);
        }
        return node.isNumber() ? number(column, node.numberValue()) : Optional.empty();
    }

    private static Optional<Object> number(Field<?> column, Number number) {
        if (column.getType() == Double.class) {
            return Optional.of(number.doubleValue()).filter(Double::isFinite).map(Object.class::cast);
        }
        return number.doubleValue() == number.longValue() ? Optional.of(number.longValue()) : Optional.empty();
    }

    Optional<List<Optional<Object>>> find(String id, Tables tables) {
        return tables.fetch(find, this::read, id).stream().findFirst();
    }

    private List<Optional<Object>> read(ResultSet row) throws SQLException {
        var values = new ArrayList<Optional<Object>>();
        for (int i = 1; i <= members.size(); i++) {
            values.add(Optional.ofNullable(row.getObject(i)));
        }
        return values;
    }

    /** @param others what is no member of the record, in the order of the columns */
    void write(
            String id,
            long revision,
            long position,
            List<Optional<Object>> values,
            List<Optional<Object>> others,
            Tables tables) {
        var all = new ArrayList<@Nullable Object>(List.of(id, revision, position));
        values.forEach(value -> all.add(value.orElse(null)));
        for (int i = 0; i < more.size(); i++) {
            all.add(others.get(i).orElse(null));
        }
        order.ifPresent(place -> all.add(values.get(place)
                .flatMap(time -> Counted.time(time.toString()))
                .map(Times::text)
                .orElse(null)));
        tables.execute(write, all.toArray());
    }

    void remove(String id, Tables tables) {
        tables.execute(remove, Objects.requireNonNull(id));
    }

    void takeRevision(String id, long revision, Tables tables) {
        tables.execute(takeRevision, revision, id);
    }
}
