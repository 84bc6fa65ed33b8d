package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.luben.zstd.ZstdInputStream;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.export.Export;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.follow.Followers;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.sbi.deespec.DeespecWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose names are bytes that no text is, and other odd names. */
class FileNamesTest {

    private static final String FOLDER = ".deespec/specs/sbi/SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0/";

    /** Latin-1, two that look alike, half a letter, what Java calls a surrogate; a line end, a tabulator, a dollar. */
    private static final List<String> NAMES = List.of(
            "na%EFve.md",
            "%FF.md",
            "%FE.md",
            "cut%E3%81.txt",
            "%ED%A0%80.md",
            "a%0Ab.md",
            "%09%1B%5Bm.md",
            "%EF%BF%BD.md",
            "%E3%83%A6%E3%83%BC%E3%82%B6.md",
            "50%25FF.md");

    @TempDir
    private Path folder;

    private final DeespecSource source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private Path root;

    @BeforeEach
    void a_task_with_odd_files() throws IOException {
        root = folder.resolve("tree");
        Folder.write(root, FOLDER + "spec.md", "# One\n");
        for (String it : NAMES) {
            Files.writeString(file(root, it), it);
        }
    }

    /** The file of that name, byte by byte. */
    private static Path file(Path root, String name) {
        return Path.of(URI.create("file://" + root.resolve(FOLDER).toUri().getRawPath() + name));
    }

    /** What the files of a tree hold, by the bytes of their names. */
    private static Map<String, String> files(Path root) throws IOException {
        var files = new TreeMap<String, String>();
        try (Stream<Path> all = Files.list(root.resolve(FOLDER))) {
            for (Path it : (Iterable<Path>) all::iterator) {
                String address = it.toUri().getRawPath();
                files.put(address.substring(address.lastIndexOf('/') + 1), Files.readString(it));
            }
        }
        return files;
    }

    @Test
    void a_name_is_told_as_text_that_gives_the_same_bytes_again() {
        for (String it : NAMES) {
            Path file = file(root, it);
            String text = FileNames.of(file);

            assertThat(FileNames.resolve(root.resolve(FOLDER), text)).isEqualTo(file);
            assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
        assertThat(NAMES.stream().map(it -> FileNames.of(file(root, it))).distinct())
                .hasSameSizeAs(NAMES);
        assertThat(FileNames.of(file(root, "na%EFve.md"))).isEqualTo("na\uFFFDEFve.md");
        assertThat(FileNames.of(file(root, "50%25FF.md"))).isEqualTo("50%FF.md");
        assertThat(FileNames.of(file(root, "%E3%83%A6.md"))).isEqualTo("ユ.md");
        assertThatThrownBy(() -> FileNames.name("half \uD800")).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void they_are_imported_each_for_itself_and_exported_byte_by_byte() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            Report report = fixture.run(root);

            assertThat(report.findings())
                    .filteredOn(it -> it.message().contains("no UTF-8"))
                    .extracting(it -> it.file().substring(FOLDER.length()))
                    .containsExactlyInAnyOrder(
                            "na\uFFFDEFve.md",
                            "\uFFFDFF.md",
                            "\uFFFDFE.md",
                            "cut\uFFFDE3\uFFFD81.txt",
                            "\uFFFDED\uFFFDA0\uFFFD80.md",
                            "\uFFFDEF\uFFFDBF\uFFFDBD.md");
            assertThat(fixture.run(root).events().appended()).isZero();

            Path out = folder.resolve("out");
            Export.Report exported = export(fixture, out, Optional.empty());

            assertThat(exported.findings()).noneMatch(it -> it.severity() == Finding.Severity.ERROR);
            assertThat(files(out)).containsAllEntriesOf(files(root));
        }
    }

    private static Export.Report export(ImportFixture fixture, Path out, Optional<Position> at) {
        return new Export(
                        fixture.journal,
                        fixture.codec,
                        fixture.timelines,
                        List.of(new DeespecWriter()),
                        ImportFixture.CLOCK)
                .run(
                        new Export.Options("deespec", out, Optional.empty(), Optional.empty(), at, true),
                        Metadata.of("ada", "cli"),
                        _ -> {});
    }

    @Test
    void those_that_are_not_written_again_are_removed_by_the_next_export() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            for (String it : NAMES) {
                Files.delete(file(root, it));
            }
            fixture.run(root);
            Position before = fixture.journal.head();
            a_task_with_odd_files();
            fixture.run(root);
            Path out = folder.resolve("out");
            export(fixture, out, Optional.empty());
            assertThat(files(out)).containsAllEntriesOf(files(root));

            Export.Report again = export(fixture, out, Optional.of(before));

            assertThat(again.findings()).isEmpty();
            assertThat(files(out)).containsOnlyKeys("spec.md");
        }
    }

    @Test
    void each_is_found_by_the_text_of_its_name() {
        var tree = new SourceTree(root, "", Limits.DEFAULT);
        for (String it : NAMES) {
            SourceTree.Node node = tree.descend(tree.top(), FOLDER + FileNames.of(file(root, it)))
                    .orElseThrow();
            assertThat(tree.read(node, new Results()).orElseThrow())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(it);
        }
    }

    @Test
    void changes_of_them_are_followed() throws IOException {
        try (var fixture = new ImportFixture(source)) {
            var context = fixture.context(InstantSource.system());
            var imports = new Imports(fixture.imports(), context);
            try (var followers = new Followers(context, imports)) {
                String run = followers
                        .start(new Followers.Request(root, Optional.empty(), Optional.empty(), "ada"))
                        .run();
                await().until(() -> followers.find(run).orElseThrow().counts().batches() > 0);

                Files.writeString(file(root, "%FF.md"), "changed");
                Files.writeString(file(root, "%FD.md"), "new");

                await().untilAsserted(() -> assertThat(fixture.told().toString())
                        .contains("\uFFFDFF.md, encoding=utf-8, content=changed")
                        .contains("\uFFFDFD.md, encoding=utf-8, content=new"));
                assertThat(followers.find(run).orElseThrow().counts().errors()).isZero();
            }
        }
    }

    @Test
    void they_are_packed_byte_by_byte() throws IOException {
        Path archive = folder.resolve("backup.tar.zst");
        Files.createSymbolicLink(
                root.resolve(FOLDER).resolve("link"), file(root, "%FF.md").getFileName());

        new Backup(List.of(new LegacySource.Watched(root, true)), root, archive, _ -> true).pack();

        var packed = new TreeMap<String, String>();
        var links = new ArrayList<String>();
        try (var tar = new TarArchiveInputStream(new ZstdInputStream(Files.newInputStream(archive)), "ISO-8859-1")) {
            for (var it = tar.getNextEntry(); it != null; it = tar.getNextEntry()) {
                if (it.isSymbolicLink()) {
                    links.add(it.getLinkName());
                } else if (!it.isDirectory() && !it.getName().endsWith("spec.md")) {
                    packed.put(
                            hex(it.getName().substring(it.getName().lastIndexOf('/') + 1)),
                            new String(tar.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        var wanted = new TreeMap<String, String>();
        NAMES.forEach(it -> wanted.put(hex(java.net.URLDecoder.decode(it, StandardCharsets.ISO_8859_1)), it));
        assertThat(packed).isEqualTo(wanted);
        assertThat(links).containsExactly("ÿ.md");
    }

    @Test
    void the_folder_of_a_file_is_what_stands_before_its_name() {
        assertThat(FileNames.folder("a/b/c")).isEqualTo("a/b");
        assertThat(FileNames.folder("a")).isEmpty();
    }

    private static String hex(String latin) {
        return HexFormat.of().formatHex(latin.getBytes(StandardCharsets.ISO_8859_1));
    }
}
