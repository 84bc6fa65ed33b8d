package dev.daybook.projection;

import dev.daybook.journal.Position;
import dev.daybook.journal.sqlite.ReadOnlyUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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
