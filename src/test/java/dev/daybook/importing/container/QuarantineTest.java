package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a file are kept once, and only if they hold more than what was taken over. */
class QuarantineTest {

    private static final byte[] RAW = "raw".getBytes(UTF_8);
    private static final Finding NOTE = Finding.info("a", "", "NOTE", "is a note");
    private static final Finding ODD = Finding.warn("a", "", "ODD", "is odd");
    private static final Finding BAD = Finding.error("a", "", "BAD", "is bad");
    private static final Finding WORSE = Finding.error("a", "", "WORSE", "is worse");

    private static List<String> told(boolean altered, Finding... findings) {
        var told = new ArrayList<String>();
        Results.reading(results -> Quarantine.tell(List.of(findings), altered, RAW, results))
                .forEachRemaining(result -> told.add(
                        switch (result) {
                            case Finding finding -> finding.code();
                            case Reading.Rejected(Finding finding, byte[] raw) ->
                                "rejected %s %s".formatted(finding.code(), new String(raw, UTF_8));
                            case Reading.Kept(Finding finding, String file, byte[] raw) ->
                                "kept %s %s %s".formatted(finding.code(), file, new String(raw, UTF_8));
                            default -> result.toString();
                        }));
        return told;
    }

    @Test
    void with_the_first_error() {
        assertThat(told(true, ODD, BAD, WORSE)).containsExactly("ODD", "rejected BAD raw", "WORSE");
        assertThat(told(false, BAD)).containsExactly("rejected BAD raw");
    }

    @Test
    void without_an_error_because_of_the_first_warning_if_something_was_altered() {
        assertThat(told(true, NOTE, ODD)).containsExactly("NOTE", "ODD", "kept ODD a raw");
        assertThat(told(false, NOTE, ODD)).containsExactly("NOTE", "ODD");
        assertThat(told(true, NOTE)).containsExactly("NOTE");
    }
}
