package dev.daybook.operation;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import dev.daybook.journal.Source.Project;
import dev.daybook.journal.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Which things are meant by the projects of tools that they are of: those of the files that their first facts came from.
 * The audit log has an index of these. Immutable.
 */
public final class Origin {

    /** All things, of whatever project, and those of none. */
    public static final Origin ANY = new Origin(Set.of(), Set.of(), List.of());

    /** The read model that knows it. */
    public static final String READ_MODEL = "audit";

    /** Up to so many things are looked up and sorted; of more each row is asked whether it is one of them. */
    private static final int FEW = 20_000;

    private static final dev.daybook.readmodel.tables.AuditLog FIRST = AUDIT_LOG.as("first");
    // What kind it is, is no way to it: of the index that begins with it, SQLite would read all of that kind.
    private static final Field<String> UNINDEXED_KIND = DSL.field("+{0}", String.class, FIRST.ENTITY_TYPE);
    private static final Table<?> THINGS = DSL.table(DSL.name("things"));
    private static final Field<String> KIND = DSL.field(DSL.name("things", "kind"), String.class);
    private static final Field<String> ID = DSL.field(DSL.name("things", "id"), String.class);

    private final Set<Project> meant;
    private final Set<Project> known;
    private final List<StreamId> besides;

    private Origin(Set<Project> meant, Set<Project> known, List<StreamId> besides) {
        this.meant = meant;
        this.known = known;
        this.besides = besides;
    }

    /**
     * What to read, so that a list is in its order of the things that are meant, and only of these.
     *
     * @param from the table of the list, with what narrows it
     */
    public record Narrowed(Table<?> from, Condition condition) {}

    /**
     * Returns the things of some projects.
     *
     * @param known all projects that there are
     * @param besides what is of them although it came from no file, such as their imports
     */
    public static Origin of(Set<Project> meant, Set<Project> known, List<StreamId> besides) {
        return new Origin(Set.copyOf(meant), Set.copyOf(known), List.copyOf(besides));
    }

    /** Returns the rows of a table that are about such things; {@code kind} and {@code id} say about which one. */
    public Narrowed narrow(DSLContext tables, Table<?> table, Field<String> kind, Field<String> id) {
        if (this == ANY) {
            return new Narrowed(table, DSL.noCondition());
        }
        Select<Record2<String, String>> things = things();
        // CROSS: SQLite, which knows no numbers of rows, would walk through the whole list otherwise.
        return areFew(tables, things)
                ? new Narrowed(
                        things.asTable(THINGS).crossJoin(table), KIND.eq(kind).and(ID.eq(id)))
                : new Narrowed(table, is(kind, id));
    }

    /** Returns whether a row is about such a thing. */
    public Condition condition(DSLContext tables, Field<String> kind, Field<String> id) {
        if (this == ANY) {
            return DSL.noCondition();
        }
        Select<Record2<String, String>> things = things();
        return areFew(tables, things) ? DSL.row(kind, id).in(things) : is(kind, id);
    }

    private static boolean areFew(DSLContext tables, Select<Record2<String, String>> things) {
        return tables.fetchCount(DSL.selectFrom(things.asTable(THINGS)).limit(FEW + 1)) <= FEW;
    }

    private Condition is(Field<String> kind, Field<String> id) {
        Condition ofFile = DSL.exists(DSL.selectOne()
                .from(FIRST)
                .where(FIRST.ENTITY_TYPE.eq(kind), FIRST.ENTITY_ID.eq(id), FIRST.REVISION.eq(DSL.inline(0L)))
                .and(DSL.or(meant.stream().map(this::source).toList())));
        return besides.stream().collect(Collectors.groupingBy(StreamId::category)).entrySet().stream()
                .map(entry -> kind.eq(entry.getKey())
                        .and(id.in(entry.getValue().stream().map(StreamId::key).toList())))
                .reduce(ofFile, Condition::or);
    }

    private Select<Record2<String, String>> things() {
        var parts = new ArrayList<Select<Record2<String, String>>>();
        meant.forEach(project -> parts.add(DSL.select(UNINDEXED_KIND.as(KIND), FIRST.ENTITY_ID.as(ID))
                .from(FIRST)
                .where(FIRST.REVISION.eq(DSL.inline(0L)))
                .and(source(project))));
        besides.forEach(stream -> parts.add(DSL.select(
                DSL.val(stream.category()).as(KIND), DSL.val(stream.key()).as(ID))));
        return parts.stream()
                .reduce(Select::unionAll)
                .orElseGet(() ->
                        DSL.select(DSL.val("").as(KIND), DSL.val("").as(ID)).where(DSL.falseCondition()));
    }

    /** Returns whether a source is a file of the project, as its text begins. */
    private Condition source(Project project) {
        Condition within = begins(project.tool() + ":" + project.prefix());
        return !project.name().isEmpty()
                ? within
                : known.stream()
                        .filter(other -> other.tool().equals(project.tool())
                                && !other.name().isEmpty())
                        .map(other -> DSL.not(begins(other.tool() + ":" + other.prefix())))
                        .reduce(within, Condition::and);
    }

    private static Condition begins(String beginning) {
        char last = beginning.charAt(beginning.length() - 1);
        String behind = beginning.substring(0, beginning.length() - 1) + (char) (last + 1);
        return FIRST.SOURCE.ge(beginning).and(FIRST.SOURCE.lt(behind));
    }
}
