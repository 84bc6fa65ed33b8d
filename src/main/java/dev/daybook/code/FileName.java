package dev.daybook.code;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tells by the path of a file what it is called, whether it is a test, and which file it would be one of. */
final class FileName {

    private static final Pattern FOLDER =
            Pattern.compile("(^|/)(tests?|__tests__|specs?|testing|testdata)/", Pattern.CASE_INSENSITIVE);

    /** {@code UserTest}, {@code UserIT}, {@code user.test}, {@code user_spec}, {@code test_user}. */
    private static final Pattern NAME = Pattern.compile(
            "^(?<before>test[_-])?(?<stem>.+?)(?<behind>(?:Tests?|TestCase|Spec|IT)$|[._-](?:tests?|spec)$)?$");

    private FileName() {}

    static boolean isTest(String path) {
        if (FOLDER.matcher(path).find()) {
            return true;
        }
        var name = NAME.matcher(base(path));
        return name.matches() && (name.group("before") != null || name.group("behind") != null);
    }

    /** Returns the name of a file without its extension and what makes it a test, in small letters and without separators. */
    static String stem(String path) {
        String base = base(path);
        var name = NAME.matcher(base);
        String stem = name.matches() ? name.group("stem") : base;
        return Identifiers.squashed(stem);
    }

    /** Returns such as {@code ts}; empty if the name has none. */
    static String extension(String path) {
        String filename = path.substring(path.lastIndexOf('/') + 1);
        int dot = filename.lastIndexOf('.');
        return dot <= 0 ? "" : filename.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** Returns the name of a file without folders and extension. */
    static String base(String path) {
        String filename = path.substring(path.lastIndexOf('/') + 1);
        int dot = filename.lastIndexOf('.');
        return dot <= 0 ? filename : filename.substring(0, dot);
    }
}
