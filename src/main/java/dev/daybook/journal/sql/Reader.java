package dev.daybook.journal.sql;

import com.github.luben.zstd.Zstd;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The questions to a journal, on a connection of its own that cannot write. Used by one thread at a time; closing it closes the connection. */
public final class Reader implements AutoCloseable {

    /** Each type is one branch of a merge; with more of them scanning everything is as good. */
    private static final int BRANCHES_MAX = 100;

    /** Which way to read: forward after a position, backward before one. */
    public enum Direction {
        FORWARD(">", "ASC"),
        BACKWARD("<", "DESC");

        final String beyond;
        final String order;

        Direction(String beyond, String order) {
            this.beyond = beyond;
            this.order = order;
        }
    }

    private final Connection connection;
    private final Statements statements;
    private final Rows rows;
    private final Ids ids;

    /** Takes over the connection. */
    public Reader(Connection connection, Names names, Ids ids) {
        this.connection = connection;
        this.statements = new Statements(connection);
        this.ids = ids;
        this.rows = new Rows(names, statements, ids);
    }

    public Statements statements() {
        return statements;
    }

    public Rows rows() {
        return rows;
    }

    public long head() throws SQLException {
        return Statements.number(statements.of("SELECT position FROM head")).orElseThrow();
    }

    public List<Entry> read(Selection selection, Direction direction, Position from, int limit) throws SQLException {
        return switch (selection) {
            case Selection.All _ -> everything(direction, from, limit);
            case Selection.OfStream(var stream) -> ofStream(stream, direction, from, limit);
            case Selection.OfCategory(var category) -> ofTypes(typesOf(category), direction, from, limit);
            case Selection.OfTypes(var types) -> ofTypes(typesNamed(types), direction, from, limit);
        };
    }

    public List<Entry> read(Position after, int limit, long bytesMax) throws SQLException {
        try (ResultSet found = everythingFrom(Direction.FORWARD, after, limit).executeQuery()) {
            return rows.entries(found, bytesMax);
        }
    }

    private List<Entry> everything(Direction direction, Position from, int limit) throws SQLException {
        return entries(everythingFrom(direction, from, limit));
    }

    private PreparedStatement everythingFrom(Direction direction, Position from, int limit) throws SQLException {
        PreparedStatement query = statements.of("SELECT " + Rows.COLUMNS + " FROM entry WHERE position "
                + direction.beyond + " ? ORDER BY position " + direction.order + " LIMIT ?");
        query.setLong(1, from.value());
        query.setInt(2, Math.max(0, limit));
        return query;
    }

    private List<Entry> ofStream(StreamId id, Direction direction, Position from, int limit) throws SQLException {
        OptionalLong stream = number(id);
        if (stream.isEmpty()) {
            return List.of();
        }
        long next = revisionFrom(stream.getAsLong(), from.value() + (direction == Direction.FORWARD ? 1 : 0));
        return direction == Direction.FORWARD
                ? stream(stream.getAsLong(), Direction.FORWARD, next - 1, limit)
                : stream(stream.getAsLong(), Direction.BACKWARD, next, limit);
    }

    /** Returns the first revision at or after a position: both grow together, so halving finds it. */
    private long revisionFrom(long stream, long position) throws SQLException {
        PreparedStatement place = statements.of("SELECT position FROM entry WHERE stream = ? AND revision = ?");
        long low = 0;
        long high = revision(stream) + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            place.setLong(1, stream);
            place.setLong(2, middle);
            if (Statements.number(place).orElseThrow() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<Entry> stream(long stream, Direction direction, long beyond, int limit) throws SQLException {
        PreparedStatement query = statements.of("SELECT " + Rows.COLUMNS
                + " FROM entry WHERE stream = ? AND revision " + direction.beyond + " ? ORDER BY revision "
                + direction.order + " LIMIT ?");
        query.setLong(1, stream);
        query.setLong(2, beyond);
        query.setInt(3, Math.max(0, limit));
        return entries(query);
    }

    /** Numbers are given in the order in which streams begin. */
    public List<StreamId> streams(String category, String prefix) throws SQLException {
        PreparedStatement query =
                statements.of("SELECT key FROM stream WHERE category = ? AND key >= ?" + " AND key < ? ORDER BY id");
        query.setString(1, category);
        query.setString(2, prefix);
        query.setString(3, prefix + Character.toString(Character.MAX_CODE_POINT));
        return streams(category, query);
    }

    public List<StreamId> streams(String category, Source.Project project) throws SQLException {
        PreparedStatement query =
                statements.of("SELECT key FROM stream WHERE category = ? AND id IN (SELECT entry.stream"
                        + " FROM source JOIN entry ON entry.source = source.id"
                        + " WHERE source.name = ? AND source.project = ? AND source.path <> '') ORDER BY id");
        query.setString(1, category);
        query.setString(2, project.tool());
        query.setString(3, project.name());
        return streams(category, query);
    }

    private static List<StreamId> streams(String category, PreparedStatement query) throws SQLException {
        var streams = new ArrayList<StreamId>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                streams.add(new StreamId(category, row.getString(1)));
            }
        }
        return streams;
    }

    public List<Source.Project> projects(String tool) throws SQLException {
        PreparedStatement query =
                statements.of("SELECT DISTINCT project FROM source WHERE name = ? AND path <> '' ORDER BY project");
        query.setString(1, tool);
        var projects = new ArrayList<Source.Project>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                projects.add(new Source.Project(tool, row.getString(1)));
            }
        }
        return projects;
    }

    public List<Entry> readStream(StreamId id, long revision, int limit) throws SQLException {
        OptionalLong stream = number(id);
        return stream.isEmpty()
                ? List.of()
                : stream(stream.getAsLong(), Direction.FORWARD, Math.max(0, revision) - 1, limit);
    }

    private List<Long> typesOf(String category) throws SQLException {
        PreparedStatement query = statements.of("SELECT id FROM type WHERE category = ?");
        query.setString(1, category);
        return numbers(query);
    }

    private List<Long> typesNamed(Set<String> names) throws SQLException {
        PreparedStatement query = statements.of("SELECT id FROM type WHERE name = ?");
        var types = new ArrayList<Long>();
        for (String name : names) {
            query.setString(1, name);
            types.addAll(numbers(query));
        }
        return types;
    }

    /** Merges the entries of some types by position; the index on the type ends with it, so nothing is sorted. */
    private List<Entry> ofTypes(List<Long> types, Direction direction, Position from, int limit) throws SQLException {
        if (types.isEmpty()) {
            return List.of();
        }
        if (types.size() > BRANCHES_MAX) {
            return filtered(types, direction, from, limit);
        }
        String branch = "SELECT " + Rows.COLUMNS + " FROM entry WHERE type = ? AND position " + direction.beyond + " ?";
        PreparedStatement query = statements.of(String.join(" UNION ALL ", Collections.nCopies(types.size(), branch))
                + " ORDER BY position " + direction.order + " LIMIT ?");
        int parameter = 1;
        for (long type : types) {
            query.setLong(parameter++, type);
            query.setLong(parameter++, from.value());
        }
        query.setInt(parameter, Math.max(0, limit));
        return entries(query);
    }

    private List<Entry> filtered(List<Long> types, Direction direction, Position from, int limit) throws SQLException {
        var found = new ArrayList<Entry>();
        var wanted = Set.copyOf(types);
        Position reached = from;
        boolean ended = false;
        while (found.size() < limit && !ended) {
            ended = true;
            try (ResultSet row =
                    everythingFrom(direction, reached, Journal.PAGE).executeQuery()) {
                while (found.size() < limit && row.next()) {
                    ended = false;
                    reached = new Position(row.getLong(1));
                    if (wanted.contains(row.getLong(5))) {
                        found.add(rows.entry(row));
                    }
                }
            }
        }
        return found;
    }

    public Optional<Entry> find(UUID id) throws SQLException {
        PreparedStatement query = statements.of("SELECT " + Rows.COLUMNS + " FROM entry WHERE id = ?");
        ids.bind(query, 1, id);
        return entries(query).stream().findFirst();
    }

    public Optional<Sha256> link(Position at) throws SQLException {
        PreparedStatement query = statements.of("SELECT chain FROM entry WHERE position = ?");
        query.setLong(1, at.value());
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(Sha256.of(row.getBytes(1))) : Optional.empty();
        }
    }

    public List<ChainStep> chain(Position after, int limit) throws SQLException {
        PreparedStatement query = statements.of(
                "SELECT " + EntryProof.COLUMNS + " FROM entry WHERE position > ? ORDER BY position LIMIT ?");
        query.setLong(1, after.value());
        query.setLong(2, limit);
        try (ResultSet found = query.executeQuery()) {
            return rows.all(found, Long.MAX_VALUE, EntryProof::step);
        }
    }

    public long revision(StreamId id) throws SQLException {
        OptionalLong stream = number(id);
        return stream.isEmpty() ? -1 : revision(stream.getAsLong());
    }

    private long revision(long stream) throws SQLException {
        PreparedStatement query = statements.of("SELECT max(revision) FROM entry WHERE stream = ?");
        query.setLong(1, stream);
        return Statements.number(query).orElse(-1);
    }

    private OptionalLong number(StreamId id) throws SQLException {
        PreparedStatement query = statements.of("SELECT id FROM stream WHERE category = ? AND key = ?");
        query.setString(1, id.category());
        query.setString(2, id.key());
        return Statements.number(query);
    }

    public boolean hasBlob(Sha256 hash) throws SQLException {
        PreparedStatement query = statements.of("SELECT 1 FROM blob WHERE hash = ? AND length(data) > 0");
        query.setBytes(1, hash.bytes());
        return Statements.number(query).isPresent();
    }

    public Optional<Position> erasedBy(Position at) throws SQLException {
        return Erased.by(statements, at.value());
    }

    public Set<Sha256> named(Set<Sha256> blobs, Set<Position> besides) throws SQLException {
        return Erased.named(statements, blobs, 0, besides);
    }

    public Optional<Payload> blob(Sha256 hash) throws SQLException {
        PreparedStatement query =
                statements.of("SELECT size_bytes, data FROM blob WHERE hash = ? AND length(data) > 0");
        query.setBytes(1, hash.bytes());
        try (ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(Payload.of(Zstd.decompress(row.getBytes(2), row.getInt(1))))
                    : Optional.empty();
        }
    }

    private List<Entry> entries(PreparedStatement query) throws SQLException {
        try (ResultSet found = query.executeQuery()) {
            return rows.entries(found);
        }
    }

    private static List<Long> numbers(PreparedStatement query) throws SQLException {
        var numbers = new ArrayList<Long>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                numbers.add(found.getLong(1));
            }
        }
        return numbers;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
