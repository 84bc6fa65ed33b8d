package dev.daybook.item;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a record.
 *
 * @param kind what it is, such as {@code taskmaster.task}
 * @param key which one of that kind; it may hold slashes
 * @param project empty for the first one of a tool
 */
public record ItemId(String kind, String key, String project) {

    private static final String FORM = "want [project!/]kind/key";
    private static final Pattern KIND = Pattern.compile("[a-z0-9][a-z0-9.-]*");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9._-]*");
    private static final Pattern TEXT = Pattern.compile("(?:([A-Za-z0-9._-]+)!/)?([^/]+)/(.+)", Pattern.DOTALL);

    public ItemId {
        if (!KIND.matcher(kind).matches()) {
            throw Rejected.invalidAt(
                    "/kind", "'%s' is no kind of items: want small letters, digits, dots and dashes", kind);
        }
        if (!PROJECT.matcher(project).matches()) {
            throw Rejected.invalidAt("/project", "'%s' is no project: want letters, digits and ._-", project);
        }
        if (key.isEmpty() || key.length() > Texts.NAME_CHARS_MAX) {
            throw Rejected.invalidAt(
                    "/key", "'%s' is no key of an item: want 1 to %d characters", key, Texts.NAME_CHARS_MAX);
        }
    }

    /** Reads {@code [project!/]kind/key}. */
    public static ItemId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw Rejected.invalid("'%s' is no item: %s", text, FORM);
        }
        String project = matcher.group(1);
        return new ItemId(matcher.group(2), matcher.group(3), project == null ? "" : project);
    }

    /** Returns {@code [project!/]kind/key}, the key of its stream. */
    public String text() {
        String name = kind + "/" + key;
        return project.isEmpty() ? name : project + "!/" + name;
    }

    @Override
    public String toString() {
        return text();
    }
}
