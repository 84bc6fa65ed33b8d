package dev.daybook.importing.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents.Stored;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.Erasing;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.Sha256;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content that is too large to be held is stored in pieces under its hash. */
class StoredContentsTest {

    private static final Metadata BY_ALICE = Metadata.of("alice", "http");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final ImportFixture fixture =
            new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    private final Contents contents = new Contents(fixture.journal, fixture.codec);

    @AfterEach
    void close() {
        fixture.close();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private Stored store(byte[] bytes) throws IOException {
        return contents.store(() -> new ByteArrayInputStream(bytes), BY_ALICE, AT);
    }

    private byte[] read(StoredContent content) throws IOException {
        var out = new ByteArrayOutputStream();
        contents.write(content, out);
        return out.toByteArray();
    }

    private long head() {
        return fixture.journal.head().value();
    }

    private void erase(long position) {
        fixture.journal.append(Erasing.of(fixture.journal, List.of(), position)).join();
    }

    @Test
    void it_is_found_under_its_hash_and_read_as_it_was_stored() throws IOException {
        for (int size : List.of(0, 1, Contents.PIECE_BYTES, 9 * Contents.PIECE_BYTES + 1)) {
            byte[] bytes = bytes(size);
            long before = head();

            Stored stored = store(bytes);

            var content = new StoredContent(Sha256.hash(bytes).toString(), size);
            assertThat(stored).isEqualTo(new Stored(content, new Position(head()), true));
            assertThat(head() - before).isEqualTo(Math.ceilDiv(size, Contents.PIECE_BYTES) + 1);
            assertThat(contents.find(content.sha256())).contains(content);
            assertThat(contents.isWhole(content)).isTrue();
            assertThat(read(content)).isEqualTo(bytes);
            assertThat(contents.whole(content)).isEqualTo(FileEntity.Content.of(bytes));
            assertThat(FilePieces.of(FileEntity.Kept.of(List.of(fixture.codec.recorded(fixture.journal
                            .readForward(Selection.all(), new Position(head() - 1), 1)
                            .getFirst())))))
                    .contains(new FilePieces(Math.ceilDiv(size, Contents.PIECE_BYTES), size, Sha256.hash(bytes)));
        }
        assertThat(contents.find(Sha256.hash(bytes(7)).toString())).isEmpty();
    }

    @Test
    void what_is_there_is_not_stored_again() throws IOException {
        Stored first = store(bytes(300_000));
        long head = head();

        assertThat(store(bytes(300_000))).isEqualTo(new Stored(first.content(), first.position(), false));

        assertThat(head()).isEqualTo(head);
    }

    @Test
    void what_changes_while_it_is_read_is_told() {
        Iterator<byte[]> each = List.of(bytes(300_000), bytes(300_001)).iterator();

        assertThatThrownBy(() -> contents.store(() -> new ByteArrayInputStream(each.next()), BY_ALICE, AT))
                .isInstanceOf(IOException.class)
                .hasMessage("the content was changed while it was read");

        assertThat(contents.find(Sha256.hash(bytes(300_000)).toString())).isEmpty();
    }

    @Test
    void of_what_was_erased_no_more_is_read_until_it_is_stored_again() throws IOException {
        byte[] bytes = bytes(3 * Contents.PIECE_BYTES);
        Stored stored = store(bytes);
        erase(2);
        var read = new ArrayList<Integer>();

        assertThat(contents.isWhole(stored.content())).isFalse();
        assertThatThrownBy(() -> contents.read(stored.content(), piece -> read.add(piece.bytes().length)))
                .isInstanceOf(IOException.class)
                .hasMessage("the piece %s//1 of stored content was erased"
                        .formatted(stored.content().sha256()));
        assertThat(read).containsExactly(Contents.PIECE_BYTES);
        assertThatThrownBy(() -> contents.whole(stored.content()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("cannot be read");

        erase(4);
        assertThat(contents.find(stored.content().sha256())).isEmpty();
        assertThat(store(bytes).isNew()).isTrue();

        assertThat(contents.isWhole(stored.content())).isTrue();
        assertThat(read(stored.content())).isEqualTo(bytes);
    }
}
