package dev.daybook.importing.run;

import dev.daybook.importing.database.Database;
import dev.daybook.importing.file.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When the files of a tree were written. */
final class FileTimes {

    /** Rows of a database, which are named after it and a number sign, stand in its log first. */
    private static Optional<Instant> writtenAt(Path base, String file) {
        int sign = file.lastIndexOf('#');
        boolean isRow = sign > 0 && file.charAt(sign - 1) != '/'; // else it begins the name of a file
        String path = isRow ? file.substring(0, sign) : file;
        return Stream.concat(Stream.of(file, path), Database.aside(path))
                .flatMap(text -> modifiedAt(base, text).stream())
                .max(Comparator.naturalOrder());
    }

    /** Returns when a file was written; of one that is gone, when its folder lost it. */
    static Optional<Instant> changedAt(Path base, String file) {
        return writtenAt(base, file)
                .or(() -> Optional.of(file.lastIndexOf('/'))
                        .filter(slash -> slash > 0)
                        .flatMap(slash -> changedAt(base, file.substring(0, slash))))
                .or(() -> modifiedAt(base, ""));
    }

    private static Optional<Instant> modifiedAt(Path base, String file) {
        try {
            return Optional.of(Files.getLastModifiedTime(FileNames.resolve(base, file), LinkOption.NOFOLLOW_LINKS)
                    .toInstant());
        } catch (IOException | InvalidPathException _) {
            return Optional.empty(); // gone again, or no file of that name
        }
    }

    private FileTimes() {}
}
