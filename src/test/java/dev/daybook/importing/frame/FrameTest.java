package dev.daybook.importing.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Spelling;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.Container.Damaged;
import dev.daybook.importing.container.JsonDocument;
import dev.daybook.importing.container.Skeleton;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.Frame.Element;
import dev.daybook.importing.frame.Frame.Slot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final JsonDocument LIST = JsonDocument.json().each("/#").orBare("[]");

    @Test
    void the_journal_gives_a_frame_back() {
        var odd = Content.of(new byte[] {'\t', (byte) 0xFF, 0});
        var frame = Frame.list(
                List.of(
                        new Slot(Optional.of(odd), new Element.Named("a/b")),
                        new Slot(Optional.empty(), new Element.Variant("a", 3)),
                        new Slot(Optional.empty(), new Element.Raw(new Content("utf-8", "nul\"l")))),
                Optional.of(new Content("utf-8", "]\r\n")));

        assertThat(Frame.of(frame.json())).isEqualTo(frame);
        assertThat(Frame.of(Frame.PLAIN.json())).isEqualTo(Frame.PLAIN);
        var whole = Frame.whole(new byte[] {(byte) 0xFF, (byte) 0xFE, '[', 0, ']', 0});
        assertThat(Frame.of(whole.json())).isEqualTo(whole);
    }

    @Test
    void records_come_and_go_without_a_look_at_any_of_them() throws Damaged {
        assertThat(edit("[\n  0,\n  1,\n  2\n]\n", Set.of(0), 1)).isEqualTo("[\n  1,\n  2,\n  3\n]\n");
        assertThat(edit("[0, 1]", Set.of(0, 1), 0)).isEqualTo("[]");
        assertThat(edit("0\n1\n", Set.of(0), 1)).isEqualTo("1\n2\n");
        assertThat(edit("[]", Set.of(), 1)).isEqualTo("[\n  0\n]");
    }

    @Test
    void what_the_tool_could_not_read_is_not_edited() {
        assertThatThrownBy(() -> edit("[0 1]", Set.of(), 1)).isInstanceOf(Damaged.class);
        assertThatThrownBy(() -> edit("[0, 1", Set.of(1), 0)).isInstanceOf(Damaged.class);
    }

    /** Edits a list of numbers, each of which stands for a record. */
    private static String edit(String text, Set<Integer> removed, int added) throws Damaged {
        var places = new ArrayList<Container.Place>();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                places.add(new Container.Place(List.of(), List.of(), i, i + 1, Optional.empty()));
            }
        }
        var as = new Spelling("  ", "LF", false, false, ",", ": ", Spelling.Escapes.NONE, Optional.empty());
        List<List<String>> names = Collections.nCopies(added, List.of());
        var parts = Skeleton.of(text.getBytes(ISO_8859_1), places).edit(LIST, false, as, removed, names);
        var edited = new StringBuilder();
        parts.parts()
                .forEach(part ->
                        edited.append(new String(part.gap(), ISO_8859_1)).append(part.number()));
        return edited.append(new String(parts.end(), ISO_8859_1)).toString();
    }
}
