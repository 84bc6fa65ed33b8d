package dev.daybook.config;

import static dev.daybook.readmodel.Tables.CONFIG;

import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.shape.Shape;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;

/** Questions about settings. Thread-safe. */
public final class ConfigQueries {

    private static final Keyset BY_KEY = Keyset.of("config", Part.text(CONFIG.KEY));

    private static final Rows<ConfigView> ROW = Rows.of(Shape.plain(ConfigView.class), CONFIG);

    private final Reads reads;

    public ConfigQueries(Reads reads) {
        this.reads = reads;
    }

    public Optional<ConfigView> find(String key) {
        return reads.read(
                tables -> tables.selectFrom(CONFIG).where(CONFIG.KEY.eq(key)).fetchOptional(ROW::of));
    }

    /** Returns the keys that begin so. */
    List<String> keys(String begin) {
        return reads.read(tables -> tables.select(CONFIG.KEY)
                .from(CONFIG)
                .where(CONFIG.KEY.startsWith(begin))
                .orderBy(CONFIG.KEY)
                .fetch(CONFIG.KEY));
    }

    /** Lists all settings by key. */
    public Page<ConfigView> list(Optional<String> cursor, int limit) {
        Page.checkedLimit(limit);
        Condition behind = BY_KEY.behind(cursor);
        return reads.read(tables -> Page.of(
                tables.selectFrom(CONFIG)
                        .where(behind)
                        .orderBy(BY_KEY.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                BY_KEY::cursor,
                ROW::of));
    }
}
