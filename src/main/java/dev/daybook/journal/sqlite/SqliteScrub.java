package dev.daybook.journal.sqlite;

import dev.daybook.journal.Journal;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Reader;
import dev.daybook.journal.sql.ScrubWalk;
import dev.daybook.text.IoReasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The proof of a journal file, recomputed on a connection of its own: also for a file that cannot be opened as a
 * journal any more, and beside one that is being written. On a disk without room it ends with {@link JournalUnavailable}:
 * that is no flaw. Not for two threads at once.
 */
public final class SqliteScrub implements Scrub {

    private final Path file;
    private final Pages pages;
    private final Optional<Journal> open;
    private final boolean isCounting;

    public SqliteScrub(Path file) {
        this(file, Pages.of(file), Optional.empty(), true);
    }

    /** Of the file of a journal that is open: also whether it is that journal, and not another one in its place. */
    public SqliteScrub(Path file, Journal open) {
        this(file, Pages.of(file), Optional.of(open), true);
    }

    /** Of a file that nobody changes; none is made beside it. Its rows are for {@link #counts} to count. */
    static SqliteScrub ofStill(Path file) {
        return new SqliteScrub(file, Pages.ofStill(file), Optional.empty(), false);
    }

    private SqliteScrub(Path file, Pages pages, Optional<Journal> open, boolean isCounting) {
        this.file = file;
        this.pages = pages;
        this.open = open;
        this.isCounting = isCounting;
    }

    @Override
    public Result run(Link after, Consumer<Reached> heard) {
        return run(after, Long.MAX_VALUE, heard);
    }

    /** As {@link #run(Link, Consumer)}, of the entries up to {@code until} alone: another one looks at the others. */
    Result run(Link after, long until, Consumer<Reached> heard) {
        if (Files.notExists(file)) {
            return flaws(List.of("%s does not exist".formatted(file)));
        }
        Position head = open.map(Journal::head).orElse(Position.START);
        try (Connection connection = pages.reader()) {
            var walk =
                    new ScrubWalk(new Reader(connection, new Names(), SqliteIds.INSTANCE), until, false, this::wrong);
            if (walk.isPart()) {
                walk.run(after, heard);
                return walk.result();
            }
            Optional<String> missing = pages.missing();
            missing.ifPresent(text -> walk.flaw("is cut off: " + text));
            var schema = new Schema(file, InstantSource.system());
            List<String> problems = missing.isEmpty() ? schema.problems(connection) : List.of();
            problems.forEach(walk::flaw);
            walk.run(after, heard);
            if (missing.isEmpty() && problems.isEmpty()) {
                schema.changes(connection, open.isPresent()).forEach(walk::flaw);
                if (isCounting) {
                    TableCounts.differing(connection).forEach(walk::flaw);
                }
            }
            if (open.isPresent() && !walk.hasLink(head, open.get().link(head))) {
                walk.flaw(head, "is another one than in the journal that is open: the file was replaced");
            }
            return walk.result();
        } catch (SQLException e) {
            return flaws(List.of(wrong(e)));
        } catch (JournalUnavailable e) {
            if (IoReasons.isDiskFull(e)) {
                throw e;
            }
            return flaws(List.of(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Says what an error shows to be wrong with the file.
     *
     * @throws JournalUnavailable if nothing is, but that there is no room: SQLite makes files beside what it reads
     */
    private String wrong(SQLException e) {
        String happened = Sqlite.explain(file, e);
        var unread = new JournalUnavailable(happened, e);
        if (IoReasons.isDiskFull(unread)) {
            throw unread;
        }
        return happened;
    }

    /**
     * Says which rows an index lacks, or has too many. What keeps them from being counted, as that it is no journal, is said
     * by {@link #run}.
     */
    Result counts() {
        try (Connection connection = pages.reader()) {
            boolean isJournal = pages.missing().isEmpty()
                    && new Schema(file, InstantSource.system())
                            .problems(connection)
                            .isEmpty();
            return flaws(isJournal ? TableCounts.differing(connection) : List.of());
        } catch (SQLException e) {
            return flaws(List.of(wrong(e)));
        }
    }

    private static Result flaws(List<String> all) {
        return new Result(
                0,
                0,
                Link.START,
                all.stream().map(what -> new Flaw(Optional.empty(), what)).toList());
    }
}
