package dev.daybook.journal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with the scripts of a program, whatever file they are for. */
public final class ScriptChecks {

    /** A step is one transaction: what ends it, or works on another file, cannot be taken back with it. */
    private static final Pattern ENDING = Pattern.compile(
            "(?:^|;)\\s*(COMMIT|ROLLBACK|END\\s*(?=;|$|TRANSACTION)|SAVEPOINT|RELEASE|ATTACH|DETACH|VACUUM|PRAGMA"
                    + "|BEGIN\\s*(?=;|$|TRANSACTION|IMMEDIATE|EXCLUSIVE|DEFERRED))",
            Pattern.CASE_INSENSITIVE);

    /** A trigger ends in what would end a transaction. */
    private static final Pattern TRIGGER =
            Pattern.compile("CREATE\\s+TRIGGER\\b.*?\\bEND\\s*;", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** Returns it in sentences. */
    public static List<String> problems(List<Script> scripts) {
        var problems = new ArrayList<String>();
        for (int i = 0; i < scripts.size(); i++) {
            Script it = scripts.get(i);
            int before = i == 0 ? 0 : scripts.get(i - 1).version();
            if (it.version() == before) {
                problems.add(
                        "%s and %s have the same number: give one of them the next".formatted(scripts.get(i - 1), it));
            } else if (it.version() < before) {
                problems.add("%s stands behind %s: put the steps in the order of their numbers"
                        .formatted(it, scripts.get(i - 1)));
            } else if (it.version() > before + 1) {
                problems.add("%03d is missing before %s: number the steps without gaps".formatted(before + 1, it));
            }
            script(it + ".up.sql", it.up(), problems);
            script(it + ".down.sql", it.down(), problems);
        }
        return problems;
    }

    private static void script(String file, String text, List<String> problems) {
        String plain = COMMENT.matcher(text).replaceAll(" ");
        if (plain.isBlank()) {
            problems.add("%s does nothing: every step needs a way there and a way back".formatted(file));
        }
        Matcher ending = ENDING.matcher(TRIGGER.matcher(plain).replaceAll(";").strip());
        if (ending.find()) {
            problems.add("%s says %s: a step is one transaction of this file, which it cannot end or leave"
                    .formatted(file, ending.group(1).strip()));
        }
    }

    private ScriptChecks() {}
}
