package dev.daybook.masking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The texts of some JSON in UTF-8, one after the other, names of members among them; of several values one after the other,
 * too. Takes what it finds: where there is no JSON, the texts are not the right ones, and nothing else happens. For one thread.
 */
public final class JsonStrings {

    private final byte[] json;
    private int next;
    private int from;
    private int to;
    private boolean isName;

    // Of each object or list that is open: the name of the member it is at, as a range, or the number of the element.
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private boolean[] lists = new boolean[16];
    private int depth;

    public JsonStrings(byte[] json) {
        this.json = json;
    }

    byte[] bytes() {
        return json;
    }

    /** Goes to the next text; false if there is none. */
    public boolean next() {
        while (next < json.length) {
            switch (json[next++]) {
                case '{' -> open(false);
                case '[' -> open(true);
                case '}', ']' -> depth = Math.max(0, depth - 1);
                case ',' -> {
                    if (depth > 0 && lists[depth]) {
                        starts[depth]++;
                    }
                }
                case '"' -> {
                    read();
                    return true;
                }
                default -> {} // numbers, words and blanks
            }
        }
        return false;
    }

    private void open(boolean isList) {
        depth++;
        if (depth == starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
            ends = Arrays.copyOf(ends, depth * 2);
            lists = Arrays.copyOf(lists, depth * 2);
        }
        starts[depth] = 0;
        ends[depth] = 0;
        lists[depth] = isList;
    }

    private void read() {
        from = next;
        to = end(json, from);
        next = to + 1;
        int behind = next;
        while (behind < json.length
                && (json[behind] == ' ' || json[behind] == '\n' || json[behind] == '\r' || json[behind] == '\t')) {
            behind++;
        }
        isName = depth > 0 && !lists[depth] && behind < json.length && json[behind] == ':';
        if (isName) {
            starts[depth] = from;
            ends[depth] = to;
        }
    }

    /** Returns whether it is the name of a member. */
    public boolean isName() {
        return isName;
    }

    /** Returns where it begins, behind its quote. */
    int from() {
        return from;
    }

    /** Returns where it ends, before its quote. */
    int to() {
        return to;
    }

    public String text() {
        return decoded(from, to);
    }

    /** Returns the name of the member whose value this is; of an element that of its list. */
    String name() {
        for (int level = depth; level > 0; level--) {
            if (!lists[level]) {
                return decoded(starts[level], ends[level]);
            }
        }
        return "";
    }

    /** Returns where the text begins in which {@code at} lies, behind its quote: within a text all others are escaped. */
    static int begin(byte[] json, int at) {
        int begin = at;
        while (begin > 0 && !(json[begin - 1] == '"' && !isEscaped(json, begin - 1))) {
            begin--;
        }
        return begin;
    }

    private static boolean isEscaped(byte[] json, int at) {
        int before = at;
        while (before > 0 && json[before - 1] == '\\') {
            before--;
        }
        return (at - before) % 2 == 1;
    }

    /** Returns where the text ends that begins there, before its quote. */
    static int end(byte[] json, int begin) {
        int end = begin;
        while (end < json.length && json[end] != '"') {
            end += json[end] == '\\' ? 2 : 1;
        }
        return Math.min(end, json.length);
    }

    /** Returns whether it is the value of a member of that name, in ASCII and without escapes. */
    public boolean isNamed(String wanted) {
        if (depth == 0 || lists[depth] || ends[depth] - starts[depth] != wanted.length()) {
            return false;
        }
        for (int at = 0; at < wanted.length(); at++) {
            if (json[starts[depth] + at] != wanted.charAt(at)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the name of the member whose value this is has a keyword. */
    boolean isNamedBy(SecretRules rules) {
        for (int level = depth; level > 0; level--) {
            if (!lists[level]) {
                return rules.mayBeIn(json, starts[level], ends[level]);
            }
        }
        return false;
    }

    /** Returns where it stands, as a JSON pointer. */
    public String pointer() {
        var pointer = new StringBuilder();
        for (int level = 1; level <= depth; level++) {
            pointer.append('/');
            pointer.append(
                    lists[level]
                            ? Integer.toString(starts[level])
                            : decoded(starts[level], ends[level])
                                    .replace("~", "~0")
                                    .replace("/", "~1"));
        }
        return pointer.toString();
    }

    private String decoded(int begin, int end) {
        return decoded(json, begin, end);
    }

    /** Returns what a text in JSON says that begins and ends there, without its quotes. */
    static String decoded(byte[] json, int begin, int end) {
        var raw = new String(json, begin, end - begin, StandardCharsets.UTF_8);
        return raw.indexOf('\\') < 0 ? raw : unescaped(raw);
    }

    private static String unescaped(String raw) {
        var text = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            if (raw.charAt(at) == '\\') {
                at = Unescaped.unescape(raw, at, text);
            } else {
                text.append(raw.charAt(at++));
            }
        }
        return text.toString();
    }
}
