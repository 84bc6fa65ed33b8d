package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.OnDisk;
import dev.daybook.cli.Program.Ended;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PowerCuts;
import dev.daybook.torture.PreloadedDisk;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that fails while a journal is brought back: what there was to bring it back of is as it was, and the same command
 * finishes what was begun. {@code -Ddaybook.torture=true}: at many moments.
 */
class RepairPowerCutIT {

    private static final int BACKED_UP = 30;
    private static final int LATER = 5;

    @TempDir(factory = OnDisk.class)
    private Path root;

    @TempDir
    private Path images;

    private Path disk;
    private Path log;

    @BeforeEach
    void given_two_backups_and_what_came_later() {
        disk = root.resolve("disk");
        log = root.resolve("log");
        Program program = Program.in(disk);
        register(program, 1, BACKED_UP / 2);
        ok(program.command("backup", "create", "--to", backups(disk)));
        register(program, BACKED_UP / 2 + 1, BACKED_UP);
        ok(program.command("backup", "create", "--to", backups(disk), "--kind", "incremental"));
        register(program, BACKED_UP + 1, BACKED_UP + LATER);
    }

    @Test
    void a_restored_directory_is_there_as_a_whole_or_can_be_made_again() throws Exception {
        PowerCuts cuts = recorded("backup", "restore", "--from", backups(disk), "--target", restored(disk));

        atMoments("power-cut-restore", cuts, (image, isSaid, how) -> {
            Program failed = Program.in(image);
            boolean isThere = isFilled(Path.of(restored(image)));
            if (isSaid) {
                assertThat(isThere).as(how + ": it was said to be restored").isTrue();
            }
            if (!isThere) {
                ok(failed.command("backup", "restore", "--from", backups(image), "--target", restored(image)), how);
            }
            assertHolds(failed, restored(image), BACKED_UP, how);
        });
    }

    @Test
    void a_damaged_journal_is_repaired_or_can_be_repaired_again() throws Exception {
        Damage.flip(disk.resolve("data/journal.db"), title(1));
        PowerCuts cuts = recorded(
                "repair",
                "--from",
                backups(disk),
                "--data",
                disk.resolve("data").toString());

        atMoments("power-cut-repair", cuts, (image, isSaid, how) -> {
            Program failed = Program.in(image);
            Ended first = failed.command("sbi", "register", "behind it");
            if (isSaid) {
                ok(first, how + ": it was said to be repaired");
            }
            if (first.code() != 0) {
                assertThat(first.code()).as("%s: %s", how, first.err()).isEqualTo(4);
                ok(failed.command("repair", "--from", backups(image)), how);
                ok(failed.command("sbi", "register", "behind it"), how);
            }
            assertHolds(failed, failed.data().toString(), BACKED_UP + LATER, how);
            assertThat(damaged(failed.data()))
                    .as("%s: the damaged journal is kept", how)
                    .isEqualTo(1);
        });
    }

    private PowerCuts recorded(String... command) throws Exception {
        PowerCuts.Before before = PowerCuts.Before.of(disk);
        Program program = Program.in(disk);
        PreloadedDisk.compiledIn(root, disk).recordedIn(log).forEach(program::with);
        ok(program.runPlain(command));
        return PowerCuts.of(disk, before, log);
    }

    /** What is to be so on a disk as the power left it. */
    private interface Left {

        /** @param isSaid whether the command had said by then that it was done */
        void holds(Path image, boolean isSaid, String how) throws Exception;
    }

    private void atMoments(String proof, PowerCuts cuts, Left left) {
        Torture.seeds(proof, 8, 400, seed -> {
            var random = new Random(seed);
            PowerCuts.Moment moment = cuts.moment(random, 1);
            Path image = images.resolve("image-" + seed);
            String how = cuts.lay(moment, random, image);
            left.holds(image, !cuts.said(moment).isEmpty(), how);
            Deleted.tree(image);
        });
    }

    private static void assertHolds(Program program, String data, int tasks, String how) {
        Ended list = program.command("sbi", "list", "--limit", "100", "--format", "json", "--data", data);
        ok(list, how);
        assertThat(list.json().findValuesAsText("title"))
                .as(how)
                .contains(Stream.iterate(1, number -> number + 1)
                        .limit(tasks)
                        .map(RepairPowerCutIT::title)
                        .toArray(String[]::new));
        Ended proof = program.command("verify", "--data", data);
        assertThat(proof.out()).as("%s: %s", how, proof.err()).contains("entries proven, no findings");
    }

    /** Counts the journals in which a title is changed, in any place. */
    private static long damaged(Path data) throws IOException {
        String changed = "s" + title(1).substring(1);
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> journals =
                    files.filter(file -> file.endsWith("journal.db")).toList();
            return journals.stream().filter(journal -> holds(journal, changed)).count();
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isFilled(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isPresent();
        }
    }

    private static void register(Program program, int first, int last) {
        for (int number = first; number <= last; number++) {
            ok(program.command("sbi", "register", title(number)));
        }
    }

    private static String title(int number) {
        return "Seldom seen %03d".formatted(number);
    }

    private static String backups(Path disk) {
        return disk.resolve("backups").toString();
    }

    private static String restored(Path disk) {
        return disk.resolve("restored").toString();
    }

    private static void ok(Ended ended) {
        ok(ended, "");
    }

    private static void ok(Ended ended, String how) {
        assertThat(ended.code()).as("%s: %s%s", how, ended.out(), ended.err()).isZero();
    }
}
