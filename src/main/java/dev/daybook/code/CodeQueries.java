package dev.daybook.code;

import static dev.daybook.readmodel.Tables.FILES;

import dev.daybook.query.Reads;
import dev.daybook.query.Rows;
import dev.daybook.slice.Ground;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Questions about the files of source trees. Thread-safe. */
public final class CodeQueries {

    private final Reads reads;

    public CodeQueries(Reads reads) {
        this.reads = reads;
    }

    public CodeQueries(Ground ground) {
        this(ground.readModels()::read);
    }

    /** What an indexer has to know of a file, to tell whether it has changed. */
    public record Known(String sha256, long sizeBytes, Instant modifiedAt, String language) {}

    /**
     * Returns the files of a project that Daybook has read itself, by path and in that order. They are those of the read
     * model: {@code ground.await(CodeQueries.READ_MODEL, Selection.category(CodeEvent.CATEGORY))} has it up to date.
     */
    public Map<String, Known> known(String project) {
        return reads.read(tables -> {
            var known = new LinkedHashMap<String, Known>();
            Rows.fetch(
                            tables.select(FILES.PATH, FILES.SHA256, FILES.SIZE_BYTES, FILES.MODIFIED_AT, FILES.LANGUAGE)
                                    .from(FILES)
                                    .where(FILES.PROJECT.eq(project), FILES.TOOL.eq(""))
                                    .orderBy(FILES.PATH),
                            row -> Map.entry(
                                    row.getString(1),
                                    new Known(
                                            row.getString(2),
                                            row.getLong(3),
                                            Instant.parse(row.getString(4)),
                                            row.getString(5))))
                    .forEach(file -> known.put(file.getKey(), file.getValue()));
            return known;
        });
    }

    /** The read model that is asked. */
    public static final String READ_MODEL = CodeProjection.NAME;
}
