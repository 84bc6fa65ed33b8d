package dev.daybook.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Small things about texts that rows need. */
public final class RowTexts {

    private static final ObjectWriter LIST = JsonMapper.builder().build().writerFor(List.class);

    private RowTexts() {}

    public static String jsonArray(List<String> texts) {
        if (texts.isEmpty()) {
            return "[]";
        }
        try {
            return LIST.writeValueAsString(texts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("%s cannot be written as JSON".formatted(texts), e);
        }
    }

    /** Returns how many bytes a text has in UTF-8, without making them. */
    public static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair of surrogates has 4
        }
        return bytes;
    }
}
