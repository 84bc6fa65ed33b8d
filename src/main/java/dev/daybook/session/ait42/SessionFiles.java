package dev.daybook.session.ait42;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Quarantine;
import dev.daybook.importing.container.TextFile;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.Frame;
import dev.daybook.shape.JsonElements;
import dev.daybook.shape.JsonElements.Element;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a file of sessions from its first byte to its last: a list is taken record by record, however long it is;
 * anything else, being odd, is read as a whole.
 */
final class SessionFiles {

    private final SourceTree tree;
    private final Limits limits;
    private final Results results;

    SessionFiles(SourceTree tree, Results results) {
        this.tree = tree;
        this.limits = tree.limits();
        this.results = results;
    }

    /** Tells what the file holds. */
    void read(Node node, Origin origin, SessionFile sessions) {
        results.then(
                () -> {
                    FileChannel channel = results.using(tree.open(node));
                    results.file(node.file(), true);
                    new Reading(node, origin, sessions, channel).read();
                },
                e -> {
                    results.finding(SourceTree.unreadable(node, e));
                    results.file(node.file(), false);
                });
        results.then(sessions::tellVariants);
    }

    private final class Reading {
        private final String file;
        private final Origin origin;
        private final SessionFile sessions;
        private final FileChannel channel;
        private final long size;
        private final long end;

        Reading(Node node, Origin origin, SessionFile sessions, FileChannel channel) throws IOException {
            this.file = node.file();
            this.origin = origin;
            this.sessions = sessions;
            this.channel = channel;
            this.size = channel.size();
            this.end = endOfText();
        }

        /** Returns where the NULs begin that the file ends in. */
        private long endOfText() throws IOException {
            var block = ByteBuffer.allocate(64 << 10);
            long at = size;
            while (at > 0) {
                int length = (int) Math.min(block.capacity(), at);
                block.clear().limit(length);
                while (block.hasRemaining() && channel.read(block, at - length + block.position()) >= 0) {
                    // a file that shrinks meanwhile ends early
                }
                for (int i = length - 1; i >= 0; i--) {
                    if (block.get(i) != 0) {
                        return at - length + i + 1;
                    }
                }
                at -= length;
            }
            return 0;
        }

        void read() throws IOException {
            boolean utf16 = isUtf16();
            long text = utf16 ? size : end;
            if (text < size) {
                sessions.flawed();
                results.warn(file, "", "NUL_PADDING", "ends in %d NUL bytes: something was lost there", size - end);
            }
            if (utf16) {
                whole();
                return;
            }
            records(this::fromStart, scan -> {
                if (sessions.isInConflict()) {
                    conflict();
                } else if (scan.isList()) {
                    conclude(scan, size - end);
                } else if (scan.offset() == end) {
                    empty(scan);
                } else {
                    whole();
                }
            });
        }

        /** Takes what is read from its start. */
        private interface Start {
            JsonElements scan() throws IOException;
        }

        /** Has the records of a list read, or those that stand there without one, and then what comes after them. */
        private void records(Start start, Results.Each<JsonElements> after) throws IOException {
            JsonElements scan = start.scan();
            sessions.read(scan);
            results.then(() -> {
                if (scan.isList() || !isLines(start.scan().bare())) {
                    after.read(scan);
                    return;
                }
                JsonElements lines = start.scan().bare();
                results.warn(
                        file, "", "GLUED_RECORDS", "holds sessions one after another, not a list: all are imported");
                sessions.read(lines);
                results.then(() -> after.read(lines));
            });
        }

        private JsonElements fromStart() throws IOException {
            channel.position(0);
            return JsonElements.of(Channels.newInputStream(channel), end, limits.fileBytesMax());
        }

        /** Whether records stand there one after another without a list around them. */
        private static boolean isLines(JsonElements probe) {
            Optional<Element> first = probe.next().filter(Element::isObject);
            return first.isPresent()
                    && probe.next().filter(Element::isObject).isPresent()
                    && Envelope.of(first.get().bytes()).isRecord();
        }

        private boolean isUtf16() throws IOException {
            var first = ByteBuffer.allocate(2);
            channel.read(first, 0);
            int mark = (first.get(0) & 0xFF) << 8 | (first.get(1) & 0xFF);
            return size >= 2
                    && (mark == 0xFEFF
                            || mark == 0xFFFE
                            || mark == 0x5B00
                            || mark == 0x005B
                            || mark == 0x7B00
                            || mark == 0x007B);
        }

        /** A file without anything in it has no sessions; one that was filled with NULs lost them. */
        private void empty(JsonElements scan) {
            if (end > 0 || size == 0) {
                results.info(file, "", "EMPTY_FILE", "is empty: no sessions");
            }
            sessions.flawed(); // emptied by an accident, as like as not
            frame(scan.rest(limits.fileBytesMax()), size - end);
        }

        /** After the last record of a list. */
        private void conclude(JsonElements scan, long nuls) {
            boolean closed = scan.isClosed();
            long at = scan.closedAt();
            byte[] rest = scan.rest(limits.fileBytesMax());
            boolean all = scan.offset() >= end;
            if (scan.hasForeignBlanks()) {
                results.info(file, "", "BOM", "has a byte order mark or CRLF line ends: white space here");
            }
            if (scan.hasStrayComma()) {
                results.warn(file, "", "INVALID_JSON", "has a comma too many: read leniently");
            }
            if (!closed && !sessions.isCut()) {
                results.rejected(
                        Finding.error(
                                file,
                                "byte " + end,
                                "TRUNCATED_JSON",
                                "ends before its list does: all records that are there are imported"),
                        rest);
            }
            boolean trailing = closed && scan.isFollowed();
            if (trailing) {
                var why = Finding.warn(
                        file,
                        "byte " + at,
                        "TRAILING_DATA",
                        "goes on after its list: the rest is kept%s",
                        all ? "" : " as far as it is not too large");
                results.finding(why);
                results.kept(why, file, rest);
            }
            if (!closed || trailing) {
                sessions.flawed();
            }
            if (!sessions.isFlawed()) {
                sessions.gone();
            }
            if (all) {
                frame(rest, nuls);
            }
        }

        private void frame(byte[] rest, long nuls) {
            if (nuls + rest.length > limits.fileBytesMax()) {
                return;
            }
            byte[] padded = nuls == 0 ? rest : Arrays.copyOf(rest, (int) (rest.length + nuls));
            results.found(framed(sessions.frame(padded)));
        }

        private FileEntity framed(Frame frame) {
            return new FileEntity(
                    file, origin.name(), Optional.empty(), Optional.of(frame.json()), origin.modifiedAt(), Map.of());
        }

        private Optional<byte[]> all() throws IOException {
            if (size > limits.fileBytesMax()) {
                results.error(
                        file,
                        "",
                        "RESOURCE_LIMIT",
                        "has %d bytes and is no plain list of sessions: more than %d are not read",
                        size,
                        limits.fileBytesMax());
                return Optional.empty();
            }
            var bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                // a file that shrinks meanwhile ends early
            }
            return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
        }

        /** The first side of each unfinished merge, from the record on that the first one is in. */
        private void conflict() throws IOException {
            sessions.flawed();
            Optional<byte[]> all = all();
            if (all.isEmpty()) {
                return;
            }
            var why = Finding.warn(
                    file, "", "CONFLICT_MARKER", "holds the marks of an unfinished merge: our side is imported");
            results.finding(why);
            results.kept(why, file, all.get());
            int from = (int) sessions.conflictAt();
            String text = new String(Arrays.copyOfRange(all.get(), from, (int) end), StandardCharsets.UTF_8);
            String ours = TextFile.ourSide(text).stripLeading();
            ours = ours.startsWith("[") ? ours : "[" + (ours.startsWith(",") ? ours.substring(1) : ours);
            byte[] bytes = ours.getBytes(StandardCharsets.UTF_8);
            JsonElements scan = JsonElements.at(bytes, 0);
            sessions.read(scan);
            results.then(() -> {
                if (sessions.isInConflict() || (!scan.isClosed() && !sessions.isCut())) {
                    results.rejected(
                            Finding.error(
                                    file, "byte " + from, "INVALID_JSON", "cannot be read from here on: kept as it is"),
                            Arrays.copyOfRange(all.get(), from, (int) end));
                }
                results.found(framed(Frame.whole(all.get())));
            });
        }

        /** Anything but a list in UTF-8. */
        private void whole() throws IOException {
            sessions.flawed();
            Optional<byte[]> all = all();
            if (all.isEmpty()) {
                return;
            }
            byte[] raw = all.get();
            TextFile decoded = TextFile.of(file, raw, limits);
            Optional<Finding> transcoded = decoded.findings().stream()
                    .filter(finding -> finding.code().equals("WRONG_ENCODING"))
                    .findFirst();
            if (transcoded.isPresent()) {
                Finding why = transcoded.get();
                results.finding(why);
                results.kept(why, file, raw);
                byte[] bytes = decoded.text().getBytes(StandardCharsets.UTF_8);
                records(() -> JsonElements.at(bytes, 0), scan -> {
                    if (scan.isList()) {
                        closed(scan);
                        results.found(framed(Frame.whole(raw)));
                    } else {
                        object(raw, bytes, true);
                    }
                });
            } else {
                object(raw, raw, false);
            }
        }

        private void closed(JsonElements scan) {
            if (!scan.isClosed() && !sessions.isCut()) {
                results.error(file, "byte " + size, "TRUNCATED_JSON", "ends before its list does");
            }
        }

        private void object(byte[] raw, byte[] bytes, boolean transcoded) {
            Envelope envelope = Envelope.of(bytes);
            String what = envelope.what();
            if (what.isEmpty()) {
                nothing(raw);
                return;
            }
            byte[] trailing = Arrays.copyOfRange(bytes, envelope.end(), bytes.length);
            if (!new String(trailing, StandardCharsets.ISO_8859_1).isBlank()) {
                var why = Finding.warn(
                        file, "byte " + envelope.end(), "TRAILING_DATA", "goes on after its object: the rest is kept");
                results.finding(why);
                results.kept(why, file, trailing);
            }
            results.warn(file, "", "WRONG_ENVELOPE", "is %s: accepted", what);
            if (envelope.list().isPresent()) {
                JsonElements scan = JsonElements.at(bytes, envelope.list().get().start());
                sessions.read(scan);
                results.then(() -> {
                    closed(scan);
                    finish(raw, transcoded, scan.rest(bytes.length));
                });
            } else {
                int at = 0;
                for (Envelope.Member it : envelope.records()) {
                    byte[] gap = Arrays.copyOfRange(bytes, at, it.start());
                    byte[] record = Arrays.copyOfRange(bytes, it.start(), it.end());
                    sessions.element(new Element(gap, record, it.start(), record.length, false, false));
                    at = it.end();
                }
                finish(raw, transcoded, Arrays.copyOfRange(bytes, at, bytes.length));
            }
        }

        private void finish(byte[] raw, boolean transcoded, byte[] rest) {
            Frame frame = transcoded ? Frame.whole(raw) : sessions.frame(rest);
            results.found(framed(frame));
        }

        private void nothing(byte[] raw) {
            JsonFile read = JsonFile.read(file, raw, limits, JsonFile.Role.SCANNED);
            if (read.tree().isPresent()) {
                read.findings().stream()
                        .filter(finding -> finding.severity() != Finding.Severity.ERROR)
                        .forEach(results::finding);
                results.rejected(Finding.error(file, "", "WRONG_TYPE", "is no list of sessions: kept as it is"), raw);
            } else {
                Quarantine.tell(read.findings(), true, raw, results);
            }
            results.found(framed(Frame.whole(raw)));
        }
    }
}
