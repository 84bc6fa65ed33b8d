package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.masking.MaskMark;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What a migration rejected: shown, and written out as it was. */
final class Rejects {

    /** Longer names trouble file systems. */
    private static final int NAME_CHARS_MAX = 150;

    private static final List<Column> COLUMNS = List.of(
            Column.of("run"),
            Column.of("file"),
            Column.of("where"),
            Column.of("code"),
            Column.of("sizeBytes"),
            Column.of("message"));

    /** @param out where to write the bytes of each, if they are wanted */
    static void show(CommandContext context, Procedure.Asked asked, Optional<Path> out) {
        var query = Client.query();
        if (asked.reveals()) {
            query.with(Operation.REVEAL, true);
        }
        if (out.isPresent()) {
            query.with("raw", true);
        }
        var all = new Paging(
                context.client(), "/migrations/%s/rejected".formatted(Client.encode(asked.text("run"))), query, 0);
        Optional<Written> written = out.map(path -> new Written(all, folder(path), asked.reveals()));
        Iterator<JsonNode> shown = written.isPresent() ? written.get() : all;
        context.output()
                .rows(
                        COLUMNS,
                        shown,
                        "nothing was kept by this run: what an earlier one has rejected for the same reason is not kept twice");
        written.ifPresent(each -> each.tell(context));
    }

    private static Path folder(Path out) {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw failure(out, e);
        }
    }

    private static Failure failure(Path path, IOException e) {
        return Failure.because(
                "%s cannot be written: %s".formatted(path, Failures.describe(e)),
                "name another folder: --out never replaces a file",
                e);
    }

    /** Writes the bytes of each as it passes, under a name of letters, digits and a number, whatever the file was called. */
    private static final class Written implements Iterator<JsonNode> {
        private final Iterator<JsonNode> all;
        private final Path folder;
        private final boolean reveals;
        private int number;
        private int masked;

        Written(Iterator<JsonNode> all, Path folder, boolean reveals) {
            this.all = all;
            this.folder = folder;
            this.reveals = reveals;
        }

        @Override
        public boolean hasNext() {
            return all.hasNext();
        }

        @Override
        public JsonNode next() {
            ObjectNode it = (ObjectNode) all.next();
            var raw = Optional.ofNullable(it.remove("raw")).map(JsonNode::asText);
            number++;
            raw.map(Base64.getDecoder()::decode).ifPresent(bytes -> {
                if (!reveals && MaskMark.isIn(bytes)) {
                    masked++;
                } else {
                    it.put("path", write(it.path("file").asText(), bytes).toString());
                }
            });
            return it;
        }

        /** Whoever finds a file here takes it for what was rejected, to the byte: with marks in it, it would not be. */
        void tell(CommandContext context) {
            if (masked > 0) {
                throw Failure.because(
                        "not all were written to %s: in %d of them are likely secrets, which would be masked"
                                .formatted(folder, masked),
                        "with --reveal and another folder they are written as they are; that you did is written down");
            }
            context.output().say("The bytes of each are below " + folder);
        }

        private Path write(String file, byte[] bytes) {
            String plain = file.replaceAll("[^A-Za-z0-9._-]+", "_");
            String end = plain.substring(Math.max(0, plain.length() - NAME_CHARS_MAX));
            Path path = folder.resolve("%04d-%s".formatted(number, end));
            try {
                return Files.write(path, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw failure(path, e);
            }
        }
    }

    private Rejects() {}
}
