package dev.daybook.session;

import static dev.daybook.readmodel.Tables.SESSION_INSTANCE;
import static dev.daybook.readmodel.Tables.SESSION_MESSAGE;
import static dev.daybook.readmodel.Tables.SESSION_VARIANT;

import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.session.SessionEvent.VariantGone;
import dev.daybook.session.SessionEvent.VariantRecorded;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Rows of what belongs to a session: instances, messages, variants. What is set beyond the end comes last. */
final class SessionParts {

    private static final List<Field<?>> INSTANCE = List.of(
            SESSION_INSTANCE.SESSION_POSITION,
            SESSION_INSTANCE.ORDINAL,
            SESSION_INSTANCE.INSTANCE_ID,
            SESSION_INSTANCE.STATUS,
            SESSION_INSTANCE.FOLDED,
            SESSION_INSTANCE.POSITION,
            SESSION_INSTANCE.JSON);
    private static final Query ADD_INSTANCE = Statements.insert(SESSION_INSTANCE, INSTANCE);
    private static final Query PUT_INSTANCE = Statements.upsert(
            SESSION_INSTANCE, INSTANCE, List.of(SESSION_INSTANCE.SESSION_POSITION, SESSION_INSTANCE.ORDINAL));
    private static final Query FIND_INSTANCE = DSL.select(SESSION_INSTANCE.JSON)
            .from(SESSION_INSTANCE)
            .where(SESSION_INSTANCE.SESSION_POSITION.eq(DSL.param("session", Long.class)))
            .and(SESSION_INSTANCE.ORDINAL.eq(DSL.param("ordinal", Long.class)));
    private static final Query CUT_INSTANCES =
            cut(SESSION_INSTANCE, SESSION_INSTANCE.SESSION_POSITION, SESSION_INSTANCE.ORDINAL);

    private static final List<Field<?>> MESSAGE = List.of(
            SESSION_MESSAGE.SESSION_POSITION,
            SESSION_MESSAGE.ORDINAL,
            SESSION_MESSAGE.ROLE,
            SESSION_MESSAGE.INSTANCE_ID,
            SESSION_MESSAGE.POSITION,
            SESSION_MESSAGE.JSON);
    private static final Query ADD_MESSAGE = Statements.insert(SESSION_MESSAGE, MESSAGE);
    private static final Query PUT_MESSAGE = Statements.upsert(
            SESSION_MESSAGE, MESSAGE, List.of(SESSION_MESSAGE.SESSION_POSITION, SESSION_MESSAGE.ORDINAL));
    private static final Query CUT_MESSAGES =
            cut(SESSION_MESSAGE, SESSION_MESSAGE.SESSION_POSITION, SESSION_MESSAGE.ORDINAL);

    private static final Condition VARIANT = SESSION_VARIANT
            .SESSION_POSITION
            .eq(DSL.param("session", Long.class))
            .and(SESSION_VARIANT.FILE.eq(DSL.param("file", String.class)))
            .and(SESSION_VARIANT.PLACE.eq(DSL.param("place", Long.class)));
    private static final Query FIND_VARIANT =
            DSL.select(SESSION_VARIANT.PLACE).from(SESSION_VARIANT).where(VARIANT);
    private static final Query REMOVE_VARIANT = DSL.deleteFrom(SESSION_VARIANT).where(VARIANT);
    private static final Query PUT_VARIANT = Statements.upsert(
            SESSION_VARIANT,
            List.of(
                    SESSION_VARIANT.SESSION_POSITION,
                    SESSION_VARIANT.FILE,
                    SESSION_VARIANT.PLACE,
                    SESSION_VARIANT.ENCODING,
                    SESSION_VARIANT.POSITION,
                    SESSION_VARIANT.RECORD),
            List.of(SESSION_VARIANT.SESSION_POSITION, SESSION_VARIANT.FILE, SESSION_VARIANT.PLACE));
    private static final Query REMOVE_VARIANTS = DSL.deleteFrom(SESSION_VARIANT)
            .where(SESSION_VARIANT.SESSION_POSITION.eq(DSL.param("session", Long.class)));

    private static Query cut(Table<?> table, Field<Long> session, Field<Long> ordinal) {
        return DSL.deleteFrom(table)
                .where(session.eq(DSL.param("session", Long.class)))
                .and(ordinal.ge(DSL.param("length", Long.class)));
    }

    static void putInstance(SessionTable row, long index, Instance it, Tables tables) {
        boolean added = index >= row.instances;
        long ordinal = added ? row.instances++ : index;
        tables.execute(
                added ? ADD_INSTANCE : PUT_INSTANCE,
                row.begunPosition,
                ordinal,
                it.instanceId(),
                it.status(),
                SessionTable.folded(it.agentName()),
                row.position,
                SessionShape.INSTANCE.compact(it));
    }

    static void changeStatus(SessionTable row, long index, String status, Tables tables) {
        tables.fetch(
                        FIND_INSTANCE,
                        resultSet -> SessionShape.INSTANCE.of(resultSet.getString(1)),
                        row.begunPosition,
                        index)
                .forEach(instance -> putInstance(row, index, instance.become(status), tables));
    }

    static void cutInstances(SessionTable row, long length, Tables tables) {
        if (length < row.instances) {
            tables.execute(CUT_INSTANCES, row.begunPosition, length);
            row.instances = length;
        }
    }

    static void putMessage(SessionTable row, long index, Message it, Tables tables) {
        boolean added = index >= row.messages;
        long ordinal = added ? row.messages++ : index;
        tables.execute(
                added ? ADD_MESSAGE : PUT_MESSAGE,
                row.begunPosition,
                ordinal,
                it.role(),
                it.instanceId().orElse(null),
                row.position,
                SessionShape.MESSAGE.compact(it));
    }

    static void cutMessages(SessionTable row, long length, Tables tables) {
        if (length < row.messages) {
            tables.execute(CUT_MESSAGES, row.begunPosition, length);
            row.messages = length;
        }
    }

    /** What stands at a place of a file stands there instead of what did before. */
    static void putVariant(SessionTable row, VariantRecorded it, Tables tables) {
        if (!hasVariant(row, it.file(), it.place(), tables)) {
            row.variants++;
        }
        tables.execute(
                PUT_VARIANT,
                row.begunPosition,
                it.file(),
                (long) it.place(),
                it.encoding(),
                row.position,
                it.record().text());
    }

    static void removeVariant(SessionTable row, VariantGone it, Tables tables) {
        if (hasVariant(row, it.file(), it.place(), tables)) {
            row.variants--;
            tables.execute(REMOVE_VARIANT, row.begunPosition, it.file(), (long) it.place());
        }
    }

    private static boolean hasVariant(SessionTable row, String file, long place, Tables tables) {
        return row.variants > 0
                && !tables.fetch(FIND_VARIANT, resultSet -> resultSet.getLong(1), row.begunPosition, file, place)
                        .isEmpty();
    }

    static void removeVariants(SessionTable row, Tables tables) {
        if (row.variants > 0) {
            tables.execute(REMOVE_VARIANTS, row.begunPosition);
            row.variants = 0;
        }
    }

    private SessionParts() {}
}
