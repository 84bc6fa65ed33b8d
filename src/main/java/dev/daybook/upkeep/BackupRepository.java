package dev.daybook.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.f4b6a3.ulid.Ulid;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Sha256;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of backups of one journal: one folder each, named by its id, with a manifest. A backup that is not whole yet has
 * the suffix {@value #PART}; what is whole is on the disk, and never changed again. Thread-safe: who changes something
 * holds the {@link #lock}, whichever process it is.
 */
public final class BackupRepository {

    static final String PART = ".part";

    private static final Logger LOG = LoggerFactory.getLogger(BackupRepository.class);
    /** An old one that another is put in place of. */
    private static final String REPLACED = ".replaced";

    static final String MANIFEST = "manifest.json";

    /** The hash of the manifest once more, after what it describes was restored and proven. */
    private static final String PROVEN = "proven.sha256";

    /** As {@code sha256sum -c} reads it. */
    private static final String CHECK = MANIFEST + ".sha256";

    /** Says whose backups lie in a folder. */
    private static final String MARKER = "daybook-backups.json";

    private static final String LOCK = "lock";
    private static final Pattern ID = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;

    private BackupRepository(Path folder) {
        this.folder = folder;
    }

    /**
     * A backup as it is found.
     *
     * @param manifest none where it cannot be read or is not as it was written, and then
     * @param flaw says so
     */
    public record Found(String id, Optional<BackupManifest> manifest, Optional<String> flaw) {}

    /**
     * Opens one to read it.
     *
     * @throws Rejected if there are no backups in that folder
     */
    public static BackupRepository at(Path folder) {
        return existing(folder)
                .orElseThrow(
                        () -> Rejected.notFound("there are no backups in %s: daybook backup create makes one", folder));
    }

    /** As {@link #at}; nothing if there are none. */
    public static Optional<BackupRepository> existing(Path folder) {
        return Files.exists(folder.resolve(MARKER)) ? Optional.of(new BackupRepository(folder)) : Optional.empty();
    }

    /**
     * Opens the one of a journal, and makes it if nothing is there.
     *
     * @param first tells the journal from others
     * @param own whether the folder is Daybook's, whatever else lies there
     * @throws Rejected if the folder holds something else, or backups of another journal
     */
    static BackupRepository of(Path folder, Sha256 first, boolean own) {
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw Rejected.invalidAt("/to", "%s is no folder: want one for backups", folder);
            }
            var repository = new BackupRepository(folder);
            if (Files.notExists(folder.resolve(MARKER))) {
                if (!own && Files.exists(folder) && !isEmpty(folder)) {
                    throw Rejected.invalidAt(
                            "/to",
                            "%s holds something else than backups of Daybook: want an empty or a new folder",
                            folder);
                }
                DurableFiles.makeFolders(folder, OwnerOnly.folder(folder));
                repository.mark(first);
            }
            Sha256 theirs = repository.journal();
            if (!theirs.equals(first)) {
                throw Rejected.conflict(
                        "%s holds the backups of another journal (its first entry is %s, and here it is %s): want a folder for each",
                        folder, theirs, first);
            }
            return repository;
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** The marker is there whole or not at all, whenever the process is killed. */
    private void mark(Sha256 first) throws IOException {
        Path part = folder.resolve(MARKER + PART);
        Files.deleteIfExists(part);
        DurableFiles.write(
                part,
                JSON.writeValueAsBytes(JSON.createObjectNode()
                        .put("format", BackupManifest.FORMAT)
                        .put("journal", first.toString())));
        Files.move(part, folder.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
    }

    private Sha256 journal() throws IOException {
        JsonNode marker = JSON.readTree(Files.readAllBytes(folder.resolve(MARKER)));
        int format = marker.path("format").asInt();
        if (format != BackupManifest.FORMAT) {
            throw Rejected.conflict(
                    "the backups in %s have format %s: this Daybook knows %d",
                    folder, marker.path("format").asText("none"), BackupManifest.FORMAT);
        }
        return Sha256.parse(marker.path("journal").asText());
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.endsWith(MARKER + PART)); // of one that was killed as it began
        }
    }

    static Rejected unwritable(Path folder, IOException e) {
        return Rejected.conflict(
                "backups cannot be written to %s: %s. Nothing that was there has changed; free some space, see who owns it,"
                        + " or name another folder",
                folder, e);
    }

    public Path folder() {
        return folder;
    }

    Path folder(String id) {
        return folder.resolve(id);
    }

    Path part(String id) {
        return folder.resolve(id + PART);
    }

    /** Returns all that are whole, the oldest first. */
    public List<Found> all() {
        return ids().stream().map(this::found).toList();
    }

    private List<String> ids() {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(ID.asMatchPredicate())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Returns a time for the id of the next one, so that it comes behind all that are there, wherever the clock was set. */
    Instant idAfter(Instant now) {
        List<String> ids = ids();
        Instant last = ids.isEmpty() ? Instant.MIN : Ulid.getInstant(ids.getLast());
        return now.isAfter(last) ? now : last.plusMillis(1);
    }

    /** Returns the newest whose manifest is as it was written. */
    Optional<BackupManifest> newest() {
        return ids().reversed().stream()
                .flatMap(id -> found(id).manifest().stream())
                .findFirst();
    }

    /** Returns the manifests of those whose manifest is as it was written, the oldest first. */
    public List<BackupManifest> sound() {
        return all().stream().flatMap(found -> found.manifest().stream()).toList();
    }

    private Found found(String id) {
        Path file = folder.resolve(id).resolve(MANIFEST);
        try {
            byte[] bytes = Files.readAllBytes(file);
            String wanted = Files.readString(file.resolveSibling(CHECK)).split(" ", 2)[0];
            String hash = Sha256.hash(bytes).toString();
            if (!hash.equals(wanted)) {
                return flawed(
                        id,
                        "%s is not as it was written: its SHA-256 is %s, and was %s".formatted(MANIFEST, hash, wanted));
            }
            BackupManifest manifest = BackupManifest.fromJson(bytes);
            return manifest.id().equals(id)
                    ? new Found(id, Optional.of(manifest), Optional.empty())
                    : flawed(id, "%s is that of backup %s".formatted(MANIFEST, manifest.id()));
        } catch (NoSuchFileException e) {
            return flawed(id, "%s is missing".formatted(Path.of(e.getFile()).getFileName()));
        } catch (IOException e) {
            return flawed(id, "%s cannot be read: %s".formatted(MANIFEST, e.getMessage()));
        }
    }

    private static Found flawed(String id, String what) {
        return new Found(id, Optional.empty(), Optional.of(what));
    }

    /**
     * Returns a backup and all that it stands on, the full one first.
     *
     * @throws Rejected if one of them is not there, or not as it was
     */
    List<BackupManifest> line(BackupManifest last) {
        List<Found> all = all();
        var line = new ArrayList<BackupManifest>(List.of(last));
        while (line.getFirst().base().isPresent()) {
            BackupManifest above = line.getFirst();
            BackupManifest.Base base = above.base().orElseThrow();
            BackupManifest below = all.stream()
                    .filter(found -> found.id().equals(base.id()))
                    .findFirst()
                    .flatMap(Found::manifest)
                    .orElseThrow(() -> Rejected.conflict(
                            "backup %s stands on %s, which is missing or damaged", above.id(), base.id()));
            if (!below.mark().head().equals(base.head()) || line.contains(below)) {
                throw Rejected.conflict("backup %s does not go on where %s ends", above.id(), below.id());
            }
            line.addFirst(below);
        }
        return line;
    }

    /** Returns the one of that id, or the only one that begins so. */
    public BackupManifest find(String id) {
        List<Found> found =
                all().stream().filter(each -> each.id().startsWith(id)).toList();
        if (found.size() != 1) {
            throw Rejected.notFound(
                    found.isEmpty() ? "there is no backup '%s' in %s" : "several backups begin with '%s' in %s",
                    id,
                    folder);
        }
        return found.getFirst()
                .manifest()
                .orElseThrow(() -> Rejected.conflict(
                        "backup %s: %s",
                        found.getFirst().id(), found.getFirst().flaw().orElse("")));
    }

    /**
     * Notes of a backup that it was restored and each of its entries proven: as long as its files are as they were written,
     * that is so.
     */
    void proven(BackupManifest manifest) {
        try {
            DurableFiles.replace(folder(manifest.id()).resolve(PROVEN), proof(manifest));
        } catch (IOException e) {
            LOG.warn("it cannot be noted in {} that the backup was proven: a restore proves it again", folder, e);
        }
    }

    /** Returns whether it is noted of a backup, as it is now, that each of its entries was proven. */
    boolean isProven(BackupManifest manifest) {
        try {
            return Arrays.equals(Files.readAllBytes(folder(manifest.id()).resolve(PROVEN)), proof(manifest));
        } catch (IOException _) {
            return false;
        }
    }

    /** The manifest has the hashes of all files: with another one of them it is another. */
    private static byte[] proof(BackupManifest manifest) {
        return "%s  %s%n".formatted(Sha256.hash(manifest.toJson()), MANIFEST).getBytes(StandardCharsets.UTF_8);
    }

    /** Makes a backup whole whose files lie in its part. */
    void finish(BackupManifest manifest) throws IOException {
        Path part = manifested(manifest);
        Files.move(part, folder(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
    }

    /** As {@link #finish}, in place of the one of that id: there is always the old one or the new one. */
    void replace(BackupManifest manifest) throws IOException {
        Path part = manifested(manifest);
        Path old = folder.resolve(manifest.id() + REPLACED);
        Files.move(folder(manifest.id()), old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(part, folder(manifest.id()), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
        DurableFiles.removeTree(old);
    }

    private Path manifested(BackupManifest manifest) throws IOException {
        Path part = part(manifest.id());
        byte[] json = manifest.toJson();
        DurableFiles.write(part.resolve(MANIFEST), json);
        DurableFiles.write(
                part.resolve(CHECK),
                "%s  %s%n".formatted(Sha256.hash(json), MANIFEST).getBytes(StandardCharsets.UTF_8));
        DurableFiles.syncFolder(part);
        return part;
    }

    /** Removes what was left by those that never became whole; for who holds the lock. */
    void removeParts() throws IOException {
        for (String id : left(REPLACED)) {
            Path old = folder.resolve(id + REPLACED);
            if (Files.exists(folder(id))) {
                DurableFiles.removeTree(old);
            } else {
                Files.move(old, folder(id), StandardCopyOption.ATOMIC_MOVE); // the new one was not there yet
            }
        }
        for (String id : left(PART)) {
            DurableFiles.removeTree(part(id));
        }
    }

    private List<String> left(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .filter(ID.asMatchPredicate())
                    .toList();
        }
    }

    /** Removes a backup, in such an order that what is left of it is none; for who holds the lock. */
    void remove(String id) throws IOException {
        Files.move(folder(id), part(id), StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.syncFolder(folder);
        DurableFiles.removeTree(part(id));
    }

    /**
     * Takes the lock, which the system takes back from a process that ends.
     *
     * @throws Rejected if somebody has it
     */
    FolderLock lock() throws IOException {
        return FolderLock.take(folder, LOCK, "a backup is made or removed in %s already: try again when that is done");
    }
}
