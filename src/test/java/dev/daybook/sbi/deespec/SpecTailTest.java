package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The last lines of a generated specification. */
final class SpecTailTest {

    private static final String TEXT = "# Item\n\nParent PBI: not here\n\n";

    @Test
    void the_lines_behind_the_last_rule_name_parent_and_labels() {
        SpecTail tail = SpecTail.of(TEXT
                + "---\n\nParent PBI: 01K7X000000000000000000PB1\nSequence: 2\nLabels: security, backend,security\n");

        assertThat(tail.parent()).contains("01K7X000000000000000000PB1");
        assertThat(tail.labels()).hasValueSatisfying(it -> assertThat(it).containsExactly("security", "backend"));
    }

    @Test
    void none_says_that_there_is_nothing() {
        SpecTail tail = SpecTail.of(TEXT + "---\r\nParent PBI: none\r\nLabels: none\r\n");

        assertThat(tail.parent()).isEmpty();
        assertThat(tail.labels()).hasValueSatisfying(it -> assertThat(it).isEmpty());
    }

    @Test
    void a_specification_without_such_lines_says_nothing() {
        assertThat(SpecTail.of(TEXT)).isEqualTo(SpecTail.NOTHING);
        assertThat(SpecTail.of("")).isEqualTo(SpecTail.NOTHING);
    }

    @Test
    void lines_before_other_text_are_text() {
        assertThat(SpecTail.of(TEXT + "---\nLabels: a\n\nAnd so on.\n")).isEqualTo(SpecTail.NOTHING);
        assertThat(SpecTail.of("a --- b\nLabels: a\n")).isEqualTo(SpecTail.NOTHING);
    }

    @Test
    void a_parent_that_is_no_id_is_none() {
        assertThat(SpecTail.of("---\nParent PBI: ../other\nSequence: many\n")).isEqualTo(SpecTail.NOTHING);
    }
}
