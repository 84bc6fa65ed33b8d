package dev.daybook.session;

import dev.daybook.command.Diverged;
import dev.daybook.domain.LongText;
import dev.daybook.shape.Merged;

/** The values that two changes of a session disagree in, as an answer can show them. */
final class SessionConflicts {

    /** The output of a terminal would drown the rest; the session itself shows all of it. */
    private static final int TEXT_CHARS_MAX = 1_000;

    static Diverged.Field of(Merged.Conflict it) {
        return new Diverged.Field(
                it.pointer(),
                it.base().map(SessionConflicts::shown),
                it.mine().map(SessionConflicts::shown),
                it.theirs().map(SessionConflicts::shown));
    }

    private static Object shown(Object value) {
        return switch (value) {
            case LongText it -> cut(it.text());
            case String it -> cut(it);
            case Instance it -> SessionShape.INSTANCE.json(it.outlined());
            case Message it ->
                SessionShape.MESSAGE.json(new Message(
                        it.id(),
                        it.role(),
                        new LongText(cut(it.content().text())),
                        it.timestamp(),
                        it.instanceId(),
                        it.extra()));
            default -> value;
        };
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_CHARS_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_CHARS_MAX - 1)) ? TEXT_CHARS_MAX - 1 : TEXT_CHARS_MAX;
        return "%s… (%d characters)".formatted(text.substring(0, end), text.length());
    }

    private SessionConflicts() {}
}
