package dev.daybook.code.parsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes through the pipe between a service and its parsers. */
class ParsedFrameTest {

    private static final ParsedFile FILE = new ParsedFile(
            List.of(
                    new Definition(
                            "計算",
                            "method",
                            3,
                            4,
                            9,
                            true,
                            Optional.of("void 計算(int 😀)"),
                            Optional.of("Doc.\n\"More\"."),
                            List.of("@A", "@B(1)"),
                            Optional.of("Outer.Inner")),
                    new Definition(
                            "f",
                            "function",
                            1,
                            0,
                            1,
                            false,
                            Optional.empty(),
                            Optional.of(""),
                            List.of(),
                            Optional.empty())),
            List.of(new Import("./user", "local", true, Optional.of("u"), List.of("a", "default"), 1, 2)),
            List.of(new Symbol("MAX", "constant", 5, 6, Optional.empty())),
            List.of(new Reference("other", List.of(1, 70_000))),
            true);

    @Test
    void a_file_is_read_as_it_was_written() throws IOException {
        assertThat(read(written(FILE))).isEqualTo(FILE);
        assertThat(read(written(ParsedFile.NOTHING))).isEqualTo(ParsedFile.NOTHING);
    }

    @Test
    void what_is_cut_off_or_nonsense_is_no_file() throws IOException {
        byte[] whole = written(FILE);
        byte[] nonsense = whole.clone();
        nonsense[4] = (byte) 0x80; // the length of a name

        for (int size = 0; size < whole.length; size++) {
            byte[] cut = Arrays.copyOf(whole, size);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> read(nonsense)).isInstanceOf(IOException.class);
    }

    private static byte[] written(ParsedFile file) throws IOException {
        var out = new ByteArrayOutputStream();
        ParsedFrame.write(file, new DataOutputStream(out));
        return out.toByteArray();
    }

    private static ParsedFile read(byte[] bytes) throws IOException {
        return ParsedFrame.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
