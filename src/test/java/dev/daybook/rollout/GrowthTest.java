package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.rollout.Rollouts.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much room files and databases take, and how much more than at the beginning. */
class GrowthTest {

    @TempDir
    private Path root;

    private final Tool tool = new Tool(new Cards(), false, true);

    private Map<String, Stages.Place> units(Optional<Path> where) {
        var place = new Stages.Place(Stage.DUAL, Rollout.ALL, where);
        return Map.of("box", place, "other", place);
    }

    private Path file(String name, int bytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[bytes]);
    }

    @Test
    void databases_grow_from_where_they_were_at_the_start() throws IOException {
        Path journal = file("journal.db", 100);
        Path gone = root.resolve("gone.db");
        var growth = new Growth(() -> List.of(journal, gone, root));
        assertThat(growth.databaseGrowthBytes()).isZero();

        file("journal.db", 130);
        file("gone.db", 7);

        assertThat(growth.databaseBytes()).isEqualTo(137);
        assertThat(growth.databaseGrowthBytes()).isEqualTo(37);
    }

    @Test
    void files_grow_from_where_they_were_when_they_were_first_looked_at() throws IOException {
        var growth = new Growth(List::of);
        file(".cards/box.json", 10);
        file(".cards/other.json", 5);
        assertThat(growth.of(tool, units(Optional.of(root)))).isEqualTo(new Sizes(15, 0));

        file(".cards/box.json", 14);
        assertThat(growth.of(tool, units(Optional.of(root)))).isEqualTo(new Sizes(19, 4));

        Files.delete(root.resolve(".cards/other.json"));
        assertThat(growth.of(tool, units(Optional.of(root)))).isEqualTo(new Sizes(14, -1));
    }

    /** Somebody may ask for the status of all tools before this one moves. */
    @Test
    void before_it_is_known_where_files_stand_there_is_nothing_that_could_grow() throws IOException {
        var growth = new Growth(List::of);
        file(".cards/box.json", 10);
        assertThat(growth.of(tool, units(Optional.empty()))).isEqualTo(new Sizes(0, 0));
        assertThat(growth.of(tool, Map.of())).isEqualTo(new Sizes(0, 0));

        assertThat(growth.of(tool, units(Optional.of(root)))).isEqualTo(new Sizes(10, 0));
    }
}
