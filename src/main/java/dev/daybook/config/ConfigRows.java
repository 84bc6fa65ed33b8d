package dev.daybook.config;

import static dev.daybook.readmodel.Tables.CONFIG;

import dev.daybook.config.ConfigEvent.Removed;
import dev.daybook.config.ConfigEvent.Set;
import dev.daybook.event.Recorded;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.util.List;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** Rows of {@code config}. */
public final class ConfigRows {

    private static final Query SET = Statements.upsert(
            CONFIG,
            List.of(CONFIG.KEY, CONFIG.UPDATED_AT, CONFIG.REVISION, CONFIG.POSITION, CONFIG.VALUE),
            List.of(CONFIG.KEY));
    private static final Query REMOVE = DSL.deleteFrom(CONFIG).where(CONFIG.KEY.eq(DSL.param("key", String.class)));

    private static final Query TAKE_REVISION = DSL.update(CONFIG)
            .set(CONFIG.REVISION, DSL.param("revision", Long.class))
            .where(CONFIG.KEY.eq(DSL.param("key", String.class)));

    private ConfigRows() {}

    /** Takes the revision of an event that does not count. */
    public static void passOver(String key, long revision, Tables tables) {
        tables.execute(TAKE_REVISION, revision, key);
    }

    public static void apply(ConfigEvent event, Recorded recorded, Tables tables) {
        switch (event) {
            case Set it ->
                tables.execute(
                        SET,
                        it.key(),
                        Times.text(recorded.occurredAt()),
                        recorded.entry().revision(),
                        recorded.position().value(),
                        it.value().text());
            case Removed it -> remove(it.key(), tables);
        }
    }

    public static void remove(String key, Tables tables) {
        tables.execute(REMOVE, key);
    }
}
