package dev.daybook.upkeep;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.Syncs;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Append;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was signed and kept elsewhere proves what the journal said then; and each entry to whoever has neither. */
class SignedHeadTest {

    private static final StreamId ONE = new StreamId("sbi", "one");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path folder;

    private HeadKey key;

    @BeforeEach
    void a_key() throws IOException {
        key = HeadKey.make(folder);
    }

    @Test
    void a_head_is_read_as_it_was_written_and_no_letter_of_it_can_be_changed() {
        try (var journal = journal(3)) {
            SignedHead head = head(journal);

            assertThat(SignedHead.parse(head.text())).isEqualTo(head);
            assertThat(SignedHead.parse(head.text().replace("\n", "\r\n"))).isEqualTo(head);
            assertThat(head.isWhole()).isTrue();
            assertThat(SignedHead.parse(head.text().replace("position 3", "position 2"))
                            .isWhole())
                    .isFalse();
            assertThat(SignedHead.parse(head.text().replace("12:00", "12:01")).isWhole())
                    .isFalse();
        }
    }

    @Test
    void what_is_no_head_is_refused() {
        String head;
        try (var journal = journal(1)) {
            head = head(journal).text();
        }
        for (String text : List.of(
                "",
                "hello",
                head.substring(0, head.indexOf("key")),
                head.replace("position 1", "position one"),
                head.replace("chain ", "chain zz"),
                head.replace("daybook-head 1", "daybook-head 2"))) {
            assertThatThrownBy(() -> SignedHead.parse(text)).as(text).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void a_journal_whose_end_was_cut_off_or_that_was_rewritten_is_told_from_the_one_that_was_signed() {
        SignedHead signed;
        try (var journal = journal(5)) {
            signed = head(journal);
            assertThat(HeadCheck.wrong(signed, journal)).isEmpty();
            append(journal, 6);
            assertThat(HeadCheck.wrong(signed, journal)).isEmpty();
        }
        try (var cut = journal(3)) {
            assertThat(HeadCheck.wrong(signed, cut).orElseThrow()).contains("ends at 3", "last 2 entries are missing");
        }
        try (var other = journal(2)) {
            for (int i = 7; i <= 10; i++) {
                append(other, i);
            }
            assertThat(HeadCheck.wrong(signed, other).orElseThrow()).contains("is another one than was signed");
        }
    }

    @Test
    void a_head_that_was_changed_or_is_signed_with_what_cannot_be_read_is_none() {
        try (var journal = journal(3)) {
            SignedHead head = head(journal);
            for (String text : List.of(
                    head.text().replace("12:00", "12:01"),
                    head.text().replace(head.signature(), "AAAA"),
                    head.text().replace(head.key(), "AAAA"))) {
                SignedHead changed = SignedHead.parse(text);

                assertThat(changed.isWhole()).as(text).isFalse();
                assertThat(HeadCheck.wrong(changed, journal).orElseThrow())
                        .contains("signature of the head does not fit");
            }
        }
    }

    /** So long a proof is as its reader may have to take in; where the entry stands does not count. */
    @Test
    void an_entry_far_behind_is_proven_up_to_so_many_later_and_no_more() throws Exception {
        try (var journal = new MemoryJournal(InstantSource.fixed(NOW))) {
            int most = 100_000;
            journal.append(new Append(
                            IntStream.rangeClosed(1, most + 2)
                                    .mapToObj(number -> draft(ONE, number))
                                    .toList(),
                            Map.of()))
                    .join();
            var proof = new JournalProof(journal, key);
            var end = new Position(most + 2);

            assertThat(checked(proof.of(end, end, NOW), "")).contains("position  100002", "proven");
            assertThat(proof.of(new Position(2), end, NOW)).startsWith("daybook-proof");
            assertThatThrownBy(() -> proof.of(new Position(1), end, NOW))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("100001");
        }
    }

    @Test
    void the_key_is_made_once_whoever_makes_it_and_its_owner_alone_reads_it() throws Exception {
        Path fresh = Files.createDirectory(folder.resolve("fresh"));
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<String> make = () -> HeadKey.make(fresh).publicKey();
            List<String> keys = new ArrayList<>();
            for (var made : threads.invokeAll(Collections.nCopies(8, make))) {
                keys.add(made.get());
            }
            assertThat(keys).containsOnly(HeadKey.read(fresh).orElseThrow().publicKey());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.resolve(HeadKey.FILE))))
                .isEqualTo("rw-------");
        try (var files = Files.list(fresh)) {
            assertThat(files).containsExactly(fresh.resolve(HeadKey.FILE));
        }
    }

    /** A head that was given away is of no use to whoever signs with another key from the next start on. */
    @Test
    void the_key_and_its_name_are_on_the_disk_when_it_is_made() throws IOException {
        Path fresh = Files.createDirectory(folder.resolve("durable"));
        try (var syncs = new Syncs()) {
            HeadKey.make(fresh);

            assertThat(syncs.paths())
                    .anyMatch(path -> path.startsWith(fresh) && !path.equals(fresh))
                    .contains(fresh);
        }
    }

    @Test
    void a_key_is_told_from_others_by_its_public_half() throws IOException {
        HeadKey other = HeadKey.make(Files.createDirectory(folder.resolve("other-key")));

        assertThat(key.fingerprint()).matches("[0-9a-f]+").isNotEqualTo(other.fingerprint());
        assertThat(key.publicKey()).isNotEqualTo(other.publicKey());
        assertThat(key.publicPem()).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(key.publicPem().replace("\n", "")).contains(key.publicKey());
        SignedHead head = key.sign(Link.START, Instant.EPOCH);
        assertThat(head.fingerprint()).isEqualTo(key.fingerprint());
        assertThat(head.key()).isEqualTo(key.publicKey());
    }

    @Test
    void an_entry_is_proven_by_a_program_that_knows_nothing_of_daybook() throws Exception {
        try (var journal = journal(3);
                var memory = new MemoryJournal(InstantSource.fixed(NOW))) {
            journal.append(new Append(List.of(large(ONE, 20, "x".repeat(100_000))), Map.of()))
                    .join();
            append(journal, 4);
            SignedHead kept = head(journal);
            append(journal, 5);
            var proof = new JournalProof(journal, key);

            for (long position = 1; position <= 6; position++) {
                assertThat(checked(proof.of(new Position(position), new Position(position), NOW), ""))
                        .contains("position  " + position, "proven: signed at 2026-01-31T12:00:00Z");
            }
            String led = proof.of(new Position(2), new Position(5), NOW);
            assertThat(checked(led, "")).contains("sbi/one", "up to position 5");
            assertThat(checked(led, kept.text())).contains("proven");
            assertThat(checked(proof.of(new Position(2), new Position(6), NOW), kept.text()))
                    .contains("not proven", "--up-to 5");
            assertThat(checked(led.replaceFirst("payload .", "payload f"), "")).contains("not proven");
            assertThat(checked(led.replaceFirst("(?m)^link .*\n", ""), ""))
                    .contains("not proven: position 3 is missing");
            assertThat(checked(led.substring(0, led.indexOf("signature")), "")).contains("not proven");
            append(memory, 1);
            assertThat(checked(
                            new JournalProof(memory, HeadKey.make(Files.createDirectory(folder.resolve("other"))))
                                    .of(new Position(1), new Position(1), NOW),
                            kept.text()))
                    .contains("not proven: the head that was kept is signed with another key");
        }
    }

    @Test
    void what_is_not_there_is_not_proven() {
        try (var journal = journal(2)) {
            var proof = new JournalProof(journal, key);

            assertThatThrownBy(() -> proof.of(new Position(3), new Position(3), NOW))
                    .hasMessageContaining("the journal ends at 2");
            assertThatThrownBy(() -> proof.of(new Position(2), new Position(1), NOW))
                    .hasMessageContaining("want 2 to 2");
        }
    }

    @Test
    void of_an_erased_payload_is_proven_that_it_was_there_and_what_its_hash_was() throws Exception {
        try (var journal = journal(3)) {
            String before = new JournalProof(journal, key).of(new Position(2), new Position(3), NOW);
            String hash =
                    journal.chain(new Position(1), 1).getFirst().payloadHash().toString();
            journal.append(Erasing.of(journal, List.of(), 2L)).join();
            String proof = new JournalProof(journal, key).of(new Position(2), new Position(3), NOW);

            assertThat(checked(proof, ""))
                    .contains("proven", "erased; its SHA-256 was " + hash)
                    .doesNotContain("not ");
            assertThat(checked(before, "")).contains("proven");
            assertThat(checked(
                            proof.replace("erased " + hash.charAt(0), "erased " + (hash.charAt(0) == '0' ? '1' : '0')),
                            ""))
                    .contains("not proven");
        }
    }

    /** Returns what the program prints that checks proofs, on either output. */
    private String checked(String proof, String head) throws IOException, InterruptedException {
        Path program = Path.of("src/main/resources/DaybookProof.java").toAbsolutePath();
        Path file = Files.writeString(folder.resolve("proof.txt"), proof);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                compiled(program).toString(),
                "DaybookProof",
                file.toString()));
        if (!head.isEmpty()) {
            command.add(Files.writeString(folder.resolve("head.txt"), head).toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(said.contains("not proven") ? 1 : 0);
        return said;
    }

    /** Compiled once: as a source file it takes a second each time. */
    private Path compiled(Path program) {
        Path out = folder.resolve("classes");
        if (Files.notExists(out)) {
            int code = ToolProvider.getSystemJavaCompiler()
                    .run(null, null, null, "-d", out.toString(), program.toString());
            assertThat(code).isZero();
        }
        return out;
    }

    private SignedHead head(Journal journal) {
        return key.sign(new Link(journal.head(), journal.link(journal.head()).orElseThrow()), NOW);
    }

    private Journal journal(int entries) {
        Journal journal = SqliteJournal.open(
                folder.resolve("%d-%d.db".formatted(entries, System.nanoTime())), InstantSource.fixed(NOW));
        for (int i = 1; i <= entries; i++) {
            append(journal, i);
        }
        return journal;
    }

    private static void append(Journal journal, int number) {
        journal.append(new Append(List.of(draft(ONE, number)), Map.of())).join();
    }
}
