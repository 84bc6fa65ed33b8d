package dev.daybook.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.event.JsonReasons;
import dev.daybook.text.Utf8;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes request bodies; what was not given is left out. */
final class Bodies {

    private static final String STANDARD_INPUT = "-";

    /** The smallest server takes it with all the escapes that JSON may need. */
    private static final int TEXT_BYTES_MAX = 1 << 20;

    static ObjectNode object() {
        return Output.JSON.createObjectNode();
    }

    /** Reads a JSON value given on the command line. */
    static JsonNode json(String what, String text) {
        try {
            var value = Output.JSON
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (value.isMissingNode()) {
                throw Failure.usage("%s is empty".formatted(what), "want JSON, such as 42, true or '\"text\"'");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Failure.usage(
                    "%s is not JSON: %s".formatted(what, JsonReasons.of(e)),
                    "texts need their quotes, and those need quotes for the shell: '\"text\"'");
        }
    }

    /** Returns the content of a text file, or of standard input for {@code -}. */
    static Optional<String> text(Optional<String> file) {
        return file.map(name -> Utf8.decode(bytes(name))
                .orElseThrow(() -> Failure.because(
                        "%s is not UTF-8".formatted(name), "convert it: iconv -f ISO-8859-1 -t UTF-8, or what it is")));
    }

    /** Returns whether a file is too large for a request with its text in it, or no text: no text has a NUL character. */
    static boolean isToBeStored(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return false;
        }
        try {
            return Files.size(Path.of(file)) > TEXT_BYTES_MAX
                    || Utf8.decode(bytes(file))
                            .filter(text -> text.indexOf('\0') < 0)
                            .isEmpty();
        } catch (IOException _) {
            return false; // whoever reads it says why it cannot be read
        }
    }

    static byte[] bytes(String file) {
        try {
            return file.equals(STANDARD_INPUT) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw Failure.because(
                    "%s cannot be read: %s".formatted(file, Failures.describe(e)),
                    "name a file, or - for standard input",
                    e);
        }
    }

    private Bodies() {}
}
