package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.SmallDisk;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Progress;
import dev.daybook.upkeep.BackupCreation.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of the backups becomes full while one is made. Needs the right to mount a small one in memory. */
class BackupFullDiskTest {

    private static final String SMALL = "size=5m,mode=0700";
    private static final String LARGE = "remount,size=64m";

    /** More of them than the disk has room for, and still so few that the look before lets them pass. */
    private static final int FACTS = 30_000;

    @TempDir
    private Path folder;

    private SmallDisk small;
    private Path disk;
    private BackedUp given;

    @BeforeEach
    void given_a_small_disk() throws IOException {
        small = SmallDisk.at(folder.resolve("disk"), SMALL);
        disk = small.folder();
        given = new BackedUp(folder).facts(10);
    }

    @AfterEach
    void unmount() throws IOException {
        if (given != null) {
            given.close();
            small.close();
        }
    }

    private BackupCreation.Created create(Wanted kind) {
        return given.creation()
                .create(new BackupCreation.Order(disk.resolve("backups"), kind, 0, Optional.empty()), Progress.UNHEARD);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(disk.resolve("backups"))) {
            return all.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void nothing_of_it_stays_and_the_next_one_is_whole_once_there_is_room() throws Exception {
        String first = create(Wanted.FULL).manifest().id();
        given.facts(FACTS);

        assertThatThrownBy(() -> create(Wanted.INCREMENTAL)).hasMessageMatching("(?s).*(disk is full|No space left).*");

        assertThat(names()).containsExactly(first);
        assertThat(given.journal().unavailable()).as("the journal goes on").isEmpty();
        given.facts(3);
        small.remount(LARGE);
        BackupManifest second = create(Wanted.INCREMENTAL).manifest();
        assertThat(second.position()).isEqualTo(given.journal().head());
        BackupCheck.Report report = new BackupCheck(folder.resolve("scratch"), (_, _) -> Map.of(), given::now)
                .check(
                        new BackupCheck.Order(disk.resolve("backups"), Optional.empty(), true, Optional.empty()),
                        Progress.UNHEARD);
        assertThat(report.findings()).isEmpty();
    }

    @Test
    void one_that_there_is_no_room_for_is_refused_before_it_is_written() throws IOException {
        given.facts(FACTS);
        assertThatThrownBy(() -> create(Wanted.FULL))
                .isInstanceOf(Rejected.class)
                .hasMessageMatching("the disk of .* has [45] MB left, and [0-9]+ MB are wanted: .*");
        assertThat(names()).isEmpty();

        small.fill(1 << 20); // a compressed one is put together elsewhere, and comes here then
        var order = new BackupCreation.Order(disk.resolve("backups"), Wanted.FULL, 3, Optional.empty());
        assertThatThrownBy(() -> given.creation().create(order, Progress.UNHEARD))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("MB left, and 5 MB are wanted");
        assertThat(names()).isEmpty();
        assertThat(given.cache()).isEmptyDirectory();
    }
}
