package dev.daybook.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/** How two texts differ line by line, as git tells it. Immutable. */
public final class LineDiff {

    /** A line that is in neither text before. */
    public static final int NEW = -1;

    private final RawText before;
    private final RawText after;
    private final EditList edits;

    private LineDiff(RawText before, RawText after) {
        this.before = before;
        this.after = after;
        this.edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, before, after);
    }

    /** Compares two texts. Whether the last line of both is ended makes no difference. */
    public static LineDiff of(String before, String after) {
        boolean open = !before.endsWith("\n") && !after.endsWith("\n");
        return new LineDiff(raw(before, open), raw(after, open));
    }

    private static RawText raw(String text, boolean open) {
        return new RawText((open && !text.isEmpty() ? text + "\n" : text).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns whether nothing differs. */
    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /** Returns the hunks of a unified diff, three lines around each; an empty text if nothing differs. */
    public String unified() {
        var out = new ByteArrayOutputStream();
        try (var formatter = new DiffFormatter(out)) {
            formatter.format(edits, before, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Returns of each line of the text after which line of that before it is, from 0, or {@link #NEW}. */
    public List<Integer> origins() {
        var origins = new Integer[after.size()];
        int same = 0;
        int old = 0;
        for (Edit edit : edits) {
            while (same < edit.getBeginB()) {
                origins[same++] = old++;
            }
            while (same < edit.getEndB()) {
                origins[same++] = NEW;
            }
            old = edit.getEndA();
        }
        while (same < origins.length) {
            origins[same++] = old++;
        }
        return List.copyOf(Arrays.asList(origins));
    }
}
