package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of any kind and size on the command line: in, out, and among the files of the tool. */
class ContentsCommandTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";

    @TempDir
    private Path root;

    private String done(Program program, String... command) {
        Program.Ended ended = program.command(command);
        assertThat(ended.code())
                .as("%s: %s%s", String.join(" ", command), ended.out(), ended.err())
                .isZero();
        return ended.out();
    }

    @Test
    void a_large_file_and_bytes_that_are_no_text_are_attached_written_and_exported_as_they_were() throws IOException {
        Program program = Program.in(root);
        Path large = Files.write(root.resolve("large.bin"), bytes((8 << 20) + 1));
        Path small = Files.write(root.resolve("small.bin"), new byte[] {'a', 0});
        done(program, "sbi", "register", "Attach", "--id", ID);

        done(program, "sbi", "attach", ID, "shots/large.bin", large.toString());
        done(program, "sbi", "attach", ID, "small.bin", small.toString());
        Path back = root.resolve("back.bin");
        done(program, "sbi", "attachment", ID, "shots/large.bin", "--output", back.toString());
        Path exported = root.resolve("exported");
        done(program, "export", "--out", exported.toString());

        assertThat(done(program, "sbi", "attachments", ID))
                .contains("8388609", "stored")
                .contains("base64");
        assertThat(back).hasSameBinaryContentAs(large);
        assertThat(find(exported, "large.bin")).hasSameBinaryContentAs(large);
        assertThat(find(exported, "small.bin")).hasSameBinaryContentAs(small);
        Program.Ended over = program.command("sbi", "attachment", ID, "small.bin", "--output", back.toString());
        assertThat(over.code()).isNotZero();
        assertThat(over.err()).contains("is there already");
        assertThat(back).hasSameBinaryContentAs(large);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static Path find(Path folder, String name) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
