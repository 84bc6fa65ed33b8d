package dev.daybook.project.gum.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Witness;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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

/**
 * Which remote each project has and how often each directory was used, as gum's two newest caches say. Of a folder that
 * stands in one of them twice, and of {@code ~} where more than one home is spoken of, nothing is stated.
 */
public final class GumWitness implements Witness {

    private static final Pattern HOME = Pattern.compile("[\" ](/(?:home|Users)/[^/\"\\\\\n]+|/root)[/\"\n]");
    /** Who logs in where, which stands in the URLs of some remotes. */
    private static final Pattern SECRET = Pattern.compile("(?<=(?i:http|https|ftp|ftps)://)[^/?#]*@");

    private static final Path CACHE = Path.of(".cache", "gum");
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        Optional<String> home = home(root);
        Path cache = root.path().resolve(CACHE);
        state(cache.resolve("projects.json"), home, (path, record) -> {
            String remote = SECRET.matcher(record.path("Remote").asText("")).replaceAll("");
            if (!remote.isEmpty()) {
                statements.accept(new Statement(new StreamId("project", path), Map.of("/remote", remote)));
            }
        });
        state(cache.resolve("dirs.json"), home, (path, record) -> {
            if (record.path("Frequency").isIntegralNumber()) {
                statements.accept(new Statement(
                        new StreamId("directory", path),
                        Map.of("/frequency", record.path("Frequency").longValue())));
            }
        });
    }

    /** Takes a record and the folder that it is about. */
    private interface Each {
        void record(String path, JsonNode record);
    }

    private static void state(Path file, Optional<String> home, Each each) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Map<String, Integer> times = new HashMap<>();
        try {
            records(file, home, (path, _) -> times.merge(path, 1, Integer::sum));
            records(file, home, (path, record) -> {
                if (times.getOrDefault(path, 0) == 1) {
                    each.record(path, record);
                }
            });
        } catch (IOException _) {
            // damaged: the reader reports it, and nothing is certain
        }
    }

    /** @throws IOException if the file is no JSON to its end */
    private static void records(Path file, Optional<String> home, Each each) throws IOException {
        try (var text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonParser in = JSON.createParser(text)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                boolean isData = in.currentName().equals("data");
                if (in.nextToken() == JsonToken.START_ARRAY && isData) {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        JsonNode record = JSON.readTree(in);
                        folder(record.path("Path").asText(""), home).ifPresent(path -> each.record(path, record));
                    }
                } else {
                    in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw new IOException("goes on after its value");
            }
        }
    }

    /** Returns the folder that a path means; nothing if it could be another one, too. */
    private static Optional<String> folder(String path, Optional<String> home) {
        Optional<String> folder = path.startsWith("/") && path.length() > 1
                ? Optional.of(path)
                : home.filter(_ -> path.startsWith("~/")).map(it -> it + path.substring(1));
        return folder.map(it -> it.replaceFirst("(?<=[^/])/+$", ""))
                .filter(it -> !it.contains("//") && !it.contains("/./") && !it.contains("/..") && !it.endsWith("/."))
                .filter(it -> it.indexOf('\0') < 0 && it.length() < 4_000);
    }

    /** Returns the tree if it is a home, else the one home that the caches speak of; a database may speak of another one. */
    private static Optional<String> home(Root root) {
        Path tree = root.path().toAbsolutePath().normalize();
        Path above = tree.getParent();
        if (tree.equals(Path.of(System.getProperty("user.home")))
                || tree.equals(Path.of("/root"))
                || Path.of("/home").equals(above)
                || Path.of("/Users").equals(above)) {
            return Optional.of(tree.toString());
        }
        if (Files.exists(root.path().resolve(CACHE).resolve("gum.db"))) {
            return Optional.empty();
        }
        Set<String> homes = new TreeSet<>();
        for (String name : List.of("gum/projects.json", "gum/project-dirs.json", "gum/dirs.json", "cwds")) {
            Path file = root.path().resolve(".cache").resolve(name);
            try {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Matcher home = HOME.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                    while (home.find()) {
                        homes.add(home.group(1));
                    }
                }
            } catch (IOException _) {
                return Optional.empty(); // it may speak of another one
            }
        }
        boolean certain =
                homes.size() == 1 && homes.stream().allMatch(it -> it.chars().allMatch(c -> c < 0x80));
        return certain ? homes.stream().findFirst() : Optional.empty();
    }

    @Override
    public Set<String> changedSince(Root root, Set<String> fields, List<Recorded> known) {
        var project = new Source.Project("gum", root.project());
        Set<String> others = new HashSet<>();
        for (Recorded entry : known) {
            String type = entry.entry().type();
            if (type.equals("project.seen") || type.equals("project.changed") || type.equals("directory.used")) {
                others.clear();
                if (!entry.entry().metadata().isFrom(project)) {
                    others.addAll(fields);
                }
            }
        }
        return others;
    }
}
