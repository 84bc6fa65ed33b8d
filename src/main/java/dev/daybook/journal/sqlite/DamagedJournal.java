package dev.daybook.journal.sqlite;

import dev.daybook.journal.Chain;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sql.EntryProof;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Rows;
import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a journal file still gives that is no whole journal any more, held against one that is proven and should be the
 * same. The damaged file is only read. Used by one thread, while nobody else has either of the files.
 */
public final class DamagedJournal {

    /** So many are read together where the file lets them be; where it does not, each by itself. */
    private static final int BATCH = 1_000;

    /** Positions of which the damaged file does not give what stands in the proven one. */
    public record Range(Position first, Position last, String what) {

        @Override
        public String toString() {
            return first.equals(last)
                    ? "position %s %s".formatted(first, what)
                    : "positions %s to %s: the first of them %s".formatted(first, last, what);
        }
    }

    /**
     * How the damaged journal compares with the proven one, as far as the proven one goes.
     *
     * @param differing in the order of their positions
     * @param other from where on it proves itself as a journal that is another one than the proven; nothing if it is not
     * @param same the last position of which both are known to be the same up to there, by the chain
     * @param head where the damaged one ends, if it still says so
     */
    public record Comparison(List<Range> differing, Optional<Position> other, Position same, Optional<Link> head) {
        public Comparison {
            differing = List.copyOf(differing);
        }
    }

    /**
     * What was taken over from behind the end of the proven one.
     *
     * @param last the last position there is now
     * @param stopped why nothing is taken from behind it, if something should follow
     */
    public record Added(Position last, Optional<String> stopped) {}

    private final Path file;

    public DamagedJournal(Path file) {
        this.file = file;
    }

    /**
     * Returns what can be read: the file itself, or, where the pages that say which tables it has are damaged, a copy of it
     * in {@code scratch} with those of the proven one.
     */
    public DamagedJournal readable(Path proven, Path scratch) {
        try (Connection connection = Pages.of(file).reader();
                PreparedStatement any = connection.prepareStatement("SELECT (SELECT 1 FROM entry LIMIT 1), position"
                        + " FROM head, type, actor, source, stream, blob LIMIT 1")) {
            any.executeQuery().close();
            return this;
        } catch (SQLException e) {
            return grafted(proven, scratch);
        }
    }

    private DamagedJournal grafted(Path proven, Path scratch) {
        try {
            Path copy = scratch.resolve("damaged.db");
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            Files.copy(file, copy);
            if (Files.exists(log)) {
                Files.copy(log, scratch.resolve("damaged.db-wal"));
            }
            SchemaPages.graft(proven, copy);
            return new DamagedJournal(copy);
        } catch (SQLException e) {
            throw Sqlite.unavailable(proven, e);
        } catch (IOException e) {
            throw new JournalUnavailable("%s cannot be copied: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** Compares each entry. Throws {@link JournalUnavailable} if the proven one cannot be read. */
    public Comparison compare(Path proven, JournalMark mark, JournalCopy.Progress progress) {
        try (Connection good = Sqlite.reader(proven);
                Connection bad = Pages.of(file).reader()) {
            return new Walk(good, bad, mark.head(), progress).run();
        } catch (SQLException e) {
            throw Sqlite.unavailable(proven, e);
        }
    }

    private enum Kind {
        SAME,
        OTHER,
        DAMAGED
    }

    /** One pass over the positions that the proven journal has. */
    private static final class Walk {

        private final Statements good;
        private final Statements bad;
        private final EntryProof proof;
        private final Link end;
        private final JournalCopy.Progress progress;
        private final List<Range> differing = new ArrayList<>();
        private Optional<Position> other = Optional.empty();
        private long same;
        private Sha256 before = Chain.GENESIS;
        private Sha256 ownBefore = Chain.GENESIS;

        Walk(Connection good, Connection bad, Link end, JournalCopy.Progress progress) {
            this.good = new Statements(good);
            this.bad = new Statements(bad);
            this.proof = new EntryProof(this.bad, new Rows(new Names(), this.bad, SqliteIds.INSTANCE));
            this.end = end;
            this.progress = progress;
        }

        Comparison run() throws SQLException {
            Optional<Link> head = head();
            long last = head.map(link ->
                            Math.min(link.position().value(), end.position().value()))
                    .orElse(end.position().value());
            for (long from = 0; from < last; from += BATCH) {
                batch(from, Math.min(last, from + BATCH));
                progress.at(from, last);
            }
            // The end that it names stands for all before it.
            if (head.isPresent() && sameLink(head.get())) {
                same = Math.max(same, head.get().position().value());
            }
            return new Comparison(differing, other.filter(at -> at.value() > same), new Position(same), head);
        }

        private Optional<Link> head() {
            try (ResultSet row = bad.of("SELECT position, chain FROM head WHERE length(chain) = 32 AND position >= 0")
                    .executeQuery()) {
                return row.next()
                        ? Optional.of(new Link(new Position(row.getLong(1)), Sha256.of(row.getBytes(2))))
                        : Optional.empty();
            } catch (SQLException e) {
                return Optional.empty(); // it is on a page that is damaged
            }
        }

        private boolean sameLink(Link link) throws SQLException {
            if (link.position().isAfter(end.position())) {
                return false;
            }
            List<Sha256> at = links(link.position().value() - 1, link.position().value());
            return link.position().equals(Position.START) || at.equals(List.of(link.hash()));
        }

        private List<Sha256> links(long after, long until) throws SQLException {
            PreparedStatement query =
                    good.of("SELECT chain FROM entry WHERE position > ? AND position <= ? ORDER BY position");
            query.setLong(1, after);
            query.setLong(2, until);
            var links = new ArrayList<Sha256>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    links.add(Sha256.of(row.getBytes(1)));
                }
            }
            return links;
        }

        private void batch(long after, long until) throws SQLException {
            List<Sha256> links = links(after, until);
            long next = after + 1;
            try {
                PreparedStatement query = bad.of("SELECT " + EntryProof.COLUMNS
                        + " FROM entry WHERE position > ? AND position <= ? ORDER BY position");
                query.setLong(1, after);
                query.setLong(2, until);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next() && row.getLong(1) >= next) { // in a broken tree rows may run in circles
                        for (; next < row.getLong(1); next++) {
                            missing(next, links.get((int) (next - after - 1)));
                        }
                        look(next, row, links.get((int) (next - after - 1)));
                        next++;
                    }
                }
            } catch (SQLException e) {
                // each by itself from there on: a page that cannot be read hides those of others only together
            }
            for (; next <= until; next++) {
                one(next, links.get((int) (next - after - 1)));
            }
        }

        private void one(long position, Sha256 link) {
            try {
                PreparedStatement query = bad.of("SELECT " + EntryProof.COLUMNS + " FROM entry WHERE position = ?");
                query.setLong(1, position);
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        look(position, row, link);
                    } else {
                        missing(position, link);
                    }
                }
            } catch (SQLException e) {
                note(position, Kind.DAMAGED, "cannot be read (%s)".formatted(e.getMessage()));
                before = link;
                ownBefore = link;
            }
        }

        private void missing(long position, Sha256 link) {
            note(position, Kind.DAMAGED, "is missing");
            before = link;
            ownBefore = link;
        }

        private void look(long position, ResultSet row, Sha256 link) throws SQLException {
            EntryProof.Look look = proof.look(row, before);
            boolean isSame = look.link().equals(link);
            if (look.isProven() && isSame) {
                note(position, Kind.SAME, "");
            } else if (!isSame && (look.isProven() || proof.look(row, ownBefore).isProven())) {
                note(position, Kind.OTHER, "is another entry than in the backup");
            } else {
                note(
                        position,
                        Kind.DAMAGED,
                        look.isProven()
                                ? "has another link in the chain"
                                : look.wrong().getFirst());
            }
            before = link;
            ownBefore = look.link();
        }

        private void note(long position, Kind kind, String what) {
            if (kind == Kind.SAME) {
                same = position;
                other = Optional.empty(); // what comes after it is chained to what the proven one has
                return;
            }
            if (kind == Kind.OTHER && other.isEmpty()) {
                other = Optional.of(new Position(position));
            }
            if (!differing.isEmpty() && differing.getLast().last().value() + 1 == position) {
                Range range = differing.removeLast();
                differing.add(new Range(range.first(), new Position(position), range.what()));
            } else {
                differing.add(new Range(new Position(position), new Position(position), what));
            }
        }
    }

    /**
     * Adds to a proven journal that nobody has open what the damaged file has behind its end, as it is read there: whether
     * it is what was written is for a proof of the whole to find out.
     *
     * @param until nothing from behind it is taken
     */
    public Added add(Path target, JournalMark mark, Optional<Position> until, JournalCopy.Progress progress) {
        try (Connection into = Sqlite.building(target);
                Connection from = Pages.of(file).reader()) {
            Sqlite.execute(into, "BEGIN");
            Sqlite.execute(into, "UPDATE head SET writing = 1");
            Added added = new Addition(from, into, mark, until, progress).run();
            try (PreparedStatement head = into.prepareStatement(
                    "UPDATE head SET writing = 0, position = ?1, chain = coalesce((SELECT chain FROM entry WHERE position = ?1), chain)")) {
                head.setLong(1, added.last().value());
                head.executeUpdate();
            }
            Sqlite.execute(into, "COMMIT");
            Erasures.again(into); // the backup may be older than what erased some of it
            return added;
        } catch (SQLException e) {
            throw new JournalUnavailable("the journal cannot be put together: " + Sqlite.explain(target, e), e);
        }
    }

    /** One way from the damaged file into the other. */
    private record Addition(
            Connection from,
            Connection into,
            JournalMark mark,
            Optional<Position> until,
            JournalCopy.Progress progress) {

        Added run() throws SQLException {
            try (PreparedStatement any = from.prepareStatement("SELECT 1 FROM entry LIMIT 1")) {
                any.executeQuery().close();
            } catch (SQLException e) {
                return new Added(
                        mark.head().position(),
                        Optional.of("nothing of the journal can be read (%s)".formatted(e.getMessage())));
            }
            rows("stream", "id", mark.streams());
            rows("type", "id", mark.types());
            rows("actor", "id", mark.actors());
            rows("source", "id", mark.sources());
            rows("blob", "rowid", mark.blobs());
            long last = mark.head().position().value();
            long most = until.map(Position::value).orElse(Long.MAX_VALUE);
            Copied copied = new Copied(last, Optional.empty());
            while (copied.last < most) {
                long at = copied.last;
                copied = entries(at, Math.min(most, at + BATCH));
                progress.at(copied.last - last, copied.last - last);
                if (copied.last == at || copied.stopped.isPresent()) {
                    break;
                }
            }
            return new Added(new Position(copied.last), copied.stopped);
        }

        private record Copied(long last, Optional<String> stopped) {}

        /** What cannot be read is missed by the entries that name it, if any does. */
        private void rows(String table, String key, long after) throws SQLException {
            try (PreparedStatement query =
                    from.prepareStatement("SELECT %1$s%2$s.* FROM %2$s WHERE %3$s > ? ORDER BY %3$s"
                            .formatted(key.equals("rowid") ? "rowid AS rowid, " : "", table, key))) {
                query.setLong(1, after);
                try (ResultSet row = query.executeQuery();
                        PreparedStatement insert = insert(table, row.getMetaData())) {
                    while (row.next()) {
                        copy(row, insert);
                    }
                }
            } catch (SQLException e) {
                if (!Sqlite.isDamage(e)) {
                    throw e;
                }
            }
        }

        private Copied entries(long after, long to) throws SQLException {
            long last = after;
            try (PreparedStatement query = from.prepareStatement(
                    "SELECT * FROM entry WHERE position > ? AND position <= ? ORDER BY position")) {
                query.setLong(1, after);
                query.setLong(2, to);
                try (ResultSet row = query.executeQuery();
                        PreparedStatement insert = insert("entry", row.getMetaData())) {
                    while (row.next()) {
                        if (row.getLong("position") != last + 1) {
                            return new Copied(
                                    last,
                                    Optional.of("position %d is missing, the next entry is %d"
                                            .formatted(last + 1, row.getLong("position"))));
                        }
                        copy(row, insert);
                        last++;
                    }
                }
                return new Copied(last, Optional.empty());
            } catch (SQLException e) {
                if (!Sqlite.isDamage(e) && !Sqlite.isConstraint(e)) {
                    throw e;
                }
                return new Copied(
                        last, Optional.of("position %d cannot be read (%s)".formatted(last + 1, e.getMessage())));
            }
        }

        private PreparedStatement insert(String table, ResultSetMetaData columns) throws SQLException {
            var names = new StringJoiner(", ");
            var values = new StringJoiner(", ");
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
                values.add("?");
            }
            return into.prepareStatement("INSERT INTO %s (%s) VALUES (%s)".formatted(table, names, values));
        }

        private static void copy(ResultSet row, PreparedStatement insert) throws SQLException {
            int columns = row.getMetaData().getColumnCount();
            for (int i = 1; i <= columns; i++) {
                insert.setObject(i, row.getObject(i));
            }
            insert.executeUpdate();
        }
    }
}
