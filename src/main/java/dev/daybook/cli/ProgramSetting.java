package dev.daybook.cli;

import dev.daybook.journal.postgres.Server;
import dev.daybook.rollout.Stage;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set, by which names, and what it is if nobody sets it. */
public enum ProgramSetting {
    HOST("127.0.0.1", Kind.TEXT, "address that serve listens on"),
    PORT("8420", Kind.PORT, "port that serve listens on; 0 is any free one"),
    ALLOWED_HOSTS(
            "",
            Kind.TEXT,
            "names, separated by commas, that requests may use for this server besides loopback; name:port lets a page from there ask"),
    TLS_CERT("", Kind.TEXT, "PEM file with the certificate chain that serve proves itself with; needs its key"),
    TLS_KEY("", Kind.TEXT, "PEM file with the key of the certificate"),
    BEHIND_PROXY(
            "false",
            Kind.FLAG,
            "whether serve listens beyond this machine in the clear, as a proxy in front of it encrypts"),
    SOCKET("", Kind.TEXT, "Unix socket that serve listens on as well, for its owner alone"),
    ORIGINS("", Kind.TEXT, "pages, such as https://board.example, separated by commas, whose scripts may ask"),
    ALLOWED_PATHS(
            "",
            Kind.TEXT,
            "folders, separated by commas, below which requests with a token may name files (default: home and working folder)"),
    OPEN(
            "",
            Kind.TEXT,
            "protocols of other tools, separated by commas, that programs of this machine may speak without a token"),
    UNTIL_IDLE(
            "", Kind.WHILE, "how long nobody may have asked until serve ends by itself, such as 15m (default: never)"),
    ACTOR(user(), Kind.TEXT, "who commands are recorded for"),
    JOURNAL(
            "",
            Kind.ADDRESS,
            "database with the journal, for several nodes: postgresql://USER@HOST/DATABASE (default: journal.db in the data directory)"),
    JOURNAL_PASSWORD_FILE(
            "",
            Kind.TEXT,
            "file with the password for the database of the journal (default: PGPASSWORD, else ~/.pgpass)"),
    READ_MODELS(
            "local",
            Kind.HOME,
            "where the read models of a journal in a database are: local, in the data directory of each node, or postgresql, in that database, for all nodes"),
    NODE_NAME("", Kind.TEXT, "what a node is called among others (default: its machine and its data directory)"),
    NODE_LEASE_MS(
            "15000",
            Kind.COUNT,
            "milliseconds after which another node may take over what a node does that gives no sign of life"),
    JOURNAL_ANYWHERE(
            "false",
            Kind.FLAG,
            "whether the journal is opened on a file system of another machine, too, where its log is not safe"),
    TURNS_MAX("8", Kind.COUNT, "turns of a task before it is ended by force"),
    ATTEMPTS_MAX("3", Kind.COUNT, "refused reviews before the reviewer finishes the work"),
    AGENT_HEARTBEAT_MS(
            "60000",
            Kind.COUNT,
            "milliseconds after which serve counts an agent as crashed that sends heartbeats and is not heard of any more"),
    AGENT_GONE_MS(
            "3600000", Kind.COUNT, "milliseconds after which serve gives up the messages to an agent that has crashed"),
    BODY_BYTES_MAX("16777216", Kind.COUNT, "largest request body"),
    CONTENT_MAX_MB("1024", Kind.COUNT, "MiB of the largest content that is stored at once, such as an attachment"),
    RATE_MAX("5000", Kind.COUNT, "requests a second that one token may make, on average over ten seconds"),
    CONNECTIONS_MAX(
            "3072", Kind.COUNT, "connections that are open at once; some more are kept for programs of this machine"),
    REQUESTS_MAX("4096", Kind.COUNT, "requests that are worked on at once; half of them of one token"),
    WAITS_MAX(
            "2048",
            Kind.COUNT,
            "requests that only wait for something to come, event streams too; half of them of one token"),
    FOLLOW("", Kind.TEXT, "folders with files of other tools, separated by commas, whose changes serve takes over"),
    MIGRATE_TIMES_MAX(
            "5",
            Kind.COUNT,
            "how many times as long as before a question may take after a migration: else that is rolled back"),
    MIGRATE_QUERY_MS("1000", Kind.COUNT, "milliseconds that a question may always take after a migration"),
    ROLLOUT_WINDOW("48h", Kind.TIME, "how long a stage has to do well before the next one may be set"),
    ROLLOUT_COMPARE("24h", Kind.TIME, "how often serve compares files and journal of tools that have a stage"),
    CONTEXT_LIGHT("75", Kind.COUNT, "percent of a context that is told when an agent reports more; above 100 is never"),
    CONTEXT_CRITICAL("85", Kind.COUNT, "the next such threshold"),
    CONTEXT_EMERGENCY("95", Kind.COUNT, "the last such threshold"),
    MEMORY_UPKEEP_MINUTES("60", Kind.COUNT, "how often serve looks after what agents remember"),
    MEMORY_COUNT_MAX("1000", Kind.COUNT, "memories of one agent beyond which those that matter least are bundled"),
    MEMORY_BYTES_MAX("1048576", Kind.COUNT, "bytes of memories of one agent beyond which the same is done"),
    MEMORY_AGE_DAYS("90", Kind.COUNT, "days after which memories that matter little are bundled"),
    MEMORY_IMPORTANCE_MAX("50", Kind.COUNT, "percent of importance up to which a memory matters little"),
    MEMORY_CONTEXT_PERCENT(
            "85", Kind.COUNT, "threshold of a context from which on its agent's working memories are bundled"),
    STORAGE_BACKEND(
            "",
            Kind.STAGE,
            "stage of AIT42's followed files if none is set: json, hybrid or sqlite",
            "STORAGE_BACKEND"),
    STORAGE_MODE(
            "",
            Kind.STAGE,
            "stage of DeeSpec's followed files if none is set: FILE_ONLY, DUAL_WRITE or SQLITE_PRIMARY",
            "storage_mode"),
    BACKUP_TO("", Kind.TEXT, "folder of the backups of the journal (default: backups in the data directory)"),
    BACKUP_EVERY("", Kind.WHILE, "how often serve backs the journal up by itself, such as 1h (default: never)"),
    BACKUP_KEEP(
            "",
            Kind.KEEP,
            "which backups serve keeps when it has made one: 7/4/6 is of 7 days, 4 weeks and 6 months, document of 30 days (default: all)"),
    BACKUP_LEVEL("3", Kind.ZSTD, "how hard backups are compressed by zstd, up to 19; 0 is not at all"),
    BACKUP_KEY_FILE("", Kind.TEXT, "file of random bytes that backups are encrypted with (default: they are not)"),
    BACKUP_PASSPHRASE_FILE("", Kind.TEXT, "file with the passphrase that backups are encrypted with, in its place"),
    VERIFY_EVERY("", Kind.WHILE, "how often serve proves the whole journal by itself, such as 7d (default: never)"),
    VERIFY_RATE_MB("20", Kind.COUNT, "MiB of the journal that serve reads a second at most while it proves it"),
    SECRETS_RULES(
            "",
            Kind.TEXT,
            "JSON file with rules by which likely secrets are found, beside those of the program (default: none)"),
    ZONE(
            ZoneId.systemDefault().getId(),
            Kind.ZONE,
            "time zone in which times are read and shown, such as Europe/Berlin"),
    LOG_LEVEL("warn", Kind.LEVEL, "error, warn, info, debug or trace; serve starts at info");

    /** The JVM says {@code ?} for a user without a name, as in a container. */
    private static String user() {
        var name = System.getProperty("user.name", "?");
        return name.equals("?") ? "unknown" : name;
    }

    /** What a value may look like. */
    private enum Kind {
        TEXT,
        ADDRESS,
        COUNT,
        FLAG,
        PORT,
        TIME,
        WHILE,
        ZSTD,
        KEEP,
        STAGE,
        ZONE,
        LEVEL,
        HOME
    }

    private static final int PORT_MAX = 65_535;

    private final String byDefault;
    private final Kind kind;
    private final String meaning;

    private final Optional<String> original;

    ProgramSetting(String byDefault, Kind kind, String meaning) {
        this(byDefault, kind, meaning, Optional.empty());
    }

    /** @param original how the tool that it comes from calls it, in the environment and in the file */
    ProgramSetting(String byDefault, Kind kind, String meaning, String original) {
        this(byDefault, kind, meaning, Optional.of(original));
    }

    ProgramSetting(String byDefault, Kind kind, String meaning, Optional<String> original) {
        this.byDefault = byDefault;
        this.kind = kind;
        this.meaning = meaning;
        this.original = original;
    }

    /** Returns the name in {@code daybook.properties}, such as {@code turns.max}. */
    public String property() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Returns the name in the environment, such as {@code DAYBOOK_TURNS_MAX}. */
    public String variable() {
        return "DAYBOOK_" + name();
    }

    /** Returns how the tool that it comes from calls it. */
    Optional<String> original() {
        return original;
    }

    /** Returns a value as it may be printed: an address that nobody should have put a password in, without that. */
    String shown(String value) {
        return kind == Kind.ADDRESS ? Server.withoutPassword(value) : value;
    }

    String byDefault() {
        return byDefault;
    }

    String meaning() {
        return meaning;
    }

    public static Optional<ProgramSetting> ofProperty(String name) {
        return Arrays.stream(values())
                .filter(programSetting -> programSetting.property().equals(name)
                        || programSetting.original.filter(name::equals).isPresent())
                .findFirst();
    }

    static String properties() {
        return Arrays.stream(values()).map(ProgramSetting::property).collect(Collectors.joining(", "));
    }

    private static boolean isZone(String value) {
        try {
            return ZoneId.of(value) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    /** Returns what a value should have looked like, or nothing if it does. */
    Optional<String> complaint(String value) {
        return switch (kind) {
            case TEXT -> Optional.empty();
            case ADDRESS -> value.isEmpty() ? Optional.empty() : Server.complaint(value);
            case COUNT ->
                value.matches("[1-9][0-9]{0,8}")
                        ? Optional.empty()
                        : Optional.of("a number of at least 1, at most 999999999");
            case FLAG -> value.matches("true|false") ? Optional.empty() : Optional.of("true or false");
            case PORT ->
                value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= PORT_MAX
                        ? Optional.empty()
                        : Optional.of("a port from 0 to " + PORT_MAX);
            case TIME, WHILE ->
                value.matches("[1-9][0-9]{0,5}[smhd]") || (kind == Kind.WHILE && value.isEmpty())
                        ? Optional.empty()
                        : Optional.of("a number and a unit, such as 90s, 30m, 48h or 7d");
            case KEEP ->
                value.isEmpty() || value.matches("document|[0-9]{1,4}/[0-9]{1,4}/[0-9]{1,4}")
                        ? Optional.empty()
                        : Optional.of("document, or numbers of days, weeks and months, such as 7/4/6");
            case ZSTD ->
                value.matches("[0-9]|1[0-9]") ? Optional.empty() : Optional.of("a level from 0, which is none, to 19");
            case STAGE ->
                value.isEmpty() || Stage.of(value).isPresent()
                        ? Optional.empty()
                        : Optional.of("legacy, dual, journal, retired or none, or json, hybrid, sqlite, FILE_ONLY,"
                                + " DUAL_WRITE, SQLITE_PRIMARY");
            case ZONE -> isZone(value) ? Optional.empty() : Optional.of("a zone such as UTC, Europe/Berlin or +09:00");
            case HOME -> value.matches("local|postgresql") ? Optional.empty() : Optional.of("local or postgresql");
            case LEVEL ->
                value.matches("(?i)error|warn|info|debug|trace")
                        ? Optional.empty()
                        : Optional.of("one of error, warn, info, debug, trace");
        };
    }
}
