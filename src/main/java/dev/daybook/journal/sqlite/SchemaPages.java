package dev.daybook.journal.sqlite;

import dev.daybook.journal.sql.Statements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The pages of a database that say which tables it has and where they begin. Without them nothing of it can be read; but
 * two journals of one schema have the same ones in the same places, as their tables were made in the same order. Whether
 * what is read with those of another one is what was written is proven afterwards.
 */
final class SchemaPages {

    private static final int WRITE_VERSION = 18;
    private static final int READ_VERSION = 19;
    private static final byte WAL = 2;
    private static final int CHANGES = 24;
    private static final int SIZE_PAGES = 28;
    private static final int FREE_FIRST = 32;
    private static final int FREE_COUNT = 36;
    private static final int SIZE_VALID_FOR = 92;

    /** Puts those of {@code from} into a copy of a damaged journal. Nobody has either of them open. */
    static void graft(Path from, Path copy) throws IOException, SQLException {
        List<Long> numbers = new ArrayList<>();
        int pageBytes;
        try (Connection connection = Sqlite.reader(from);
                PreparedStatement size = connection.prepareStatement("PRAGMA page_size");
                PreparedStatement pages = connection.prepareStatement(
                        "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema' ORDER BY pageno DESC");
                ResultSet row = pages.executeQuery()) {
            pageBytes = (int) Statements.number(size).orElseThrow();
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long number : numbers) { // the first page last: it says how many there are
                ByteBuffer page = ByteBuffer.allocate(pageBytes);
                in.read(page, (number - 1) * pageBytes);
                if (number == 1) {
                    page.put(WRITE_VERSION, WAL).put(READ_VERSION, WAL);
                    page.putInt(SIZE_PAGES, (int) Math.max(1, out.size() / pageBytes))
                            .putInt(SIZE_VALID_FOR, page.getInt(CHANGES));
                    page.putInt(FREE_FIRST, 0).putInt(FREE_COUNT, 0);
                }
                out.write(page.flip(), (number - 1) * pageBytes);
            }
        }
    }

    private SchemaPages() {}
}
