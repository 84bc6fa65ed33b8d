package dev.daybook.importing;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where the values of a JSON text stand, white space, comments and all. For texts that a reader took for JSON,
 * even a lenient one: it does not check anything.
 */
public final class JsonScan {

    /** An object or a list from its opening bracket to after the closing one. */
    public record Container(int start, int end, List<Member> members) {}

    /**
     * A member of an object, or an element of a list with an empty key; ends are exclusive.
     *
     * @param start of the key, or of the value
     */
    public record Member(String key, int start, int valueStart, int valueEnd) {}

    private final String text;
    private int at;

    public JsonScan(String text) {
        this.text = text;
    }

    /** Returns the container that begins at or after {@code from}; no members if none does. */
    public Container container(int from) {
        at = from;
        space();
        int start = at;
        var members = new ArrayList<Member>();
        if (at >= text.length() || (text.charAt(at) != '{' && text.charAt(at) != '[')) {
            return new Container(start, start, members);
        }
        boolean object = text.charAt(at) == '{';
        at++;
        space();
        while (at < text.length() && text.charAt(at) != '}' && text.charAt(at) != ']') {
            members.add(member(object));
            space();
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                space();
            }
        }
        at = Math.min(at + 1, text.length());
        return new Container(start, at, members);
    }

    private Member member(boolean object) {
        int start = at;
        String key = "";
        if (object) {
            key = key();
            space();
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
            }
            space();
        }
        int valueStart = at;
        value();
        if (at == start) {
            at++; // not even a value: go on somehow
        }
        return new Member(key, start, valueStart, at);
    }

    private String key() {
        int start = at;
        value();
        String token = text.substring(start, at);
        boolean quoted = token.length() >= 2 && (token.charAt(0) == '"' || token.charAt(0) == '\'');
        return quoted ? unescaped(token.substring(1, token.length() - 1)) : token;
    }

    /** Goes past one value, without recursion. */
    private void value() {
        int depth = 0;
        do {
            space();
            if (at >= text.length()) {
                return;
            }
            char it = text.charAt(at);
            switch (it) {
                case '"', '\'' -> string(it);
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return;
                    }
                    depth--;
                    at++;
                }
                case ',', ':' -> {
                    if (depth == 0) {
                        return;
                    }
                    at++;
                }
                default -> word();
            }
        } while (depth > 0);
    }

    private void string(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(at + 1, text.length());
    }

    private void word() {
        int start = at;
        while (at < text.length()
                && ",:{}[]\"'".indexOf(text.charAt(at)) < 0
                && text.charAt(at) > ' '
                && !(text.charAt(at) == '/' && at > start)) {
            at++;
        }
        at = Math.max(at, start + 1);
    }

    /** Goes past white space and comments. */
    private void space() {
        while (at < text.length()) {
            if (text.charAt(at) <= ' ' || text.charAt(at) == '\uFEFF') {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else {
                return;
            }
        }
    }

    /** Returns the text that stands between two quotes, without its escapes. */
    public static String unescaped(String inner) {
        if (inner.indexOf('\\') < 0) {
            return inner;
        }
        var out = new StringBuilder(inner.length());
        int at = 0;
        while (at < inner.length()) {
            char it = inner.charAt(at);
            if (it == '\\' && at + 1 < inner.length()) {
                out.append(unescaped(inner, at));
                at += inner.charAt(at + 1) == 'u' ? 6 : 2;
            } else {
                out.append(it);
                at++;
            }
        }
        return out.toString();
    }

    /** Returns the character that the escape at {@code at} stands for. */
    static char unescaped(String text, int at) {
        char it = text.charAt(at + 1);
        return switch (it) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> (char) Integer.parseInt(text, at + 2, at + 6, 16);
            default -> it;
        };
    }
}
