package dev.daybook.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.daybook.domain.Json;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Sessions as AIT42 writes them: its keys in its order, {@code null} for what is absent. What only newer editors write
 * stands after its own keys and only where it is there, and members that nobody knows come last.
 */
public final class SessionJson {

    /** Returns the record on one line. */
    public static String compact(SessionRecord record) {
        return text(out -> write(out, record));
    }

    /** Returns an instance on one line. */
    public static String compact(Instance instance) {
        return text(out -> write(out, instance));
    }

    /** Returns a message on one line. */
    public static String compact(Message message) {
        return text(out -> write(out, message));
    }

    /** Returns the members of the session before its instances: an object without the brace that ends it. */
    public static String head(String id, Profile profile) {
        String object = text(out -> {
            out.writeStartObject();
            head(out, id, profile);
            out.writeEndObject();
        });
        return object.substring(0, object.length() - 1);
    }

    /** Returns the members of the session after its messages: an object without the brace that begins it. */
    public static String tail(Profile profile) {
        return text(out -> {
                    out.writeStartObject();
                    tail(out, profile);
                    out.writeEndObject();
                })
                .substring(1);
    }

    /** Writes the whole record as one object. */
    public static void write(JsonGenerator out, SessionRecord record) throws IOException {
        out.writeStartObject();
        head(out, record.id(), record.profile());
        out.writeArrayFieldStart("instances");
        for (Instance it : record.instances()) {
            write(out, it);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("chatHistory");
        for (Message it : record.messages()) {
            write(out, it);
        }
        out.writeEndArray();
        tail(out, record.profile());
        out.writeEndObject();
    }

    private static void head(JsonGenerator out, String id, Profile it) throws IOException {
        text(out, "id", Optional.of(id));
        text(out, "type", Optional.of(it.type()));
        text(out, "task", Optional.of(it.task()));
        text(out, "status", Optional.of(it.status()));
        text(out, "createdAt", Optional.of(it.createdAt()));
        text(out, "updatedAt", Optional.of(it.updatedAt()));
        text(out, "completedAt", it.completedAt());
    }

    private static void tail(JsonGenerator out, Profile it) throws IOException {
        text(out, "model", it.model());
        number(out, "timeoutSeconds", it.timeoutSeconds());
        out.writeFieldName("preserveWorktrees");
        if (it.preserveWorktrees().isPresent()) {
            out.writeBoolean(it.preserveWorktrees().get());
        } else {
            out.writeNull();
        }
        number(out, "winnerId", it.winnerId());
        out.writeFieldName("runtimeMix");
        texts(out, it.runtimeMix());
        number(out, "totalDuration", it.totalDuration());
        number(out, "totalFilesChanged", it.totalFilesChanged());
        number(out, "totalLinesAdded", it.totalLinesAdded());
        number(out, "totalLinesDeleted", it.totalLinesDeleted());
        json(out, "evaluation", it.evaluation());
        if (it.integrationPhase().isPresent()) {
            text(out, "integrationPhase", it.integrationPhase());
        }
        if (it.integrationInstanceId().isPresent()) {
            number(out, "integrationInstanceId", it.integrationInstanceId());
        }
        extra(out, it.extra());
    }

    /** Writes an instance as one object. */
    public static void write(JsonGenerator out, Instance it) throws IOException {
        out.writeStartObject();
        out.writeNumberField("instanceId", it.instanceId());
        text(out, "worktreePath", Optional.of(it.worktreePath()));
        text(out, "branch", Optional.of(it.branch()));
        text(out, "agentName", Optional.of(it.agentName()));
        text(out, "status", Optional.of(it.status()));
        text(out, "tmuxSessionId", Optional.of(it.tmuxSessionId()));
        text(out, "output", it.output().map(Object::toString));
        text(out, "startTime", it.startTime());
        text(out, "endTime", it.endTime());
        number(out, "filesChanged", it.filesChanged());
        number(out, "linesAdded", it.linesAdded());
        number(out, "linesDeleted", it.linesDeleted());
        text(out, "runtime", it.runtime());
        text(out, "model", it.model());
        text(out, "runtimeLabel", it.runtimeLabel());
        if (it.testsPassed().isPresent()) {
            number(out, "testsPassed", it.testsPassed());
        }
        if (it.testsFailed().isPresent()) {
            number(out, "testsFailed", it.testsFailed());
        }
        json(out, "codeComplexity", it.codeComplexity());
        json(out, "executionTime", it.executionTime());
        extra(out, it.extra());
        out.writeEndObject();
    }

    /** Writes a message as one object. */
    public static void write(JsonGenerator out, Message it) throws IOException {
        out.writeStartObject();
        text(out, "id", Optional.of(it.id()));
        text(out, "role", Optional.of(it.role()));
        text(out, "content", Optional.of(it.content().text()));
        text(out, "timestamp", Optional.of(it.timestamp()));
        number(out, "instanceId", it.instanceId());
        extra(out, it.extra());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, String name, Optional<String> value) throws IOException {
        out.writeFieldName(name);
        if (value.isPresent()) {
            string(out, value.get());
        } else {
            out.writeNull();
        }
    }

    private static void texts(JsonGenerator out, Optional<List<String>> values) throws IOException {
        if (values.isEmpty()) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        for (String it : values.get()) {
            string(out, it);
        }
        out.writeEndArray();
    }

    /** Half a surrogate pair can be spelled in JSON, but not in UTF-8. */
    private static void string(JsonGenerator out, String value) throws IOException {
        if (JsonText.isUnicode(value)) {
            out.writeString(value);
        } else {
            out.writeRawValue(JsonText.quoted(value));
        }
    }

    private static void number(JsonGenerator out, String name, Optional<Long> value) throws IOException {
        out.writeFieldName(name);
        if (value.isPresent()) {
            out.writeNumber(value.get());
        } else {
            out.writeNull();
        }
    }

    private static void json(JsonGenerator out, String name, Optional<Json> value) throws IOException {
        if (value.isPresent()) {
            out.writeFieldName(name);
            out.writeRawValue(value.get().text());
        }
    }

    private static void extra(JsonGenerator out, Optional<Json> members) throws IOException {
        if (members.isEmpty()) {
            return;
        }
        try (var in = JsonText.FACTORY.createParser(members.get().text())) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                out.writeFieldName(in.currentName());
                in.nextToken();
                out.writeRawValue(JsonText.read(in).text()); // half a surrogate pair stays an escape
            }
        }
    }

    private interface Writing {
        void to(JsonGenerator out) throws IOException;
    }

    private static String text(Writing writing) {
        var text = new StringWriter();
        try (JsonGenerator out = JsonText.FACTORY.createGenerator(text)) {
            writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a writer in memory takes everything
        }
        return text.toString();
    }

    private SessionJson() {}
}
