package dev.daybook.projection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of one projection as its {@code schema.sql} says.
 *
 * @param version from its first line: rows of another version are not these
 * @param tables what must be there before the first row
 * @param indexes what is better made after the last row of a rebuild
 */
record Ddl(String name, int version, List<String> tables, List<String> indexes) {

    private static final Pattern VERSION = Pattern.compile("-- version: (\\d{1,9})\\R.*", Pattern.DOTALL);

    static Ddl load(String name) {
        String script = resource("/projections/" + name + "/schema.sql", true);
        Matcher version = VERSION.matcher(script);
        if (!version.matches()) {
            throw new IllegalStateException(
                    "projections/%s/schema.sql has no version: want '-- version: N' as its first line".formatted(name));
        }
        String both = script + "\n" + resource("/projections/" + name + "/schema.sqlite.sql", false);
        var tables = new ArrayList<String>();
        var indexes = new ArrayList<String>();
        for (String statement : statements(both)) {
            (statement.startsWith("CREATE INDEX") ? indexes : tables).add(statement);
        }
        return new Ddl(name, Integer.parseInt(version.group(1)), List.copyOf(tables), List.copyOf(indexes));
    }

    /** Statements end with a semicolon at the end of a line; comments end with theirs. */
    private static List<String> statements(String script) {
        var statements = new ArrayList<String>();
        var statement = new StringBuilder();
        for (String line : script.split("\\R")) {
            int comment = line.indexOf("--");
            String code = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!code.isEmpty()) {
                statement.append(statement.isEmpty() ? "" : " ").append(code);
            }
            if (code.endsWith(";")) {
                statements.add(statement.substring(0, statement.length() - 1));
                statement.setLength(0);
            }
        }
        return statements;
    }

    private static String resource(String path, boolean needed) {
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
