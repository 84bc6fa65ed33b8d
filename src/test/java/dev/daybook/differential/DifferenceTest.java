package dev.daybook.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that one program gives and the other does not. */
class DifferenceTest {

    @TempDir
    private Path folder;

    private static Observed observed(String aspect, String... lines) {
        var observed = new Observed();
        for (String line : lines) {
            observed.add(aspect, line);
        }
        return observed;
    }

    private static List<String> between(Observed before, Observed now) {
        return Difference.between("tree", before, now).stream()
                .map(Difference::toString)
                .toList();
    }

    @Test
    void what_is_alike_is_no_difference() {
        assertThat(between(observed("audit", "a", "b"), observed("audit", "a", "b")))
                .isEmpty();
    }

    @Test
    void a_line_that_changed_is_told_with_both_sides() {
        assertThat(between(observed("audit", "a", "b", "c"), observed("audit", "a", "x", "c")))
                .containsExactlyInAnyOrder("tree audit: - b", "tree audit: + x");
    }

    @Test
    void one_line_more_is_one_difference() {
        assertThat(between(observed("audit", "a", "c"), observed("audit", "a", "b", "c")))
                .containsExactly("tree audit: + b");
    }

    @Test
    void an_aspect_that_only_one_of_them_has_differs() {
        assertThat(between(observed("audit", "a"), new Observed())).containsExactly("tree audit: - a");
        assertThat(between(new Observed(), observed("audit", "a"))).containsExactly("tree audit: + a");
    }

    @Test
    void another_order_differs_but_not_of_rows() {
        assertThat(between(observed("audit", "a", "b"), observed("audit", "b", "a")))
                .hasSize(2);
        assertThat(between(observed("table-sbi", "a", "b"), observed("table-sbi", "b", "a")))
                .isEmpty();
    }

    @Test
    void very_many_lines_are_compared_as_well() {
        var many = new String[5000];
        var others = new String[5000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "line " + i;
            others[i] = "line " + (many.length - i);
        }
        assertThat(between(observed("audit", many), observed("audit", others)))
                .containsExactlyInAnyOrder("tree audit: - line 0", "tree audit: + line 5000");
    }

    @Test
    void what_is_wanted_is_allowed_and_only_that() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed.txt"), """
                # the frame of a file has one form
                http-journal: . .*"document\\.framed"
                """);
        var allowed = Allowed.read(file);

        assertThat(allowed.forbids(new Difference("t", "http-journal", '+', "{\"type\":\"document.framed\"}")))
                .isFalse();
        assertThat(allowed.forbids(new Difference("t", "http-audit", '+', "{\"type\":\"document.framed\"}")))
                .isTrue();
    }

    @Test
    void other_words_are_allowed_and_nothing_else_in_their_line() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed.txt"), """
                # there is one form only
                export: is of another (era|form) ==> has no place
                """);
        var allowed = Allowed.read(file);
        var before = observed("export", "a is of another era", "b is of another era");
        var now = observed("export", "a has no place", "c has no place");

        assertThat(Difference.between("t", before, now, allowed))
                .extracting(Difference::line)
                .containsExactlyInAnyOrder("b has no place", "c has no place");
    }

    @Test
    void what_is_wanted_has_a_reason() throws IOException {
        Path file = Files.writeString(folder.resolve("allowed.txt"), "http-journal: .*\n");

        assertThatThrownBy(() -> Allowed.read(file)).hasMessageContaining("has no reason");
    }

    @Test
    void what_was_seen_can_be_put_by_and_read_again() throws IOException {
        var seen = observed("audit", "a\nb", "c\u2028d", "\ud800");
        seen.write(folder.resolve("seen"));

        assertThat(Observed.read(folder.resolve("seen")).aspects()).isEqualTo(seen.aspects());
    }
}
