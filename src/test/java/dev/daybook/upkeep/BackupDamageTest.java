package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.daybook.domain.Rejected;
import dev.daybook.upkeep.BackupManifest.Stored;
import dev.daybook.upkeep.BackupRestoration.Until;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is not as it was written is found, and never restored. */
final class BackupDamageTest {

    private static final Until END = new Until.End();
    private static final int FLIPS = 12;

    @TempDir
    private Path folder;

    @AutoClose
    private BackedUp given;

    @BeforeEach
    void given_a_journal() {
        given = new BackedUp(folder).facts(30);
    }

    private BackupSecret key(int seed) throws IOException {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return new BackupSecret(Files.write(folder.resolve("key-" + seed), bytes), false);
    }

    private BackupSecret passphrase(String text) throws IOException {
        return new BackupSecret(Files.writeString(folder.resolve("passphrase"), text), true);
    }

    private Path target() {
        return folder.resolve("restored");
    }

    @Test
    void a_flipped_bit_is_found_in_each_kind_of_file() throws IOException {
        var random = new Random(5);
        given.full();
        given.compressed().facts(8).full();
        given.encrypted(key(1)).facts(8).full();
        given.facts(8).more();
        List<Path> files;
        try (Stream<Path> all = Files.walk(given.backups())) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> given.backups().relativize(file).getNameCount() == 2)
                    .sorted()
                    .toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains("journal.db", "journal.db.zst", "journal.db.zst.enc", "segment.db.zst.enc", "manifest.json");

        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            // of a line for sha256sum the hash alone counts
            int among = file.toString().endsWith(".sha256") ? 64 : whole.length;
            flipped[random.nextInt(among)] ^= (byte) (1 << random.nextInt(7));
            Files.write(file, flipped);

            List<BackupCheck.Finding> findings = given.check(false).findings();

            String id = given.backups().relativize(file).getName(0).toString();
            String name = file.getFileName().toString().replace(".sha256", "");
            assertThat(findings).anySatisfy(finding -> {
                assertThat(finding.backup()).isEqualTo(id);
                assertThat(finding.file()).isEqualTo(name);
            });
            Files.write(file, whole);
        }
        assertThat(given.check(true).findings()).isEmpty();
    }

    @Test
    void what_is_damaged_is_not_restored() throws IOException {
        BackupManifest backup = given.compressed().encrypted(key(1)).full();
        Stored stored = backup.files().getFirst();
        Path file = given.backups().resolve(backup.id()).resolve(stored.name());
        byte[] whole = Files.readAllBytes(file);
        var random = new Random(7);

        for (int flip = 0; flip < FLIPS; flip++) {
            byte[] flipped = whole.clone();
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertThatThrownBy(() -> given.restore(END, target()))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining(stored.name())
                    .hasMessageContaining("chunk 0 is not as it was written")
                    .hasMessageContaining("Nothing was made there");
            assertThat(target()).doesNotExist();
        }
    }

    @Test
    void encrypted_ones_are_restored_with_their_key_alone() throws IOException {
        given.encrypted(key(1)).full();
        given.facts(3).more();

        given.restore(END, target());
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 33));

        given.inTheClear();
        assertThatThrownBy(() -> given.restore(END, folder.resolve("other")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is encrypted: want --key-file");
        given.encrypted(key(2));
        assertThatThrownBy(() -> given.restore(END, folder.resolve("other")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is encrypted with another key");
        assertThatThrownBy(() -> given.check(true)).isInstanceOf(Rejected.class).hasMessageContaining("another key");
    }

    @Test
    void with_another_key_a_full_one_is_made_and_without_one_none() throws IOException {
        given.encrypted(key(1)).full();

        BackupManifest other = given.encrypted(key(2))
                .facts(1)
                .create(BackupCreation.Wanted.AUTO)
                .manifest();

        assertThat(other.kind()).isEqualTo(BackupManifest.Kind.FULL);
        assertThatThrownBy(() -> given.inTheClear().facts(1).full())
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("are encrypted, and no key is named");
    }

    @Test
    void none_stands_on_a_file_that_is_missing() throws IOException {
        BackupManifest first = given.full();
        Files.delete(given.backups().resolve(first.id()).resolve("journal.db"));

        BackupManifest next = given.facts(1).create(BackupCreation.Wanted.AUTO).manifest();

        assertThat(next.kind()).isEqualTo(BackupManifest.Kind.FULL);
    }

    @Test
    void a_passphrase_opens_what_it_closed_and_another_does_not() throws IOException {
        given.encrypted(passphrase("correct horse battery staple\n")).full();

        given.restore(END, target());
        assertThat(given.restoredContent(target())).isEqualTo(BackedUp.content(given.journal(), 30));

        given.inTheClear();
        assertThatThrownBy(() -> given.restore(END, folder.resolve("other")))
                .hasMessageContaining("is encrypted: want --passphrase-file");
        given.encrypted(passphrase("correct horse battery stable"));
        assertThatThrownBy(() -> given.restore(END, folder.resolve("other")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is encrypted with another passphrase");
    }

    @Test
    void nothing_of_the_journal_can_be_read_in_an_encrypted_one() throws IOException {
        BackupManifest backup = given.encrypted(key(1)).full();

        byte[] bytes = Files.readAllBytes(given.backups().resolve(backup.id()).resolve("journal.db.enc"));

        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).doesNotContain("stream-1", "sbi.registered", "SQLite format");
    }

    @Test
    void chunks_that_were_cut_off_moved_or_added_are_refused() throws IOException {
        var key = BackupKey.fresh(key(1)).key().ofFile("file");
        byte[] about = "about".getBytes(StandardCharsets.UTF_8);
        int length = 2 * SealedStreams.CHUNK_BYTES;
        byte[] plain = new byte[length + 100];
        new Random(3).nextBytes(plain);
        var out = new ByteArrayOutputStream();
        try (var sealing = SealedStreams.sealing(out, key, about)) {
            sealing.write(plain);
        }
        byte[] sealed = out.toByteArray();
        int chunk = SealedStreams.CHUNK_BYTES + 16;
        byte[] moved = sealed.clone();
        System.arraycopy(sealed, 0, moved, chunk, chunk);
        System.arraycopy(sealed, chunk, moved, 0, chunk);
        byte[] longer = Arrays.copyOf(sealed, sealed.length + chunk);

        assertThat(opened(sealed, key, about)).isEqualTo(plain);
        var refused = new ArrayList<>(List.of(moved, longer, new byte[0]));
        List.of(1, chunk, 2 * chunk, sealed.length - 1).forEach(size -> refused.add(Arrays.copyOf(sealed, size)));
        assertThat(refused)
                .allSatisfy(bytes -> assertThatThrownBy(() -> opened(bytes, key, about))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("is not as it was written"));
        assertThatThrownBy(() -> opened(sealed, key, "another".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    private static byte[] opened(byte[] sealed, SecretKey key, byte[] about) throws IOException {
        try (var in = SealedStreams.opening(new ByteArrayInputStream(sealed), key, about)) {
            return in.readAllBytes();
        }
    }

    /** Closing any descriptor of a file gives up all POSIX locks that the process has on it: those of SQLite, too. */
    @Test
    void the_locks_of_the_open_journal_outlive_a_backup_a_check_and_a_restore() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/locks")), "this system does not tell of locks");
        Path journal = given.data().resolve("journal.db");
        List<String> before = locks(journal);
        assertThat(before).isNotEmpty();

        given.full();
        given.compressed().facts(2).more();
        given.restore(END, target());
        given.check(true);

        assertThat(locks(journal)).isEqualTo(before);
        Files.newInputStream(journal).close(); // what the test is to notice
        assertThat(locks(journal)).isEmpty();
    }

    private static List<String> locks(Path file) throws IOException {
        String inode = ":%s ".formatted(Files.getAttribute(file, "unix:ino"));
        try (Stream<String> lines = Files.lines(Path.of("/proc/locks"))) {
            return lines.filter(line -> line.contains(inode))
                    .map(line -> line.replaceFirst("^\\d+: ", ""))
                    .distinct() // it is read in parts, and what others lock and release meanwhile has lines come twice
                    .sorted()
                    .toList();
        }
    }

    @Test
    void what_a_check_has_proven_is_restored_by_its_hash_alone_and_what_it_has_not_by_each_entry() throws IOException {
        given.full();
        assertThat(steps("first")).contains("proving");
        given.check(true);

        assertThat(steps("second"))
                .noneMatch(step -> step.startsWith("proving"))
                .anyMatch(step -> step.contains("reading"));
        assertThat(folder.resolve("second/journal.db")).hasSameBinaryContentAs(folder.resolve("first/journal.db"));

        flip(journalOf(given.backups()));
        assertThatThrownBy(() -> steps("third"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("is not as it was written");
        assertThat(folder.resolve("third")).doesNotExist();
    }

    /** It may lie on a disk that is only read, and its folder is what others copy. */
    @Test
    void a_restore_makes_nothing_in_the_folder_of_the_backup() throws IOException {
        Path backup = given.backups().resolve(given.full().id());
        List<String> before = names(backup);
        var seen = new ArrayList<List<String>>();

        given.restore(END, target(), (_, _, _) -> seen.add(names(backup)));

        assertThat(seen).isNotEmpty().allMatch(before::equals);
        assertThat(names(backup)).isEqualTo(before);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Restores, and returns what was heard meanwhile. */
    private List<String> steps(String target) {
        var steps = new ArrayList<String>();
        new BackupRestoration(given::now)
                .restore(
                        new BackupRestoration.Order(
                                given.backups(), Optional.empty(), END, folder.resolve(target), Optional.empty()),
                        (_, _, what) -> steps.add(what));
        return steps;
    }

    private static Path journalOf(Path backups) throws IOException {
        try (Stream<Path> all = Files.walk(backups)) {
            return all.filter(file -> file.endsWith("journal.db")).findFirst().orElseThrow();
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
