package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of a project are those that its file has now. */
final class SettingsTest {

    private static final String FILE = ".deespec/setting.json";
    private static final StreamId EDITOR = new StreamId("config", "editor");

    @TempDir
    Path root;

    private ImportFixture fixture;

    @BeforeEach
    void migrate() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        Folder.write(root, FILE, "{\"editor\": \"vim\", \"language\": \"ja\"}\n");
        Folder.write(root, ".deespec/workflow.json", "{\"name\": \"default\", \"steps\": []}\n");
        fixture.run(root);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Event last(StreamId stream) {
        return fixture.codec
                .recorded(fixture.journal.readStream(stream, 0, 100).getLast())
                .event();
    }

    @Test
    void what_is_taken_out_of_the_file_is_no_setting_any_more() throws IOException {
        Folder.write(root, FILE, "{\"language\": \"ja\"}\n");

        Report report = fixture.run(root);

        assertThat(report.events().appended()).as("%s", report).isEqualTo(2); // and what the file is now
        assertThat(last(EDITOR)).isEqualTo(new ConfigEvent.Removed("editor"));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_comes_back_into_the_file_is_a_setting_again() throws IOException {
        Folder.write(root, FILE, "{}\n");
        fixture.run(root);

        Folder.write(root, FILE, "{\"editor\": \"emacs\"}\n");
        fixture.run(root);

        assertThat(last(EDITOR)).isEqualTo(new ConfigEvent.Set("editor", new Json("\"emacs\"")));
    }

    @Test
    void a_setting_that_the_file_never_had_stays_and_so_does_what_cannot_be_read() throws IOException {
        var own = new ConfigEvent.Set("brand_new", new Json("1"));
        fixture.append(new StreamId("config", "brand_new"), own);
        Folder.write(root, FILE, "{\"editor\": \"vim\", \"lang");
        fixture.run(root);
        assertThat(last(EDITOR)).isInstanceOf(ConfigEvent.Set.class);

        Folder.write(root, FILE, "{\"language\": \"ja\"}\n");
        fixture.run(root);

        assertThat(last(new StreamId("config", "brand_new"))).isEqualTo(own);
        assertThat(last(new StreamId("config", "workflow.json"))).isInstanceOf(ConfigEvent.Set.class);
        assertThat(last(EDITOR)).isEqualTo(new ConfigEvent.Removed("editor"));
    }
}
