package dev.daybook.rollout;

import dev.daybook.command.Unavailable;
import dev.daybook.domain.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the side that the stage of a unit wants, and from the other one if that fails. Where no stage is set, or
 * the files are retired, there is no other side. Thread-safe.
 */
public final class StagedReads {

    private static final Logger LOG = LoggerFactory.getLogger(StagedReads.class);

    private final Stages stages;
    private final Meter meter;

    StagedReads(Stages stages, Meter meter) {
        this.stages = stages;
        this.meter = meter;
    }

    /** A side that was read. */
    public enum Side {
        JOURNAL,
        FILES
    }

    /** Reads the files of a unit. */
    public interface Files<T> {

        /**
         * Returns what they say.
         *
         * @throws IOException if they cannot be read
         * @throws Rejected if they do not know of it
         */
        T read(Path root) throws IOException;
    }

    /**
     * What was read.
     *
     * @param why the other side was not: empty if nothing was wrong
     */
    public record Answer<T>(T value, Side side, Optional<String> why) {

        /** Returns what to say about where it comes from; nothing if it comes from where it usually does. */
        public Optional<String> header() {
            if (side == Side.JOURNAL && why.isEmpty()) {
                return Optional.empty();
            }
            String from = side == Side.FILES ? "files" : "journal";
            return Optional.of(why.map(text -> because(from, text)).orElse(from));
        }

        private static String because(String from, String why) {
            return from + "; reason=\"" + plain(why) + "\"";
        }

        /** Returns what to say of an answer from the journal that does not show all. */
        public static String journal(String why) {
            return because("journal", why);
        }

        /** A header holds one line of ASCII without quotes. */
        private static String plain(String text) {
            return text.replaceAll("[^\\x20-\\x7e]+", " ").replace('"', '\'').strip();
        }
    }

    /**
     * Reads something of a unit.
     *
     * @throws Rejected if the side that answers does not know of it
     * @throws Unavailable if both sides fail; says why both do
     */
    public <T> Answer<T> read(String kind, String unit, Supplier<T> journal, Files<T> files) {
        if (stages.isEmpty()) {
            return new Answer<>(journal.get(), Side.JOURNAL, Optional.empty());
        }
        Stages.Place place = stages.of(kind, unit);
        if (!place.stage().writesFiles() || place.root().isEmpty()) {
            return new Answer<>(journal.get(), Side.JOURNAL, Optional.empty());
        }
        Side first = place.stage() == Stage.LEGACY ? Side.FILES : Side.JOURNAL;
        return read(kind, unit, place, first, journal, files);
    }

    /** As {@link #read}, from the journal first in every stage: for whoever needs what only it knows, a revision say. */
    public <T> Answer<T> readJournal(String kind, String unit, Supplier<T> journal, Files<T> files) {
        Stages.Place place = stages.isEmpty() ? Stages.Place.NOWHERE : stages.of(kind, unit);
        return place.stage().writesFiles() && place.root().isPresent()
                ? read(kind, unit, place, Side.JOURNAL, journal, files)
                : new Answer<>(journal.get(), Side.JOURNAL, Optional.empty());
    }

    private <T> Answer<T> read(
            String kind, String unit, Stages.Place place, Side first, Supplier<T> journal, Files<T> files) {
        Asked<T> inFiles = () -> files.read(FileSide.root(kind, unit, place));
        boolean done = true;
        boolean fellBack = false;
        try {
            return ask(first, journal, inFiles, Optional.empty());
        } catch (Rejected answer) {
            throw answer;
        } catch (IOException | RuntimeException e) {
            fellBack = true;
            LOG.warn("{} {} cannot be read from its {}: {}", kind, unit, name(first), e.toString());
            Side second = first == Side.FILES ? Side.JOURNAL : Side.FILES;
            try {
                return ask(second, journal, inFiles, Optional.of(said(e)));
            } catch (Rejected answer) {
                throw answer;
            } catch (IOException | RuntimeException other) {
                done = false;
                fellBack = false;
                throw new Unavailable("both sides failed: the %s: %s; the %s: %s"
                        .formatted(name(first), said(e), name(second), said(other)));
            }
        } finally {
            meter.add(kind, place, Figures.read(done, fellBack));
        }
    }

    /** Reads the files of a unit where they stand. */
    private interface Asked<T> {
        T read() throws IOException;
    }

    private static <T> Answer<T> ask(Side side, Supplier<T> journal, Asked<T> files, Optional<String> why)
            throws IOException {
        return new Answer<>(side == Side.FILES ? files.read() : journal.get(), side, why);
    }

    private static String name(Side side) {
        return side == Side.FILES ? "files" : "journal";
    }

    private static String said(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }
}
