package dev.daybook.code.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a go.mod calls its module. */
class GoModuleTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
        module example.com/shop,                          1, 7
        // of Ada\\nmodule\\texample.com/shop // Deprecated: x, 2, 7
        module "example.com/shop",                        1, 8
        module `example.com/shop`\\r\\ngo 1.24,            1, 8
        module (\\n\\texample.com/shop\\n),                2, 1
        go 1.24\\n  module   example.com/shop,            2, 11
        """)
    void it_is_where_the_directive_says_it(String text, int line, int column) {
        byte[] file = text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\r", "\r")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(GoModule.of(file)).contains(new GoModule("example.com/shop", line, column));
    }

    @ParameterizedTest
    @CsvSource({"''", "'// module example.com/shop'", "modules example.com/shop", "'require module.com/x v1'", "module"
    })
    void without_a_directive_there_is_none(String text) {
        assertThat(GoModule.of(text.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void bytes_that_are_no_text_are_no_module() {
        assertThat(GoModule.of(new byte[] {(byte) 0xff, 0, 'm'})).isEmpty();
    }
}
