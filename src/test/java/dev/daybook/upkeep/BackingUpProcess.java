package dev.daybook.upkeep;

import dev.daybook.ChildProcess;
import dev.daybook.journal.Position;
import dev.daybook.upkeep.BackupCreation.Wanted;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Backs up, or restores, until it is killed; says each time that it is done. */
final class BackingUpProcess {

    static final String DONE = "done";

    static Process start(Path folder, String what) throws IOException {
        return new ProcessBuilder(ChildProcess.command(BackingUpProcess.class, folder, what))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        try (var it = new BackedUp(folder)) {
            for (int n = 0; ; n++) {
                if (args[1].equals("create")) {
                    it.anew().later(Duration.ofMinutes(1)).facts(40);
                    it.create(n % 2 == 0 ? Wanted.FULL : Wanted.INCREMENTAL);
                } else {
                    it.restore(new Until.At(new Position(35)), folder.resolve("restored-" + n));
                }
                System.out.println(DONE);
            }
        }
    }

    private BackingUpProcess() {}
}
