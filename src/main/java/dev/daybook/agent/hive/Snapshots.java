package dev.daybook.agent.hive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.Format.Files;
import dev.daybook.journal.Sha256;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The contents of memory snapshots, which stand in files that rows name: only those of the hive's own are opened.
 *
 * @param referred takes which files rows name
 */
record Snapshots(Database database, Files files, Set<String> referred) {

    private static final String TABLE = "memory_snapshots";
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

    void check(Results results) {
        if (database.has(TABLE, "content_path")) {
            database.each(TABLE, row -> check(row, results), results.silent());
        }
    }

    private void check(ObjectNode row, Results results) {
        String where = Ties.where(TABLE, "snapshot_id", row);
        String path = row.path("content_path").asText("");
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            results.warn(database.file(), where, "ABSOLUTE_PATH", "content_path is '%s': not opened", path);
            return;
        }
        if (Arrays.asList(path.split("[/\\\\]", -1)).contains("..")) {
            results.warn(database.file(), where, "PATH_TRAVERSAL", "content_path is '%s': not opened", path);
            return;
        }
        String file = Hive.FOLDER + path;
        Optional<byte[]> content = files.names().contains(file) ? files.bytes(file) : Optional.empty();
        if (content.isEmpty()) {
            results.warn(
                    database.file(),
                    where,
                    "DANGLING_REF",
                    "its content '%s' is not there: all else is imported",
                    path);
            return;
        }
        referred.add(file);
        String hash = row.path("content_hash").asText("");
        if (!hash.isEmpty() && !HASH.matcher(hash).matches()) {
            results.warn(database.file(), where, "INVALID_HASH", "content_hash is '%s', which is no SHA-256", hash);
        } else if (!hash.isEmpty() && !Sha256.hash(content.get()).toString().equals(hash.toLowerCase(Locale.ROOT))) {
            results.warn(file, "", "CHECKSUM_MISMATCH", "is not what %s has the hash of: kept as it is", where);
        }
    }
}
