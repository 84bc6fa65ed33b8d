package dev.daybook.code.scout;

import static dev.daybook.importing.container.LinesDocument.jsonLines;
import static dev.daybook.importing.container.ObjectDocument.jsonObject;

import dev.daybook.code.scout.witness.CodeScoutWitness;
import dev.daybook.importing.format.FileRecord;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.format.RecordMapping;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * Where code-scout keeps its index, below the folder of a project: one database for each profile, whose rows are
 * records, settings and logs. What else stands in its folder is kept whole.
 */
public final class CodeScout {

    public static final String TOOL = "codescout";
    static final String FOLDER = ".code-scout/";
    static final String CONFIG = FOLDER + "config.json";

    /**
     * The database of a profile.
     *
     * @param names what its rows stand under
     */
    record Index(String file, List<String> names) {}

    static final List<Index> INDEXES = List.of(
            new Index(FOLDER + "database.db", List.of()),
            new Index(FOLDER + "dev-database.db", List.of("dev")),
            new Index(FOLDER + "ci-database.db", List.of("ci")));

    static final String FILE = "codescout.file";
    static final String DEFINITION = "codescout.definition";
    static final String IMPORT = "codescout.import";
    static final String SYMBOL = "codescout.symbol";
    static final String TAG = "codescout.tag";
    static final String MIGRATION = "codescout.migration";
    private static final String SETTINGS = "codescout.config";
    private static final String LOG = "codescout.log";

    private static final Map<String, String> COUNTS = Map.of(
            FILE, "source_files",
            DEFINITION, "definitions",
            IMPORT, "imports",
            SYMBOL, "symbols",
            TAG, "file_tags",
            MIGRATION, "migrations",
            LOG, "log_events");

    /** How often a log is set aside before the oldest part of it is thrown away. */
    private static final int ROTATIONS = 5;

    /** The texts of all tables that belong to a file: the triggers of the tool see only the row of the file itself. */
    private static final String INDEX = """
            INSERT INTO files_fts (rowid, filename, path, definitions, imports, docstrings, tags)
            SELECT f.rowid, f.filename, f.path,
              (SELECT coalesce(group_concat(d.name, ' '), '') FROM definitions d WHERE d.fileId = f.id),
              (SELECT coalesce(group_concat(i.module, ' '), '') FROM imports i WHERE i.fileId = f.id),
              (SELECT coalesce(group_concat(d.docstring, ' '), '') FROM definitions d WHERE d.fileId = f.id),
              (SELECT coalesce(group_concat(t.tag, ' '), '') FROM file_tags t WHERE t.fileId = f.id)
            FROM files f\
            """;

    /**
     * @param mapping what its records are to the journal
     * @param zone of times without one
     */
    public static ToolFiles files(RecordMapping mapping, ZoneId zone, InstantSource clock) {
        return ToolFiles.of(format(mapping, zone, clock));
    }

    static Format format(RecordMapping mapping, ZoneId zone, InstantSource clock) {
        Format format = Format.of(TOOL, mapping);
        for (Index it : INDEXES) {
            format.database(it.file())
                    .table(it.file(), "schema_migrations", MIGRATION, it.names(), "version")
                    .table(it.file(), "files", FILE, it.names(), "id")
                    .table(it.file(), "definitions", DEFINITION, it.names(), "id")
                    .table(it.file(), "imports", IMPORT, it.names(), "id")
                    .table(it.file(), "symbols", SYMBOL, it.names(), "id")
                    .table(it.file(), "file_tags", TAG, it.names(), "fileId", "tag");
        }
        format.file(CONFIG, jsonObject().orDefaults(), SETTINGS, Format.NAME)
                .beside(FOLDER + "logs/*.log", jsonLines(), LOG, Format.CONTENT);
        for (int i = 1; i <= ROTATIONS; i++) {
            format.beside(FOLDER + "logs/*.log." + i, jsonLines(), LOG, Format.CONTENT);
        }
        return format.whole(FOLDER + "**")
                .index("files_fts", INDEX)
                .counted(CodeScout::counts)
                .dated(record -> CodeScoutTimes.of(record, zone, clock.instant()))
                .rowRule(database -> new CodeScoutRows(database, zone, clock))
                .merging(new CodeScoutTree())
                .witness(new CodeScoutWitness());
    }

    private static Map<String, Integer> counts(FileRecord record) {
        if (record.kind().equals(SETTINGS)) {
            return Map.of("config_keys_groups", record.tree().size());
        }
        return Map.of(COUNTS.getOrDefault(record.kind(), record.kind()), 1);
    }

    private CodeScout() {}
}
