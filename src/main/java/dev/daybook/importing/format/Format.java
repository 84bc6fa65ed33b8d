package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.Witness;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.database.RowLayout;
import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.file.FileStore;
import dev.daybook.importing.format.Layout.Role;
import dev.daybook.importing.frame.LegacyWriter;
import dev.daybook.importing.frame.ProjectHistory;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the files of a tool consist of, described once: which file holds what in which container, what a record is to
 * the journal, and what only this tool wants to be true. Reading, following, verifying and writing follow from it. Made
 * once, then immutable.
 */
public final class Format {

    /** The id of a record that is a file: its path below the folder of the layout. */
    public static final String NAME = "@name";

    /** The id of a record among others of its file, which it stands under: the how manieth of them it is. */
    public static final String POSITION = "@position";

    /** The id of a record among others of its file, which it stands under: a hash of it as it is spelled. */
    public static final String CONTENT = "@content";

    private final String tool;
    private final RecordMapping mapping;
    private final List<Layout> layouts = new ArrayList<>();
    private final List<RowLayout> tables = new ArrayList<>();
    private final Map<String, String> indexes = new HashMap<>();
    private final List<Supplier<Rule>> rules = new ArrayList<>();
    private final List<Function<Database, Rule>> rowRules = new ArrayList<>();
    private Optional<Dating> dating = Optional.empty();
    private Optional<Witness> witness = Optional.empty();
    private Optional<Merging> merging = Optional.empty();
    private Optional<Showing> showing = Optional.empty();
    private Optional<Owning> owning = Optional.empty();
    private Optional<Counting> counting = Optional.empty();
    private Completing completing = (_, _, _, _) -> Map.of();
    private final Set<String> critical = new HashSet<>();

    /** Says when a record was written, as far as it tells. */
    public interface Dating {
        Optional<Instant> of(FileRecord record);
    }

    /** Finds what is wrong with the records of one file, of any size, that only this tool wants otherwise. */
    public interface Rule {

        /** Takes the next record, in the order of the file. */
        void check(FileRecord record, Results results);

        /**
         * Returns whether a record that was taken before is one of those that are counted. Others, such as a second row
         * of one thing, are kept all the same: an export has them.
         */
        default boolean isCounted(FileRecord record) {
            return true;
        }

        /** Reports what only all of them together show. */
        default void conclude(Results results) {}
    }

    /** Says what a report counts a record as: how many of what. */
    public interface Counting {
        Map<String, Integer> of(FileRecord record);
    }

    /** Says what all files tell together of things that no single one of them is the record of. */
    public interface Merging {

        /** Tells things and what is odd about the files; called after each of them was taken by itself. */
        void tell(Root root, Files files, Results results) throws IOException;
    }

    /** Says what a row that no file told has besides what its record says, as its tool would have written it. */
    public interface Completing {

        /**
         * @param row of what the record says, what there is a column for; changed
         * @return the files that it names, by their paths
         */
        Map<String, byte[]> complete(String table, JsonNode record, ObjectNode row, SqlTables tables)
                throws SQLException;
    }

    /** Says whose files and records are. */
    public interface Owning {
        Owned of(String agent, Files files);
    }

    /** What one agent has. */
    public interface Owned {

        /** Returns whether a file is its own, with all that stands in it. */
        boolean hasFile(String file);

        /** Returns whether a record is its own, or one of those of which it is. */
        boolean has(FileRecord record);
    }

    /** The files of a tree, as they were when they were taken. */
    public interface Files {

        /** Returns the paths of all of them, in order. */
        Set<String> names();

        /** Returns when it was written. */
        Instant modifiedAt(String file);

        /** Returns what it holds; nothing if it is not there or cannot be read, which was told before. */
        Optional<byte[]> bytes(String file);

        /** Returns the database at that path, if there is one that can be read. */
        Optional<Database> database(String file);
    }

    /** Shows in files that are kept what others have said since of the things that they tell of. */
    public interface Showing {

        /** Returns the categories of those things. */
        SortedSet<String> categories();

        /**
         * Changes rows of the databases, and returns the files that are to be otherwise, by their paths.
         *
         * @param kept returns what is kept of a file
         * @param databases by their paths
         * @throws IOException if one of them is damaged: none is to be otherwise then
         */
        Map<String, byte[]> show(
                ProjectHistory history, Function<String, Optional<byte[]>> kept, Map<String, SqlTables> databases)
                throws IOException, SQLException;
    }

    private Format(String tool, RecordMapping mapping) {
        this.tool = tool;
        this.mapping = mapping;
    }

    /** The files of a tool without records of their own: all are kept, and {@link #merging} says of what they tell. */
    public static Format of(String tool) {
        return of(tool, RecordMapping.NONE);
    }

    /** @param mapping what a record is to the journal */
    public static Format of(String tool, RecordMapping mapping) {
        return new Format(tool, mapping);
    }

    /** A file or files of records. */
    public Format file(String path, Container container, String kind, String id) {
        layouts.add(new Layout(path, Role.RECORDS, Optional.of(container), kind, id));
        return this;
    }

    /** A file or files of records, as there may be of others, too: none by which a tree of the tool is known. */
    public Format beside(String path, Container container, String kind, String id) {
        layouts.add(new Layout(path, Role.RECORDS_BESIDE, Optional.of(container), kind, id));
        return this;
    }

    /** Files that are kept as they are. */
    public Format whole(String path) {
        return kept(path, Role.KEPT);
    }

    /** A file that is kept as it is, and by which a tree of the tool is known. */
    public Format told(String path) {
        return kept(path, Role.TOLD);
    }

    /** A SQLite file: its tables are kept, and written again as they were made. */
    public Format database(String path) {
        return kept(path, Role.TABLES);
    }

    /**
     * A table of a database whose rows are records, where it has these columns.
     *
     * @param names what they stand under besides
     * @param key the columns that tell a row from others
     */
    public Format table(String database, String table, String kind, List<String> names, String... key) {
        tables.add(new RowLayout(database, table, kind, List.copyOf(names), List.of(key)));
        return this;
    }

    /** @param dating says when records were written; else it is when their file was */
    public Format dated(Dating dating) {
        this.dating = Optional.of(dating);
        return this;
    }

    private Format kept(String path, Role role) {
        layouts.add(new Layout(path, role, Optional.empty(), "", ""));
        return this;
    }

    public Format merging(Merging merging) {
        this.merging = Optional.of(merging);
        return this;
    }

    public Format owned(Owning owning) {
        this.owning = Optional.of(owning);
        return this;
    }

    public Format completing(Completing completing) {
        this.completing = completing;
        return this;
    }

    /** Kinds of records that the tool cannot do without: they are read after all others. */
    public Format critical(String... kinds) {
        critical.addAll(List.of(kinds));
        return this;
    }

    public Format showing(Showing showing) {
        this.showing = Optional.of(showing);
        return this;
    }

    /** @param rule makes one for each file */
    public Format rule(Supplier<Rule> rule) {
        rules.add(rule);
        return this;
    }

    /** @param rule makes one for each database, whose rows are its records */
    public Format rowRule(Function<Database, Rule> rule) {
        rowRules.add(rule);
        return this;
    }

    public Format counted(Counting counting) {
        this.counting = Optional.of(counting);
        return this;
    }

    /**
     * How a full-text index over other tables gets its rows in an export, where it is not from the table that it names
     * itself.
     *
     * @param filling the SQL that inserts them
     */
    public Format index(String name, String filling) {
        indexes.put(name, filling);
        return this;
    }

    public Format witness(Witness witness) {
        this.witness = Optional.of(witness);
        return this;
    }

    /** Whether some of its records are rows of databases. */
    public boolean hasRows() {
        return !tables.isEmpty();
    }

    /** Returns by kind the members that tell its records from others, as JSON pointers in the order of their keys. */
    public Map<String, List<String>> keys() {
        var keys = new HashMap<String, List<String>>();
        layouts.stream()
                .filter(layout -> layout.id().startsWith("/"))
                .forEach(layout -> keys.put(layout.kind(), List.of(layout.id())));
        tables.forEach(table -> keys.put(
                table.kind(), table.key().stream().map(column -> "/" + column).toList()));
        return keys;
    }

    public LegacySource source(Limits limits) {
        return new FormatSource(this, limits);
    }

    public LegacyWriter writer(Limits limits) {
        return new FormatWriter(this, limits);
    }

    /** Returns its files as one side of a rollout. */
    public FileStore store(Limits limits) {
        return new FormatFiles(this, limits);
    }

    String tool() {
        return tool;
    }

    RecordMapping mapping() {
        return mapping;
    }

    List<Layout> layouts() {
        return layouts;
    }

    /** Returns the rules for another file. */
    List<Rule> rules() {
        return rules.stream().map(Supplier::get).toList();
    }

    /** Returns the rules for the rows of another database. */
    List<Rule> rules(Database database) {
        return Stream.concat(rules().stream(), rowRules.stream().map(rule -> rule.apply(database)))
                .toList();
    }

    /** Returns what a record is to the journal, with what a report counts it as. */
    LegacySource.Entity found(Root root, FileRecord record, boolean counted) {
        LegacySource.Entity entity = mapping.found(tool, root, record);
        return counting.<LegacySource.Entity>map(it -> new CountedEntity(entity, counted ? it.of(record) : Map.of()))
                .orElse(entity);
    }

    /** Returns how full-text indexes get their rows, by their names. */
    Map<String, String> indexes() {
        return indexes;
    }

    /** Returns the record with its own time. */
    FileRecord dated(FileRecord record) {
        return dating.flatMap(it -> it.of(record)).map(record::at).orElse(record);
    }

    /** Returns the tables of a database whose rows are records. */
    List<RowLayout> tables(String database) {
        return tables.stream().filter(it -> it.database().equals(database)).toList();
    }

    /** Returns how the rows of a table are records, if they are. */
    Optional<RowLayout> rows(Database database, String table) {
        return tables.stream()
                .filter(it -> it.table().equals(table) && it.isIn(database))
                .findFirst();
    }

    Optional<Witness> witness() {
        return witness;
    }

    Completing completing() {
        return completing;
    }

    Optional<Owning> owning() {
        return owning;
    }

    boolean isCritical(String kind) {
        return critical.contains(kind);
    }

    /** Returns whether a file holds what the tool cannot do without. */
    boolean isCritical(Layout layout) {
        return isCritical(layout.kind()) || tables(layout.path()).stream().anyMatch(rows -> isCritical(rows.kind()));
    }

    Optional<Merging> merging() {
        return merging;
    }

    Optional<Showing> showing() {
        return showing;
    }

    /** Returns the paths of its databases. */
    List<String> databases() {
        return layouts.stream()
                .filter(layout -> layout.role() == Role.TABLES)
                .map(Layout::path)
                .toList();
    }

    /** Returns the form of a file; the first one that was named counts. */
    Optional<Layout> layout(String file) {
        return layouts.stream().filter(layout -> layout.matches(file)).findFirst();
    }

    /** Returns the file that a record stands in, or would; nothing if nothing says which one. */
    Optional<String> file(RecordMapping.Named record) {
        return layouts.stream()
                .filter(layout ->
                        layout.container().isPresent() && layout.kind().equals(record.kind()))
                .flatMap(layout -> layout.file(record.key()).stream()
                        .filter(file -> layout(file).filter(layout::equals).isPresent()))
                .findFirst();
    }
}
