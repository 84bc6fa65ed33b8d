package dev.daybook.journal.sql;

import dev.daybook.journal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One step of the schema and its way back.
 *
 * @param checksum of both texts: a step that was applied somewhere is never edited
 */
public record Script(int version, String name, String up, String down, Sha256 checksum) {

    public static Script of(int version, String name, String up, String down) {
        return new Script(version, name, up, down, Sha256.hash((up + '\0' + down).getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads {@code NNN_name.up.sql} and {@code NNN_name.down.sql} of a database, which come with the program. */
    public static Script load(String database, String file) {
        String folder = "/journal-schema/" + database + "/";
        int underscore = file.indexOf('_');
        return of(
                Integer.parseInt(file.substring(0, underscore)),
                file.substring(underscore + 1),
                text(folder + file + ".up.sql"),
                text(folder + file + ".down.sql"));
    }

    private static String text(String resource) {
        try (InputStream stream = Script.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("this program lacks its %s: build it again".formatted(resource));
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    @Override
    public String toString() {
        return "%03d_%s".formatted(version, name);
    }
}
