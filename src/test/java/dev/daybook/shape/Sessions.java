package dev.daybook.shape;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Sessions and their texts, as odd as can be; the same for the same random numbers. */
final class Sessions {

    private static final String[] TEXTS = {
        "",
        "a",
        "a text",
        "帳票を作る",
        "ä\u007F",
        "<b>&amp;</b>",
        "\u2028",
        "\\ud83d \"so\"",
        "\n\t\u001b[32mok\u0000",
        "😀",
        "\uD800",
        "x\uDC00\uD800",
        "2025-11-10T02:01:09.044Z",
        "'",
        "//",
        "/*"
    };

    static SessionRecord record(Random random) {
        var instances = new ArrayList<Instance>();
        for (int i = random.nextInt(4); i > 0; i--) {
            instances.add(instance(random));
        }
        var messages = new ArrayList<Message>();
        for (int i = random.nextInt(4); i > 0; i--) {
            messages.add(message(random));
        }
        return new SessionRecord("id" + text(random), profile(random), instances, messages);
    }

    private static String text(Random random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    private static <T> Optional<T> maybe(Random random, Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private static Optional<Long> number(Random random) {
        return maybe(random, () -> random.nextBoolean() ? random.nextLong(20) : random.nextLong(0xFFFF_FFFFL));
    }

    private static Json json(Random random) {
        Json json = JsonCursor.of(Jsons.text(random).getBytes(UTF_8)).compact();
        return json.equals(Json.NULL) ? Json.EMPTY_OBJECT : json;
    }

    private static Optional<Json> more(Random random) {
        return random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(new Json("{\"later\":" + json(random).text() + ",\"z/~\":1.50,\"n\":null}"));
    }

    private static Profile profile(Random random) {
        return new Profile(
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                maybe(random, () -> text(random)),
                maybe(random, () -> text(random)),
                number(random),
                maybe(random, random::nextBoolean),
                number(random),
                maybe(random, () -> List.of(text(random), text(random))),
                maybe(random, () -> random.nextLong(Long.MAX_VALUE)),
                number(random),
                number(random),
                number(random),
                maybe(random, () -> json(random)),
                maybe(random, () -> text(random)),
                number(random),
                more(random));
    }

    private static Instance instance(Random random) {
        return new Instance(
                random.nextLong(9),
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                maybe(random, () -> new LongText(text(random))),
                maybe(random, () -> text(random)),
                maybe(random, () -> text(random)),
                number(random),
                number(random),
                number(random),
                maybe(random, () -> text(random)),
                maybe(random, () -> text(random)),
                maybe(random, () -> text(random)),
                number(random),
                number(random),
                maybe(random, () -> new Json("1e5")),
                maybe(random, () -> new Json("-0.0")),
                more(random));
    }

    private static Message message(Random random) {
        return new Message(
                text(random), text(random), new LongText(text(random)), text(random), number(random), more(random));
    }

    /** Returns the record with some of it as another one has it. */
    static SessionRecord changed(Random random, SessionRecord it) {
        SessionRecord other = record(random);
        Profile was = it.profile();
        Profile is = other.profile();
        var profile = new Profile(
                either(random, was.type(), is.type()),
                either(random, was.task(), is.task()),
                was.status(),
                was.createdAt(),
                either(random, was.updatedAt(), is.updatedAt()),
                either(random, was.completedAt(), is.completedAt()),
                was.model(),
                either(random, was.timeoutSeconds(), is.timeoutSeconds()),
                either(random, was.preserveWorktrees(), is.preserveWorktrees()),
                was.winnerId(),
                either(random, was.runtimeMix(), is.runtimeMix()),
                was.totalDuration(),
                was.totalFilesChanged(),
                was.totalLinesAdded(),
                was.totalLinesDeleted(),
                either(random, was.evaluation(), is.evaluation()),
                either(random, was.integrationPhase(), is.integrationPhase()),
                was.integrationInstanceId(),
                either(random, was.extra(), is.extra()));
        return new SessionRecord(
                it.id(),
                profile,
                list(random, it.instances(), other.instances()),
                list(random, it.messages(), other.messages()));
    }

    private static <T> T either(Random random, T one, T other) {
        return random.nextInt(3) == 0 ? other : one;
    }

    private static <T> List<T> list(Random random, List<T> one, List<T> other) {
        var list = new ArrayList<T>(random.nextBoolean() || one.isEmpty() ? one : one.subList(0, one.size() - 1));
        for (int i = 0; i < Math.min(list.size(), other.size()); i++) {
            list.set(i, either(random, list.get(i), other.get(i)));
        }
        if (random.nextInt(3) == 0) {
            list.addAll(other);
        }
        return list;
    }

    /** Returns a text that is read as a session, if with flaws. */
    static byte[] json(Random random, SessionRecord record) {
        String json = SessionShape.RECORD.compact(record);
        var out = new StringBuilder(random.nextInt(10) == 0 ? "\uFEFF" : "");
        respell(random, JsonCursor.of(json.getBytes(UTF_8)), 0, out);
        return out.append(Jsons.blank(random)).toString().getBytes(UTF_8);
    }

    private static void respell(Random random, JsonCursor in, int depth, StringBuilder out) {
        switch (in.next()) {
            case OBJECT -> {
                var members = new ArrayList<String>();
                in.enter();
                while (in.member()) {
                    var member = new StringBuilder();
                    boolean key = in.memberName().equals("id") && depth == 0;
                    string(random, in.memberName(), member);
                    member.append(Jsons.blank(random)).append(':').append(Jsons.blank(random));
                    var was = new StringBuilder(member);
                    respell(random, in, depth + 1, member);
                    if (random.nextInt(30) == 0 && !key) {
                        Jsons.value(random, 3, was); // stands twice, or is of another type
                        members.add(was.toString());
                    }
                    if (random.nextInt(30) > 0 || key) {
                        members.add(member.toString());
                    }
                }
                if (random.nextInt(4) == 0) {
                    Collections.shuffle(members, random);
                }
                list(random, "{", members, "}", out);
            }
            case LIST -> {
                var elements = new ArrayList<String>();
                in.enter();
                while (in.element()) {
                    var element = new StringBuilder();
                    respell(random, in, depth + 1, element);
                    elements.add(element.toString());
                    if (random.nextInt(20) == 0) {
                        elements.add("17");
                    }
                }
                list(random, "[", elements, "]", out);
            }
            case TEXT -> string(random, in.text(), out);
            case NUMBER -> {
                in.number();
                out.append(in.spelling());
                if (in.isWhole() && random.nextInt(20) == 0) {
                    out.append(random.nextBoolean() ? ".0" : "e0");
                }
            }
            default -> {
                in.skip();
                out.append(new String(in.bytes(in.start(), in.end()), UTF_8));
            }
        }
    }

    private static void list(Random random, String open, List<String> parts, String close, StringBuilder out) {
        out.append(open);
        boolean lines = random.nextBoolean();
        for (int i = 0; i < parts.size(); i++) {
            out.append(i > 0 ? "," : "")
                    .append(lines ? "\n  " : Jsons.blank(random))
                    .append(parts.get(i));
        }
        out.append(lines ? "\n" : Jsons.blank(random)).append(close);
    }

    private static void string(Random random, String text, StringBuilder out) {
        String quoted = JsonCompact.quoted(text);
        for (int i = 0; i < quoted.length(); i++) {
            char it = quoted.charAt(i);
            if (it == '\\') {
                out.append(it).append(quoted.charAt(++i));
            } else if (i > 0 && i < quoted.length() - 1 && random.nextInt(30) == 0 && !isHex(quoted, i)) {
                out.append("\\u%04x".formatted((int) it));
            } else {
                out.append(it);
            }
        }
    }

    /** Whether it is a digit of an escape. */
    private static boolean isHex(String quoted, int at) {
        int escape = quoted.lastIndexOf("\\u", at);
        return escape >= 0 && at - escape < 6;
    }

    private Sessions() {}
}
