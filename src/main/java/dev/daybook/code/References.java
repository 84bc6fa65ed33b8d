package dev.daybook.code;

import dev.daybook.code.CodeViews.Caller;
import dev.daybook.code.CodeViews.Place;
import dev.daybook.projection.Tables;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Where a name is defined and used, by the name as it is spelled. For one thread. */
final class References {

    /** A name of more files than this is looked for with a project, or not at all. */
    static final int FILES_MAX = 2_000;

    static final String FILE = "f.project, f.path, f.sha256";

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

    record InFile(SourceFile file, String sha256) {
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
        var search = new CallerSearch(tables, filesMax);
        definitions.forEach(search::look);
        return new Callers(search.found(limit), search.isCut() || definitions.size() > filesMax);
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

    /** In which lines a file uses a name. */
    record Used(InFile in, List<Long> lines) {
        static Used of(ResultSet row) throws SQLException {
            return new Used(InFile.of(row), numbers(row.getString(4)));
        }
    }

    static List<Long> numbers(String column) {
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
}
