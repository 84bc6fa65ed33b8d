package dev.daybook.project.gum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gum's users wrote by hand shows what was said to Daybook since: folders to look through, and counted directories. */
final class GumTextsShownTest {

    private static final Instant SEEN = Instant.parse("2026-01-01T10:00:00.5Z");
    private static final String CONFIG = """
            # mine
            editor: vi
            projects:
              - ~/code      # 2 Git repositories

              - "/home/ada/projects"
            colors: true
            """;
    private static final String LIST = "# old\n~/code\n/home/ada/old stuff";
    private static final String CWDS = "5.5 /home/ada/code\nno score\n 2 /home/ada/old stuff\r\n";

    @TempDir
    Path folder;

    private final Format format = Gum.format(ZoneOffset.UTC, ImportFixture.CLOCK);
    private final LegacySource source = format.source(Limits.DEFAULT);
    private final ImportFixture fixture = new ImportFixture(source);
    private final List<StreamId> said = new ArrayList<>();
    private Path home;

    @BeforeEach
    void home() throws IOException {
        home = folder.resolve("home");
        Folder.write(home, Gum.CONFIG, CONFIG);
        Folder.write(home, Gum.LIST, LIST);
        Folder.write(home, Gum.CWDS, CWDS);
        assertThat(fixture.run(home).failure()).isEmpty();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void said(String category, String key, Event event) {
        var stream = new StreamId(category, key);
        fixture.append(stream, event);
        said.add(stream);
    }

    private void root(String path, String origin) {
        said(
                ScanEvent.CATEGORY,
                ScanEvent.ROOT + path,
                new ScanEvent.RootSet(path, origin, Optional.of(SEEN), Optional.of(3L)));
    }

    private void removed(String path) {
        said(ScanEvent.CATEGORY, ScanEvent.ROOT + path, new ScanEvent.RootRemoved(path));
    }

    private void used(String path, long times) {
        said(DirectoryEvent.CATEGORY, path, new DirectoryEvent.Used(path, times, Optional.of(SEEN)));
    }

    private List<Recorded> known(StreamId stream) {
        return fixture.journal.readStream(stream, 0, 99).stream()
                .map(fixture.codec::recorded)
                .toList();
    }

    /** The text in an export, which is what stands there while gum is in use, too. */
    private String text(String file) throws IOException {
        Path out = folder.resolve("out");
        if (Files.notExists(out)) {
            fixture.export(format.writer(Limits.DEFAULT), out);
            new GumFiles(source).write(home, List.copyOf(said), this::known, () -> {});
            assertThat(new GumFiles(source).write(home, List.copyOf(said), this::known, () -> {}))
                    .as("written once")
                    .isEmpty();
        }
        String text = Files.readString(out.resolve(file));
        assertThat(home.resolve(file)).hasContent(text);
        return text;
    }

    @Test
    void a_folder_that_is_added_comes_last_in_the_configuration_and_only_there() throws IOException {
        root("/home/ada/work: new", RootFacts.CONFIG);
        root("/home/ada/仕事", RootFacts.CONFIG);

        assertThat(text(Gum.CONFIG))
                .isEqualTo(CONFIG.replace(
                        "ada/projects\"\n", "ada/projects\"\n  - '/home/ada/work: new'\n  - /home/ada/仕事\n"));
        assertThat(text(Gum.LIST)).isEqualTo(LIST);
    }

    @Test
    void a_folder_that_is_removed_or_left_out_is_taken_out_of_both() throws IOException {
        removed("/home/ada/code");
        root("/home/ada/projects", "excluded");
        root("node_modules", "excluded");

        assertThat(text(Gum.CONFIG)).isEqualTo("""
                # mine
                editor: vi
                projects:

                colors: true
                """);
        assertThat(text(Gum.LIST)).isEqualTo("# old\n/home/ada/old stuff");
        assertThat(home.resolve(Gum.CACHE + Gum.PROJECT_DIRS)).doesNotExist();
    }

    @Test
    void where_there_is_no_configuration_a_folder_is_added_to_the_list() throws IOException {
        Files.delete(home.resolve(Gum.CONFIG));
        root("/home/ada/work", RootFacts.CONFIG);
        new GumFiles(source).write(home, List.copyOf(said), this::known, () -> {});

        assertThat(home.resolve(Gum.LIST)).hasContent(LIST + "\n/home/ada/work\n");
    }

    @Test
    void a_folder_that_is_only_looked_through_again_is_not_put_back_where_its_user_took_it_out() throws IOException {
        root("/home/ada/code", RootFacts.CONFIG);
        Files.writeString(home.resolve(Gum.CONFIG), "projects:\n");
        new GumFiles(source).write(home, List.copyOf(said), this::known, () -> {});

        assertThat(home.resolve(Gum.CONFIG)).hasContent("projects:\n");
    }

    @Test
    void a_directory_that_is_used_or_forgotten_shows_where_it_was_counted_first() throws IOException {
        used("/home/ada/code", 9);
        said(DirectoryEvent.CATEGORY, "/home/ada/old stuff", new DirectoryEvent.Forgotten("/home/ada/old stuff"));

        assertThat(text(Gum.CWDS)).isEqualTo("9 /home/ada/code\nno score\n");
    }

    @Test
    void a_pin_is_nothing_that_gum_has_and_changes_no_byte() throws IOException {
        said(DirectoryEvent.CATEGORY, "/home/ada/code", new DirectoryEvent.Pinned("/home/ada/code", true));

        assertThat(text(Gum.CWDS)).isEqualTo(CWDS);
        assertThat(text(Gum.CONFIG)).isEqualTo(CONFIG);
        assertThat(text(Gum.LIST)).isEqualTo(LIST);
    }
}
