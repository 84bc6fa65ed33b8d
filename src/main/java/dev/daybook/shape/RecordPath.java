package dev.daybook.shape;

import java.util.Arrays;

/** Where it stands: names of members, and places in lists. Only asked for where there is a flaw. */
final class RecordPath {
    static final int MEMBER = -1;
    private static final int START = 8;

    private String[] names = new String[START];
    private int[] places = new int[START];
    private int depth;

    /** @param place in a list, or {@link #MEMBER} */
    void enter(String name, int place) {
        if (depth == names.length) {
            names = Arrays.copyOf(names, depth * 2);
            places = Arrays.copyOf(places, depth * 2);
        }
        names[depth] = name;
        places[depth++] = place;
    }

    void leave() {
        depth--;
    }

    String pointer(String root) {
        var pointer = new StringBuilder(root);
        for (int i = 0; i < depth; i++) {
            pointer.append(Change.pointer(places[i] < 0 ? names[i] : Integer.toString(places[i])));
        }
        return pointer.toString();
    }
}
