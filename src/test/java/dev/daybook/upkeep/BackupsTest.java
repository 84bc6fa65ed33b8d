package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder;

    @Test
    void the_newest_backup_is_one_that_is_whole() throws IOException {
        write("older.db", NOW.minusSeconds(2));
        write("newer.db", NOW.minusSeconds(1));
        write("being-written.db.part", NOW);

        assertThat(new Backups(folder).newest()).contains(new Backups.Backup("newer.db", NOW.minusSeconds(1)));
    }

    private void write(String name, Instant at) throws IOException {
        Files.setLastModifiedTime(Files.writeString(folder.resolve(name), "a journal"), FileTime.from(at));
    }
}
