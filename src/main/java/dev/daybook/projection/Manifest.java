package dev.daybook.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(Manifest.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAME = Pattern.compile("([a-z]+)-v(\\d{1,9})-(\\d{1,9})\\.db");

    private final Path folder;
    private final Map<String, Roles> files = new HashMap<>();

    private Manifest(Path folder) {
        this.folder = folder;
    }

    static Manifest read(Path folder) {
        var manifest = new Manifest(folder);
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(folder.resolve("manifest.json")));
            for (Map.Entry<String, JsonNode> it : json.properties()) {
                manifest.files.put(
                        it.getKey(),
                        new Roles(
                                manifest.file(it.getValue(), "live"),
                                manifest.file(it.getValue(), "previous"),
                                manifest.file(it.getValue(), "building")));
            }
        } catch (NoSuchFileException e) {
            // the first start
        } catch (JsonProcessingException e) {
            LOG.warn(
                    "{} cannot be read, the read models are built anew: {}",
                    folder.resolve("manifest.json"),
                    e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manifest;
    }

    private Optional<String> file(JsonNode entry, String role) {
        return Optional.ofNullable(entry.get(role))
                .map(JsonNode::asText)
                .filter(it -> NAME.matcher(it).matches() && Files.isRegularFile(folder.resolve(it)));
    }

    synchronized Roles of(String projection) {
        return files.getOrDefault(projection, Roles.NONE);
    }

    /** Replaces the files of one projection, durably. */
    synchronized void put(String projection, Roles now) {
        files.put(projection, now);
        ObjectNode json = JSON.createObjectNode();
        files.forEach((name, it) -> {
            ObjectNode entry = json.putObject(name);
            it.live().ifPresent(file -> entry.put("live", file));
            it.previous().ifPresent(file -> entry.put("previous", file));
            it.building().ifPresent(file -> entry.put("building", file));
        });
        Path target = folder.resolve("manifest.json");
        Path fresh = folder.resolve("manifest.json.new");
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(json));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be written: %s".formatted(target, e.getMessage()), e);
        }
    }

    /** Returns the name of a file that no generation of the projection had before. */
    synchronized String next(Ddl ddl) {
        int last = 0;
        Roles now = of(ddl.name());
        for (Optional<String> file : List.of(now.live(), now.previous(), now.building())) {
            last = Math.max(last, file.map(Manifest::generation).orElse(0));
        }
        return "%s-v%d-%d.db".formatted(ddl.name(), ddl.version(), last + 1);
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
