package dev.daybook.session.ait42.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.function.Consumer;

/** A file of sessions, as far as a strict parser comes. */
record StrictFile(SourceTree tree, Node file) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(64 << 20)
                        .build());
    }

    /** Hands on the records, one at a time: those of lists, and those that stand there without one. */
    void each(Consumer<JsonNode> record) {
        try (var channel = tree.open(file);
                var parser = new Bounded(
                        JSON.getFactory().createParser(Channels.newInputStream(channel)),
                        tree.limits().fileBytesMax())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                parser.begin();
                if (token == JsonToken.START_OBJECT) {
                    record.accept(JSON.readTree(parser));
                } else if (token == JsonToken.START_ARRAY
                        && !parser.getParsingContext().getParent().inRoot()) {
                    parser.skipChildren(); // no record
                }
            }
        } catch (IOException _) {
            // what follows the damage is not certain
        }
    }

    /** Ends at a value that is too large for memory. */
    private static final class Bounded extends JsonParserDelegate {
        private final long bytesMax;
        private long start;

        Bounded(JsonParser parser, long bytesMax) {
            super(parser);
            this.bytesMax = bytesMax;
        }

        void begin() {
            start = currentTokenLocation().getByteOffset();
        }

        @Override
        public JsonToken nextToken() throws IOException {
            JsonToken token = super.nextToken();
            if (token != null
                    && token != JsonToken.START_OBJECT
                    && currentTokenLocation().getByteOffset() - start > bytesMax) {
                throw new IOException("a value of more than %d bytes".formatted(bytesMax));
            }
            return token;
        }
    }
}
