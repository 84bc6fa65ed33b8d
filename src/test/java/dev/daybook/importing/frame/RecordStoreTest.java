package dev.daybook.importing.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that wait in a file come out as they went in. */
class RecordStoreTest {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final List<Integer> SIZES = List.of(
            0,
            1,
            BUFFER_BYTES - 1,
            1,
            BUFFER_BYTES,
            5,
            BUFFER_BYTES + 1,
            7,
            3 * BUFFER_BYTES,
            BUFFER_BYTES / 2,
            BUFFER_BYTES / 2,
            1,
            0);

    @TempDir
    private Path folder;

    private static byte[] bytes(int number, int size) {
        byte[] bytes = new byte[size];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatever_their_sizes_and_whenever_they_are_asked_for() throws IOException {
        for (boolean askedForMeanwhile : List.of(false, true)) {
            Path aside = Files.createFile(folder.resolve("aside" + askedForMeanwhile));
            try (var store = new RecordStore(aside)) {
                var places = new ArrayList<RecordStore.Place>();
                for (int i = 0; i < SIZES.size(); i++) {
                    places.add(store.put(bytes(i, SIZES.get(i))));
                    if (askedForMeanwhile) {
                        assertThat(Arrays.equals(store.bytes(places.get(i / 2)), bytes(i / 2, SIZES.get(i / 2))))
                                .isTrue();
                    }
                }
                for (int i = SIZES.size() - 1; i >= 0; i--) {
                    var copied = new ByteArrayOutputStream();
                    store.copy(places.get(i), copied);
                    assertThat(Arrays.equals(copied.toByteArray(), bytes(i, SIZES.get(i))))
                            .as("record " + i)
                            .isTrue();
                }
            }
            assertThat(aside).doesNotExist();
        }
    }

    @Test
    void small_ones_are_written_many_at_once_and_large_ones_are_never_held() throws IOException {
        Path aside = Files.createFile(folder.resolve("aside"));
        try (var store = new RecordStore(aside)) {
            store.put(bytes(1, BUFFER_BYTES));
            assertThat(Files.size(aside)).isZero();

            store.put(bytes(2, 1));
            assertThat(Files.size(aside)).isEqualTo(BUFFER_BYTES);
            store.put(bytes(3, BUFFER_BYTES + 1));

            assertThat(Files.size(aside)).isEqualTo(2L * BUFFER_BYTES + 2);
        }
    }

    @Test
    void a_file_knows_whether_something_in_it_is_to_be_otherwise() throws IOException {
        try (var store = new RecordStore(Files.createFile(folder.resolve("aside")))) {
            RecordStore.FileRecords file = store.sheet("a.json");
            assertThat(file.isEmpty()).isTrue();
            file.put("a", store.put(new byte[1]));
            assertThat(file.isEmpty()).isFalse();
            assertThat(store.sheet("a.json")).isSameAs(file);
            assertThat(file.isChanged()).isFalse();

            file.change();
            store.sheet("b.json").add(List.of(), _ -> new byte[0]);

            assertThat(file.isChanged()).isTrue();
            assertThat(store.sheet("b.json").isChanged()).isTrue();
            assertThat(store.sheet("b.json").isEmpty()).isFalse();
            assertThat(store.sheets()).containsOnlyKeys("a.json", "b.json");
        }
    }
}
