package dev.daybook.importing.run;

import dev.daybook.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** What another process does to files that are put back: has a database open, or is killed while it restores. */
public final class DatabaseHolder {

    public static Process start(Class<?> main, Object... arguments) throws IOException {
        return new ProcessBuilder(ChildProcess.command(main, arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Has a database open as it was told, says so, and waits for the end of its input. */
    public static void main(String[] args) throws IOException, SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                var statement = connection.createStatement()) {
            if (statement.execute(args[1])) {
                statement.getResultSet().close();
            }
            System.out.println("open");
            System.out.flush();
            while (System.in.read() >= 0) {
                // until it is let go
            }
        }
    }

    /** Restores an archive over a folder, and is killed before so many of its steps. */
    public static final class Killed {

        public static void main(String[] args) {
            var left = new AtomicInteger(Integer.parseInt(args[2]));
            Path root = Path.of(args[1]);
            new Restore(Path.of(args[0]), root, root, _ -> true, _ -> {
                        if (left.getAndDecrement() == 0) {
                            Runtime.getRuntime().halt(1);
                        }
                    })
                    .run(true);
        }

        private Killed() {}
    }

    private DatabaseHolder() {}
}
