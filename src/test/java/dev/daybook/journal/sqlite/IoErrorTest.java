package dev.daybook.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.torture.PreloadedDisk;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk whose n-th call fails, once or from then on: what was acknowledged is there when it is well again, and nobody is
 * told that the journal is damaged. {@code -Ddaybook.torture=true}: for every n.
 */
final class IoErrorTest {

    private static final String ALL = "EIO,ENOSPC,SHORT,EIO+,ENOSPC+";

    @TempDir(factory = OnDisk.class)
    private Path folder;

    @Test
    void nothing_acknowledged_is_lost_whichever_call_fails() throws Exception {
        assertHolds(5, 41, ALL);
    }

    @EnabledIfSystemProperty(named = "daybook.torture", matches = "true", disabledReason = "long")
    @ParameterizedTest
    @ValueSource(strings = {"EIO", "ENOSPC", "SHORT", "EIO+", "ENOSPC+", "SHORT+"})
    void nothing_acknowledged_is_lost_when_this_happens_at_any_call(String kind) throws Exception {
        assertHolds(1, 1, kind);
    }

    private void assertHolds(int first, int step, String kinds) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root")).toRealPath();
        var disk = PreloadedDisk.compiledIn(folder, root);
        Process process = TroubledProcess.start(disk, root, first, step, kinds);
        List<String> said;
        try (BufferedReader output = process.inputReader()) {
            said = output.lines().toList();
        }

        assertThat(process.waitFor()).isZero();
        int calls = Integer.parseInt(said.getLast());
        List<String> rounds = said.subList(0, said.size() - 1);
        assertThat(calls).isGreaterThan(300);
        assertThat(rounds).hasSizeGreaterThanOrEqualTo((calls - first) / step);
        assertThat(rounds).allSatisfy(round -> assertThat(round).matches("\\d+ \\S+ \\d+ of 40 acknowledged"));
        // Where a call failed, it was noticed; a short write is gone on with.
        assertThat(rounds)
                .filteredOn(round -> !round.contains("40 of 40"))
                .hasSizeGreaterThan(kinds.startsWith("SHORT") ? -1 : rounds.size() / 3);
    }
}
