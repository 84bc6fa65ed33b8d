package dev.daybook.cli;

import dev.daybook.operation.Column;
import dev.daybook.operation.Column.Holds;
import dev.daybook.text.DisplayWidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows under the names of their columns. On a terminal it is as wide as that: the widest column yields, ids are as
 * short as they may be, and what still has no place are the last columns. Elsewhere nothing is cut.
 */
final class Table {

    private static final String GAP = "  ";

    /** Ends the kind of a thing whose id is a path. */
    private static final String PATH = "//";

    /** Elsewhere one long cell does not move the columns of all other rows further than that. */
    private static final int PADDED_MAX = 40;

    /** A text is not made narrower than that: rather the last column has no place. */
    private static final int TEXT_MIN = 16;

    /** What one comes for stands in as many columns: before one of them has no place, ids are cut, too. */
    private static final int WANTED = 5;

    private static final int CUT_MIN = 12;

    /** Without its beginning an id cannot be typed: before it is cut so, all but as many columns have no place. */
    private static final int BESIDE_WHOLE_ID = 2;

    /** A sentence is what one comes for: what stands behind it has no place sooner. */
    private static final int LINE_MIN = 48;

    private static final Set<String> GOOD =
            Set.of("done", "completed", "succeeded", "ok", "live", "equal", "approved", "accepted", "true");
    private static final Set<String> BAD =
            Set.of("failed", "error", "rejected", "terminated", "quarantined", "fatal", "blocked", "critical");
    private static final Set<String> OPEN = Set.of(
            "wip",
            "running",
            "in-progress",
            "review",
            "paused",
            "warn",
            "warning",
            "rebuilding",
            "needs_changes",
            "outdated",
            "leased");

    private record Row(List<String> cells, boolean undone) {}

    private final List<Column> columns;
    private final Terminal terminal;
    private final List<Row> rows = new ArrayList<>();

    Table(List<Column> columns, Terminal terminal) {
        this.columns = columns;
        this.terminal = terminal;
    }

    /** @param undone whether what it tells was rolled back */
    void add(List<String> cells, boolean undone) {
        rows.add(new Row(cells, undone));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Returns its lines, the heading first. */
    Stream<String> lines(Output.ShortIds shortIds) {
        if (terminal.standardOutput()) {
            shorten(shortIds);
        }
        int[] widths = terminal.standardOutput() ? fitting() : padded();
        List<Cut> cuts = IntStream.range(0, widths.length)
                .mapToObj(i -> terminal.standardOutput() ? cut(i, widths[i]) : Cut.NOT)
                .toList();
        String heading = line(columns.stream().map(Column::name).toList(), widths, cuts, false);
        return Stream.concat(
                Stream.of(terminal.bold(heading)),
                rows.stream().map(row -> terminal.dim(row.undone(), line(row.cells(), widths, cuts, !row.undone()))));
    }

    private void shorten(Output.ShortIds shortIds) {
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            if (columns.get(i).holds() == Holds.THING) {
                Map<String, String> names = shortIds.of(
                        columns.get(i).category(),
                        rows.stream()
                                .map(row -> row.cells().get(column))
                                .distinct()
                                .toList());
                rows.replaceAll(row -> {
                    var cells = new ArrayList<>(row.cells());
                    cells.set(column, names.getOrDefault(cells.get(column), cells.get(column)));
                    return new Row(cells, row.undone());
                });
            }
        }
    }

    private int[] natural() {
        return IntStream.range(0, columns.size())
                .map(i -> Math.max(
                        DisplayWidth.of(columns.get(i).name()),
                        rows.stream()
                                .mapToInt(row -> DisplayWidth.of(row.cells().get(i)))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private int[] padded() {
        return Arrays.stream(natural())
                .map(number -> Math.min(number, PADDED_MAX))
                .toArray();
    }

    /** As many of the first columns as have a place; there is one at least, if need be cut. */
    private int[] fitting() {
        int[] natural = natural();
        int[] least = IntStream.range(0, columns.size())
                .map(i -> i == 0 || columns.get(i).holds() == Holds.THING ? toldApart(i, natural[i]) : 0)
                .toArray();
        int leastOfId = least[0];
        boolean typed = columns.getFirst().holds() == Holds.THING && !hasPaths(0) && cut(0, leastOfId) == Cut.START;
        for (int shown = columns.size(); ; shown--) {
            int[] widths = Arrays.copyOf(natural, shown);
            least[0] = typed && shown > BESIDE_WHOLE_ID ? natural[0] : leastOfId;
            int over = Arrays.stream(widths).sum() + GAP.length() * (shown - 1) - terminal.columns();
            while (over > 0
                    && (narrow(widths, least, TEXT_MIN, false)
                            || (shown <= WANTED && narrow(widths, least, CUT_MIN, true)))) {
                over--;
            }
            if (over <= 0) {
                return widths;
            }
            if (shown == 1) {
                return new int[] {terminal.columns()};
            }
        }
    }

    /** How narrow ids may be, and names of rows, which stand first: as long as they are different ones still. */
    private int toldApart(int column, int natural) {
        List<String> ids = different(column);
        int least = CUT_MIN;
        for (int most = natural; least < most; ) {
            int width = (least + most) / 2;
            if (cut(column, width).toldApart(ids, width) == ids.size()) {
                most = width;
            } else {
                least = width + 1;
            }
        }
        return least;
    }

    private boolean narrow(int[] widths, int[] least, int min, boolean things) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            if (columns.get(i).holds() != Holds.TIME
                    && (things || columns.get(i).holds() != Holds.THING || hasPaths(i))
                    && widths[i]
                            > (columns.get(i).holds() == Holds.LINE && i < widths.length - 1
                                    ? LINE_MIN
                                    : Math.max(least[i], min))
                    && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        if (widest >= 0) {
            widths[widest]--;
        }
        return widest >= 0;
    }

    private String line(List<String> cells, int[] widths, List<Cut> cuts, boolean colored) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = cuts.get(i).of(cells.get(i), widths[i]);
            line.append(i == 0 ? "" : GAP)
                    .append(colored && columns.get(i).holds() == Holds.STATE ? state(text) : text)
                    .append(i == widths.length - 1 ? "" : " ".repeat(Math.max(0, widths[i] - DisplayWidth.of(text))));
        }
        return line.toString().stripTrailing();
    }

    /** The ids of things that are somewhere are as long as their paths. */
    private boolean hasPaths(int column) {
        return rows.stream().anyMatch(row -> row.cells().get(column).contains(PATH));
    }

    /** What of the texts of a column has no place: of names that begin alike, the beginning. */
    private Cut cut(int column, int width) {
        List<String> cells = different(column);
        Column of = columns.get(column);
        Cut end = of.holds() == Holds.LINE ? Cut.TITLE : of.name().equals("path") ? Cut.START : Cut.END;
        if (cells.stream().allMatch(cell -> DisplayWidth.of(cell) <= width)) {
            return end;
        }
        Cut start = of.holds() == Holds.THING && of.category().isEmpty() ? Cut.BEHIND_KIND : Cut.START;
        boolean isNames = of.holds() != Holds.LINE && cells.stream().noneMatch(cell -> cell.indexOf(' ') >= 0);
        boolean beginAlike = isNames && start.toldApart(cells, width) > end.toldApart(cells, width);
        return beginAlike || (of.holds() == Holds.THING && hasPaths(column)) ? start : end;
    }

    private List<String> different(int column) {
        return rows.stream().map(row -> row.cells().get(column)).distinct().toList();
    }

    private String state(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return GOOD.contains(word)
                ? terminal.green(text)
                : BAD.contains(word) ? terminal.red(text) : OPEN.contains(word) ? terminal.yellow(text) : text;
    }
}
