package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only the files of the tool need room. */
class PreflightTest {

    @TempDir
    private Path root;

    /** A tool that keeps files in these folders. */
    private record Tool(List<Watched> folders) implements LegacySource {
        @Override
        public String kind() {
            return "tool";
        }

        @Override
        public boolean recognizes(Path root) {
            return true;
        }

        @Override
        public long countEntities(Path root) {
            return 1;
        }

        @Override
        public List<Watched> watched(Path root) {
            return folders;
        }

        @Override
        public Reading read(Root root, Scope scope, Known known) {
            return Results.reading(_ -> {});
        }
    }

    private boolean isEnough(long freeBytes, LegacySource.Watched... folders) {
        return new Preflight(root, () -> freeBytes)
                .refusal(new Tool(List.of(folders)), root, true)
                .isEmpty();
    }

    private LegacySource.Watched folder(String name, boolean below) {
        return new LegacySource.Watched(root.resolve(name), below);
    }

    @Test
    void those_below_a_folder_count_only_where_all_of_it_is_the_tools() throws IOException {
        Folder.write(root, "tool/a", "12345");
        Folder.write(root, "tool/below/b", "1234567890");
        Folder.write(root, "beside", "1");

        assertThat(isEnough(10, folder("tool", false))).isTrue();
        assertThat(isEnough(9, folder("tool", false))).isFalse();
        assertThat(isEnough(30, folder("tool", true))).isTrue();
        assertThat(isEnough(29, folder("tool", true))).isFalse();
    }

    @Test
    void no_link_is_followed_and_a_folder_that_is_not_there_needs_none() throws IOException {
        Folder.write(root, "large", "1".repeat(1_000));
        Folder.write(root, "tool/a", "1");
        Files.createSymbolicLink(root.resolve("tool/link"), root.resolve("large"));

        assertThat(isEnough(2, folder("tool", true), folder("none", true))).isTrue();
    }

    @Test
    void how_much_room_there_is_has_to_be_known() {
        var preflight = new Preflight(root, () -> {
            throw new IOException("the disk does not answer");
        });

        assertThat(preflight.refusal(new Tool(List.of()), root, false))
                .contains("how much room there is in %s cannot be told: the disk does not answer".formatted(root));
    }
}
