package dev.daybook.projection;

import dev.daybook.domain.Rejected;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Timeline;
import dev.daybook.projection.RebuildProgress.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a rebuild would change: new generations that nobody reads, compared with the live ones. */
final class RebuildPreview {
    private final Journal journal;
    private final Codec codec;
    private final Timeline timeline;
    private final Rebuild.Place place;
    private final List<ReadModels.Slot> slots;
    private final LoaderFeed feed;

    RebuildPreview(
            Journal journal,
            Codec codec,
            Timelines timelines,
            Rebuild.Place place,
            List<ReadModels.Slot> slots,
            Consumer<RebuildProgress> listener) {
        this.journal = journal;
        this.codec = codec;
        this.timeline = timelines.current();
        this.place = place;
        this.slots = slots;
        this.feed = new LoaderFeed(journal, codec, place.stopped(), listener);
    }

    /** What new rows are compared with. */
    private record Base(Path file, Position position, Optional<String> reason) {}

    /**
     * Builds new generations that nobody reads, as far as the live ones go, and compares them.
     *
     * @param rowsMax rows of each table that are told
     * @param built hears of each what it would change, and its file
     */
    void run(int rowsMax, BiConsumer<Preview.Model, Path> built) {
        var loaders = new ArrayList<Loader>();
        var models = new ArrayList<Preview.Model>();
        try {
            List<Base> bases = slots.stream().map(this::base).toList();
            Position end =
                    bases.stream().map(Base::position).min(Position::compareTo).orElseThrow();
            for (ReadModels.Slot slot : slots) {
                Path file = place.folder().resolve(place.manifest().next(slot.ddl()));
                loaders.add(new Loader(
                        slot,
                        new Projector(slot.projection().get(), Generation.create(file, slot.ddl(), false), journal),
                        timeline));
            }
            feed.post(loaders, () -> end);
            for (int i = 0; i < loaders.size(); i++) {
                models.add(compare(loaders, loaders.get(i), bases.get(i), rowsMax));
            }
        } catch (SQLException e) {
            throw new TablesFailed(e);
        } finally {
            loaders.forEach(Loader::close);
            if (models.size() < slots.size()) {
                loaders.forEach(loader ->
                        ReadModelFiles.remove(loader.poster().generation().file()));
            }
        }
        for (int i = 0; i < models.size(); i++) {
            built.accept(models.get(i), loaders.get(i).poster().generation().file());
        }
    }

    /** Returns the live rows; while those are made anew, the ones before them, if they are of this journal. */
    private Base base(ReadModels.Slot slot) {
        Path live = slot.live().generation().file();
        Optional<String> reason = slot.live().anew();
        Path file = reason.flatMap(_ -> place.manifest().of(slot.ddl().name()).previous())
                .map(place.folder()::resolve)
                .filter(Files::isRegularFile)
                .orElse(live);
        try (Connection connection = Replay.readOnly(file)) {
            Position position = Replay.reached(connection);
            return position.isAfter(journal.head())
                    ? new Base(live, slot.live().checkpoint(), reason)
                    : new Base(file, position, reason);
        } catch (SQLException e) {
            throw new TablesFailed(e);
        }
    }

    private Preview.Model compare(List<Loader> all, Loader loader, Base base, int rowsMax) throws SQLException {
        Ddl ddl = loader.slot().ddl();
        Projector poster = loader.poster();
        try (Connection before = Replay.held(base.file())) {
            Position at = Replay.reached(before);
            poster.catchUp(codec, loader.timeline(), at);
            if (!poster.checkpoint().equals(at)) {
                throw Rejected.conflict(
                        "a rollback of the journal came while %s was built to be compared: preview it again",
                        ddl.name());
            }
            try (Connection after = Replay.readOnly(poster.generation().file())) {
                Runnable step = () -> {
                    if (place.stopped().getAsBoolean()) {
                        throw new IllegalStateException("the read models are closed: the preview ends");
                    }
                    feed.report(all, Phase.COMPARING, 0, at, 0);
                };
                step.run();
                return new Preview.Model(
                        ddl.name(),
                        ddl.version(),
                        Manifest.version(String.valueOf(base.file().getFileName())),
                        at,
                        base.reason(),
                        new RowComparison(before, after, rowsMax, step).run());
            }
        }
    }
}
