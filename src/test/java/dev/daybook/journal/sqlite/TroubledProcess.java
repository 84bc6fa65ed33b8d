package dev.daybook.journal.sqlite;

import dev.daybook.ChildProcess;
import dev.daybook.journal.Append;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.PreloadedDisk;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A process that keeps one journal after the other on a disk whose n-th call fails, opens each again when the disk is well,
 * and says for each n what it found: {@code 17 EIO 5 of 40 acknowledged}, or how much of it is missing. The last line is the number of
 * calls that a journal takes.
 */
final class TroubledProcess {

    static final String LOST = "LOST ";

    private static final int APPENDS = 40;
    private static final int TOGETHER = 4;

    /** Starts one for each {@code step}-th call from {@code first} on: {@code kinds} take turns. */
    static Process start(PreloadedDisk disk, Path root, int first, int step, String kinds) throws IOException {
        var builder = new ProcessBuilder(ChildProcess.command(TroubledProcess.class, root, first, step, kinds));
        builder.environment().putAll(disk.preloaded());
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        int step = Integer.parseInt(args[2]);
        String[] kinds = args[3].split(",");
        int calls = Integer.MAX_VALUE;
        int round = 0;
        for (int n = Integer.parseInt(args[1]); n <= calls; n += step) {
            String kind = kinds[round++ % kinds.length];
            Path folder = Files.createDirectories(root.resolve("round-" + round));
            var acknowledged = new ArrayList<Integer>();
            tell(root.resolve(".fail-%d-%s".formatted(n, kind)));
            String how = keep(folder.resolve("journal.db"), acknowledged);
            tell(root.resolve(".calls"));
            int called =
                    Integer.parseInt(Files.readString(root.resolve(".calls")).strip());
            if (called < n) {
                calls = called; // nothing failed: that were all
            }
            try {
                CrashTest.assertHolds(folder.resolve("journal.db"), acknowledged);
                System.out.printf("%d %s %d of %d acknowledged%s%n", n, kind, acknowledged.size(), APPENDS, how);
            } catch (AssertionError | RuntimeException e) {
                System.out.printf(
                        "%s%d %s%s: %s%n", LOST, n, kind, how, e.toString().replace('\n', ' '));
            }
            Deleted.tree(folder);
        }
        System.out.println(calls);
    }

    /** Opens a journal, appends several at a time, closes it; returns what it refused with, if it is not as it should. */
    private static String keep(Path file, List<Integer> acknowledged) {
        try (var journal =
                SqliteJournal.open(file, InstantSource.system(), List.of("PRAGMA wal_autocheckpoint = 20"))) {
            for (int number = 0; number < APPENDS; number += TOGETHER) {
                var appends = new ArrayList<CompletableFuture<Integer>>();
                for (int one = number; one < number + TOGETHER; one++) {
                    int appended = one;
                    appends.add(journal.append(new Append(List.of(AppendingProcess.draft(one)), Map.of()))
                            .thenApply(_ -> appended));
                }
                for (CompletableFuture<Integer> append : appends) {
                    try {
                        acknowledged.add(append.join());
                    } catch (CompletionException e) {
                        if (!(e.getCause() instanceof JournalUnavailable) || e.getCause() instanceof JournalDamaged) {
                            return ", refused with " + e.getCause();
                        }
                    }
                }
            }
            return "";
        } catch (JournalDamaged e) {
            return ", said to be damaged: " + e.getMessage();
        } catch (JournalUnavailable _) {
            return "";
        } catch (RuntimeException e) {
            return ", failed with " + e;
        }
    }

    /** The disk hears of names that are opened. */
    private static void tell(Path name) {
        try (var in = new FileInputStream(name.toFile())) {
            in.read();
        } catch (IOException _) {
            // there is no such file
        }
    }

    private TroubledProcess() {}
}
