package dev.daybook.project.gum.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What each store of gum says of each folder, by its path. */
final class Stores {

    private static final Pattern HOME =
            Pattern.compile("(?m)(?:^|[\" ])(/(?:home|Users)/[^/\"\\\\\n]+|/root)(?=[/\"\n]|$)");
    /** Who logs in where, which stands in the URLs of some remotes. */
    private static final Pattern SECRET = Pattern.compile("(?<=(?i:http|https|ftp|ftps)://)[^/?#]*@");

    private static final Pattern ZONED = Pattern.compile(".*(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern SCORE = Pattern.compile("\\s*(\\d{1,15}(?:\\.\\d*)?)\\s(.*)");
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();
    private static final String CACHE = ".cache/gum/";
    private static final String DATABASE = CACHE + "gum.db";

    /** Something that a store says, and when it was written. */
    record Stated(String value, Instant at) {}

    final Map<String, List<Stated>> remotes = new HashMap<>();

    /** The highest count of each folder; less than nothing if one of them is no count. */
    final Map<String, Long> uses = new HashMap<>();

    private final Root root;
    private final Optional<String> home;
    private final Set<String> uncertain = new HashSet<>();
    private boolean damaged;

    /** The ends of paths in a home that nobody knows. */
    private final Set<String> below = new HashSet<>();

    Stores(Root root) {
        this.root = root;
        List<Told> rows = rows();
        var texts = new StringBuilder();
        rows.forEach(row -> texts.append(' ').append(row.path).append('\n'));
        this.home = home(texts.toString());
        rows.forEach(row -> take(row, row.at.flatMap(Stores::time)));
        data("projects.json");
        data("backup/projects.json");
        data("dirs.json");
        for (String line : text(".cache/cwds").split("\n")) {
            Matcher entry = SCORE.matcher(line);
            if (entry.matches()) {
                used(entry.group(2), Math.max(1, (long) Double.parseDouble(entry.group(1))));
            }
        }
    }

    /**
     * What one record says of a folder.
     *
     * @param project whether it is about a project, else about a directory
     * @param remote of a project; nothing if it is no text
     * @param count of a directory; less than nothing if it is none
     */
    private record Told(String path, boolean project, Optional<String> remote, long count, Optional<String> at) {

        static Told row(String table, JsonNode row) {
            boolean project = table.equals("projects");
            return new Told(
                    row.path("path").asText(""),
                    project,
                    text(row.path("remote_url")),
                    count(row.path("frequency")),
                    project ? Optional.of(row.path("updated_at").asText("")) : Optional.empty());
        }

        static Told record(String cache, JsonNode record) {
            return new Told(
                    record.path("Path").asText(""),
                    !cache.equals("dirs.json"),
                    text(record.path("Remote")),
                    count(record.path("Frequency")),
                    Optional.empty());
        }

        private static long count(JsonNode value) {
            return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
        }

        private static Optional<String> text(JsonNode value) {
            return value.isNull() || value.isMissingNode() ? Optional.of("") : Optional.ofNullable(value.textValue());
        }
    }

    private void take(Told told, Optional<Instant> at) {
        if (told.project()) {
            remote(told, at);
        } else {
            used(told.path(), told.count());
        }
    }

    private void remote(Told told, Optional<Instant> at) {
        folder(told.path()).ifPresent(folder -> {
            if (at.isEmpty() || told.remote().isEmpty()) {
                uncertain.add(folder);
            }
            String remote = told.remote().orElse("");
            remotes.computeIfAbsent(folder, _ -> new ArrayList<>())
                    .add(new Stated(
                            remote.contains("://") ? SECRET.matcher(remote).replaceAll("") : remote,
                            at.orElse(Instant.MIN)));
        });
    }

    private void used(String path, long count) {
        folder(path).ifPresent(folder -> {
            if (count < 0) {
                uncertain.add(folder);
            }
            uses.merge(folder, count, Math::max);
        });
    }

    /** Returns what was said last of a folder, if that is certain. */
    Optional<Stated> certain(String path, List<Stated> told) {
        Instant last = told.stream().map(Stated::at).max(Instant::compareTo).orElseThrow();
        List<Stated> then = told.stream()
                .filter(stated -> stated.at().equals(last))
                .distinct()
                .toList();
        return isCertain(path) && then.size() == 1 ? Optional.of(then.getFirst()) : Optional.empty();
    }

    boolean isCertain(String path) {
        boolean isElsewhere = damaged;
        for (int at = path.indexOf('/'); at >= 0 && !below.isEmpty(); at = path.indexOf('/', at + 1)) {
            isElsewhere |= below.contains(path.substring(at));
        }
        return !isElsewhere && !uncertain.contains(path);
    }

    /** Returns the rows of both tables that name folders. */
    private List<Told> rows() {
        var rows = new ArrayList<Told>();
        try (var tree = new SourceTree(root.path(), "", Limits.DEFAULT)) {
            Optional<Database> opened = Database.open(tree, DATABASE, false, new Results());
            if (opened.isPresent()) {
                try (Database database = opened.get()) {
                    for (String table : List.of("projects", "dir_usage")) {
                        if (database.has(table, "path")) {
                            database.each(table, row -> rows.add(Told.row(table, row)), new Results());
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** What the reader takes of a damaged cache is not certain, nor so whether another store says it later. */
    private void data(String name) {
        Path file = root.path().resolve(CACHE + name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            var all = new ArrayList<Told>();
            Optional<Instant> at = records(file, record -> all.add(Told.record(name, record)));
            all.forEach(told -> take(told, at));
        } catch (IOException _) {
            damaged = true;
        }
    }

    /**
     * Returns when the file was written.
     *
     * @throws IOException if it is no JSON to its end
     */
    private static Optional<Instant> records(Path file, Consumer<JsonNode> each) throws IOException {
        Optional<Instant> at = Optional.empty();
        try (var text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (in.nextToken() == JsonToken.START_ARRAY && name.equals("data")) {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        each.accept(JSON.readTree(in));
                    }
                } else if (name.equals("timestamp")) {
                    at = time(in.getText());
                } else {
                    in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw new IOException("goes on after its value");
            }
        }
        return at;
    }

    /** Returns a time that has a zone, or is one of SQLite; nothing if the reader may take another one for it. */
    private static Optional<Instant> time(String text) {
        try {
            String spelled = text.replace(' ', 'T');
            Instant at = OffsetDateTime.parse(ZONED.matcher(spelled).matches() ? spelled : spelled + "Z")
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
            return Optional.of(at).filter(instant -> instant.isAfter(Instant.EPOCH) && instant.isBefore(Instant.now()));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Returns the folder that a path means; nothing if it could be another one, too. */
    private Optional<String> folder(String path) {
        String plain = path.replaceFirst("(?<=[^/])/+$", "");
        if (plain.startsWith("~/") && home.isEmpty()) {
            below.add(plain.substring(1));
            return Optional.empty();
        }
        String folder = plain.startsWith("~/") ? home.orElseThrow() + plain.substring(1) : plain;
        if (!folder.startsWith("/") || folder.length() < 2 || folder.length() > 4_000 || folder.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        if (folder.contains("//") || folder.contains("/./") || folder.contains("/..") || folder.endsWith("/.")) {
            uncertain.add(Path.of(folder).normalize().toString());
            return Optional.empty();
        }
        return Optional.of(folder);
    }

    private String text(String name) {
        Path file = root.path().resolve(name);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    : "";
        } catch (IOException _) {
            return " /home/unreadable/\n"; // it may speak of any
        }
    }

    /** Returns the tree if it is a home, else the one home that the stores speak of. */
    private Optional<String> home(String rows) {
        Path tree = root.path().toAbsolutePath().normalize();
        Path above = tree.getParent();
        if (tree.equals(Path.of(System.getProperty("user.home")))
                || tree.equals(Path.of("/root"))
                || Path.of("/home").equals(above)
                || Path.of("/Users").equals(above)) {
            return Optional.of(tree.toString());
        }
        Set<String> homes = new TreeSet<>();
        Stream.of("projects.json", "project-dirs.json", "dirs.json", "backup/projects.json", "backup/project-dirs.json")
                .map(name -> text(CACHE + name))
                .forEach(text -> spoken(text, tree, homes));
        Stream.of(text(".cache/cwds"), text(".config/gum/config.yaml"), text(".config/projects-dirs.list"), rows)
                .forEach(text -> spoken(text, tree, homes));
        boolean certain = homes.size() == 1
                && homes.stream().allMatch(oneText -> oneText.chars().allMatch(c -> c < 0x80));
        return certain ? homes.stream().findFirst() : Optional.empty();
    }

    private static void spoken(String text, Path tree, Set<String> homes) {
        HOME.matcher(text).results().forEach(home -> homes.add(home.group(1)));
        if (text.contains(tree + "/")) {
            homes.add(tree.toString());
        }
    }
}
