package dev.daybook.importing.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Container;
import dev.daybook.importing.container.Container.Pieces;
import dev.daybook.importing.container.Container.Pulled;
import dev.daybook.importing.format.Format.Rule;
import dev.daybook.importing.format.FormatTree.Found;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.Frame;
import dev.daybook.journal.Sha256;
import dev.daybook.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One file of any size, record by record. */
final class RecordTaking {
    /** As many records of one file as there may be are told apart by so much of their hashes. */
    private static final int HASH_CHARS = 16;

    private final FormatPass pass;
    private final Format format;
    private final Limits limits;
    private final Results results;
    private final Node node;
    private final Layout layout;
    private final Container container;
    private final Pieces pieces;
    private final Optional<Spelling> look;
    private final Frame.Builder frame = new Frame.Builder();
    private final ByteArrayOutputStream gap = new ByteArrayOutputStream();
    private final RecordKeys keys = new RecordKeys(RecordKeys.CHARS_MAX);
    private final List<Rule> rules;
    private Frame.As as;
    private final Optional<FileEntity.Content> kept;
    private boolean complete;
    private boolean tooMuch;
    private int count;

    /**
     * What was read of a file at once.
     *
     * @param look how its records are spelled; if that is not known, the others are expected to look as the first
     * @param kept its bytes, if they are not those of its records and of what stands between them
     * @param complete whether all of it could be read
     */
    record Read(Pieces pieces, Optional<Spelling> look, Optional<FileEntity.Content> kept, boolean complete) {

        /** Of a file that is too large to be held: how it goes on is seen as it is read. */
        static Read of(Pieces pieces) {
            return new Read(pieces, Optional.empty(), Optional.empty(), true);
        }
    }

    RecordTaking(FormatPass pass, Found found, Container container, Read read) {
        this.pass = pass;
        this.format = pass.format();
        this.limits = pass.limits();
        this.results = pass.results();
        this.rules = format.rules();
        this.node = found.node();
        this.layout = found.layout();
        this.container = container;
        this.pieces = read.pieces();
        this.look = read.look();
        this.kept = read.kept();
        this.complete = read.complete();
        this.as = new Frame.As(look.orElse(Spelling.COMPACT), 0);
    }

    void read() {
        results.each(pieces::next, this::piece);
        results.then(this::conclude);
    }

    /** Takes what is no record, as long as all of that can be held. */
    private void between(byte[] bytes) {
        tooMuch |= frame.gapBytes() + gap.size() + bytes.length > limits.fileBytesMax();
        if (tooMuch) {
            gap.reset();
        } else {
            gap.writeBytes(bytes);
        }
    }

    private void piece(Pulled piece) {
        between(piece.gap());
        Optional<String> text = Utf8.decode(piece.record());
        if (text.isEmpty() || piece.value().isEmpty()) {
            complete = false;
            unreadable(piece, text.isPresent());
        }
        Optional<FileRecord> record =
                text.flatMap(spelt -> piece.value().flatMap(value -> record(piece, value, spelt)));
        if (record.isEmpty()) {
            between(piece.record());
            return;
        }
        frame.add(gap.toByteArray(), record.get().key());
        gap.reset();
        if (pass.isWanted(record.get())) {
            if (layout.id().equals(Format.NAME)) {
                pass.noteOfAgent(node.file());
            }
            pass.found(record.get(), rules);
        }
    }

    private void unreadable(Pulled piece, boolean text) {
        Finding why = Finding.error(
                node.file(),
                piece.where(),
                text ? "INVALID_JSON" : "INVALID_UTF8",
                "the record cannot be read: it stays in the file as it is");
        results.rejected(why, piece.record());
    }

    /** What no record can be made of stays in the frame. */
    private Optional<FileRecord> record(Pulled piece, Json value, String spelt) {
        JsonNode tree = JsonText.tree(value);
        Optional<RecordKeys.Key> key = key(piece, tree);
        if (key.isEmpty()) {
            results.warn(
                    node.file(),
                    piece.where(),
                    "MISSING_FIELD",
                    "has no %s that names it: kept in the file, not imported",
                    layout.id());
            return Optional.empty();
        }
        if (key.get().number() > 1 && !layout.id().equals(Format.CONTENT)) {
            results.warn(
                    node.file(),
                    piece.where(),
                    "DUPLICATE_ID",
                    "is number %d of '%s': imported as '%s'",
                    key.get().number(),
                    key.get().text(),
                    key.get().numbered());
        }
        if (frame.isEmpty()) {
            int depth = piece.place().path().size();
            as = new Frame.As(look.orElseGet(() -> container.look(piece.record(), value, depth)), depth);
        }
        byte[] plain = container.print(JsonText.of(tree), as.depth(), as.spelling());
        return Optional.of(format.dated(new FileRecord(
                layout.kind(),
                key.get().numbered(),
                value,
                tree,
                spelt,
                Arrays.equals(plain, piece.record()) ? Optional.empty() : Optional.of(spelt),
                node.file(),
                piece.where(),
                node.modifiedAt(),
                false)));
    }

    private Optional<RecordKeys.Key> key(Pulled piece, JsonNode tree) {
        String name = layout.name(node.file()).textValue();
        count++;
        return switch (layout.id()) {
            case Format.NAME -> keys.next(piece.place().names(), name);
            case Format.POSITION -> keys.next(List.of(name), Integer.toString(count));
            case Format.CONTENT -> keys.next(List.of(name), hash(piece.record()));
            case String pointer -> {
                JsonNode id = tree.at(pointer);
                yield keys.next(piece.place().names(), id.isValueNode() ? id.asText() : "");
            }
        };
    }

    private void conclude() throws IOException {
        rules.forEach(rule -> rule.conclude(results));
        List<Finding> flaws = pieces.flaws(node.file());
        byte[] rest = pieces.rest(limits.fileBytesMax());
        flaws.forEach(flaw -> {
            if (flaw.severity() == Severity.ERROR) {
                results.rejected(flaw, rest);
            } else {
                results.finding(flaw);
            }
        });
        if (tooMuch || !pieces.isComplete() || rest.length == limits.fileBytesMax()) {
            results.error(
                    node.file(),
                    "",
                    "RESOURCE_LIMIT",
                    "has more than %d bytes that are no records: an export leaves the file out",
                    limits.fileBytesMax());
            return;
        }
        if (!pass.isWhole(node.file())) {
            return;
        }
        if (flaws.isEmpty() && complete) {
            pass.noteWhole(node.file());
        }
        gap.writeBytes(rest);
        Json json = frame.build(as, gap.toByteArray(), kept).json();
        results.found(FileEntity.framed(pass.root(), node.file(), json, node.modifiedAt(), Map.of("files", 1)));
    }

    /** Returns what tells a record from others that are spelled otherwise. */
    private static String hash(byte[] record) {
        return Sha256.hash(record).toString().substring(0, HASH_CHARS);
    }
}
