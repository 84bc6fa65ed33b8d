package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Rejected;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Notebook;
import dev.daybook.sbi.deespec.DeespecSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files stand in a folder. */
class LegacySourcesTest {

    @TempDir
    private Path root;

    private final LegacySource notebook = new Notebook();
    private final LegacySource deespec = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private final LegacySources sources = new LegacySources(List.of(deespec, notebook));

    private LegacySource find(String kind) {
        return sources.find(root, Optional.of(kind));
    }

    @Test
    void they_tell_it_themselves() throws IOException {
        Folder.write(root, ".notes/a", "1");

        assertThat(sources.find(root, Optional.empty())).isSameAs(notebook);
        assertThat(find("auto")).isSameAs(notebook);
        assertThat(find("notes")).isSameAs(notebook);
        Folder.write(root, ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/spec.md", "# One");
        assertThat(find("auto")).isSameAs(deespec);
        assertThat(find("notes")).isSameAs(notebook);
    }

    @Test
    void others_are_refused_by_name() throws IOException {
        Folder.write(root, ".notes/a", "1");

        assertThatThrownBy(() -> find("deespec"))
                .isInstanceOf(Rejected.class)
                .hasMessage("%s holds no files of deespec", root);
        assertThatThrownBy(() -> find("paper"))
                .isInstanceOf(Rejected.class)
                .hasMessage("'paper' is no kind of files: want one of deespec, notes");
        Folder.clear(root);
        assertThatThrownBy(() -> find("auto"))
                .isInstanceOf(Rejected.class)
                .hasMessage("%s holds no files of a known tool: want those of deespec, notes", root);
    }

    @Test
    void of_a_folder_with_several_projects_those_are_named_that_hold_some() throws IOException {
        for (String project : List.of("web", "api", "docs", "shop", "none")) {
            Folder.write(root, project + (project.equals("none") ? "/notes/a" : "/.notes/a"), "1");
        }

        assertThatThrownBy(() -> find("auto"))
                .hasMessage(
                        "%s holds no files of a known tool: want those of deespec, notes; folders in it do, and are taken"
                                + " over each by itself: api, docs, shop, …",
                        root);
        assertThatThrownBy(() -> find("notes")).hasMessageEndingWith(": api, docs, shop, …");
        assertThatThrownBy(() -> find("deespec")).hasMessage("%s holds no files of deespec", root);
    }

    @Test
    void what_is_no_folder_holds_none() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "text");

        for (Path it : List.of(file, root.resolve("none"))) {
            assertThatThrownBy(() -> sources.find(it, Optional.of("notes")))
                    .isInstanceOf(Rejected.class)
                    .hasMessageStartingWith(it + " ")
                    .hasMessageEndingWith(": want the folder that holds the files of deespec, notes");
        }
    }
}
