package dev.daybook.session.ait42;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.daybook.session.Instance;
import dev.daybook.session.LongText;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record that is as the tool writes it, without a tree: nearly all are. What is odd in any way, a key that
 * nobody knows or that stands twice, a value of another type, is left to {@link FlawedRecord}.
 */
final class QuickRecord {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int TEXTS = 12;
    private static final int NUMBERS = 5;

    private final JsonParser in;

    /** Tells that the record is to be read with more care; no accident, so it has no trace. */
    private static final class Odd extends IOException {
        private static final long serialVersionUID = 1;

        private Odd() {
            super("odd");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private QuickRecord(JsonParser in) {
        this.in = in;
    }

    /** Returns the record; nothing if anything about it is odd. */
    static Optional<SessionRecord> read(byte[] bytes) {
        try (JsonParser in = FACTORY.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            SessionRecord record = new QuickRecord(in).record();
            return in.nextToken() == null ? Optional.of(record) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private SessionRecord record() throws IOException {
        var texts = new @Nullable String[TEXTS];
        var numbers = new @Nullable Long[NUMBERS + 1];
        Boolean preserve = null;
        List<String> mix = null;
        List<Instance> instances = null;
        List<Message> messages = null;
        int seen = 0;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            int bit = switch (key) {
                case "id" -> text(texts, 0, true);
                case "type" -> text(texts, 1, true);
                case "task" -> text(texts, 2, true);
                case "status" -> text(texts, 3, true);
                case "createdAt" -> text(texts, 4, true);
                case "updatedAt" -> text(texts, 5, true);
                case "completedAt" -> text(texts, 6, false);
                case "model" -> text(texts, 7, false);
                case "timeoutSeconds" -> 8 + number(numbers, 0);
                case "winnerId" -> 9 + number(numbers, 1);
                case "totalDuration" -> 10 + large(numbers, 2);
                case "totalFilesChanged" -> 11 + number(numbers, 3);
                case "totalLinesAdded" -> 12 + number(numbers, 4);
                case "totalLinesDeleted" -> 13 + number(numbers, 5);
                case "preserveWorktrees" -> {
                    preserve = flag();
                    yield 14;
                }
                case "runtimeMix" -> {
                    mix = mix();
                    yield 15;
                }
                case "instances" -> {
                    instances = instances();
                    yield 16;
                }
                case "chatHistory" -> {
                    messages = messages();
                    yield 17;
                }
                default -> throw new Odd();
            };
            seen = once(seen, bit);
        }
        String id = required(texts[0]);
        var profile = new Profile(
                required(texts[1]),
                required(texts[2]),
                required(texts[3]),
                required(texts[4]),
                required(texts[5]),
                Optional.ofNullable(texts[6]),
                Optional.ofNullable(texts[7]),
                Optional.ofNullable(numbers[0]),
                Optional.ofNullable(preserve),
                Optional.ofNullable(numbers[1]),
                Optional.ofNullable(mix),
                Optional.ofNullable(numbers[2]),
                Optional.ofNullable(numbers[3]),
                Optional.ofNullable(numbers[4]),
                Optional.ofNullable(numbers[5]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new SessionRecord(id, profile, required(instances), required(messages));
    }

    private List<Instance> instances() throws IOException {
        var instances = new ArrayList<Instance>();
        elements();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            instances.add(instance());
        }
        return instances;
    }

    private Instance instance() throws IOException {
        object();
        var texts = new @Nullable String[TEXTS];
        var numbers = new @Nullable Long[4];
        int seen = 0;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            int bit = switch (key) {
                case "worktreePath" -> text(texts, 0, true);
                case "branch" -> text(texts, 1, true);
                case "agentName" -> text(texts, 2, true);
                case "status" -> text(texts, 3, true);
                case "tmuxSessionId" -> text(texts, 4, true);
                case "output" -> text(texts, 5, false);
                case "startTime" -> text(texts, 6, false);
                case "endTime" -> text(texts, 7, false);
                case "runtime" -> text(texts, 8, false);
                case "model" -> text(texts, 9, false);
                case "runtimeLabel" -> text(texts, 10, false);
                case "instanceId" -> 12 + number(numbers, 0);
                case "filesChanged" -> 13 + number(numbers, 1);
                case "linesAdded" -> 14 + number(numbers, 2);
                case "linesDeleted" -> 15 + number(numbers, 3);
                default -> throw new Odd();
            };
            seen = once(seen, bit);
        }
        return new Instance(
                required(numbers[0]),
                required(texts[0]),
                required(texts[1]),
                required(texts[2]),
                required(texts[3]),
                required(texts[4]),
                Optional.ofNullable(texts[5]).map(LongText::new),
                Optional.ofNullable(texts[6]),
                Optional.ofNullable(texts[7]),
                Optional.ofNullable(numbers[1]),
                Optional.ofNullable(numbers[2]),
                Optional.ofNullable(numbers[3]),
                Optional.ofNullable(texts[8]),
                Optional.ofNullable(texts[9]),
                Optional.ofNullable(texts[10]),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<Message> messages() throws IOException {
        var messages = new ArrayList<Message>();
        elements();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            messages.add(message());
        }
        return messages;
    }

    private Message message() throws IOException {
        object();
        var texts = new @Nullable String[4];
        var numbers = new @Nullable Long[1];
        int seen = 0;
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String key = in.currentName();
            in.nextToken();
            int bit = switch (key) {
                case "id" -> text(texts, 0, true);
                case "role" -> text(texts, 1, true);
                case "content" -> text(texts, 2, true);
                case "timestamp" -> text(texts, 3, true);
                case "instanceId" -> 4 + number(numbers, 0);
                default -> throw new Odd();
            };
            seen = once(seen, bit);
        }
        return new Message(
                required(texts[0]),
                required(texts[1]),
                new LongText(required(texts[2])),
                required(texts[3]),
                Optional.ofNullable(numbers[0]),
                Optional.empty());
    }

    /** Puts the text at its place and returns the place. */
    private int text(@Nullable String[] texts, int place, boolean required) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_STRING) {
            texts[place] = in.getText();
        } else if (token != JsonToken.VALUE_NULL || required) {
            throw new Odd();
        }
        return place;
    }

    /** Puts the number at its place; always 0. */
    private int number(@Nullable Long[] numbers, int place) throws IOException {
        large(numbers, place);
        Long it = numbers[place];
        if (it != null && it > FlawedRecord.U32_MAX) {
            throw new Odd();
        }
        return 0;
    }

    private int large(@Nullable Long[] numbers, int place) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long it = in.getLongValue();
            if (it < 0) {
                throw new Odd();
            }
            numbers[place] = it;
        } else if (token != JsonToken.VALUE_NULL) {
            throw new Odd();
        }
        return 0;
    }

    private @Nullable Boolean flag() throws IOException {
        return switch (in.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new Odd();
        };
    }

    private @Nullable List<String> mix() throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        elements();
        var mix = new ArrayList<String>();
        while (in.nextToken() == JsonToken.VALUE_STRING) {
            mix.add(in.getText());
        }
        if (in.currentToken() != JsonToken.END_ARRAY) {
            throw new Odd();
        }
        return List.copyOf(mix);
    }

    private void elements() throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw new Odd();
        }
    }

    private void object() throws IOException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw new Odd();
        }
    }

    private static int once(int seen, int bit) throws IOException {
        if ((seen & 1 << bit) != 0) {
            throw new Odd();
        }
        return seen | 1 << bit;
    }

    private static <T> T required(@Nullable T value) throws IOException {
        if (value == null) {
            throw new Odd();
        }
        return value;
    }
}
