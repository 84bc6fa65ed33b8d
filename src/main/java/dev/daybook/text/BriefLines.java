package dev.daybook.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines for a reader who pays for each byte: each is cut, and what does not fit any more is left out. */
public final class BriefLines {

    private static final int COLUMNS_MAX = 110;

    /** Returns the first of them, as far as they have that many bytes together. */
    public static List<String> of(List<String> lines, int bytesMax) {
        var brief = new ArrayList<String>();
        int left = bytesMax;
        for (String line : lines) {
            String cut = DisplayWidth.cut(oneLine(line), COLUMNS_MAX);
            left -= cut.getBytes(StandardCharsets.UTF_8).length + 1;
            if (left < 0) {
                break;
            }
            brief.add(cut);
        }
        return brief;
    }

    /** Returns a part of a line, which leaves room for others. */
    public static String part(String text) {
        return DisplayWidth.cut(text, COLUMNS_MAX / 2);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ").replace('\t', ' ');
    }

    private BriefLines() {}
}
