package dev.daybook.code;

import static dev.daybook.readmodel.Tables.FILES;

import dev.daybook.code.CodeViews.Behind;
import dev.daybook.code.CodeViews.FileView;
import dev.daybook.code.CodeViews.Language;
import dev.daybook.code.CodeViews.OnDisk;
import dev.daybook.code.CodeViews.Row;
import dev.daybook.code.CodeViews.Tree;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.domain.Rejected;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.slice.Ground;
import dev.daybook.text.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Questions about the files of source trees. Thread-safe. */
public final class CodeQueries {

    private static final Keyset BY_PATH = Keyset.of("files", Keyset.Part.text(FILES.PATH));

    private static final Query PROJECTS_OF_PATH = DSL.query(
            "SELECT p.project FROM (SELECT DISTINCT project FROM files) AS p"
                    + " WHERE EXISTS (SELECT 1 FROM files AS f WHERE f.project = p.project AND f.path = ?) ORDER BY p.project");
    private static final Query AT =
            DSL.query("SELECT position FROM files WHERE project = ? AND path = ? ORDER BY tool LIMIT 1");
    private static final Query LIST = DSL.query("WITH w AS (" + FileFilter.WANTED + ")"
            + " SELECT f.project, f.path, f.language, f.size_bytes, f.modified_at,"
            + " (SELECT count(*) FROM definitions AS d WHERE d.file_position = f.position), f.exports, f.broken, f.is_test"
            + " FROM w CROSS JOIN files AS f WHERE (f.project, f.path) > (?, ?) AND " + FileFilter.CONDITION
            + " ORDER BY f.project, f.path LIMIT ?");
    private static final Query ANY = DSL.query("SELECT 1 FROM files LIMIT 1");
    private static final Query LANGUAGES = DSL.query("SELECT project, language, count(*) AS files FROM files"
            + " GROUP BY project, language ORDER BY project, files DESC, language");
    private static final Query TREES =
            DSL.query("SELECT f.project, max(t.root), count(*), sum(f.is_test), sum(f.broken),"
                    + " sum((SELECT count(*) FROM definitions AS d WHERE d.file_position = f.position)), sum(f.size_bytes),"
                    + " max(f.indexed_at) FROM files AS f LEFT JOIN source_trees AS t ON t.project = f.project"
                    + " GROUP BY f.project ORDER BY f.project");

    private final Reads reads;

    public CodeQueries(Reads reads) {
        this.reads = reads;
    }

    public CodeQueries(Ground ground) {
        this(ground.reads(READ_MODEL));
    }

    /** What an indexer has to know of a file, to tell whether it has changed. */
    public record Known(String sha256, long sizeBytes, Instant modifiedAt, String language, Instant indexedAt) {}

    /**
     * Returns the files of a project that Daybook has read itself, by path and in that order. They are those of the read
     * model: {@code ground.await(CodeQueries.READ_MODEL, Selection.category(CodeEvent.CATEGORY))} has it up to date.
     */
    public Map<String, Known> known(String project) {
        return reads.read(tables -> {
            var known = new LinkedHashMap<String, Known>();
            Rows.fetch(
                            tables.select(
                                            FILES.PATH,
                                            FILES.SHA256,
                                            FILES.SIZE_BYTES,
                                            FILES.MODIFIED_AT,
                                            FILES.LANGUAGE,
                                            FILES.INDEXED_AT)
                                    .from(FILES)
                                    .where(FILES.PROJECT.eq(project), FILES.TOOL.eq(""))
                                    .orderBy(FILES.PATH),
                            row -> Map.entry(
                                    row.getString(1),
                                    new Known(
                                            row.getString(2),
                                            row.getLong(3),
                                            Instant.parse(row.getString(4)),
                                            row.getString(5),
                                            Instant.parse(row.getString(6)))))
                    .forEach(file -> known.put(file.getKey(), file.getValue()));
            return known;
        });
    }

    /** The read model that is asked. */
    public static final String READ_MODEL = CodeProjection.NAME;

    /**
     * Returns the file that somebody means: {@code project!/path}, or a path that only one project has.
     *
     * @throws Rejected if there is none, or there are several
     */
    SourceFile named(String text) {
        if (text.contains("!/")) {
            return SourceFile.parse(text);
        }
        List<String> projects =
                reads.read(dsl -> Tables.of(dsl).fetch(PROJECTS_OF_PATH, row -> row.getString(1), text));
        if (projects.size() == 1) {
            return new SourceFile(projects.getFirst(), text);
        }
        throw projects.isEmpty()
                ? Rejected.notFound("there is no file '%s': want project!/path, or a path that one project has", text)
                : Rejected.invalidAt(
                        "/file", "'%s' is in %s: want project!/path", text, String.join(" and ", projects));
    }

    /** Returns a file with all that is known of it. */
    Optional<FileView> file(SourceFile file, Behind behind, Predicate<Path> mayLook) {
        return reads.read(dsl -> {
            Tables tables = Tables.of(dsl);
            var details = new FileDetails(tables);
            List<Long> numbers = tables.fetch(AT, row -> row.getLong(1), file.project(), file.path());
            return numbers.stream().findFirst().map(number -> {
                FileDetails.Stored it =
                        Objects.requireNonNull(details.files(List.of(number)).get(number));
                Optional<Path> root = CodeSearch.root(tables, file.project()).filter(mayLook);
                SourceText text = SourceText.of(root, file.path(), it.sha256(), mayLook);
                return new FileView(
                        file.key(),
                        file.project(),
                        file.path(),
                        it.language(),
                        it.sha256(),
                        it.sizeBytes(),
                        it.modifiedAt(),
                        it.indexedAt(),
                        it.broken(),
                        details.isFull(number),
                        it.test(),
                        Optional.of(it.tool()).filter(tool -> !tool.isEmpty()),
                        details.ownTags(List.of(number)).getOrDefault(number, List.of()),
                        details.definitions(number),
                        details.imports(List.of(number)).getOrDefault(number, List.of()),
                        details.symbols(number),
                        text.encoding(),
                        text.state(),
                        behind,
                        it.revision());
            });
        });
    }

    /** Returns whether no file is known at all. */
    static boolean isEmpty(Tables tables) {
        return tables.fetch(ANY, row -> row.getLong(1)).isEmpty();
    }

    static boolean isEmpty(Ground ground) {
        return ground.reads(READ_MODEL).read(dsl -> isEmpty(Tables.of(dsl)));
    }

    /** Lists files by project and path. */
    Page<Row> files(FileFilter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        List<String> after =
                BY_PATH.after(cursor).map(text -> List.of(text.split("!/", 2))).orElse(List.of("", ""));
        List<Row> found = reads.read(dsl -> {
            Tables tables = Tables.of(dsl);
            return tables.fetch(
                    LIST,
                    row -> new Row(
                            new SourceFile(row.getString(1), row.getString(2)).key(),
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getLong(4),
                            Times.instant(row.getString(5)),
                            row.getLong(6),
                            row.getLong(7),
                            row.getBoolean(8),
                            row.getBoolean(9)),
                    filter.values(tables, after.getFirst(), after.getLast(), limit + 1));
        });
        return Page.of(found, limit, last -> BY_PATH.cursor(last.id()), Function.identity());
    }

    /** Returns what is known of the projects, by name; {@code mayLook} says of which roots the files may be looked at. */
    List<Tree> trees(Predicate<Path> mayLook) {
        return reads.read(dsl -> {
            Tables tables = Tables.of(dsl);
            var languages = new HashMap<String, List<Language>>();
            tables.fetch(
                    LANGUAGES,
                    row -> languages
                            .computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                            .add(new Language(row.getString(2), row.getLong(3))));
            return tables.fetch(TREES, row -> {
                String project = row.getString(1);
                Optional<String> root = Optional.ofNullable(row.getString(2));
                return new Tree(
                        project,
                        root,
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        languages.getOrDefault(project, List.of()),
                        Times.optional(row.getString(8)),
                        onDisk(root.map(Path::of).filter(Files::isDirectory).filter(mayLook), project));
            });
        });
    }

    /** A tool may write what was there already, with a new time: the journal has no news of it. */
    private static boolean isSame(Optional<Path> root, String path, Known known) {
        return SourceText.of(root, path, known.sha256(), _ -> true).state().equals(SourceText.CURRENT);
    }

    /** Looks at each file that is known, by its size and time, and where only the time is another by what is in it. */
    private OnDisk onDisk(Optional<Path> root, String project) {
        if (root.isEmpty()) {
            return new OnDisk(false, 0, 0, Optional.empty());
        }
        long changed = 0;
        long gone = 0;
        Optional<Instant> since = Optional.empty();
        for (Map.Entry<String, Known> it : known(project).entrySet()) {
            try {
                var stands = Files.readAttributes(
                        root.get().resolve(it.getKey()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                Instant modified = SourceTree.modifiedAt(stands);
                if (stands.size() != it.getValue().sizeBytes()
                        || (!modified.equals(it.getValue().modifiedAt())
                                && !isSame(root, it.getKey(), it.getValue()))) {
                    changed++;
                    since = since.filter(modified::isAfter).or(() -> Optional.of(modified));
                }
            } catch (IOException | InvalidPathException _) {
                gone++;
            }
        }
        return new OnDisk(true, changed, gone, since);
    }
}
