package dev.daybook.config;

import static dev.daybook.readmodel.Tables.CONFIG;

import dev.daybook.domain.Json;
import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;

/** Questions about settings. Thread-safe. */
public final class ConfigQueries {

    private static final Keyset BY_KEY = Keyset.of("config", Part.text(CONFIG.KEY));

    private final Reads reads;

    public ConfigQueries(Reads reads) {
        this.reads = reads;
    }

    public Optional<ConfigView> find(String key) {
        return reads.read(
                tables -> tables.selectFrom(CONFIG).where(CONFIG.KEY.eq(key)).fetchOptional(ConfigQueries::view));
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
                ConfigQueries::view));
    }

    private static ConfigView view(Record it) {
        return new ConfigView(
                it.get(CONFIG.KEY),
                new Json(it.get(CONFIG.VALUE)),
                Times.instant(it.get(CONFIG.UPDATED_AT)),
                it.get(CONFIG.REVISION),
                it.get(CONFIG.POSITION));
    }
}
