package dev.daybook.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Draft.Blob;
import dev.daybook.journal.Metadata.Idempotency;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The link of an entry holds all that the entry says, in the form that is promised to whoever proves it without us. */
final class ChainTest {

    private static final Sha256 PAYLOAD = Sha256.of(bytes(1));
    private static final Sha256 LARGE = Sha256.of(bytes(2));
    private static final UUID ID = new UUID(3, 4);
    private static final Metadata METADATA = new Metadata(
            "ada",
            new Source.File(new Source.Project("deespec", "shop"), "a/ü.json"),
            Optional.of("S-1"),
            Optional.of("C-1"),
            Optional.empty(),
            Optional.of(new Idempotency("key", "print")));

    private static byte[] bytes(int first) {
        byte[] bytes = new byte[Sha256.SIZE_BYTES];
        bytes[0] = (byte) first;
        return bytes;
    }

    private static Draft draft(UUID id, StreamId stream, String type, int version, Metadata metadata, Instant at) {
        return new Draft(id, stream, type, version, Payload.of("{}"), List.of(), metadata, at);
    }

    private static Draft draft() {
        return draft(ID, new StreamId("sbi", "one"), "sbi.noted", 2, METADATA, Instant.ofEpochSecond(5));
    }

    private static Sha256 link(Draft draft) {
        return new Chain().link(Chain.GENESIS, 7, 8, 9, Chain.Words.of(draft), PAYLOAD);
    }

    @Test
    void a_link_is_the_hash_of_the_form_that_is_promised() throws IOException, NoSuchAlgorithmException {
        var form = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(form)) {
            out.write(new byte[32]);
            for (long number : new long[] {7, 8, 9, 3, 4}) {
                out.writeLong(number);
            }
            text(out, "sbi");
            text(out, "one");
            text(out, "sbi.noted");
            out.writeLong(2);
            for (String text : List.of("ada", "deespec", "shop", "a/ü.json", "S-1", "C-1")) {
                text(out, text);
            }
            out.writeLong(-1); // no causation
            text(out, "key");
            text(out, "print");
            out.writeLong(5_000_000);
            out.writeLong(1);
            out.write(bytes(2));
            out.write(bytes(1));
        }
        Draft draft = draft();
        Draft large = new Draft(
                draft.id(),
                draft.stream(),
                draft.type(),
                draft.version(),
                draft.payload(),
                List.of(new Blob(LARGE, Payload.of("large"))),
                draft.metadata(),
                draft.occurredAt());

        assertThat(link(large))
                .isEqualTo(Sha256.of(MessageDigest.getInstance("SHA-256").digest(form.toByteArray())));
    }

    @Test
    void a_door_has_its_name_and_neither_project_nor_path() throws IOException, NoSuchAlgorithmException {
        var form = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(form)) {
            out.write(new byte[32]);
            for (long number : new long[] {7, 8, 9, 3, 4}) {
                out.writeLong(number);
            }
            text(out, "sbi");
            text(out, "one");
            text(out, "sbi.noted");
            out.writeLong(2);
            text(out, "ada");
            text(out, "http");
            for (int nothing = 0; nothing < 7; nothing++) { // project, path, session and what else there may be
                out.writeLong(-1);
            }
            out.writeLong(5_000_000);
            out.writeLong(0);
            out.write(bytes(1));
        }
        Draft door = draft(
                ID, new StreamId("sbi", "one"), "sbi.noted", 2, Metadata.of("ada", "http"), Instant.ofEpochSecond(5));

        assertThat(link(door))
                .isEqualTo(Sha256.of(MessageDigest.getInstance("SHA-256").digest(form.toByteArray())));
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeLong(utf8.length);
        out.write(utf8);
    }

    @Test
    void whatever_is_different_has_another_link() {
        Instant at = Instant.ofEpochSecond(5);
        var stream = new StreamId("sbi", "one");
        var links = new ArrayList<>(List.of(
                link(draft()),
                link(draft(new UUID(3, 5), stream, "sbi.noted", 2, METADATA, at)),
                link(draft(new UUID(2, 4), stream, "sbi.noted", 2, METADATA, at)),
                link(draft(ID, new StreamId("sb", "ione"), "sbi.noted", 2, METADATA, at)),
                link(draft(ID, stream, "sbi.note", 2, METADATA, at)),
                link(draft(ID, stream, "sbi.noted", 3, METADATA, at)),
                link(draft(ID, stream, "sbi.noted", 2, METADATA.from(new Source.Channel("deespec")), at)),
                link(draft(ID, stream, "sbi.noted", 2, METADATA.correlatedWith("C-2"), at)),
                link(draft(ID, stream, "sbi.noted", 2, METADATA, at.plusNanos(1_000)))));
        Chain.Words words = Chain.Words.of(draft());
        links.add(new Chain().link(LARGE, 7, 8, 9, words, PAYLOAD));
        links.add(new Chain().link(Chain.GENESIS, 6, 8, 9, words, PAYLOAD));
        links.add(new Chain().link(Chain.GENESIS, 7, 9, 9, words, PAYLOAD));
        links.add(new Chain().link(Chain.GENESIS, 7, 8, 8, words, PAYLOAD));
        links.add(new Chain().link(Chain.GENESIS, 7, 8, 9, words, LARGE));

        assertThat(links).doesNotHaveDuplicates();
    }

    @Test
    void a_long_header_is_whole() {
        String name = "x".repeat(1_000);
        Draft one = draft(ID, new StreamId("sbi", name + "1"), "sbi.noted", 2, METADATA, Instant.EPOCH);
        Draft other = draft(ID, new StreamId("sbi", name + "2"), "sbi.noted", 2, METADATA, Instant.EPOCH);

        assertThat(link(one)).isNotEqualTo(link(other));
    }
}
