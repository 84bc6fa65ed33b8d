package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Where the values stand in a text of several: one after the other, or the elements of one array. */
final class JsonSpans {

    private static final JsonFactory STREAMS = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10_000)
                    .maxStringLength(64 << 20)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Hears of one value. */
    interface Spans {
        void value(long from, long to) throws IOException;
    }

    /** How the text ended. */
    enum End {
        WHOLE,
        CUT,
        /** Something that is no JSON came in between. */
        BROKEN
    }

    /** Tells of all elements of the array that {@code in} is, as far as it is one. */
    static End elements(InputStream in, Spans spans) throws IOException {
        try (JsonParser parser = STREAMS.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return End.BROKEN;
            }
            return values(parser, spans);
        }
    }

    /** Tells of all values that stand one after the other in {@code bytes}. */
    static End glued(byte[] bytes, Spans spans) throws IOException {
        try (JsonParser parser = STREAMS.createParser(new ByteArrayInputStream(bytes))) {
            return values(parser, spans);
        }
    }

    private static End values(JsonParser parser, Spans spans) throws IOException {
        while (true) {
            long from;
            long to;
            try {
                JsonToken token = parser.nextToken();
                if (token == null || token == JsonToken.END_ARRAY) {
                    return End.WHOLE;
                }
                from = parser.currentTokenLocation().getByteOffset();
                if (token.isStructStart()) {
                    parser.skipChildren();
                } else {
                    parser.getText();
                }
                to = parser.currentLocation().getByteOffset();
            } catch (JsonEOFException _) {
                return End.CUT;
            } catch (JacksonException _) {
                return End.BROKEN;
            }
            spans.value(from, to);
        }
    }

    private JsonSpans() {}
}
