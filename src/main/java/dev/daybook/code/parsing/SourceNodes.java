package dev.daybook.code.parsing;

import java.util.Arrays;

/**
 * The nodes of a source file in the order in which they begin, those around others first. A node is its number, from 0;
 * what stands in it has the numbers behind its own. For one thread; filled anew for each file.
 */
final class SourceNodes {

    /** The symbol of what is no code of the language. */
    static final int ERROR = 0xFFFF;

    private static final int SIZE_FIRST = 4_096;

    private int[] symbols = new int[SIZE_FIRST];
    private int[] fields = new int[SIZE_FIRST];
    private int[] starts = new int[SIZE_FIRST];
    private int[] ends = new int[SIZE_FIRST];
    /** The first node that does not stand in it; while it is open, the node around it. */
    private int[] behind = new int[SIZE_FIRST];

    private int size;
    private int open;
    private boolean broken;

    /** Forgets what is there. */
    void begin(boolean broken) {
        this.broken = broken;
        size = 0;
        open = -1;
    }

    /** Adds a node to the one that is open, and opens it. */
    void enter(int symbol, int field, int start, int end) {
        if (size == symbols.length) {
            int more = size * 2;
            symbols = Arrays.copyOf(symbols, more);
            fields = Arrays.copyOf(fields, more);
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            behind = Arrays.copyOf(behind, more);
        }
        symbols[size] = symbol;
        fields[size] = field;
        starts[size] = start;
        ends[size] = end;
        behind[size] = open;
        open = size++;
    }

    /** Closes the node that is open. */
    void leave() {
        int around = behind[open];
        behind[open] = size;
        open = around;
    }

    int size() {
        return size;
    }

    /** Returns whether something in the file is no code of its language. */
    boolean isBroken() {
        return broken;
    }

    /** Returns how many nodes are no code of its language. */
    int errors() {
        int errors = 0;
        for (int node = 0; node < size; node++) {
            errors += symbols[node] == ERROR ? 1 : 0;
        }
        return errors;
    }

    int symbol(int node) {
        return symbols[node];
    }

    /** Returns what a node is to the one around it; 0 where that has no name. */
    int field(int node) {
        return fields[node];
    }

    int start(int node) {
        return starts[node];
    }

    int end(int node) {
        return ends[node];
    }

    /** Returns the node behind one, and behind all that stands in it. */
    int behind(int node) {
        return behind[node];
    }
}
