package dev.daybook.project;

import static dev.daybook.readmodel.Tables.DIRECTORY;
import static dev.daybook.readmodel.Tables.FRESHNESS;
import static dev.daybook.readmodel.Tables.PROJECT;
import static dev.daybook.readmodel.Tables.REPOSITORY;
import static dev.daybook.readmodel.Tables.SCAN_ROOT;
import static dev.daybook.readmodel.Tables.SYNC_RUN;

import dev.daybook.operation.JsonPage;
import dev.daybook.projection.Dialects;
import dev.daybook.projection.Tables;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Questions about projects, directories and repositories. Thread-safe. */
public final class ProjectQueries {

    private static final Keyset BY_PATH = Keyset.of("projects", Part.text(PROJECT.PATH));
    private static final Keyset BY_ID = Keyset.of("repositories", Part.text(REPOSITORY.ID));

    /** The lines of some rows, in their order. */
    private static final Field<byte[]> LINES = Dialects.field(
            SQLDataType.BLOB,
            "cast(string_agg({0}, char(10)) as blob)",
            "convert_to(string_agg({0}, chr(10)), 'UTF8')",
            ProjectRow.LINE.getUnqualifiedName());

    private static final Rows<ProjectView> PROJECTS = Rows.of(Shape.plain(ProjectView.class), PROJECT);
    private static final Rows<DirectoryView> DIRECTORIES = Rows.of(Shape.plain(DirectoryView.class), DIRECTORY);
    private static final Rows<RepositoryView> REPOSITORIES = Rows.of(Shape.plain(RepositoryView.class), REPOSITORY);
    private static final Rows<ScanRootView> ROOTS = Rows.of(Shape.plain(ScanRootView.class), SCAN_ROOT);
    private static final Rows<FreshnessView> FRESH = Rows.of(Shape.plain(FreshnessView.class), FRESHNESS);
    private static final Rows<SyncRunView> RUNS = Rows.of(Shape.plain(SyncRunView.class), SYNC_RUN);

    private static final Query PROJECT_AT = by(PROJECT.PATH, PROJECTS);
    private static final Query DIRECTORY_AT = by(DIRECTORY.PATH, DIRECTORIES);
    private static final Query REPOSITORY_OF = by(REPOSITORY.ID, REPOSITORIES);
    private static final Query FRESHNESS_OF = by(FRESHNESS.CACHE, FRESH);

    private final Reads reads;

    public ProjectQueries(Reads reads) {
        this.reads = reads;
    }

    /**
     * What to list.
     *
     * @param search only projects with that text in path or remote, however it is capitalised
     * @param state only projects in that state
     * @param repository only those that belong to it, {@code host/owner/name}
     * @param rootCommit only those of that history
     */
    public record Filter(
            Optional<String> search, Optional<String> state, Optional<String> repository, Optional<String> rootCommit) {

        /** All that are there. */
        public static final Filter PRESENT =
                new Filter(Optional.empty(), Optional.of(ProjectView.PRESENT), Optional.empty(), Optional.empty());

        private Condition condition() {
            Condition condition = DSL.noCondition();
            if (search.isPresent()) {
                condition = condition.and(
                        Dialects.has(PROJECT.PATH, search.get()).or(Dialects.has(PROJECT.REMOTE, search.get())));
            }
            return condition
                    .and(state.map(PROJECT.STATE::eq).orElse(DSL.noCondition()))
                    .and(repository.map(PROJECT.REPOSITORY::eq).orElse(DSL.noCondition()))
                    .and(rootCommit.map(PROJECT.ROOT_COMMIT::eq).orElse(DSL.noCondition()));
        }
    }

    /** Returns the project at a path, whatever has become of it. */
    public Optional<ProjectView> project(String path) {
        return find(PROJECT_AT, PROJECTS, path);
    }

    /** Lists projects by path. */
    public Page<ProjectView> projects(Filter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        List<ProjectView> found = reads.read(tables -> PROJECTS.fetch(tables.select(PROJECTS.fields())
                .from(PROJECT)
                .where(BY_PATH.behind(cursor).and(filter.condition()))
                .orderBy(BY_PATH.sort())
                .limit(limit + 1)));
        return Page.of(found, limit, last -> BY_PATH.cursor(last.path()), Function.identity());
    }

    /** Lists projects by path, as {@link ProjectRow} shows them: the database writes the bytes of the answer. */
    public JsonPage listed(Filter filter, Optional<String> cursor, int limit) {
        Page.checkedLimit(limit, JsonPage.SIZE_MAX);
        return reads.read(tables -> {
            var rows = tables.select(PROJECT.PATH, ProjectRow.LINE)
                    .from(PROJECT)
                    .where(BY_PATH.behind(cursor).and(filter.condition()))
                    .orderBy(BY_PATH.sort())
                    .limit(limit)
                    .asTable("row");
            Field<String> last = DSL.max(rows.field(PROJECT.PATH));
            var page = tables.select(LINES, DSL.count(), last).from(rows).fetchSingle();
            byte[] lines = page.value1();
            return lines == null
                    ? new JsonPage(new byte[0], 0, Optional.empty())
                    : new JsonPage(
                            lines,
                            page.value2(),
                            Optional.of(page.value3())
                                    .filter(path -> page.value2() == limit && isBehind(path, filter, tables))
                                    .map(BY_PATH::cursor));
        });
    }

    private static boolean isBehind(String path, Filter filter, DSLContext tables) {
        return tables.fetchExists(
                DSL.selectOne().from(PROJECT).where(PROJECT.PATH.gt(path)).and(filter.condition()));
    }

    /** Returns where such projects are, in that order: tens of thousands. */
    public List<String> paths(Filter filter) {
        return texts(PROJECT.PATH, filter.condition());
    }

    /** Returns the projects at these paths, by path. */
    public Map<String, ProjectView> projects(Collection<String> paths) {
        return reads
                .read(tables ->
                        tables.selectFrom(PROJECT).where(PROJECT.PATH.in(paths)).fetch(PROJECTS::of))
                .stream()
                .collect(Collectors.toMap(ProjectView::path, Function.identity()));
    }

    /** Returns all such projects by path, tens of thousands of them. */
    public List<ProjectView> projects(Filter filter) {
        return reads.read(tables -> PROJECTS.fetch(tables.select(PROJECTS.fields())
                .from(PROJECT)
                .where(filter.condition())
                .orderBy(PROJECT.PATH)));
    }

    /** Returns how many projects that are there belong to a repository that is known. */
    public int linked() {
        return reads.read(tables -> tables.fetchCount(DSL.selectOne()
                .from(PROJECT)
                .join(REPOSITORY)
                .on(REPOSITORY.ID.eq(PROJECT.REPOSITORY))
                .where(PROJECT.STATE.eq(ProjectView.PRESENT))));
    }

    public Optional<DirectoryView> directory(String path) {
        return find(DIRECTORY_AT, DIRECTORIES, path);
    }

    /** Lists directories: pinned ones first, then by how much they are used. */
    public List<DirectoryView> directories(Instant now, int limit) {
        Comparator<DirectoryView> order = Comparator.comparing(DirectoryView::pinned)
                .thenComparing(directoryView -> directoryView.score(now))
                .reversed()
                .thenComparing(DirectoryView::path);
        return all(DIRECTORY, DIRECTORIES).stream().sorted(order).limit(limit).toList();
    }

    /** Returns a repository by its id, {@code host/owner/name}. */
    public Optional<RepositoryView> repository(String id) {
        return find(REPOSITORY_OF, REPOSITORIES, id);
    }

    /**
     * Lists repositories by id.
     *
     * @param search only those with that text in name or description, however it is capitalised
     */
    public Page<RepositoryView> repositories(Optional<String> search, Optional<String> cursor, int limit) {
        return reads.read(tables -> Page.of(
                tables.selectFrom(REPOSITORY)
                        .where(BY_ID.behind(cursor).and(repositories(search)))
                        .orderBy(BY_ID.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_ID::cursor,
                REPOSITORIES::of));
    }

    /** Returns the ids of such repositories, in that order. */
    public List<String> ids(Optional<String> search) {
        return texts(REPOSITORY.ID, repositories(search));
    }

    private List<String> texts(TableField<?, String> key, Condition which) {
        return reads.read(tables ->
                Rows.fetch(tables.select(key).from(key.getTable()).where(which).orderBy(key), row -> row.getString(1)));
    }

    private static Condition repositories(Optional<String> search) {
        return search.map(
                        text -> Dialects.has(REPOSITORY.FULL_NAME, text).or(Dialects.has(REPOSITORY.DESCRIPTION, text)))
                .orElse(DSL.noCondition());
    }

    /** Returns those of these repositories that are known, by id. */
    public Map<String, RepositoryView> repositories(Collection<String> ids) {
        return reads
                .read(tables -> tables.selectFrom(REPOSITORY)
                        .where(REPOSITORY.ID.in(ids))
                        .fetch(REPOSITORIES::of))
                .stream()
                .collect(Collectors.toMap(RepositoryView::id, Function.identity()));
    }

    /** Returns all repositories by id, tens of thousands of them. */
    public List<RepositoryView> repositories() {
        return all(REPOSITORY, REPOSITORIES);
    }

    /** Returns the folders below which projects are looked for. */
    public List<ScanRootView> roots() {
        return roots(false);
    }

    /** Returns the folders, or patterns of them, that are left out. */
    public List<String> excludes() {
        return roots(true).stream().map(ScanRootView::path).toList();
    }

    private List<ScanRootView> roots(boolean excluded) {
        return rootsAndExcludes().stream()
                .filter(scanRootView -> scanRootView.origin().equals(ScanEvent.EXCLUDED) == excluded)
                .toList();
    }

    public List<ScanRootView> rootsAndExcludes() {
        return all(SCAN_ROOT, ROOTS);
    }

    public Optional<FreshnessView> freshness(String cache) {
        return find(FRESHNESS_OF, FRESH, cache);
    }

    /** Returns what became of synchronisations, the latest first. */
    public List<SyncRunView> syncRuns(int limit) {
        return reads.read(tables -> tables.selectFrom(SYNC_RUN)
                .orderBy(SYNC_RUN.STARTED_AT.desc(), SYNC_RUN.RUN.desc())
                .limit(limit)
                .fetch(RUNS::of));
    }

    private static Query by(TableField<?, String> key, Rows<?> rows) {
        return DSL.select(rows.fields())
                .from(Objects.requireNonNull(key.getTable()))
                .where(key.eq(DSL.param("key", String.class)));
    }

    /** Asked for each of tens of thousands by an import that compares what it wrote. */
    private <V> Optional<V> find(Query query, Rows<V> rows, String key) {
        return reads.read(tables ->
                Tables.of(tables).fetch(query, rows::read, key).stream().findFirst());
    }

    private <R extends org.jooq.Record, V> List<V> all(Table<R> table, Rows<V> rows) {
        return reads.read(
                tables -> rows.fetch(tables.select(rows.fields()).from(table).orderBy(DSL.field("1"))));
    }
}
