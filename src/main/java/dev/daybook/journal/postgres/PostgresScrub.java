package dev.daybook.journal.postgres;

import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Reader;
import dev.daybook.journal.sql.ScrubWalk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The proof of a journal in a database, recomputed on a connection of its own, beside those who write. Where the server
 * cannot be asked, or has no room, it ends with {@link JournalUnavailable}: that is no flaw.
 */
final class PostgresScrub implements Scrub {

    private final Server server;
    private final Journal open;

    PostgresScrub(Server server, Journal open) {
        this.server = server;
        this.open = open;
    }

    @Override
    public Result run(Link after, Consumer<Reached> heard) {
        Position head = open.head();
        try (Connection connection = server.writer()) {
            var walk = new ScrubWalk(
                    new Reader(connection, new Names(), PostgresIds.INSTANCE), Long.MAX_VALUE, true, this::wrong);
            new PostgresSchema(server, InstantSource.system()).validate().forEach(walk::flaw);
            walk.run(after, heard);
            if (!walk.hasLink(head, open.link(head))) {
                walk.flaw(head, "is another one than in the journal that is open");
            }
            return walk.result();
        } catch (SQLException e) {
            return new Result(0, 0, Link.START, List.of(new Flaw(Optional.empty(), wrong(e))));
        } catch (JournalDamaged e) {
            return new Result(0, 0, Link.START, List.of(new Flaw(Optional.empty(), String.valueOf(e.getMessage()))));
        }
    }

    /**
     * Says what an error of the server shows to be wrong with the journal.
     *
     * @throws JournalUnavailable if nothing is, but that it could not be read
     */
    private String wrong(SQLException e) {
        String happened = Failures.explain(server, e);
        if (Failures.isUnread(e)) {
            throw new JournalUnavailable(happened, e);
        }
        return happened;
    }
}
