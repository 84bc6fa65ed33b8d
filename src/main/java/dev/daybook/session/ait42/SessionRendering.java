package dev.daybook.session.ait42;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.domain.Spelling.Escapes;
import dev.daybook.session.Instance;
import dev.daybook.session.LongText;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import dev.daybook.event.SessionJson;
import dev.daybook.importing.JsonPrinter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A session as the tool writes it into its file, from the brace that begins it to the one that ends it.
 *
 * <p>It is what the pretty printer of the tool's language does: two blanks a level, the record itself being one level
 * deep in its list; keys in the order of {@link dev.daybook.event.SessionJson}; {@code null} for what is absent; only
 * those characters escaped that must be. It writes bytes at once, without a tree or a text between: a file of ten
 * thousand sessions is compared record by record with what this gives.
 */
public final class SessionRendering {

    /** How the tool spells a value. */
    static final Spelling AS = new Spelling("  ", "LF", false, false, ",", ": ", Escapes.NONE, Optional.empty());

    /** What stands before the first record of a file, between two, and after the last. */
    static final byte[] OPEN = ascii("[\n  ");

    static final byte[] BETWEEN = ascii(",\n  ");
    static final byte[] CLOSE = ascii("\n]");

    /** A file without records. */
    static final byte[] EMPTY = ascii("[]");

    /** What stands between records that have no list around them. */
    static final byte[] LINE_END = ascii("\n");

    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final int START_BYTES = 4096;

    /** How deep the members of a record, of an instance and of a message are. */
    private static final int OF_RECORD = 2;

    private static final int OF_ELEMENT = 4;

    private byte[] bytes = new byte[START_BYTES];
    private int length;
    private boolean first;

    private SessionRendering() {}

    /** Returns the bytes of the record. */
    public static byte[] bytes(SessionRecord record) {
        var rendering = new SessionRendering();
        rendering.record(record);
        return Arrays.copyOf(rendering.bytes, rendering.length);
    }

    /** Returns the record on one line, for a file without a list. */
    static byte[] line(SessionRecord record) {
        return SessionJson.compact(record).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the value as the tool spells it where the members around it are {@code depth} levels deep. */
    static String value(Json json, int depth) {
        return JsonPrinter.value(json, AS, depth);
    }

    private void record(SessionRecord record) {
        Profile it = record.profile();
        open('{');
        member(OF_RECORD, "id", record.id());
        member(OF_RECORD, "type", it.type());
        member(OF_RECORD, "task", it.task());
        member(OF_RECORD, "status", it.status());
        member(OF_RECORD, "createdAt", it.createdAt());
        member(OF_RECORD, "updatedAt", it.updatedAt());
        text(OF_RECORD, "completedAt", it.completedAt());
        key(OF_RECORD, "instances");
        open('[');
        for (Instance instance : record.instances()) {
            element();
            instance(instance);
        }
        close(']', OF_RECORD, record.instances().isEmpty());
        key(OF_RECORD, "chatHistory");
        open('[');
        for (Message message : record.messages()) {
            element();
            message(message);
        }
        close(']', OF_RECORD, record.messages().isEmpty());
        text(OF_RECORD, "model", it.model());
        number(OF_RECORD, "timeoutSeconds", it.timeoutSeconds());
        key(OF_RECORD, "preserveWorktrees");
        raw(it.preserveWorktrees().map(yes -> yes ? TRUE : FALSE).orElse(NULL));
        number(OF_RECORD, "winnerId", it.winnerId());
        key(OF_RECORD, "runtimeMix");
        texts(it.runtimeMix());
        number(OF_RECORD, "totalDuration", it.totalDuration());
        number(OF_RECORD, "totalFilesChanged", it.totalFilesChanged());
        number(OF_RECORD, "totalLinesAdded", it.totalLinesAdded());
        number(OF_RECORD, "totalLinesDeleted", it.totalLinesDeleted());
        json(OF_RECORD, "evaluation", it.evaluation());
        if (it.integrationPhase().isPresent()) {
            text(OF_RECORD, "integrationPhase", it.integrationPhase());
        }
        if (it.integrationInstanceId().isPresent()) {
            number(OF_RECORD, "integrationInstanceId", it.integrationInstanceId());
        }
        extra(OF_RECORD, it.extra());
        close('}', OF_RECORD - 1, false);
    }

    private void instance(Instance it) {
        open('{');
        key(OF_ELEMENT, "instanceId");
        raw(ascii(Long.toString(it.instanceId())));
        member(OF_ELEMENT, "worktreePath", it.worktreePath());
        member(OF_ELEMENT, "branch", it.branch());
        member(OF_ELEMENT, "agentName", it.agentName());
        member(OF_ELEMENT, "status", it.status());
        member(OF_ELEMENT, "tmuxSessionId", it.tmuxSessionId());
        text(OF_ELEMENT, "output", it.output().map(LongText::text));
        text(OF_ELEMENT, "startTime", it.startTime());
        text(OF_ELEMENT, "endTime", it.endTime());
        number(OF_ELEMENT, "filesChanged", it.filesChanged());
        number(OF_ELEMENT, "linesAdded", it.linesAdded());
        number(OF_ELEMENT, "linesDeleted", it.linesDeleted());
        text(OF_ELEMENT, "runtime", it.runtime());
        text(OF_ELEMENT, "model", it.model());
        text(OF_ELEMENT, "runtimeLabel", it.runtimeLabel());
        if (it.testsPassed().isPresent()) {
            number(OF_ELEMENT, "testsPassed", it.testsPassed());
        }
        if (it.testsFailed().isPresent()) {
            number(OF_ELEMENT, "testsFailed", it.testsFailed());
        }
        json(OF_ELEMENT, "codeComplexity", it.codeComplexity());
        json(OF_ELEMENT, "executionTime", it.executionTime());
        extra(OF_ELEMENT, it.extra());
        close('}', OF_ELEMENT - 1, false);
    }

    private void message(Message it) {
        open('{');
        member(OF_ELEMENT, "id", it.id());
        member(OF_ELEMENT, "role", it.role());
        member(OF_ELEMENT, "content", it.content().text());
        member(OF_ELEMENT, "timestamp", it.timestamp());
        number(OF_ELEMENT, "instanceId", it.instanceId());
        extra(OF_ELEMENT, it.extra());
        close('}', OF_ELEMENT - 1, false);
    }

    private void open(char bracket) {
        put(bracket);
        first = true;
    }

    private void close(char bracket, int depth, boolean empty) {
        if (!empty) {
            line(depth);
        }
        put(bracket);
        first = false;
    }

    private void element() {
        comma();
        line(OF_ELEMENT - 1);
    }

    private void comma() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void key(int depth, String name) {
        comma();
        line(depth);
        put('"');
        raw(ascii(name));
        put('"');
        put(':');
        put(' ');
    }

    private void member(int depth, String name, String value) {
        key(depth, name);
        string(value);
    }

    private void text(int depth, String name, Optional<String> value) {
        key(depth, name);
        value.ifPresentOrElse(this::string, () -> raw(NULL));
    }

    private void number(int depth, String name, Optional<Long> value) {
        key(depth, name);
        raw(value.map(it -> ascii(it.toString())).orElse(NULL));
    }

    private void texts(Optional<List<String>> values) {
        if (values.isEmpty()) {
            raw(NULL);
            return;
        }
        open('[');
        for (String it : values.get()) {
            comma();
            line(OF_RECORD + 1);
            string(it);
        }
        close(']', OF_RECORD, values.get().isEmpty());
    }

    private void json(int depth, String name, Optional<Json> value) {
        if (value.isPresent()) {
            key(depth, name);
            raw(value(value.get(), depth).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The members of an object, without its braces. */
    private void extra(int depth, Optional<Json> members) {
        if (members.isEmpty() || members.get().equals(Json.EMPTY_OBJECT)) {
            return;
        }
        comma();
        String object = value(members.get(), depth - 1);
        raw(object.substring(1, object.lastIndexOf('\n')).getBytes(StandardCharsets.UTF_8));
    }

    private void line(int depth) {
        room(1 + 2 * depth);
        bytes[length++] = '\n';
        Arrays.fill(bytes, length, length + 2 * depth, (byte) ' ');
        length += 2 * depth;
    }

    private void string(String text) {
        put('"');
        int chars = text.length();
        room(chars);
        for (int at = 0; at < chars; at++) {
            char it = text.charAt(at);
            if (it >= 0x80) {
                at = unicode(text, at);
            } else if (it < ' ' || it == '"' || it == '\\') {
                escape(it);
            } else {
                put(it);
            }
        }
        put('"');
    }

    private void escape(char it) {
        put('\\');
        switch (it) {
            case '"', '\\' -> put(it);
            case '\b' -> put('b');
            case '\f' -> put('f');
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            default -> hex(it);
        }
    }

    private void hex(char it) {
        put('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put((char) HEX[(it >> shift) & 0xF]);
        }
    }

    /** Returns the place of the last character that was written. */
    private int unicode(String text, int at) {
        char it = text.charAt(at);
        if (it < 0x800) {
            put((char) (0xC0 | it >> 6));
        } else if (!Character.isSurrogate(it)) {
            put((char) (0xE0 | it >> 12));
            put((char) (0x80 | ((it >> 6) & 0x3F)));
        } else if (Character.isHighSurrogate(it)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(it, text.charAt(at + 1));
            put((char) (0xF0 | point >> 18));
            put((char) (0x80 | ((point >> 12) & 0x3F)));
            put((char) (0x80 | ((point >> 6) & 0x3F)));
            put((char) (0x80 | (point & 0x3F)));
            return at + 1;
        } else {
            put('\\'); // half a pair: JSON can spell it, UTF-8 cannot, and neither could the tool
            hex(it);
            return at;
        }
        put((char) (0x80 | (it & 0x3F)));
        return at;
    }

    private void put(char it) {
        if (length == bytes.length) {
            room(1);
        }
        bytes[length++] = (byte) it;
    }

    private void raw(byte[] some) {
        room(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
