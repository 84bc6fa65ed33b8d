package dev.daybook.importing.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Reading;
import dev.daybook.importing.run.Report.FileCounts;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.importing.run.Report.RecordCounts;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a report counts. */
class TallyTest {

    private final Tally tally = new Tally(2);

    private static Finding error(String file) {
        return Finding.error(file, "", "INVALID_JSON", "is bad");
    }

    @Test
    void a_file_is_read_passed_over_or_flawed_and_never_two_of_it() {
        tally.add(new Reading.Seen("a", true));
        tally.add(new Reading.Seen("b", true));
        tally.add(new Reading.Seen("notes", false));
        tally.add(error("c"));
        tally.add(new Reading.Seen("c", true));

        assertThat(tally.files()).isEqualTo(new FileCounts(2, 1, 1));
    }

    @Test
    void a_file_that_shows_its_error_after_it_was_read_is_flawed_only() {
        tally.add(new Reading.Seen("a", true));
        tally.add(error("a"));

        assertThat(tally.files()).isEqualTo(new FileCounts(0, 0, 1));
    }

    @Test
    void what_an_error_names_without_having_been_looked_at_is_no_file_that_was_read() {
        tally.add(error("gone"));

        assertThat(tally.files()).isEqualTo(new FileCounts(0, 0, 0));
    }

    @Test
    void a_record_is_new_unchanged_or_rejected() {
        tally.entity(Map.of("sbis", 1, "executions", 3), 2);
        tally.entity(Map.of("sbis", 1), 5);
        tally.entity(Map.of("sbis", 1), 0);
        tally.add(new Reading.Rejected(error("c"), new byte[0]));

        assertThat(tally.records()).isEqualTo(new RecordCounts(7, 3, 3, 1));
        assertThat(tally.entities()).isEqualTo(Map.of("sbis", 3L, "executions", 3L));
    }

    @Test
    void more_findings_than_are_listed_are_counted_and_the_first_error_is_named_all_the_same() {
        tally.finding(Finding.info("a", "", "NOTE", "is a note"));
        tally.finding(Finding.warn("b", "", "ODD", "is odd"));
        assertThat(tally.findings()).hasSize(2);
        assertThat(tally.errors()).isEmpty();

        tally.finding(error("c"));
        assertThat(tally.errors()).contains("1 error was found, the first in c (INVALID_JSON: is bad)");
        tally.finding(error("d"));

        assertThat(tally.findings())
                .hasSize(3)
                .last()
                .isEqualTo(Finding.warn("", "", "RESOURCE_LIMIT", "2 more findings are not listed"));
        assertThat(tally.errors()).contains("2 errors were found, the first in c (INVALID_JSON: is bad)");
    }

    @Test
    void a_run_has_findings_if_one_is_more_than_a_note_or_something_differs() {
        tally.finding(Finding.info("a", "", "NOTE", "is a note"));
        assertThat(tally.outcome(false)).isEqualTo(Outcome.COMPLETED);
        assertThat(tally.outcome(true)).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);

        tally.finding(Finding.warn("b", "", "ODD", "is odd"));
        assertThat(tally.outcome(false)).isEqualTo(Outcome.COMPLETED_WITH_FINDINGS);
    }
}
