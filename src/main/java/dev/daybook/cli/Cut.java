package dev.daybook.cli;

import dev.daybook.text.DisplayWidth;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** How a text is made as narrow as its column. */
enum Cut {
    NOT {
        @Override
        String of(String text, int width) {
            return text;
        }
    },
    END {
        @Override
        String of(String text, int width) {
            return DisplayWidth.cut(text, width);
        }
    },
    /** Paths, and names that begin alike, differ at their ends. */
    START {
        @Override
        String of(String text, int width) {
            return DisplayWidth.cutStart(text, width);
        }
    },
    /** Of the id of a thing, {@code kind/id}, the beginning of what stands behind its kind. */
    BEHIND_KIND {
        @Override
        String of(String text, int width) {
            int id = text.indexOf('/') + 1;
            return id + ID_MIN > width
                    ? END.of(text, width)
                    : text.substring(0, id) + START.of(text.substring(id), width - id);
        }
    },
    /** Of a sentence the longest title that stands in quotes: what happened to a thing says more than the end of its title. */
    TITLE {
        @Override
        String of(String text, int width) {
            int over = DisplayWidth.of(text) - width;
            return QUOTED.matcher(over > 0 ? text : "")
                    .results()
                    .filter(quoted -> DisplayWidth.of(quoted.group(1)) - over >= TITLE_MIN)
                    .max(Comparator.comparingInt(quoted -> DisplayWidth.of(quoted.group(1))))
                    .map(quoted -> text.substring(0, quoted.start(1))
                            + DisplayWidth.cut(quoted.group(1), DisplayWidth.of(quoted.group(1)) - over)
                            + text.substring(quoted.end(1)))
                    .orElseGet(() -> END.of(text, width));
        }
    };

    private static final int ID_MIN = 2;
    private static final int TITLE_MIN = 8;
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    abstract String of(String text, int width);

    /** Returns how many of these texts are different ones still. */
    long toldApart(List<String> texts, int width) {
        return texts.stream().map(text -> of(text, width)).distinct().count();
    }
}
