package dev.daybook.projection;

import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig;

/** What the files of read models tell of a journal, without it. */
public final class Traces {

    /**
     * Returns the last position of the journal that any read model in the folder was made of, {@link Position#START} if
     * there is none. Changes nothing; a file that cannot be read tells nothing.
     */
    public static Position farthest(Path folder) {
        Position farthest = Position.START;
        for (Path file : files(folder)) {
            Position here = position(file);
            farthest = here.isAfter(farthest) ? here : farthest;
        }
        return farthest;
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path ->
                            Manifest.projection(path.getFileName().toString()).isPresent())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /**
     * Returns the links of the journal's chain that the read models in the folder were made of, in no order: they were
     * written down by this program, elsewhere than in the journal. Changes nothing.
     */
    public static List<Link> links(Path folder) {
        return files(folder).stream().flatMap(file -> link(file).stream()).toList();
    }

    private static Optional<Link> link(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
                var query = connection.prepareStatement("SELECT made_of, chain FROM checkpoint WHERE made_of > 0");
                ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Link(new Position(row.getLong(1)), Sha256.parse(row.getString(2))))
                    : Optional.empty();
        } catch (SQLException | IllegalArgumentException e) {
            return Optional.empty(); // damaged, or of another version: it tells nothing
        }
    }

    private static Position position(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + ReadOnlyUri.of(file));
                var query = connection.prepareStatement("SELECT position FROM checkpoint");
                ResultSet row = query.executeQuery()) {
            return row.next() ? new Position(Math.max(0, row.getLong(1))) : Position.START;
        } catch (SQLException e) {
            return Position.START;
        }
    }

    private Traces() {}
}
