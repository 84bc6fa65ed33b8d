package dev.daybook.code;

import dev.daybook.code.CodeViews.Caller;
import dev.daybook.code.CodeViews.Place;
import dev.daybook.code.References.InFile;
import dev.daybook.code.References.Used;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.projection.Tables;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Looks for the files that use what another one defines, along the names that files give it. For one thread. */
final class CallerSearch {

    private static final String FILE = References.FILE;

    private static final Query IMPORTERS = DSL.query("SELECT " + FILE + ", r.lines, i.module, i.line, i.type"
            + " FROM json_each(?) AS w CROSS JOIN imports AS i CROSS JOIN symbol_references AS r CROSS JOIN files AS f"
            + " WHERE i.leaf = w.value AND r.name = ? AND r.file_position = i.file_position"
            + " AND f.position = i.file_position AND f.project = ? ORDER BY f.path, i.number LIMIT ?");
    private static final Query NEIGHBOURS = DSL.query("SELECT " + FILE + ", r.lines"
            + " FROM files AS f CROSS JOIN symbol_references AS r"
            + " WHERE f.project = ? AND f.path >= ? AND f.path < ? AND r.name = ? AND r.file_position = f.position"
            + " AND f.language = (SELECT t.language FROM files AS t WHERE t.project = ? AND t.path = ? LIMIT 1)"
            + " AND f.language IN ('java', 'go', 'kotlin') ORDER BY f.path LIMIT ?");
    private static final Query RENAMERS = DSL.query("SELECT f.path, i.module, s.name, i.type"
            + " FROM json_each(?) AS w CROSS JOIN imports AS i CROSS JOIN symbols AS s CROSS JOIN files AS f"
            + " WHERE i.leaf = w.value AND s.file_position = i.file_position AND s.scope = ? AND s.type = 'alias'"
            + " AND f.position = i.file_position AND f.project = ? ORDER BY f.path, s.number LIMIT ?");
    private static final Query OTHER_NAMES = DSL.query("SELECT s.name FROM files AS f CROSS JOIN symbols AS s"
            + " WHERE f.project = ? AND f.path = ? AND s.file_position = f.position AND s.scope = ? AND s.type = 'alias'"
            + " ORDER BY s.number");
    private static final Query WHOLE_IMPORTERS = DSL.query("SELECT " + FILE
            + ", i.module, i.line, i.type, i.file_position, i.alias,"
            + " CASE WHEN i.names LIKE '%\"default\"%' THEN 1 ELSE 0 END"
            + " FROM json_each(?) AS w CROSS JOIN imports AS i CROSS JOIN files AS f"
            + " WHERE i.leaf = w.value AND (i.alias IS NOT NULL OR i.dynamic = 1 OR i.names LIKE '%\"default\"%')"
            + " AND f.position = i.file_position AND f.project = ? ORDER BY f.path, i.number LIMIT ?");

    /** What a statement that takes the one thing of a module calls it: up to where the next import begins. */
    private static final Query NAMES_OF_DEFAULT = DSL.query("SELECT s.name FROM symbols AS s"
            + " WHERE s.file_position = ? AND s.scope = 'default' AND s.type = 'alias' AND s.line >= ? AND s.line <"
            + " COALESCE((SELECT MIN(n.line) FROM imports AS n WHERE n.file_position = ? AND n.line > ?), s.line + 1)"
            + " ORDER BY s.number");

    private static final Query LINES =
            DSL.query("SELECT r.lines FROM symbol_references AS r WHERE r.name = ? AND r.file_position = ?");
    private static final Query GO_MODULES =
            DSL.query("SELECT f.path, s.name FROM files AS f LEFT JOIN symbols AS s ON s.file_position = f.position"
                    + " AND s.type = 'module' WHERE f.project = ? AND f.filename = 'go.mod'");

    /** How a file says that it hands on all of another one. */
    private static final String ALL = "*";

    private static final Set<String> WHOLES = Set.of(ParsedFile.DEFAULT, ParsedFile.WHOLE);

    private final Tables tables;
    private final int filesMax;
    private final Map<SourceFile, Caller> callers = new LinkedHashMap<>();
    private final Map<String, List<Modules.Go>> goModules = new HashMap<>();
    private boolean cut;

    /** @param filesMax how many files are looked at of each kind */
    CallerSearch(Tables tables, int filesMax) {
        this.tables = tables;
        this.filesMax = filesMax;
    }

    /** Returns what was found, by path. */
    List<Caller> found(int limit) {
        return callers.values().stream()
                .sorted(Comparator.comparing(Caller::project).thenComparing(Caller::path))
                .limit(limit)
                .toList();
    }

    /** Returns whether there are so many files that not all were looked at. */
    boolean isCut() {
        return cut;
    }

    /** Looks for those that use what is defined there. */
    void look(Place defined) {
        new Along(defined).run();
        beside(defined);
    }

    /** A file of which others can take something under a name: it defines that, or hands it on. */
    private record Giver(String path, String name) {}

    /** The import of a module as one thing. */
    private record Whole(
            InFile in,
            String module,
            long line,
            String kind,
            long number,
            @Nullable String alias,
            boolean isDefault) {
        static Whole of(ResultSet row) throws SQLException {
            return new Whole(
                    InFile.of(row),
                    row.getString(4),
                    row.getLong(5),
                    row.getString(6),
                    row.getLong(7),
                    row.getString(8),
                    row.getBoolean(9));
        }
    }

    /** One search, from a definition to those that import it, and on to those that import these. */
    private final class Along {
        private final Place defined;
        private final Set<Giver> known = new LinkedHashSet<>();
        private final Deque<Giver> left = new ArrayDeque<>();

        Along(Place defined) {
            this.defined = defined;
        }

        void run() {
            give(new Giver(defined.path(), defined.name()));
            while (!left.isEmpty()) {
                Giver giver = left.remove();
                if (WHOLES.contains(giver.name())) {
                    wholeImporters(giver);
                } else {
                    importers(giver, giver.name());
                    importers(giver, ALL);
                    renamers(giver);
                    otherNames(giver);
                }
            }
            cut |= known.size() >= filesMax;
        }

        private void give(Giver giver) {
            if (known.size() < filesMax && known.add(giver)) {
                left.add(giver);
            }
        }

        /** Finds what imports it and uses the name, or hands on all that it has. */
        private void importers(Giver giver, String used) {
            int rows = tables.fetch(
                            IMPORTERS,
                            row -> {
                                importer(row, giver, used);
                                return row.getLong(6);
                            },
                            leaves(giver),
                            used,
                            defined.project(),
                            filesMax + 1)
                    .size();
            cut |= rows > filesMax;
        }

        private void importer(ResultSet row, Giver giver, String name) throws SQLException {
            Used used = Used.of(row);
            String module = row.getString(5);
            String from = used.in().file().path();
            if (!means(module, row.getString(7), from, giver)) {
                return;
            }
            if (!name.equals(ALL)) {
                add(used, module);
            }
            if (used.lines().contains(row.getLong(6))) { // an import uses what it hands on
                give(new Giver(from, giver.name()));
            }
        }

        /** Finds what imports it and has another name for it, which it may hand on. */
        private void renamers(Giver giver) {
            int rows = tables.fetch(
                            RENAMERS,
                            row -> {
                                String from = row.getString(1);
                                if (means(row.getString(2), row.getString(4), from, giver)) {
                                    give(new Giver(from, row.getString(3)));
                                }
                                return from;
                            },
                            leaves(giver),
                            giver.name(),
                            defined.project(),
                            filesMax + 1)
                    .size();
            cut |= rows > filesMax;
        }

        /** Finds what the file itself calls it otherwise. */
        private void otherNames(Giver giver) {
            tables.fetch(
                            OTHER_NAMES,
                            row -> new Giver(giver.path(), row.getString(1)),
                            defined.project(),
                            giver.path(),
                            giver.name())
                    .forEach(this::give);
        }

        /** Finds what takes the one thing of a module, under whatever name, and uses that name or hands it on. */
        private void wholeImporters(Giver giver) {
            List<Whole> rows = tables.fetch(WHOLE_IMPORTERS, Whole::of, leaves(giver), defined.project(), filesMax + 1);
            cut |= rows.size() > filesMax;
            boolean anyAlias = giver.name().equals(ParsedFile.WHOLE); // require(…) and import * take it, too
            for (Whole it : rows) {
                String from = it.in().file().path();
                if (means(it.module(), it.kind(), from, giver)) {
                    names(it, anyAlias)
                            .forEach(name -> tables.fetch(
                                            LINES, row -> References.numbers(row.getString(1)), name, it.number())
                                    .forEach(lines -> {
                                        add(new Used(it.in(), lines), it.module());
                                        if (lines.contains(it.line())) {
                                            give(new Giver(from, name));
                                        }
                                    }));
                }
            }
        }

        private Stream<String> names(Whole it, boolean anyAlias) {
            Stream<String> alias = it.isDefault() || anyAlias ? Stream.ofNullable(it.alias()) : Stream.empty();
            Stream<String> named = it.isDefault()
                    ? tables
                            .fetch(
                                    NAMES_OF_DEFAULT,
                                    row -> row.getString(1),
                                    it.number(),
                                    it.line(),
                                    it.number(),
                                    it.line())
                            .stream()
                    : Stream.empty();
            Stream<String> member = it.alias() == null ? Stream.of(ParsedFile.DEFAULT) : Stream.empty();
            return Stream.of(alias, named, member).flatMap(names -> names).distinct();
        }

        private void add(Used used, String module) {
            SourceFile file = used.in().file();
            if (!file.path().equals(defined.path())) {
                callers.merge(file, caller(used, "import", module, defined), CallerSearch::both);
            }
        }

        private boolean means(String module, String kind, String from, Giver giver) {
            return !from.equals(giver.path())
                    && (Modules.means(module, from, giver.path())
                            || (kind.equals("local")
                                    && from.endsWith(".go")
                                    && Modules.meansOfGo(module, giver.path(), goModules(defined.project()))));
        }

        private String leaves(Giver giver) {
            Optional<String> ofGo = giver.path().endsWith(".go")
                    ? Modules.leafOfGo(giver.path(), goModules(defined.project()))
                    : Optional.empty();
            return FileFilter.array(Stream.concat(Modules.leaves(giver.path(), giver.name()).stream(), ofGo.stream())
                    .distinct()
                    .toList());
        }
    }

    private List<Modules.Go> goModules(String project) {
        return goModules.computeIfAbsent(
                project,
                name -> tables.fetch(
                        GO_MODULES,
                        row -> new Modules.Go(Modules.folder(row.getString(1)), Optional.ofNullable(row.getString(2))),
                        name));
    }

    private void beside(Place defined) {
        String to = defined.path();
        String folder = Modules.folder(to);
        String begin = folder.isEmpty() ? "" : folder + "/";
        String end = folder.isEmpty() ? "\uffff" : folder + "0"; // behind all that begins with the folder and a slash
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

    /** Who uses one thing under several names uses it in all these lines. */
    private static Caller both(Caller one, Caller other) {
        return one.defined().equals(other.defined())
                ? new Caller(
                        one.id(),
                        one.project(),
                        one.path(),
                        Stream.concat(one.lines().stream(), other.lines().stream())
                                .distinct()
                                .sorted()
                                .toList(),
                        one.through(),
                        one.module(),
                        one.defined())
                : one;
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
