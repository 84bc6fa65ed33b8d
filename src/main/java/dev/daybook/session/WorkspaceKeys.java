package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION;
import static dev.daybook.readmodel.Tables.WORKSPACE;

import dev.daybook.session.WorkspaceView.Location;
import dev.daybook.text.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Which keys stand for one workspace, and what is in it. */
final class WorkspaceKeys {

    /**
     * True of a session whose place has one of the same id: in the workspace's own file, or begun earlier under another
     * alias of it.
     */
    static final Condition SHADOWED = shadowed();

    private record Count(long sessions, long messages, Optional<Instant> changedAt) {}

    private static Condition shadowed() {
        var alias = WORKSPACE.as("alias");
        var brother = WORKSPACE.as("brother");
        var other = SESSION.as("other");
        Condition earlier = other.BEGUN_POSITION
                .lt(SESSION.BEGUN_POSITION)
                .and(other.WORKSPACE.in(DSL.select(brother.KEY)
                        .from(brother)
                        .where(brother.CANONICAL.eq(alias.CANONICAL), brother.KEY.ne(brother.CANONICAL))));
        return DSL.exists(DSL.selectOne()
                .from(alias)
                .join(other)
                .on(other.ID.eq(SESSION.ID), other.DELETED.eq(0L), other.BEGUN_POSITION.ne(SESSION.BEGUN_POSITION))
                .where(alias.KEY.eq(SESSION.WORKSPACE), alias.CANONICAL.ne(alias.KEY))
                .and(other.WORKSPACE.eq(alias.CANONICAL).or(earlier)));
    }

    /** Returns what was said of a key. */
    static Optional<Location> location(DSLContext tables, String key) {
        return tables.selectFrom(WORKSPACE).where(WORKSPACE.KEY.eq(key)).fetchOptional(WorkspaceKeys::location);
    }

    private static Location location(Record it) {
        return new Location(
                it.get(WORKSPACE.KEY),
                Optional.ofNullable(it.get(WORKSPACE.PATH)),
                it.get(WORKSPACE.CANONICAL),
                it.get(WORKSPACE.REVISION));
    }

    /** Returns the key that a key stands for. */
    static String canonical(DSLContext tables, String key) {
        return location(tables, key).map(Location::canonical).orElse(key);
    }

    /** Returns all keys of a workspace: first its own, then its aliases in their order. */
    static List<String> keys(DSLContext tables, String key) {
        String canonical = canonical(tables, key);
        var keys = new ArrayList<String>();
        keys.add(canonical);
        keys.addAll(tables.select(WORKSPACE.KEY)
                .from(WORKSPACE)
                .where(WORKSPACE.CANONICAL.eq(canonical), WORKSPACE.KEY.ne(canonical))
                .orderBy(WORKSPACE.KEY)
                .fetch(WORKSPACE.KEY));
        return keys;
    }

    static Optional<WorkspaceView> workspace(DSLContext tables, String key) {
        List<String> keys = keys(tables, key);
        Map<String, Count> counts = counts(tables, SESSION.WORKSPACE.in(keys));
        List<Location> locations =
                tables.selectFrom(WORKSPACE).where(WORKSPACE.KEY.in(keys)).fetch(WorkspaceKeys::location);
        return counts.isEmpty() && locations.isEmpty()
                ? Optional.empty()
                : Optional.of(view(keys.getFirst(), locations, keys.subList(1, keys.size()), counts));
    }

    static List<WorkspaceView> workspaces(DSLContext tables) {
        Map<String, Location> locations = new HashMap<>();
        tables.selectFrom(WORKSPACE)
                .fetch(WorkspaceKeys::location)
                .forEach(location -> locations.put(location.key(), location));
        Map<String, Count> counts = counts(tables, DSL.noCondition());
        Map<String, List<String>> aliases = new TreeMap<>();
        locations.values().forEach(location -> aliases.computeIfAbsent(location.canonical(), _ -> new ArrayList<>()));
        counts.keySet().stream()
                .filter(text -> !locations.containsKey(text))
                .forEach(text -> aliases.computeIfAbsent(text, _ -> new ArrayList<>()));
        locations.values().stream()
                .filter(location -> !location.key().equals(location.canonical()))
                .sorted(Comparator.comparing(Location::key))
                .forEach(location -> aliases.computeIfAbsent(location.canonical(), _ -> new ArrayList<>())
                        .add(location.key()));
        var views = new ArrayList<WorkspaceView>();
        aliases.forEach((key, others) -> {
            var known = new ArrayList<Location>();
            Optional.ofNullable(locations.get(key)).ifPresent(known::add);
            others.forEach(text -> Optional.ofNullable(locations.get(text)).ifPresent(known::add));
            views.add(view(key, known, others, counts));
        });
        return List.copyOf(views);
    }

    private static Map<String, Count> counts(DSLContext tables, Condition which) {
        Field<Integer> sessions = DSL.count();
        Field<java.math.BigDecimal> messages = DSL.sum(SESSION.MESSAGES);
        Field<String> changedAt = DSL.max(SESSION.UPDATED_AT);
        return tables.select(SESSION.WORKSPACE, sessions, messages, changedAt)
                .from(SESSION)
                .where(SESSION.DELETED.eq(0L))
                .and(which)
                .andNot(SHADOWED)
                .groupBy(SESSION.WORKSPACE)
                .fetchMap(
                        SESSION.WORKSPACE,
                        row -> new Count(
                                row.get(sessions), row.get(messages).longValue(), Times.optional(row.get(changedAt))));
    }

    private static WorkspaceView view(
            String key, List<Location> locations, List<String> aliases, Map<String, Count> counts) {
        long sessions = 0;
        long messages = 0;
        Optional<Instant> changedAt = Optional.empty();
        var keys = new ArrayList<>(aliases);
        keys.add(key);
        for (String each : keys) {
            Count count = counts.get(each);
            if (count != null) {
                sessions += count.sessions;
                messages += count.messages;
                Optional<Instant> latest = changedAt;
                changedAt = count.changedAt
                        .filter(instant -> latest.isEmpty() || instant.isAfter(latest.get()))
                        .or(() -> latest);
            }
        }
        Optional<Location> own = locations.stream()
                .filter(location -> location.key().equals(key))
                .findFirst();
        Optional<String> path = own.flatMap(Location::path)
                .or(() -> locations.stream()
                        .flatMap(location -> location.path().stream())
                        .findFirst());
        return new WorkspaceView(
                key,
                path,
                List.copyOf(aliases),
                sessions,
                messages,
                changedAt,
                own.map(Location::revision).orElse(-1L));
    }

    private WorkspaceKeys() {}
}
