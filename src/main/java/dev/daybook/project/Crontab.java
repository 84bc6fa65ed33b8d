package dev.daybook.project;

/** What cron may do: each line says nothing unless something is wrong, and two at once do the work of one. */
final class Crontab {

    static final String TEXT = """
            # Daybook keeps projects, directories and repositories up to date
            0 3 * * *    daybook projects --refresh --format simple >/dev/null
            0 */2 * * *  daybook dirs --refresh --format simple >/dev/null
            0 */6 * * *  daybook update >/dev/null
            0 5 * * *    daybook sync --type full >/dev/null
            """;

    private Crontab() {}
}
