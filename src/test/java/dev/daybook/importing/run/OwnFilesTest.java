package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.session.ait42.Ait42Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tool's files stand among those of others: those are neither packed nor written. */
class OwnFilesTest {

    @TempDir
    private Path folder;

    private static List<LegacySource> tools() {
        return List.of(
                new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, InstantSource.system()),
                new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, InstantSource.system()));
    }

    @ParameterizedTest
    @MethodSource("tools")
    void what_lies_beside_the_files_of_a_tool_is_neither_packed_nor_written(LegacySource tool) throws IOException {
        Path project = folder.resolve("project");
        List<String> own = tool.kind().equals("deespec")
                ? List.of("journal.ndjson", ".artifacts/turn1/implement.md", ".deespec/setting.json")
                : List.of(".ait42/sessions.json", ".config/ait42-editor/settings.json");
        List<String> beside = List.of(".env", "README.md", ".git/hooks/pre-commit");
        own.forEach(file -> write(project, file));
        beside.forEach(file -> write(project, file));

        int packed = new Backup(
                        tool.watched(project),
                        project,
                        folder.resolve("packed.tar.zst"),
                        file -> tool.isOwn(project, file))
                .pack();

        assertThat(packed).isEqualTo(own.size());
        Path empty = Files.createDirectories(folder.resolve("empty")); // nothing says yet of which era it will be
        assertThat(own).allMatch(file -> tool.isOwn(empty, file));
        assertThat(beside).noneMatch(file -> tool.isOwn(empty, file));
    }

    private static void write(Path root, String file) {
        try {
            Folder.write(root, file, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
