package dev.daybook.cli;

import dev.daybook.operation.Progress;
import dev.daybook.upkeep.JournalTransfer.Copied;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens a data directory: what stands behind the command line. Application implements it. */
public interface DataDirectoryOpener {

    /** How long it will be open, which decides what is started. */
    enum Stay {
        /** For one command: nothing runs in the background. */
        COMMAND,
        /** Until the process is told to stop. */
        SERVE
    }

    /**
     * Opens the directory, and answers HTTP at {@code listen} if it is to serve. The caller holds the directory's lock.
     *
     * @throws Failure if it cannot be opened: says why and how to go on; {@link Exit#INTEGRITY} if the journal is not
     *     the one that was left
     */
    Running open(DataDirectory data, ProgramSettings settings, Stay stay, Listen listen, Expected expected);

    /**
     * Opens the directory to read it, whoever has it, and has it read what is there: no lock is needed, and nothing is
     * changed.
     *
     * @param behind whether it will do if its read models lack the end of the journal
     * @return none if it cannot be read so: there is nothing yet, or something to be brought up to date or mended
     */
    default Optional<Opened> look(DataDirectory data, ProgramSettings settings, boolean behind) {
        return Optional.empty();
    }

    /**
     * Copies a journal. Whoever calls this has the lock of the directory that it is copied to.
     *
     * @throws Failure if one of the two cannot be opened
     */
    Copied copy(Place from, Place to, ProgramSettings settings, Progress progress);

    /** Where a journal is. */
    sealed interface Place {}

    record InFile(DataDirectory data) implements Place {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof InFile(DataDirectory those) && those.path().equals(data.path());
        }

        @Override
        public int hashCode() {
            return data.path().hashCode();
        }
    }

    record InDatabase(String address) implements Place {}

    /**
     * What a directory should hold.
     *
     * @param head up to which position its journal was known to reach when it was left, 0 if that is not known
     * @param anew whether to set aside what is there and begin anew if its journal is lost or damaged
     */
    record Expected(long head, boolean anew) {}

    /**
     * Where to answer.
     *
     * @param port 0 is any free one
     * @param wanted whether the user wants others to ask there: with the certificate and at the socket of the settings
     */
    record Listen(String host, int port, boolean wanted) {

        public static final Listen PRIVATE = new Listen("127.0.0.1", 0, false);
    }

    /** A data directory that can be asked. */
    interface Opened extends AutoCloseable {

        /** Returns what carries out what this process asks for. */
        Exchange exchange();

        /** Returns whether something that is made of the journal could not be read as it should. */
        default boolean isDamaged() {
            return false;
        }

        /** Does nothing the second time. */
        @Override
        void close();
    }

    /** An open data directory. */
    interface Running extends Opened {

        /** Returns where it answers, if it was opened to serve. */
        URI endpoint();

        /** Returns where it answers programs of this machine. */
        URI local();

        /** Returns the text of a token that lets programs of whoever owns the directory in until it is closed. */
        String pass();

        /** Returns for how long nobody was answered; zero while somebody is. */
        Duration idle();

        /** Builds anew what is damaged of all that is made of the journal. */
        void mend();

        /** Returns the last position of its journal, also when it is closed. */
        long head();

        /** Finishes what was accepted, writes it down, and closes. Does nothing the second time. */
        @Override
        void close();
    }
}
