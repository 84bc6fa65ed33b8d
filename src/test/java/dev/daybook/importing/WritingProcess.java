package dev.daybook.importing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Another program that writes to its database all the time: rows come and go, and a count of them is kept in the
 * same transaction.
 */
public final class WritingProcess implements AutoCloseable {

    /** How often it has written at least. */
    public static final int FIRST = 5;

    private static final int COMMITTED = 'c';
    private static final int WITHIN = 'w';

    private final Process process;
    private boolean rests;

    private WritingProcess(Process process) {
        this.process = process;
    }

    /** Starts one; returns when it has written. */
    public static WritingProcess start(Path file, String mode) throws IOException {
        Process process = new ProcessBuilder(ChildProcess.command(WritingProcess.class, file, mode))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var writing = new WritingProcess(process);
        writing.answer();
        return writing;
    }

    private void answer() throws IOException {
        if (process.getInputStream().read() < 0) {
            throw new IOException("the writing process has ended");
        }
    }

    /** Has it rest, in the middle of a transaction if {@code within}. */
    public void rest(boolean within) throws IOException {
        process.getOutputStream().write(within ? WITHIN : COMMITTED);
        process.getOutputStream().flush();
        answer();
        rests = true;
    }

    /** Ends it at once, as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Has it close its database, if it rests; else kills it. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!rests) {
                kill();
            }
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    public static void main(String[] args) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                var sql = connection.createStatement()) {
            sql.execute("PRAGMA journal_mode = " + args[1]);
            sql.execute("PRAGMA synchronous = OFF");
            sql.execute("PRAGMA wal_autocheckpoint = 7");
            sql.execute("PRAGMA cache_size = 4"); // what does not fit is written before the end of a transaction
            sql.execute("PRAGMA busy_timeout = 60000");
            sql.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body TEXT)");
            sql.execute("CREATE INDEX entry_body ON entry (body)");
            sql.execute("CREATE TABLE total (number INTEGER, turn INTEGER)");
            sql.execute("INSERT INTO total VALUES (0, 0)");
            var random = new Random(7);
            for (int turn = 1; ; turn++) {
                sql.execute("BEGIN");
                change(connection, turn, random);
                boolean rests = System.in.available() > 0;
                if (!rests || System.in.read() == COMMITTED) {
                    sql.execute("COMMIT");
                }
                LockSupport.parkNanos(8_000_000); // others want to read
                if (turn == FIRST || rests) {
                    say();
                }
                if (rests) {
                    var _ = System.in.read(); // until there is nothing more to come
                    return;
                }
            }
        }
    }

    private static void say() {
        System.out.write('.');
        System.out.flush();
    }

    private static void change(Connection connection, int turn, Random random) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO entry (body) VALUES (?)");
                var sql = connection.createStatement()) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                insert.setString(1, new String(new byte[random.nextInt(9_000)], UTF_8).replace('\0', 'x') + turn);
                insert.executeUpdate();
            }
            sql.execute(
                    "DELETE FROM entry WHERE id <= (SELECT max(id) FROM entry) - 200 OR id % 7 = " + random.nextInt(7));
            sql.execute("UPDATE total SET number = (SELECT count(*) FROM entry), turn = " + turn);
        }
    }
}
