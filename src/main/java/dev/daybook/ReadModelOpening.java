package dev.daybook;

import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.Failure;
import dev.daybook.cli.ProgramSetting;
import dev.daybook.cli.ProgramSettings;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.TablesFailed;
import dev.daybook.slice.Slices;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import org.slf4j.LoggerFactory;

/**
 * Opens the read models of a data directory, in its files or in the database that its journal is in, and brings them up to
 * date.
 */
final class ReadModelOpening {

    private static final String SHARED = "postgresql";

    private static final String FULL = "nothing is lost: free some space, then give the same command again";

    private static final String AGAIN = "nothing is lost: when the cause is gone, give the same command again";

    private static final String UNUSABLE =
            "they are made of the journal alone: see to the rights of their files or to space, or stop Daybook and delete the folder read";

    private ReadModelOpening() {}

    static ReadModels open(
            DataDirectory data,
            ProgramSettings settings,
            OpenedJournal opened,
            Journal journal,
            Codec codec,
            Timelines timelines,
            Slices slices,
            InstantSource clock) {
        var projections = slices.projections(codec.catalog(), journal::blobs);
        if (!settings.text(ProgramSetting.READ_MODELS).equals(SHARED)) {
            try {
                return ReadModels.open(data.readModels(), journal, codec, timelines, projections, clock);
            } catch (TablesFailed e) {
                throw unusable(e, e.isForWantOfRoom() ? FULL : e.isForWantOfFiles() ? AGAIN : UNUSABLE);
            } catch (UncheckedIOException e) {
                throw unusable(e, AGAIN);
            }
        }
        var server = opened.server()
                .orElseThrow(() -> Failure.usage(
                        "read.models=postgresql, and the journal of %s is no database".formatted(data.path()),
                        "leave read.models out, or name a database with journal= or serve --journal"));
        try {
            return ReadModels.shared(
                    server, opened.nodes(), data.readModels(), journal, codec, timelines, projections, clock);
        } catch (JournalUnavailable e) {
            throw Failure.because(
                    "the read models cannot be opened: " + e.getMessage(),
                    "read.models=local has each node keep its own",
                    e);
        }
    }

    private static Failure unusable(RuntimeException cause, String wayOut) {
        return Failure.because("the read models cannot be opened: " + cause.getMessage(), wayOut, cause);
    }

    /** As {@link #catchUp}. Others go on trying where this does not help: whatever fails, what is begun after it is begun. */
    static void settle(ReadModels readModels) {
        try {
            catchUp(readModels);
        } catch (RuntimeException | Error e) {
            LoggerFactory.getLogger(ReadModelOpening.class).error("{}", e.getMessage(), e);
        }
    }

    /** Brings read models up to date; one that proves to be damaged is built anew. */
    static void catchUp(ReadModels readModels) {
        try {
            try {
                readModels.catchUp();
            } catch (TablesFailed e) {
                readModels.examine(); // a damaged one is built anew
                readModels.catchUp();
            }
        } catch (TablesFailed e) {
            throw Failure.because("the read models cannot be brought up to date: " + e.getMessage(), UNUSABLE, e);
        }
    }
}
