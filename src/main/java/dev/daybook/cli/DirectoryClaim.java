package dev.daybook.cli;

import dev.daybook.cli.Connection.Wish;
import dev.daybook.cli.DataDirectory.Claim;
import dev.daybook.cli.DataDirectory.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a command, taken so that no other process writes there; or, in its place, a folder for this command
 * only. Used by one thread, except {@link #removeAside}, which a shutdown may call beside it.
 */
final class DirectoryClaim {

    /** How long a command waits for another one of half a second to finish, or for a server to come up. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final CommandContext context;
    private final Wish wish;
    private @Nullable DataDirectory aside;
    private boolean joins;
    private boolean joined;

    DirectoryClaim(CommandContext context, Wish wish) {
        this.context = context;
        this.wish = wish;
    }

    /** Makes the folder for this command only; the settings of the directory hold all the same. */
    void beginAside() {
        context.settings();
        try {
            aside = DataDirectory.at(Files.createTempDirectory("daybook-dry-run-"));
        } catch (IOException e) {
            throw Failure.because(
                    "no temporary folder can be made: " + Failures.describe(e),
                    "-Djava.io.tmpdir in DAYBOOK_JAVA_OPTS names another place for them",
                    e);
        }
    }

    boolean isAside() {
        return aside != null;
    }

    /** Removes the folder for this command only, if there is one. */
    void removeAside() {
        if (aside != null) {
            aside.remove();
        }
    }

    /** Returns the directory that this command works in. */
    DataDirectory opened() {
        return aside == null ? context.data() : aside;
    }

    /** From now on it waits as long as it takes while another process does the same. */
    void joinsOthers() {
        joins = true;
    }

    /** Returns whether it waited for another process that did the same. */
    boolean wasJoined() {
        return joined;
    }

    /** Takes the directory, or says which server has it. Waits a while for servers to come up and commands to end. */
    Claim claim() {
        refuseUnlessBegun();
        var waiting = new DirectoryWait(context, PATIENCE, PAUSE);
        while (true) { // until the waiting is over
            var claim = opened().claim(wish.command());
            boolean served = claim instanceof Claim.Theirs(Holder holder)
                    && holder.endpoint().isPresent();
            if (claim instanceof Claim.Mine(Lock mine)
                    && !wish.begins()
                    && aside == null
                    && context.data().isBlank()
                    && context.sharedJournal().isEmpty()
                    && mine.head() == 0) {
                mine.close();
                throw notBegun();
            }
            if (claim instanceof Claim.Mine || served) {
                return claim;
            }
            Holder holder = ((Claim.Theirs) claim).holder();
            boolean isSame = joins && holder.command().equals(wish.command());
            if (waiting.isOver() && !isSame) {
                throw inUse(holder);
            }
            joined |= isSame;
            waiting.pause(holder);
        }
    }

    /** Refuses a command that may not begin a journal where there is none. */
    void refuseUnlessBegun() {
        if (!wish.begins()
                && aside == null
                && context.data().isBlank()
                && !context.data().isClaimed()
                && context.sharedJournal().isEmpty()) {
            throw notBegun();
        }
    }

    private Failure notBegun() {
        return Failure.because(
                "%s holds no journal".formatted(context.data().path()),
                "daybook migrate PATH, daybook update, daybook serve or daybook sbi register TITLE begin one; --data DIR names another");
    }

    /** Returns what to throw where another process has the directory. */
    Failure inUse(Holder holder) {
        return Failure.because(
                "%s is in use by %s".formatted(context.data().path(), holder.describe()),
                "stop it or choose another --data");
    }
}
