package dev.daybook.cli;

/** The names of things on the command line: {@code kind/id}. */
final class Entities {

    /** Returns {@code kind/id} as two segments of a path; only the first slash separates. */
    static String path(String entity) {
        int slash = entity.indexOf('/');
        if (slash <= 0 || slash == entity.length() - 1) {
            throw Failure.usage(
                    "'%s' names nothing".formatted(entity), "want KIND/ID, such as sbi/SBI-01… or config/max_turns");
        }
        return Client.encode(entity.substring(0, slash)) + "/" + Client.encode(entity.substring(slash + 1));
    }

    private Entities() {}
}
