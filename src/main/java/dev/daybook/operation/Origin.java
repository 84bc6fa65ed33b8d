package dev.daybook.operation;

import static dev.daybook.readmodel.Tables.AUDIT_LOG;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daybook.journal.Source.Project;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
    public static final Origin ANY = new Origin("[]", "[]", "[]");

    /** The read model that knows it. */
    public static final String READ_MODEL = "audit";

    /** Up to so many things are looked up and sorted; of more each row is asked whether it is one of them. */
    private static final int FEW = 20_000;

    private static final dev.daybook.readmodel.tables.AuditLog FIRST = AUDIT_LOG.as("first");
    // What kind it is, is no way to it: of the index that begins with it, SQLite would read all of that kind.
    private static final Field<String> UNINDEXED_KIND = DSL.field("({0} || '')", String.class, FIRST.ENTITY_TYPE);
    private static final Table<?> THINGS = DSL.table(DSL.name("things"));
    private static final Field<String> KIND = DSL.field(DSL.name("things", "kind"), String.class);
    private static final String MEANT = "meant";
    private static final String NAMED = "named";
    private static final String BESIDES = "besides";
    private static final Field<String> ID = DSL.field(DSL.name("things", "id"), String.class);

    // A parameter each, in JSON: a statement of SQLite has room for some hundred projects or imports only.
    private final String meant;
    private final String named;
    private final String besides;

    private Origin(String meant, String named, String besides) {
        this.meant = meant;
        this.named = named;
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
        return new Origin(
                ranges(meant.stream()),
                ranges(known.stream().filter(project -> !project.name().isEmpty())),
                list(besides.stream().map(stream -> List.of(stream.category(), stream.key()))));
    }

    /** Returns between which texts the sources of projects are, and whether a project has a name. */
    private static String ranges(Stream<Project> projects) {
        return list(projects.map(project -> {
            String beginning = project.tool() + ":" + project.prefix();
            int last = beginning.length() - 1;
            String behind = beginning.substring(0, last) + (char) (beginning.charAt(last) + 1);
            return List.of(beginning, behind, project.name().isEmpty() ? "" : "named");
        }));
    }

    private static String list(Stream<List<String>> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(each -> each.forEach(list.addArray()::add));
        return list.toString();
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
        return DSL.exists(DSL.selectOne()
                        .from(FIRST.crossJoin(each(meant, MEANT)))
                        .where(FIRST.ENTITY_TYPE.eq(kind), FIRST.ENTITY_ID.eq(id), isFirst()))
                .or(DSL.row(kind, id).in(besides()));
    }

    private Select<Record2<String, String>> things() {
        return DSL.select(UNINDEXED_KIND.as(KIND), FIRST.ENTITY_ID.as(ID))
                .from(each(meant, MEANT).crossJoin(FIRST))
                .where(isFirst())
                .unionAll(besides());
    }

    private Select<Record2<String, String>> besides() {
        return DSL.select(part(BESIDES, 0).as(KIND), part(BESIDES, 1).as(ID)).from(each(besides, BESIDES));
    }

    /** Returns whether it is the first fact of a thing, and from a file of the project; a first project has no other's. */
    private Condition isFirst() {
        return FIRST.REVISION
                .eq(DSL.inline(0L))
                .and(isWithin(MEANT))
                .and(part(MEANT, 2)
                        .ne(DSL.inline(""))
                        .or(DSL.notExists(
                                DSL.selectOne().from(each(named, NAMED)).where(isWithin(NAMED)))));
    }

    private static Condition isWithin(String range) {
        return FIRST.SOURCE.ge(part(range, 0)).and(FIRST.SOURCE.lt(part(range, 1)));
    }

    private static Table<?> each(String list, String name) {
        return DSL.table("json_each({0})", DSL.val(list)).as(name);
    }

    private static Field<String> part(String name, int index) {
        return DSL.field(
                "json_extract({0}, {1})",
                String.class, DSL.field(DSL.name(name, "value")), DSL.inline("$[%d]".formatted(index)));
    }
}
