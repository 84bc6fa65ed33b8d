package dev.daybook.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.run.ReadModelLookup;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Compared.Difference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which ways a journal and files tell things differently. */
class SidesTest {

    private static final StreamId A = Cards.card("box", "a");

    @TempDir
    private Path root;

    private Move move;
    private Sides sides;

    /** What the journal says of things. */
    private final Map<StreamId, Map<String, Object>> said = new HashMap<>();

    private final Unit box = new Unit("cards", "box");

    @BeforeEach
    void open() {
        move = new Move(root, false);
        sides = new Sides(
                move.journal,
                new ReadModelLookup() {
                    @Override
                    public void await(Position position) {
                        // it is said at once
                    }

                    @Override
                    public Optional<Map<String, Object>> fields(StreamId stream) {
                        return Optional.ofNullable(said.get(stream));
                    }
                },
                move.streams);
    }

    @AfterEach
    void close() {
        move.close();
    }

    private Tool tool(boolean tellsAll) {
        return new Tool(move.cards, false, tellsAll);
    }

    private Stages.Place in(Stage stage) {
        return new Stages.Place(stage, Rollout.ALL, Optional.of(root));
    }

    private Compared compared(Tool tool, Stage stage) throws IOException {
        Compared all = sides.compare(tool, box, in(stage), List.copyOf(said.keySet()));
        assertThat(sides.compare(tool, box, in(stage), Set.of(A, Cards.card("box", "none"))))
                .as("as by itself")
                .isEqualTo(all);
        assertThat(sides.compare(tool, box, in(stage), Set.of(A)))
                .as("as the only one")
                .isEqualTo(all);
        assertThat(box.files.isLocked()).isFalse();
        return all;
    }

    private static Discrepancy discrepancy(String pointer, String journal, String file) {
        return new Discrepancy(
                "cards",
                "box",
                A,
                pointer,
                Optional.of(journal).filter(text -> !text.isEmpty()),
                Optional.of(file).filter(text -> !text.isEmpty()));
    }

    @Test
    void what_both_tell_alike_is_consistent() throws IOException {
        Cards.scribble(root, "box", "a", "1");
        said.put(A, Map.of("/value", "\"1\""));

        assertThat(compared(tool(true), Stage.DUAL).isEqual()).isTrue();
    }

    @Test
    void what_only_the_journal_tells() throws IOException {
        said.put(A, Map.of("/value", "\"1\""));

        Compared found = compared(tool(true), Stage.DUAL);

        assertThat(List.of(found.total(), found.journalOnly(), found.fileOnly(), found.inconsistent()))
                .containsExactly(1L, 1L, 0L, 0L);
        assertThat(found.different()).containsExactly(Map.entry(A, Difference.JOURNAL_ONLY));
        assertThat(found.discrepancies()).containsExactly(discrepancy("", "is there", ""));
    }

    @Test
    void what_only_the_files_tell() throws IOException {
        Cards.scribble(root, "box", "a", "1");

        Compared found = compared(tool(true), Stage.DUAL);

        assertThat(List.of(found.total(), found.journalOnly(), found.fileOnly(), found.inconsistent()))
                .containsExactly(1L, 0L, 1L, 0L);
        assertThat(found.different()).containsExactly(Map.entry(A, Difference.FILES_ONLY));
        assertThat(found.discrepancies()).containsExactly(discrepancy("", "", "is there"));
    }

    @Test
    void what_both_tell_otherwise_and_where_only_the_files_say_more() throws IOException {
        Cards.scribble(root, "box", "a", "1");
        said.put(A, Map.of("/value", "\"2\""));
        assertThat(compared(tool(true), Stage.DUAL).different())
                .containsExactly(Map.entry(A, Difference.JOURNAL_SAYS_MORE));

        said.put(A, Map.of());
        Compared found = compared(tool(true), Stage.DUAL);

        assertThat(found.different()).containsExactly(Map.entry(A, Difference.FILES_SAY_MORE));
        assertThat(found.inconsistent()).isEqualTo(1);
        assertThat(found.discrepancies()).containsExactly(discrepancy("/value", "", "\"1\""));
    }

    @Test
    void what_files_do_not_tell_is_a_difference_where_they_tell_all() throws IOException {
        Cards.scribble(root, "box", "a", "1");
        said.put(A, Map.of("/value", "\"1\"", "/more", "\"2\""));

        assertThat(compared(tool(true), Stage.DUAL).discrepancies()).containsExactly(discrepancy("/more", "\"2\"", ""));
        assertThat(compared(tool(false), Stage.DUAL).isEqual()).isTrue();
    }

    @Test
    void an_object_that_a_column_holds_as_a_text_is_the_same() throws IOException {
        Cards.scribble(root, "box", "a", "[1,2]");
        said.put(A, Map.of("/value", "[1,2]"));
        assertThat(compared(tool(true), Stage.DUAL).isEqual()).isTrue();

        said.put(A, Map.of("/value", "[1,3]"));
        assertThat(compared(tool(true), Stage.DUAL).inconsistent()).isEqualTo(1);
    }

    @Test
    void a_long_value_is_told_by_its_beginning() throws IOException {
        Cards.scribble(root, "box", "a", "x".repeat(300));
        said.put(A, Map.of("/value", "\"1\""));

        assertThat(compared(tool(true), Stage.DUAL).discrepancies())
                .containsExactly(discrepancy("/value", "\"1\"", '"' + "x".repeat(199) + "…"));
    }

    @Test
    void lost_is_what_was_acknowledged_and_is_missing_where_the_truth_stands() throws IOException {
        said.put(A, Map.of("/value", "\"1\""));
        assertThat(compared(tool(true), Stage.LEGACY).lost()).isZero();

        box.acknowledged(A);

        assertThat(compared(tool(true), Stage.LEGACY).lost()).isEqualTo(1);
        assertThat(compared(tool(true), Stage.DUAL).lost()).isZero();
        assertThat(compared(new Tool(move.cards, true, true), Stage.DUAL).lost())
                .as("of a tool whose files come first")
                .isEqualTo(1);
        assertThat(compared(tool(true), Stage.JOURNAL).lost()).isZero();

        said.clear();
        Cards.scribble(root, "box", "a", "1");
        assertThat(compared(tool(true), Stage.JOURNAL).lost()).isEqualTo(1);
        assertThat(compared(tool(true), Stage.LEGACY).lost()).isZero();
        move.writeBeside("box", "a", "1");
        assertThat(compared(tool(true), Stage.JOURNAL).lost())
                .as("it is only not to be read yet")
                .isZero();
    }

    @Test
    void units_are_those_of_files_and_journal_also_such_as_begin_later() throws IOException {
        Cards.scribble(root, "filed", "a", "1");
        move.writeBeside("box", "a", "1");
        assertThat(sides.units(tool(true), Optional.of(root))).containsExactly("box", "filed");
        assertThat(sides.units(tool(true), Optional.empty())).containsExactly("box");

        move.writeBeside("later", "a", "1");

        assertThat(sides.units(tool(true), Optional.empty())).containsExactly("box", "later");
        assertThat(sides.byUnit(tool(true)))
                .containsExactly(Map.entry("box", List.of(A)), Map.entry("later", List.of(Cards.card("later", "a"))));
    }
}
