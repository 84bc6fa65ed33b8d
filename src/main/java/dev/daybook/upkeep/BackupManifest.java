package dev.daybook.upkeep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.sqlite.JournalMark;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a backup says of itself: a file beside the others, never encrypted, without anything that is recorded.
 *
 * @param base the backup whose end an incremental one begins at; none of a full one
 * @param mark how far the journal went
 * @param program the version of Daybook that made it
 * @param level of zstd; 0 is not compressed
 * @param files all but this one
 * @param tables the digests of the read models at {@code mark}, by name; empty if they were not known
 */
public record BackupManifest(
        String id,
        Optional<Base> base,
        JournalMark mark,
        Instant createdAt,
        String program,
        int level,
        Optional<Encryption> encryption,
        List<Stored> files,
        Map<String, String> tables) {

    /** What the files of a later version are may mean something else. */
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whether it stands alone. */
    public enum Kind {
        FULL,
        INCREMENTAL;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The backup that another begins at, and where it ends. */
    public record Base(String id, Link head) {}

    /**
     * A file of it.
     *
     * @param name below the folder of the backup
     * @param sizeBytes of the file as it lies there, and
     * @param sha256 of it
     * @param contentSizeBytes of what it was made of
     */
    public record Stored(String name, long sizeBytes, Sha256 sha256, long contentSizeBytes) {}

    /**
     * How its files are encrypted: AES-256-GCM in chunks, as {@link SealedStreams} has it.
     *
     * @param derivation of the key from what its user has
     * @param iterations of a slow derivation; 0 of another
     * @param salt 32 random bytes
     * @param check what only the right key gives
     */
    public record Encryption(BackupKey.Derivation derivation, int iterations, Sha256 salt, Sha256 check) {}

    public BackupManifest {
        files = List.copyOf(files);
        tables = Map.copyOf(tables);
    }

    /** Returns the same, stored otherwise. */
    BackupManifest with(int nowLevel, Optional<Encryption> nowEncryption, List<Stored> nowFiles) {
        return new BackupManifest(id, base, mark, createdAt, program, nowLevel, nowEncryption, nowFiles, tables);
    }

    public Kind kind() {
        return base.isPresent() ? Kind.INCREMENTAL : Kind.FULL;
    }

    /** Returns the position that it begins behind. */
    public Position from() {
        return base.map(it -> it.head().position()).orElse(Position.START);
    }

    /** Returns the position up to which it goes. */
    public Position position() {
        return mark.head().position();
    }

    public long sizeBytes() {
        return files.stream().mapToLong(Stored::sizeBytes).sum();
    }

    public long contentSizeBytes() {
        return files.stream().mapToLong(Stored::contentSizeBytes).sum();
    }

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT).put("id", id).put("kind", kind().text());
        base.ifPresent(it -> link(json.putObject("base").put("id", it.id()), it.head()));
        json.put("from", from().value());
        link(json, mark.head());
        json.put("recordedAt", mark.recordedAt().toString())
                .put("journal", mark.first().toString())
                .put("schema", mark.schema());
        json.putObject("rows")
                .put("streams", mark.streams())
                .put("types", mark.types())
                .put("actors", mark.actors())
                .put("sources", mark.sources())
                .put("blobs", mark.blobs());
        json.put("createdAt", createdAt.toString()).put("program", program);
        json.putObject("compression")
                .put("algorithm", level == 0 ? "none" : "zstd")
                .put("level", level);
        encryption.ifPresent(it -> json.putObject("encryption")
                .put("algorithm", SealedStreams.ALGORITHM)
                .put("chunkBytes", SealedStreams.CHUNK_BYTES)
                .put("derivation", it.derivation().text())
                .put("iterations", it.iterations())
                .put("salt", it.salt().toString())
                .put("check", it.check().toString()));
        var list = json.putArray("files");
        files.forEach(file -> list.addObject()
                .put("name", file.name())
                .put("sizeBytes", file.sizeBytes())
                .put("sha256", file.sha256().toString())
                .put("contentSizeBytes", file.contentSizeBytes()));
        var hashes = json.putObject("tables");
        new TreeMap<>(tables).forEach(hashes::put);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is JSON", e);
        }
    }

    private static void link(ObjectNode json, Link head) {
        json.put("position", head.position().value()).put("chain", head.hash().toString());
    }

    /** @throws IOException if it is none that this program understands */
    static BackupManifest fromJson(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        int format = json.path("format").asInt();
        if (format != FORMAT) {
            throw new IOException("it has format %d: this Daybook reads %d".formatted(format, FORMAT));
        }
        try {
            return read(json);
        } catch (RuntimeException e) { // a member is missing, or is not what it should be
            throw new IOException("it is no manifest of a backup: " + e.getMessage(), e);
        }
    }

    private static BackupManifest read(JsonNode json) {
        JsonNode rows = json.required("rows");
        var tables = new TreeMap<String, String>();
        json.required("tables")
                .propertyStream()
                .forEach(table -> tables.put(table.getKey(), table.getValue().asText()));
        return new BackupManifest(
                text(json, "id"),
                json.has("base")
                        ? Optional.of(new Base(text(json.path("base"), "id"), link(json.path("base"))))
                        : Optional.empty(),
                new JournalMark(
                        Sha256.parse(text(json, "journal")),
                        link(json),
                        Instant.parse(text(json, "recordedAt")),
                        json.required("schema").asInt(),
                        rows.required("streams").asLong(),
                        rows.required("types").asLong(),
                        rows.required("actors").asLong(),
                        rows.required("sources").asLong(),
                        rows.required("blobs").asLong()),
                Instant.parse(text(json, "createdAt")),
                text(json, "program"),
                json.at("/compression/level").asInt(),
                json.has("encryption") ? Optional.of(encryption(json.path("encryption"))) : Optional.empty(),
                json.required("files")
                        .valueStream()
                        .map(file -> new Stored(
                                text(file, "name"),
                                file.required("sizeBytes").asLong(),
                                Sha256.parse(text(file, "sha256")),
                                file.required("contentSizeBytes").asLong()))
                        .toList(),
                tables);
    }

    private static Encryption encryption(JsonNode json) {
        return new Encryption(
                BackupKey.Derivation.of(text(json, "derivation")),
                json.required("iterations").asInt(),
                Sha256.parse(text(json, "salt")),
                Sha256.parse(text(json, "check")));
    }

    private static Link link(JsonNode json) {
        return new Link(new Position(json.required("position").asLong()), Sha256.parse(text(json, "chain")));
    }

    private static String text(JsonNode json, String member) {
        return json.required(member).asText();
    }
}
