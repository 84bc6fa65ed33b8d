package dev.daybook.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken out of a line before it is compared, and what is not. */
class NormalTest {

    private static final long FROM_MS = Instant.parse("2026-11-26T06:30:00Z").toEpochMilli();

    private final Normal normal = new Normal(FROM_MS, FROM_MS + 60_000);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            at 2026-11-26T06:30:42.999231Z                  | at <now>
            at 2026-11-26 06:30:42                          | at <now>
            at 2026-11-26T08:30:42.5+02:00                  | at <now>
            until 2026-11-26T07:30:00Z                      | until <later>
            before-01M8B8S600NWMYNPJAF43B2DSH               | before-<ulid>
            ms 1795674642999                                | ms <now>
            journal/2026-11-26/txn_1795674642_311553000/x   | journal/<today>/txn_<now>/x
            {"id":"1c4f0dcb-70f8-8f77-867a-4ef2d53cca8e"}   | {"id":"<event>"}
            {"position" : 42,"begun_position":7}            | {"position" : <position>,"begun_position":<position>}
            "{""durationMs"":1142}"                         | "{""durationMs"":<time>}"
            "{\\"durationMs\\":1142}"                       | "{\\"durationMs\\":<time>}"
            completed in 2.0 s                              | completed in <time>
            "next":"am91cm5hbDoy"                           | "next":<cursor>
            """)
    void the_time_of_the_run_and_what_is_made_of_it_or_of_dice_goes(String line, String expected) {
        assertThat(normal.line(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            at 2025-10-11T00:57:01Z
            at 2026-11-26T06:29:00Z
            on 2025-10-11
            SBI-01K6FRP24VXAE1C24TYMZ95G6S
            4d9d6e50-1b2c-4d3e-8f90-abcdef012345
            {"revision":5,"contentBytes":7,"turn":3,"elapsed_ms":30}
            txn_1759280401_246912
            1759280401246
            """)
    void everything_else_stays(String line) {
        assertThat(normal.line(line)).isEqualTo(line);
    }

    @Test
    void a_name_of_another_time_is_not_one_of_the_run() {
        assertThat(normal.line("01M8B8S600NWMYNPJAF43B2DSH 01K7X3M9Q2W4E6R8T0Y1A5S7D9"))
                .isEqualTo("<ulid> 01K7X3M9Q2W4E6R8T0Y1A5S7D9");
    }
}
