package dev.daybook.projection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tables of one projection as its {@code schema.sql} says, and what only one of the two databases has.
 *
 * @param version from its first line: rows of another version are not these
 * @param tables what must be there before the first row
 * @param indexes what is better made after the last row of a rebuild
 * @param translation the same for PostgreSQL, made for whoever has one
 */
record Ddl(String name, int version, List<String> tables, List<String> indexes, Supplier<PostgresDdl> translation) {

    /** The scripts are a part of the program, and whoever opens read models asks for all of them. */
    private static final Map<String, Ddl> LOADED = new ConcurrentHashMap<>();

    private static final Map<String, PostgresDdl> TRANSLATED = new ConcurrentHashMap<>();

    private static final Pattern VERSION = Pattern.compile("-- version: (\\d{1,9})\\R.*", Pattern.DOTALL);

    /** So many are told from each other, behind the version of the tables: 5 becomes 5123456. */
    private static final int BASES = 1_000_000;

    /** What a function does stands between two of them. */
    private static final Pattern FUNCTION = Pattern.compile("\\$\\$");

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final int HEAD_CHARS = 100;

    /** Returns the tables of a projection; what its rows depend on beside is a part of the version. */
    static Ddl of(Projection projection) {
        Ddl ddl = load(projection.name());
        return projection.basis().isEmpty()
                ? ddl
                : new Ddl(
                        ddl.name(),
                        ddl.version() * BASES + Math.floorMod(projection.basis().hashCode(), BASES),
                        ddl.tables(),
                        ddl.indexes(),
                        ddl.translation());
    }

    PostgresDdl postgres() {
        return translation.get();
    }

    static Ddl load(String name) {
        return LOADED.computeIfAbsent(name, Ddl::read);
    }

    private static Ddl read(String name) {
        String script = resource("/projections/" + name + "/schema.sql", true);
        Matcher version = VERSION.matcher(script);
        if (!version.matches()) {
            throw new IllegalStateException(
                    "projections/%s/schema.sql has no version: want '-- version: N' as its first line".formatted(name));
        }
        List<String> common = statements(script);
        List<String> sqlite = statements(dialect(name, "sqlite"));
        List<String> all = Stream.concat(common.stream(), sqlite.stream()).toList();
        boolean hasWords = sqlite.stream().anyMatch(statement -> statement.startsWith("CREATE VIRTUAL TABLE"));
        return new Ddl(
                name,
                Integer.parseInt(version.group(1)),
                all.stream().filter(statement -> !isIndex(statement)).toList(),
                all.stream().filter(Ddl::isIndex).toList(),
                () -> TRANSLATED.computeIfAbsent(
                        name, _ -> PostgresDdl.of(common, hasWords, statements(dialect(name, "postgres")))));
    }

    private static String dialect(String name, String database) {
        return resource("/projections/%s/schema.%s.sql".formatted(name, database), false);
    }

    static boolean isIndex(String statement) {
        return statement.startsWith("CREATE INDEX");
    }

    /** Statements end with a semicolon at the end of a line, but for those of a function; comments end with theirs. */
    static List<String> statements(String script) {
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        for (String line : script.split("\\R")) {
            int comment = line.indexOf("--");
            String code = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!code.isEmpty()) {
                statement.append(statement.isEmpty() ? "" : " ").append(code);
            }
            if (code.endsWith(";") && FUNCTION.split(statement, -1).length % 2 == 1) {
                statements.add(statement.substring(0, statement.length() - 1));
                statement.setLength(0);
            }
        }
        return statements;
    }

    /**
     * Returns how the tables of a file differ from these, in words; nothing if they do not. Somebody may have changed a
     * script and not its version, or a table by hand.
     *
     * @param found what made each table, view and index of the file
     * @param loaded whether its indexes have to be there
     */
    Optional<String> difference(Collection<String> found, boolean loaded) {
        var made = new LinkedHashSet<String>();
        tables.stream().filter(Ddl::makes).map(Ddl::plain).forEach(made::add);
        if (loaded) {
            indexes.stream().map(Ddl::plain).forEach(made::add);
        }
        var there = new LinkedHashSet<String>();
        found.stream().map(Ddl::plain).forEach(there::add);
        Optional<String> missing =
                made.stream().filter(statement -> !there.contains(statement)).findFirst();
        Optional<String> more =
                there.stream().filter(statement -> !made.contains(statement)).findFirst();
        return missing.map(statement -> "it has no '%s'".formatted(head(statement)))
                .or(() -> more.filter(_ -> loaded).map(statement -> "it has '%s' besides".formatted(head(statement))))
                .map(text -> "its tables are not those of this program, although both are of version %d: %s"
                        .formatted(version, text));
    }

    private static boolean makes(String statement) {
        return statement.startsWith("CREATE ");
    }

    private static String plain(String statement) {
        return SPACES.matcher(statement).replaceAll(" ").strip();
    }

    private static String head(String statement) {
        return statement.length() <= HEAD_CHARS ? statement : statement.substring(0, HEAD_CHARS) + "…";
    }

    static String resource(String path, boolean needed) {
        try (InputStream in = Ddl.class.getResourceAsStream(path)) {
            if (in == null && needed) {
                throw new IllegalStateException("%s is not in the program: build it anew".formatted(path));
            }
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
