package dev.daybook.importing;

import dev.daybook.importing.StreamHistory.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says when a change of watched files has happened: after the last thing that is on record of it, and not later than
 * now. The time that the file tells counts if it lies there, else the time at which the file was written, else now: an
 * edit of tonight is one of tonight, though the record that it stands in may be of last year.
 *
 * <p>What was not known at all tells its own history, and is dated by that.
 */
record ChangeTimes(Path base, InstantSource clock) implements FactWriter.Dating {

    @Override
    public Instant at(Fact fact, Known known) {
        if (fact.exact() || known.entries().isEmpty()) {
            return fact.occurredAt();
        }
        Instant since = known.entries().getLast().entry().recordedAt();
        Instant now = clock.instant();
        return Stream.concat(Stream.of(fact.occurredAt()), writtenAt(fact.file()).stream())
                .filter(instant -> !instant.isBefore(since) && !instant.isAfter(now))
                .findFirst()
                .orElse(now);
    }

    /** Rows of a database, which are named after it and a number sign, stand in its log first. */
    private Optional<Instant> writtenAt(String file) {
        int sign = file.lastIndexOf('#');
        boolean isRow = sign > 0 && file.charAt(sign - 1) != '/'; // else it begins the name of a file
        String path = isRow ? file.substring(0, sign) : file;
        return Stream.concat(Stream.of(file, path), Database.aside(path))
                .flatMap(text -> modifiedAt(text).stream())
                .max(Comparator.naturalOrder());
    }

    private Optional<Instant> modifiedAt(String file) {
        try {
            return Optional.of(Files.getLastModifiedTime(FileNames.resolve(base, file), LinkOption.NOFOLLOW_LINKS)
                    .toInstant());
        } catch (IOException | InvalidPathException _) {
            return Optional.empty(); // gone again, or no file of that name
        }
    }
}
