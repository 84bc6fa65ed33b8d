package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read models as they were, built beside the live ones. */
class PastModelsTest {

    @TempDir
    private Path folder;

    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private AsOf at(long position) {
        return AsOf.position(new Position(position), chronicle.journal, chronicle.timelines);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.walk(folder.resolve("past"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static List<String> tasks(ReadModels models, AsOf asOf) {
        return models.past()
                .read(
                        "sbi",
                        asOf,
                        tables -> tables.fetch("SELECT * FROM sbi ORDER BY id").map(Object::toString));
    }

    @Test
    void what_is_broken_off_leaves_nothing_and_is_built_when_it_is_asked_for_again() throws IOException {
        chronicle.append(new Histories(41, 15).events(120));
        ReadModels models = chronicle.posted(folder);

        assertThatThrownBy(() -> models.past().build("sbi", at(100), _ -> {
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");

        assertThat(models.past().isThere("sbi", at(100))).isFalse();
        assertThat(files()).isEmpty();
        models.past().build("sbi", at(100), _ -> {});
        assertThat(tasks(models, at(100))).isNotEmpty();
        assertThat(files()).noneMatch(file -> file.getFileName().toString().startsWith("building"));
    }

    @Test
    void what_goes_on_from_an_earlier_one_is_what_is_built_from_the_beginning() {
        chronicle.append(new Histories(42, 15).events(200));
        ReadModels models = chronicle.posted(folder);
        models.past().build("sbi", at(90), _ -> {});
        models.past().build("sbi", at(170), _ -> {});
        List<String> wentOn = tasks(models, at(170));
        models.close();

        ReadModels others = chronicle.posted(folder);
        others.past().build("sbi", at(170), _ -> {});

        assertThat(wentOn).isNotEmpty().isEqualTo(tasks(others, at(170)));
    }
}
