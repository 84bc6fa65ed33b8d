package dev.daybook.projection;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether a text is one statement that reads: what stands in quotes and remarks is no end of it. */
final class OneSelect {

    private static final Set<String> READS = Set.of("SELECT", "WITH", "VALUES");

    /**
     * What is to be passed over: remarks, and what stands in quotes of any kind. A quote that is doubled within ends one
     * text and begins another: so long ones are matched without recursion.
     */
    private static final Pattern QUOTED = Pattern.compile(
            "--[^\n]*|/\\*.*?(?:\\*/|\\z)|'[^']*(?:'|\\z)|\"[^\"]*(?:\"|\\z)|`[^`]*(?:`|\\z)|\\[[^]]*(?:]|\\z)",
            Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("\\s*([A-Za-z]+)");

    private OneSelect() {}

    static boolean is(String sql) {
        String bare = QUOTED.matcher(sql)
                .replaceAll(match -> sql.charAt(match.start()) == '-' || sql.charAt(match.start()) == '/' ? " " : "x");
        Matcher first = WORD.matcher(bare);
        int end = bare.indexOf(';');
        return first.lookingAt()
                && READS.contains(first.group(1).toUpperCase(Locale.ROOT))
                && (end < 0 || bare.substring(end + 1).isBlank());
    }
}
