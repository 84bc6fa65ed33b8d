package dev.daybook.code;

import dev.daybook.code.CodeViews.Caller;
import dev.daybook.code.CodeViews.Place;
import dev.daybook.projection.Tables;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Where a name is defined and used, by the name as it is spelled. For one thread. */
final class References {

    /** A name of more files than this is looked for with a project, or not at all. */
    static final int FILES_MAX = 2_000;

    private static final String FILE = "f.project, f.path, f.sha256";

    private static final Query DEFINITIONS = DSL.query("SELECT " + FILE
            + ", d.line, d.type, d.signature, d.scope FROM definitions AS d CROSS JOIN files AS f"
            + " WHERE d.name = ? AND f.position = d.file_position AND (CAST(? AS TEXT) IS NULL OR f.project = ?)"
            + " ORDER BY f.project, f.path, d.line, d.number LIMIT ?");
    private static final Query SYMBOLS = DSL.query("SELECT " + FILE
            + ", s.line, s.type, NULL, s.scope FROM symbols AS s CROSS JOIN files AS f"
            + " WHERE s.name = ? AND f.position = s.file_position AND (CAST(? AS TEXT) IS NULL OR f.project = ?)"
            + " ORDER BY f.project, f.path, s.line, s.number LIMIT ?");
    private static final Query REFERENCES = DSL.query("SELECT " + FILE
            + ", r.lines FROM symbol_references AS r CROSS JOIN files AS f"
            + " WHERE r.name = ? AND f.position = r.file_position AND (CAST(? AS TEXT) IS NULL OR f.project = ?)"
            + " ORDER BY f.project, f.path, f.position LIMIT ?");
    private static final Query IMPORTERS = DSL.query("SELECT " + FILE + ", r.lines, i.module, i.line"
            + " FROM json_each(?) AS w CROSS JOIN imports AS i CROSS JOIN symbol_references AS r CROSS JOIN files AS f"
            + " WHERE i.leaf = w.value AND r.name = ? AND r.file_position = i.file_position"
            + " AND f.position = i.file_position AND f.project = ? ORDER BY f.path, i.number LIMIT ?");
    private static final Query NEIGHBOURS = DSL.query("SELECT " + FILE + ", r.lines"
            + " FROM files AS f CROSS JOIN symbol_references AS r"
            + " WHERE f.project = ? AND f.path >= ? AND f.path < ? AND r.name = ? AND r.file_position = f.position"
            + " AND f.language = (SELECT t.language FROM files AS t WHERE t.project = ? AND t.path = ? LIMIT 1)"
            + " AND f.language IN ('java', 'go', 'kotlin') ORDER BY f.path LIMIT ?");

    private static final Query RENAMERS = DSL.query("SELECT f.path, i.module, s.name"
            + " FROM json_each(?) AS w CROSS JOIN imports AS i CROSS JOIN symbols AS s CROSS JOIN files AS f"
            + " WHERE i.leaf = w.value AND s.file_position = i.file_position AND s.scope = ? AND s.type = 'alias'"
            + " AND f.position = i.file_position AND f.project = ? ORDER BY f.path, s.number LIMIT ?");
    private static final Query OTHER_NAMES = DSL.query("SELECT s.name FROM files AS f CROSS JOIN symbols AS s"
            + " WHERE f.project = ? AND f.path = ? AND s.file_position = f.position AND s.scope = ? AND s.type = 'alias'"
            + " ORDER BY s.number");

    /** How a file says that it hands on all of another one. */
    private static final String ALL = "*";

    private final Tables tables;
    private final int filesMax;
    private final Predicate<Path> mayLook;
    private final Map<SourceFile, SourceText> texts = new HashMap<>();
    private final Map<String, Optional<Path>> roots = new HashMap<>();

    /** @param mayLook says of which roots the files may be looked at */
    References(Tables tables, Predicate<Path> mayLook) {
        this(tables, mayLook, FILES_MAX);
    }

    /** @param filesMax how many files are looked at of each kind */
    References(Tables tables, Predicate<Path> mayLook, int filesMax) {
        this.tables = tables;
        this.filesMax = filesMax;
        this.mayLook = mayLook;
    }

    private record InFile(SourceFile file, String sha256) {
        static InFile of(ResultSet row) throws SQLException {
            return new InFile(new SourceFile(row.getString(1), row.getString(2)), row.getString(3));
        }
    }

    /** Returns where a name is defined, and then where it is used; one place more than {@code limit} if there are more. */
    List<Place> of(String name, Optional<String> project, int limit) {
        var places = new ArrayList<Place>();
        places.addAll(defined(name, "definition", DEFINITIONS, project, limit + 1));
        places.addAll(defined(name, "symbol", SYMBOLS, project, limit + 1));
        @Nullable String only = project.orElse(null);
        for (Used it : tables.fetch(REFERENCES, Used::of, name, only, only, filesMax)) {
            for (long line : it.lines()) {
                if (places.size() > limit) {
                    return places;
                }
                places.add(place(
                        name,
                        "reference",
                        it.in(),
                        line,
                        Optional.empty(),
                        text(it.in()).line(line),
                        Optional.empty()));
            }
        }
        return places;
    }

    private List<Place> defined(String name, String role, Query query, Optional<String> project, int limit) {
        @Nullable String only = project.orElse(null);
        return tables.fetch(
                query,
                row -> {
                    InFile in = InFile.of(row);
                    long line = row.getLong(4);
                    return place(
                            name,
                            role,
                            in,
                            line,
                            Optional.of(row.getString(5)),
                            Optional.ofNullable(row.getString(6)),
                            Optional.ofNullable(row.getString(7)));
                },
                name,
                only,
                only,
                limit);
    }

    private record Used(InFile in, List<Long> lines) {
        static Used of(ResultSet row) throws SQLException {
            return new Used(InFile.of(row), numbers(row.getString(4)));
        }
    }

    private static List<Long> numbers(String column) {
        return Stream.of(column.split(" "))
                .filter(text -> !text.isEmpty())
                .map(Long::parseLong)
                .toList();
    }

    private static Place place(
            String name,
            String role,
            InFile in,
            long line,
            Optional<String> kind,
            Optional<String> text,
            Optional<String> scope) {
        return new Place(
                name, role, in.file().key(), in.file().project(), in.file().path(), line, kind, text, scope);
    }

    private SourceText text(InFile in) {
        return texts.computeIfAbsent(
                in.file(),
                file -> SourceText.of(
                        roots.computeIfAbsent(
                                file.project(),
                                project -> CodeSearch.root(tables, project).filter(mayLook)),
                        file.path(),
                        in.sha256(),
                        mayLook));
    }

    /**
     * Files that use a name.
     *
     * @param cut whether there are so many that could that not all were looked at
     */
    record Callers(List<Caller> files, boolean cut) {}

    /**
     * Returns the files that use what other files define under that name: those that import such a file and use the name,
     * or another one that they or the file give it; those that import it of a file that hands it on; and, where a language
     * needs no import for it, those of the same folder.
     */
    Callers callers(String name, Optional<String> project, int limit) {
        List<Place> definitions = defined(name, "definition", DEFINITIONS, project, filesMax + 1);
        var search = new CallerSearch();
        search.cut = definitions.size() > filesMax;
        for (Place defined : definitions) {
            search.imported(defined);
            search.beside(defined);
        }
        return new Callers(
                search.callers.values().stream()
                        .sorted(Comparator.comparing(Caller::project).thenComparing(Caller::path))
                        .limit(limit)
                        .toList(),
                search.cut);
    }

    /** A file of which others can take something under a name: it defines that, or hands it on. */
    private record Giver(String path, String name) {}

    private final class CallerSearch {
        private final Map<SourceFile, Caller> callers = new LinkedHashMap<>();
        private boolean cut;

        void imported(Place defined) {
            Set<Giver> known = new LinkedHashSet<>();
            Deque<Giver> left = new ArrayDeque<>();
            Consumer<Giver> give = giver -> {
                if (known.size() < filesMax && known.add(giver)) {
                    left.add(giver);
                }
            };
            give.accept(new Giver(defined.path(), defined.name()));
            tables.fetch(
                            OTHER_NAMES,
                            row -> new Giver(defined.path(), row.getString(1)),
                            defined.project(),
                            defined.path(),
                            defined.name())
                    .forEach(give);
            while (!left.isEmpty()) {
                Giver giver = left.remove();
                importers(giver, giver.name(), defined, give);
                importers(giver, ALL, defined, give);
                renamers(giver, defined, give);
            }
            cut |= known.size() >= filesMax;
        }

        /** Finds what imports it and uses the name, or hands on all that it has. */
        private void importers(Giver giver, String used, Place defined, Consumer<Giver> give) {
            int rows = tables.fetch(
                            IMPORTERS,
                            row -> {
                                importer(row, giver, used, defined, give);
                                return row.getLong(6);
                            },
                            FileFilter.array(Modules.leaves(giver.path(), giver.name())),
                            used,
                            defined.project(),
                            filesMax + 1)
                    .size();
            cut |= rows > filesMax;
        }

        private void importer(ResultSet row, Giver giver, String name, Place defined, Consumer<Giver> give)
                throws SQLException {
            Used used = Used.of(row);
            String module = row.getString(5);
            String from = used.in().file().path();
            if (from.equals(giver.path()) || !Modules.means(module, from, giver.path())) {
                return;
            }
            if (!name.equals(ALL) && !from.equals(defined.path())) {
                callers.putIfAbsent(used.in().file(), caller(used, "import", module, defined));
            }
            if (used.lines().contains(row.getLong(6))) { // an import uses what it hands on
                give.accept(new Giver(from, giver.name()));
            }
        }

        /** Finds what imports it and has another name for it, which it may hand on. */
        private void renamers(Giver giver, Place defined, Consumer<Giver> give) {
            int rows = tables.fetch(
                            RENAMERS,
                            row -> {
                                String from = row.getString(1);
                                if (!from.equals(giver.path()) && Modules.means(row.getString(2), from, giver.path())) {
                                    give.accept(new Giver(from, row.getString(3)));
                                }
                                return from;
                            },
                            FileFilter.array(Modules.leaves(giver.path(), giver.name())),
                            giver.name(),
                            defined.project(),
                            filesMax + 1)
                    .size();
            cut |= rows > filesMax;
        }

        void beside(Place defined) {
            String to = defined.path();
            String folder = Modules.folder(to);
            String begin = folder.isEmpty() ? "" : folder + "/";
            String end =
                    folder.isEmpty() ? "\uffff" : folder + "0"; // behind all that begins with the folder and a slash
            int neighbours = tables.fetch(
                            NEIGHBOURS,
                            row -> {
                                Used used = Used.of(row);
                                String path = used.in().file().path();
                                if (!path.equals(to) && Modules.folder(path).equals(folder)) {
                                    callers.putIfAbsent(used.in().file(), caller(used, "folder", folder, defined));
                                }
                                return path;
                            },
                            defined.project(),
                            begin,
                            end,
                            defined.name(),
                            defined.project(),
                            to,
                            filesMax + 1)
                    .size();
            cut |= neighbours > filesMax;
        }
    }

    private static Caller caller(Used used, String through, String module, Place defined) {
        SourceFile file = used.in().file();
        return new Caller(
                file.key(),
                file.project(),
                file.path(),
                used.lines(),
                through,
                module,
                defined.path() + ":" + defined.line());
    }
}
