package dev.daybook.cli;

import dev.daybook.journal.postgres.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The server of a journal in a database, with the password that its user keeps elsewhere. */
public final class JournalServer {

    /** @throws Failure if the file of the password cannot be read */
    public static Server at(String address, ProgramSettings settings) {
        return Server.of(address, password(settings));
    }

    private static Optional<String> password(ProgramSettings settings) {
        String file = settings.text(ProgramSetting.JOURNAL_PASSWORD_FILE);
        if (file.isEmpty()) {
            return Optional.ofNullable(System.getenv("PGPASSWORD"));
        }
        try {
            return Files.readString(Path.of(file)).lines().findFirst();
        } catch (IOException e) {
            throw Failure.usage(
                    "the file %s that journal.password.file names cannot be read".formatted(file),
                    "it holds the password of the database in its first line, readable by this user");
        }
    }

    private JournalServer() {}
}
