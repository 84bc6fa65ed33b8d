package dev.daybook.project.gum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.journal.StreamId;
import dev.daybook.project.ProjectPath;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Shows in gum's files what others have said since: each value in its place, what is gone taken out, what is new last in
 * each store of its kind. Where nobody said anything else, not a byte changes.
 */
final class Shown {

    /** So many paths below a home tell which one it is. */
    private static final int HOME_LOOKS_MAX = 30;

    private static final Spelling GO = Spelling.COMPACT.withEscapes(Spelling.Escapes.HTML);

    /**
     * A thing of which others have spoken.
     *
     * @param said all that was said of it, in order; nothing if what stands in the files may be anybody's
     * @param now what counts
     */
    record Thing(StreamId stream, boolean there, List<Word> said, Optional<Record> now, Instant at) {}

    /** @param byGum whether an import of its files said it: then with all that had counted before */
    record Word(Record content, boolean byGum) {}

    private final Map<StreamId, Thing> things = new LinkedHashMap<>();
    private final Map<String, byte[]> caches;
    private final Optional<SqlTables> database;
    private final List<String> paths;
    private String home = "";

    /** The things that any store holds. */
    private final Set<StreamId> held = new HashSet<>();

    /**
     * @param caches those that gum reads, by their names, and {@link Gum#TEXTS}
     * @param paths of folders that gum's files told of
     */
    Shown(Map<String, byte[]> caches, Optional<SqlTables> database, List<String> paths) {
        this.caches = caches;
        this.database = database;
        this.paths = paths;
    }

    /** Takes all that is known of a thing, if others have spoken of it. */
    void add(StreamId stream, List<Recorded> entries) {
        if (!entries.stream().allMatch(Shown::isByGum)) {
            put(stream, entries);
        }
    }

    private static boolean isByGum(Recorded recorded) {
        return recorded.entry().metadata().isFrom(Gum.TOOL);
    }

    /** Takes all that is known of a thing: what others had said and was taken back may stand there. */
    void put(StreamId stream, List<Recorded> entries) {
        List<Word> said = entries.stream().allMatch(Shown::isByGum)
                ? List.of()
                : entries.stream()
                        .flatMap(recorded -> Words.content(recorded.event()).stream()
                                .map(content -> new Word(content, isByGum(recorded))))
                        .toList();
        Words all = Words.known(entries);
        boolean note =
                stream.category().equals(ScanEvent.CATEGORY) && !stream.key().startsWith(ScanEvent.ROOT);
        if (!note && (all.shown().isPresent() || entries.isEmpty())) {
            Instant at = entries.isEmpty() ? Instant.EPOCH : entries.getLast().occurredAt();
            boolean out = all.shown()
                    .filter(content -> content instanceof ScanEvent.RootSet root
                            && root.origin().equals(ScanEvent.EXCLUDED))
                    .isPresent(); // gum would look through what is left out here
            things.put(stream, new Thing(stream, all.isThere() && !out, said, all.shown(), at));
        }
    }

    /**
     * Changes the rows of the database, and returns the caches that are to be otherwise.
     *
     * @throws IOException if one of them is damaged
     */
    Map<String, byte[]> show() throws IOException, SQLException {
        var changed = new TreeMap<String, byte[]>();
        if (things.isEmpty()) {
            return changed;
        }
        Map<Store, JsonNode> lists = new HashMap<>();
        Map<Store, List<String>> keys = new LinkedHashMap<>();
        for (Store store : Store.CACHES) {
            byte[] text = caches.get(store.name());
            if (text != null) {
                JsonNode list = list(store, text);
                lists.put(store, list);
                keys.put(
                        store,
                        list.valueStream()
                                .map(node -> member(node, store.key()).asText())
                                .toList());
            }
        }
        Map<Store, List<String>> tables = new LinkedHashMap<>();
        if (database.isPresent()) {
            for (Store store : Store.TABLES) {
                if (database.get().columns(store.name()).contains(store.key())) {
                    String sql = "SELECT %s FROM %s".formatted(store.key(), store.name());
                    tables.put(
                            store,
                            database.get().values(sql).stream()
                                    .map(Object::toString)
                                    .toList());
                }
            }
        }
        keys.putAll(tables);
        home = home(Stream.concat(
                keys.values().stream().flatMap(List::stream),
                Gum.TEXTS.stream()
                        .flatMap(file ->
                                Stream.ofNullable(caches.get(file)).flatMap(text -> ShownTexts.paths(file, text)))));
        keys.forEach(
                (store, all) -> all.forEach(oneText -> stream(store, oneText).ifPresent(held::add)));
        for (Map.Entry<Store, List<String>> table : tables.entrySet()) {
            rows(database.orElseThrow(), table.getKey(), table.getValue());
        }
        Set<String> kept = new HashSet<>();
        tables.keySet().forEach(oneStore -> kept.add(oneStore.category()));
        for (Store store : Store.CACHES) {
            byte[] text = caches.get(store.name());
            JsonNode list = lists.get(store);
            if (text != null && list != null) {
                cache(store, text, list).ifPresent(bytes -> changed.put(store.name(), bytes));
            } else if (!kept.contains(store.category())) {
                made(store).ifPresent(bytes -> changed.put(store.name(), bytes));
            }
        }
        var texts = new ShownTexts(things, home);
        for (String file : Gum.TEXTS) {
            byte[] text = caches.get(file);
            boolean adds = file.equals(Gum.CONFIG) || !caches.containsKey(Gum.CONFIG);
            if (text != null) {
                texts.shown(file, text, adds).ifPresent(bytes -> changed.put(file, bytes));
            }
        }
        return changed;
    }

    /** Returns what {@code ~} stood for when the files were read. */
    private String home(Stream<String> spelled) {
        Map<String, Integer> homes = new HashMap<>();
        spelled.filter(text -> text.startsWith("~/"))
                .limit(HOME_LOOKS_MAX)
                .forEach(text -> paths.stream()
                        .filter(path -> path.endsWith(ProjectPath.normal(text.substring(1))))
                        .forEach(path -> homes.merge(
                                path.substring(
                                        0,
                                        path.length()
                                                - ProjectPath.normal(text.substring(1))
                                                        .length()),
                                1,
                                Integer::sum)));
        return homes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(System.getProperty("user.home"));
    }

    private static JsonNode list(Store store, byte[] text) throws IOException {
        try {
            JsonNode list = JsonText.tree(JsonText.parse(text));
            for (String name : list.isArray() ? List.<String>of() : store.list()) {
                list = member(list, name);
            }
            return list;
        } catch (Rejected e) {
            throw new IOException(
                    "%s is damaged (%s): it is left as it is; have gum write it anew, then try again"
                            .formatted(store.name(), e.getMessage()),
                    e);
        }
    }

    /** Names are of any letters, as Go reads them. */
    private static JsonNode member(JsonNode object, String name) {
        return object.path(spelled(object, name));
    }

    private static String spelled(JsonNode object, String name) {
        return object.has(name)
                ? name
                : object.properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .orElse(name);
    }

    /** Returns the thing that a record is about. */
    private Optional<StreamId> stream(Store store, String key) {
        if (store.category().equals(RepositoryEvent.CATEGORY)) {
            return RemoteIdentity.github(key)
                    .map(remoteIdentity -> new StreamId(store.category(), remoteIdentity.text()));
        }
        String path = ProjectPath.expanded(key, home);
        boolean root = store.category().equals(ScanEvent.CATEGORY);
        return key.isEmpty()
                ? Optional.empty()
                : Optional.of(new StreamId(store.category(), root ? ScanEvent.ROOT + path : path));
    }

    private Optional<Thing> thing(Store store, String key) {
        return stream(store, key).map(things::get);
    }

    /** Returns the values that are otherwise than what gum's files said of them last. */
    private static ObjectNode changed(Store store, Thing thing) {
        ObjectNode now = store.record().apply(thing.now().orElseThrow());
        ObjectNode byGum = JsonNodeFactory.instance.objectNode();
        ObjectNode before = JsonNodeFactory.instance.objectNode();
        for (Word word : thing.said()) {
            ObjectNode said = store.record().apply(word.content());
            if (word.byGum()) { // what is as it was before, the import only took over
                for (Map.Entry<String, JsonNode> value : said.properties()) {
                    if (!value.getValue().equals(before.get(value.getKey()))) {
                        byGum.set(value.getKey(), value.getValue());
                    }
                }
            }
            before = said;
        }
        List.copyOf(now.properties()).stream()
                .filter(value -> value.getValue().equals(byGum.get(value.getKey())))
                .forEach(value -> now.remove(value.getKey()));
        return now;
    }

    private Stream<Thing> added(Store store) {
        return things.values().stream()
                .filter(thing -> thing.stream().category().equals(store.category())
                        && thing.there()
                        && !held.contains(thing.stream()))
                .filter(thing -> !store.category().equals(RepositoryEvent.CATEGORY)
                        || thing.stream().key().startsWith(RemoteIdentity.GITHUB + "/"));
    }

    /** Returns how a store that has such paths spells the path of a thing, or the name of a repository. */
    private String key(Thing thing, boolean tilde) {
        if (thing.now().orElseThrow() instanceof RepositoryFacts it) {
            return it.fullName();
        }
        String path = thing.stream().key().replaceFirst("^" + ScanEvent.ROOT, "");
        return tilde && (path.equals(home) || path.startsWith(home + "/")) ? "~" + path.substring(home.length()) : path;
    }

    private ObjectNode record(Store store, Thing thing, boolean tilde) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        ObjectNode values = store.record().apply(thing.now().orElseThrow());
        if (values.has("name")) {
            record.set("name", values.get("name"));
        }
        return record.put(store.key(), key(thing, tilde)).setAll(values);
    }

    private Optional<byte[]> cache(Store store, byte[] text, JsonNode list) {
        var changes = new ArrayList<Change>();
        List<String> path = JsonText.tree(JsonText.parse(text)).isArray() ? List.of() : path(store, text);
        int number = 0;
        for (JsonNode record : list) {
            var at = new ArrayList<>(path);
            at.add(Integer.toString(number++));
            Optional<Thing> thing = thing(store, member(record, store.key()).asText());
            if (thing.filter(oneThing -> !oneThing.there()).isPresent()) {
                changes.add(Change.remove(at));
            } else {
                thing.ifPresent(oneThing -> changed(store, oneThing).properties().stream()
                        .filter(value -> !member(record, value.getKey())
                                .toString()
                                .equals(value.getValue().toString()))
                        .forEach(value -> changes.add(Change.set(
                                Stream.concat(at.stream(), Stream.of(spelled(record, value.getKey())))
                                        .toList(),
                                JsonText.of(value.getValue())))));
            }
        }
        List<ObjectNode> added = added(store)
                .map(oneThing -> record(store, oneThing, !store.name().equals(Gum.PROJECT_DIRS)))
                .toList();
        if (list.isArray()) {
            added.forEach(node -> changes.add(Change.append(path, JsonText.of(node))));
        } else if (!added.isEmpty()) { // what is null in Go has nothing in it
            changes.add(Change.set(
                    path, JsonText.of(JsonNodeFactory.instance.arrayNode().addAll(added))));
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(JsonSplice.of(text, GO, changes));
    }

    private static List<String> path(Store store, byte[] text) {
        var path = new ArrayList<String>();
        JsonNode at = JsonText.tree(JsonText.parse(text));
        for (String name : store.list()) {
            path.add(spelled(at, name));
            at = member(at, name);
        }
        return path;
    }

    /** Returns a cache that gum has not written yet. */
    private Optional<byte[]> made(Store store) {
        var list = JsonNodeFactory.instance.arrayNode();
        added(store)
                .forEach(thing -> list.add(record(store, thing, !store.name().equals(Gum.PROJECT_DIRS))));
        if (list.isEmpty()) {
            return Optional.empty();
        }
        String at =
                Store.time(added(store).map(Thing::at).max(Instant::compareTo).orElseThrow());
        ObjectNode cache = JsonNodeFactory.instance.objectNode();
        if (store.list().size() == 1) {
            cache.set("data", list);
        } else {
            cache.putObject("data")
                    .<ObjectNode>set("repos", list)
                    .put("last_update", at)
                    .put("user", "unknown");
        }
        cache.put("timestamp", at).put("ttl", store.ttl());
        return Optional.of(JsonWriter.value(JsonText.of(cache), GO, 0));
    }

    private void rows(SqlTables tables, Store store, List<String> keys) throws SQLException {
        List<String> columns = tables.columns(store.name());
        for (String key : keys) {
            Optional<Thing> thing = thing(store, key);
            if (thing.filter(oneThing -> !oneThing.there()).isPresent()) {
                tables.delete(store.name(), store.key(), key);
            } else if (thing.isPresent()) {
                ObjectNode values = changed(store, thing.get()).retain(columns);
                for (Map.Entry<String, JsonNode> it : List.copyOf(values.properties())) {
                    String same = "SELECT 1 FROM %s WHERE %s = ? AND %s IS ?"
                            .formatted(store.name(), store.key(), it.getKey());
                    if (!tables.values(same, key, it.getValue()).isEmpty()) {
                        values.remove(it.getKey());
                    }
                }
                if (!values.isEmpty()) {
                    noted(store, thing.get(), values).retain(columns);
                    tables.update(store.name(), store.key(), key, values);
                }
            }
        }
        boolean tilde = keys.isEmpty() || keys.stream().anyMatch(text -> text.startsWith("~"));
        for (Thing it : added(store).toList()) {
            ObjectNode row =
                    noted(store, it, record(store, it, tilde && !store.name().equals(Store.ROOTS)));
            if (!row.has("created_at")) { // else it would be whenever it is written
                row.put("created_at", Store.sql(it.at()));
            }
            tables.insert(store.name(), row.retain(columns));
        }
    }

    /** Says when gum would have written the row; those of repositories tell when their host changed them. */
    private static ObjectNode noted(Store store, Thing thing, ObjectNode row) {
        return store.category().equals(RepositoryEvent.CATEGORY)
                ? row.put("last_discovered", Store.sql(thing.at()))
                : row.put("updated_at", Store.sql(thing.at()));
    }
}
