package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.ImportedField.Word;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What files said of a thing and what counts now are told apart, field by field. */
final class ImportedFieldsTest {

    private final ImportedFields fields = new ImportedFields(_ -> Optional.empty());
    private final ImportedField<String> title = fields.at("/title");
    private long position;

    @Test
    void what_the_files_said_stays_known_when_somebody_changes_it() {
        title.tell("Login", theFile("spec.md"));
        title.tell("Logout", somebody("ada"));

        assertThat(title.said()).contains("Login");
        assertThat(title.known()).contains("Login");
        assertThat(title.now()).contains("Logout");
        assertThat(title.file()).contains("spec.md");
        assertThat(title.position()).contains(1L);
        assertThat(title.changedBy()).contains("ada");
        assertThat(title.imported()).isTrue();
        assertThat(title.changedSince()).isTrue();
        assertThat(title.changed()).isTrue();
        assertThat(title.overridden()).isTrue();
        assertThat(title.differsFrom("Login")).isFalse();
        assertThat(title.differsFrom("Logout")).isTrue();
    }

    @Test
    void a_field_that_only_others_told_is_taken_as_known() {
        title.tell("Login", somebody("ada"));

        assertThat(title.imported()).isFalse();
        assertThat(title.said()).isEmpty();
        assertThat(title.known()).contains("Login");
        assertThat(title.differsFrom("Login")).isFalse();
        assertThat(title.changed()).isTrue();
        assertThat(title.overridden()).isFalse();
    }

    @Test
    void the_next_import_has_the_last_word_again() {
        title.tell("Login", theFile("spec.md"));
        title.tell("Logout", somebody("ada"));
        title.tell("Logout", theFile("state.json"));

        assertThat(title.changedSince()).isFalse();
        assertThat(title.changed()).isFalse();
        assertThat(title.file()).contains("state.json");
        assertThat(title.position()).contains(3L);
    }

    @Test
    void a_part_is_told_by_the_field_that_it_stands_in() {
        ImportedField<String> attachment = fields.at("/attachments/results/a.txt");
        attachment.tell("text", somebody("ada"));

        assertThat(fields.near("/attachments/results/a.txt/content")).contains(attachment);
        assertThat(fields.near("/attachments/results")).isEmpty();
        assertThat(fields.near("/nothing")).isEmpty();
    }

    @Test
    void fields_below_a_pointer_are_listed_in_the_order_in_which_they_were_asked_for() {
        fields.<String>at("/files/b").tell("1", theFile("b"));
        fields.<String>at("/files/unknown");
        fields.<String>at("/files/a").tell("2", theFile("a"));

        assertThat(fields.<String>below("/files").keySet()).containsExactly("b", "a");
    }

    private Word theFile(String file) {
        return new Word(Optional.of(file), ++position, "import:tool");
    }

    private Word somebody(String actor) {
        return new Word(Optional.empty(), ++position, actor);
    }
}
