package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import dev.daybook.projection.Schemas.Role;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Builds the rows of a projection anew in a schema beside the live one, which answers meanwhile, and renames both in one
 * transaction. Used by one thread at a time, in the one process that holds the lease of the projection.
 */
final class SchemaBuild {

    /** Tries of a rebuild that rollbacks of everything keep overtaking: those of less are mended. */
    private static final int ROUNDS_MAX = 5;

    /** The live writer waits for no more than about this many entries to be posted. */
    private static final long LAST_ENTRIES = 2_000;

    private final Journal journal;
    private final Codec codec;
    private final Timelines timelines;
    private final Mending mending;
    private final Schemas schemas;
    private final BooleanSupplier stopped;

    SchemaBuild(Journal journal, Codec codec, Timelines timelines, Schemas schemas, BooleanSupplier stopped) {
        this.mending = new Mending(journal, codec, timelines);
        this.journal = journal;
        this.codec = codec;
        this.timelines = timelines;
        this.schemas = schemas;
        this.stopped = stopped;
    }

    /**
     * Builds.
     *
     * @param epoch of the lease
     * @throws TablesFailed if it is another's meanwhile
     */
    void run(ReadModels.Slot slot, long epoch, Consumer<RebuildProgress> listener) {
        for (int round = 1; round <= ROUNDS_MAX && !stopped.getAsBoolean(); round++) {
            if (attempt(slot, epoch, listener)) {
                return;
            }
        }
        if (!stopped.getAsBoolean()) {
            throw new IllegalStateException("rollbacks overtook the rebuild of %s %d times: run it again"
                    .formatted(slot.ddl().name(), ROUNDS_MAX));
        }
    }

    private boolean attempt(ReadModels.Slot slot, long epoch, Consumer<RebuildProgress> listener) {
        Ddl ddl = slot.ddl();
        Timeline timeline = timelines.current();
        String building = schemas.name(ddl, Role.BUILDING);
        schemas.drop(building);
        var name = new AtomicReference<>(building);
        Generation generation = Generation.create(schemas.place(name::get, journal.head()), ddl, false);
        boolean swapped = false;
        try {
            generation.claim(epoch);
            var poster = new Projector(slot.projection().get(), generation, journal);
            load(slot, poster, timeline, listener);
            if (!stopped.getAsBoolean() && mending.catchUp(poster)) {
                swapped = swap(slot, poster, Role.BUILDING, epoch, name);
            }
            return swapped;
        } finally {
            if (!swapped) {
                generation.close();
                schemas.drop(schemas.name(ddl, Role.BUILDING));
            }
        }
    }

    private void load(ReadModels.Slot slot, Projector poster, Timeline timeline, Consumer<RebuildProgress> listener) {
        Generation generation = poster.generation();
        List<String> names = List.of(slot.ddl().name());
        long started = System.nanoTime();
        generation.begin();
        poster.projection().beforeLoad(generation.tables());
        generation.commit();
        Position head = journal.head();
        while (head.value() - poster.checkpoint().value() > (head.equals(journal.head()) ? 0 : LAST_ENTRIES)
                && !stopped.getAsBoolean()) {
            var feed = new Feed(journal, codec, poster.checkpoint(), poster::reads);
            Position before = poster.checkpoint();
            for (List<Feed.Item> items = feed.batch(head);
                    !items.isEmpty() && !stopped.getAsBoolean();
                    items = feed.batch(head)) {
                poster.post(items, timeline);
                listener.accept(RebuildProgress.since(names, Phase.POSTING, 0, poster.checkpoint(), head, started));
            }
            if (poster.checkpoint().equals(before)) {
                break; // a rollback came: nothing more is posted in this timeline
            }
            head = journal.head();
        }
        listener.accept(RebuildProgress.since(names, Phase.INDEXING, 0, poster.checkpoint(), head, started));
        generation.begin();
        poster.projection().afterLoad(generation.tables());
        generation.commit();
        generation.finishLoad();
    }

    /** Returns false if a rollback came before. */
    private boolean swap(ReadModels.Slot slot, Projector next, Role role, long epoch, AtomicReference<String> name) {
        return slot.live()
                .swapIf(
                        next,
                        () -> {
                            if (!mending.catchUp(next)) {
                                return false;
                            }
                            boolean kept = !slot.live().isUnfit()
                                    && slot.live().checkpoint().isAfter(Position.START);
                            schemas.swap(slot.ddl(), role, kept, epoch);
                            name.set(schemas.name(slot.ddl(), Role.LIVE));
                            return true;
                        },
                        () -> {});
    }

    /** Puts the rows before the live ones in their place, brought up to date. */
    void back(ReadModels.Slot slot, long epoch) {
        Ddl ddl = slot.ddl();
        String before = schemas.name(ddl, Role.BEFORE);
        if (!schemas.isThere(before)) {
            throw Rejected.conflict("%s has no generation before this one: only a rebuild makes another", ddl.name());
        }
        var name = new AtomicReference<>(before);
        Generation generation = Generation.open(schemas.place(name::get, journal.head()), ddl);
        boolean swapped = false;
        try {
            generation.claim(epoch);
            var poster = new Projector(slot.projection().get(), generation, journal);
            if (!poster.isOfJournal() || poster.outdated(timelines.current())) {
                throw Rejected.conflict(
                        "the generation before this one of %s was made before the last rollback, or of another journal: rebuild it",
                        ddl.name());
            }
            swapped = poster.catchUp(codec, timelines) && swap(slot, poster, Role.BEFORE, epoch, name);
            if (!swapped) {
                throw Rejected.conflict(
                        "a rollback of the journal came before the generation before this one of %s was in its place: rebuild it",
                        ddl.name());
            }
        } finally {
            if (!swapped) {
                generation.close();
            }
        }
    }
}
