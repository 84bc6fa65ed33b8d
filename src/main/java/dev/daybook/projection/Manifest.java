package dev.daybook.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonReasons;
import dev.daybook.text.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which file is which, for all projections: replaced as a whole, so that a crash leaves the old or the new one. Files
 * in use are never renamed. Thread-safe.
 */
final class Manifest {

    /** @param building a generation that a rebuild has begun */
    record Roles(Optional<String> live, Optional<String> previous, Optional<String> building) {

        static final Roles NONE = new Roles(Optional.empty(), Optional.empty(), Optional.empty());

        boolean names(String file) {
            return live.filter(file::equals).isPresent()
                    || previous.filter(file::equals).isPresent()
                    || building.filter(file::equals).isPresent();
        }
    }

    static final String FILE = "manifest.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAME = Pattern.compile("([a-z]+)-v(\\d{1,9})-(\\d{1,9})\\.db");

    private final Path folder;
    private final Map<String, Roles> files = new HashMap<>();
    private Optional<String> lost = Optional.empty();

    private Manifest(Path folder) {
        this.folder = folder;
    }

    /** Reads it; if it cannot be read, all read models are built anew, see {@link #lost}. */
    static Manifest read(Path folder) {
        var manifest = new Manifest(folder);
        Path file = folder.resolve(FILE);
        try {
            if (Files.isDirectory(file)) {
                SetAsideFiles.move(file);
                manifest.lost = Optional.of(FILE + " was a folder");
            }
            JsonNode json = JSON.readTree(Files.readAllBytes(file));
            if (!json.isObject()) {
                manifest.lost = Optional.of(FILE + " is empty or says something else");
            }
            for (Map.Entry<String, JsonNode> it : json.properties()) {
                manifest.files.put(
                        it.getKey(),
                        new Roles(
                                named(it.getValue(), "live"),
                                named(it.getValue(), "previous").filter(manifest::isFile),
                                named(it.getValue(), "building").filter(manifest::isFile)));
            }
        } catch (NoSuchFileException e) {
            if (manifest.lost.isEmpty() && !manifest.databases().isEmpty()) {
                manifest.lost = Optional.of(FILE + " is missing");
            }
        } catch (JsonProcessingException e) {
            manifest.lost = Optional.of("%s cannot be read (%s)".formatted(FILE, JsonReasons.of(e)));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
        return manifest;
    }

    private static Optional<String> named(JsonNode entry, String role) {
        return Optional.ofNullable(entry.get(role))
                .map(JsonNode::asText)
                .filter(text -> NAME.matcher(text).matches());
    }

    private boolean isFile(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    /** Returns why nobody knows which file is which, if so. */
    Optional<String> lost() {
        return lost;
    }

    /** Returns the names of all databases that are there, whatever they are. */
    private List<String> databases() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> ofPart(path.getFileName().toString()))
                    .filter(text -> NAME.matcher(text).matches())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
        }
    }

    synchronized Roles of(String projection) {
        return files.getOrDefault(projection, Roles.NONE);
    }

    /** Replaces the files of one projection, durably. */
    synchronized void put(String projection, Roles now) {
        files.put(projection, now);
        ObjectNode json = JSON.createObjectNode();
        files.forEach((name, roles) -> {
            ObjectNode entry = json.putObject(name);
            roles.live().ifPresent(file -> entry.put("live", file));
            roles.previous().ifPresent(file -> entry.put("previous", file));
            roles.building().ifPresent(file -> entry.put("building", file));
        });
        Path target = folder.resolve(FILE);
        Path fresh = folder.resolve(FILE + ".new");
        try {
            if (Files.isDirectory(fresh)) {
                SetAsideFiles.move(fresh);
            }
            DurableFiles.replace(target, JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be written: %s".formatted(target, e.getMessage()), e);
        }
    }

    /** Returns the name of a file that no generation of the projection has, or had as far as anything says so. */
    synchronized String next(Ddl ddl) {
        Roles now = of(ddl.name());
        int last = Stream.concat(
                        Stream.of(now.live(), now.previous(), now.building()).flatMap(Optional::stream),
                        databases().stream()
                                .filter(text -> projection(text)
                                        .filter(ddl.name()::equals)
                                        .isPresent()))
                .mapToInt(Manifest::generation)
                .max()
                .orElse(0);
        return "%s-v%d-%d.db".formatted(ddl.name(), ddl.version(), last + 1);
    }

    /** Returns the name of the database that a file belongs to: it, or its log. */
    static String ofPart(String file) {
        return file.endsWith("-wal") || file.endsWith("-shm") ? file.substring(0, file.length() - 4) : file;
    }

    static int version(String file) {
        return part(file, 2);
    }

    static int generation(String file) {
        return part(file, 3);
    }

    /** Returns whose file that is; none if it is nobody's. */
    static Optional<String> projection(String file) {
        Matcher name = NAME.matcher(file);
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    private static int part(String file, int group) {
        Matcher name = NAME.matcher(file);
        return name.matches() ? Integer.parseInt(name.group(group)) : 0;
    }
}
