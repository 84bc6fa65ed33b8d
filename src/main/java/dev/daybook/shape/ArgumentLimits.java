package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Texts;
import dev.daybook.shape.Flaw.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** What is asked of arguments beyond their types, while they are read. */
final class ArgumentLimits {

    /** @param field of a text, or of a list of them */
    static void text(Field field, String text, BiConsumer<Code, String> flaws) {
        if (!field.open && !field.words.contains(text)) {
            flaws.accept(Code.NOT_TAKEN, "is \"%s\": want one of %s".formatted(text, String.join(", ", field.words)));
        }
        if (!field.argument) {
            return;
        }
        kept(text, flaws);
        int chars = text.codePointCount(0, text.length());
        if (chars < field.charsMin) {
            flaws.accept(Code.NOT_TAKEN, chars == 0 ? "is empty: want a value" : "is shorter than " + field.charsMin);
        } else if (chars > field.charsMax) {
            flaws.accept(Code.OVER_LIMIT, "has %d characters: want at most %d".formatted(chars, field.charsMax));
        }
        if (field.pattern != null && !field.pattern.matcher(text).find()) {
            flaws.accept(Code.NOT_TAKEN, "is '%s': want %s".formatted(text, field.want));
        }
    }

    static void json(Json json, BiConsumer<Code, String> flaws) {
        var in = JsonCursor.of(json.text().getBytes(StandardCharsets.UTF_8));
        var names = new ArrayDeque<Set<String>>();
        JsonCursor.Kind kind = in.next();
        do {
            switch (kind) {
                case OBJECT, LIST -> {
                    in.enter();
                    names.push(new HashSet<>());
                }
                case TEXT -> kept(in.text(), flaws);
                default -> in.skip();
            }
            boolean more = false;
            while (!names.isEmpty() && !more) {
                more = in.isInObject() ? in.member() : in.element();
                if (!more) {
                    names.pop();
                }
            }
            if (names.isEmpty()) {
                return;
            }
            if (in.isInObject()) {
                String name = in.memberName();
                kept(name, flaws);
                if (!names.getFirst().add(name)) {
                    flaws.accept(Code.DUPLICATE_KEY, "has '%s' twice".formatted(name));
                }
            }
            kind = in.next();
        } while (in.isSound());
    }

    private static void kept(String text, BiConsumer<Code, String> flaws) {
        Texts.unstorable(text).ifPresent(flaw -> flaws.accept(Code.NOT_TAKEN, flaw));
    }

    private ArgumentLimits() {}
}
