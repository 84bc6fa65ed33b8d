package dev.daybook.session.ait42;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.importing.frame.Frame;
import dev.daybook.importing.frame.Frame.Element;
import dev.daybook.importing.frame.Frame.Slot;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.shape.JsonElements;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The sessions of one file, told one after another as the file is read, and what else stands in it. For one pass.
 */
final class SessionFile {

    private final String workspace;
    private final Origin origin;
    private final Limits limits;
    private final Results results;
    private final Known earlier;
    private final ReadSessions elsewhere;
    private final ReadSessions here = new ReadSessions();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<String, Integer> further = new HashMap<>();
    private final SequencedMap<SessionId, List<SessionVariants.Variant>> variants = new LinkedHashMap<>();
    private long variantBytes;
    private int regular;
    private int place;
    private boolean flawed;
    private boolean lossy;
    private boolean cut;
    private boolean conflict;
    private long conflictAt;
    private Optional<List<String>> known = Optional.empty();

    /**
     * @param workspace the key under which its sessions are known
     * @param elsewhere what files of the same workspace have told that go before this one; what this one tells is added
     */
    SessionFile(
            String workspace, Origin origin, Limits limits, Results results, Known earlier, ReadSessions elsewhere) {
        this.workspace = workspace;
        this.origin = origin;
        this.limits = limits;
        this.results = results;
        this.earlier = earlier;
        this.elsewhere = elsewhere;
    }

    /** Has a list read to its end, if one begins there. What is left over is for the caller. */
    void read(JsonElements scan) {
        results.each(
                () -> {
                    Optional<JsonElements.Element> next = scan.next();
                    conflict = next.filter(this::isConflict).isPresent();
                    conflictAt = next.filter(_ -> conflict)
                            .map(element -> element.start() - element.gap().length)
                            .orElse(0L);
                    return next.filter(_ -> !conflict);
                },
                this::element);
    }

    /** Returns where the record begins that the first mark is in, with what stands before it. */
    long conflictAt() {
        return conflictAt;
    }

    /** Returns whether the file ended within a record. */
    boolean isCut() {
        return cut;
    }

    /** Returns whether it stopped at the marks of an unfinished merge. */
    boolean isInConflict() {
        return conflict;
    }

    private boolean isConflict(JsonElements.Element it) {
        return it.isWord() ? isMark(it.bytes(), 0) : it.isObject() && holdsMark(it.bytes());
    }

    /** Marks in a text are escaped: those at the beginning of a line stand between values. */
    private static boolean holdsMark(byte[] bytes) {
        for (int i = 0; i + 7 < bytes.length; i++) {
            if (bytes[i] == '\n' && bytes[i + 1] == '<' && isMark(bytes, i + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMark(byte[] bytes, int at) {
        String text = new String(bytes, at, Math.min(bytes.length - at, 7), StandardCharsets.US_ASCII);
        return text.equals("<<<<<<<") || text.equals("=======") || text.equals(">>>>>>>");
    }

    /** Takes one element. */
    void element(JsonElements.Element it) {
        String at = "[" + place + "]";
        cut |= it.cut();
        if (it.glued()) {
            flawed = true;
            results.warn(
                    origin.file(),
                    "byte " + it.start(),
                    "GLUED_RECORDS",
                    "begins where a comma or the end of the file is wanted: imported all the same");
        }
        if (!it.isWhole()) {
            Finding why = it.cut()
                    ? Finding.error(
                            origin.file(),
                            "byte " + (it.start() + it.sizeBytes()),
                            "TRUNCATED_JSON",
                            "ends within record %s: what is there of it is kept as it is",
                            at)
                    : Finding.error(
                            origin.file(),
                            at,
                            "RESOURCE_LIMIT",
                            "has %d bytes, more than %d: only its beginning is kept",
                            it.sizeBytes(),
                            limits.fileBytesMax());
            lossy |= it.sizeBytes() > it.bytes().length;
            reject(why, it);
        } else if (it.isObject()) {
            object(it, at);
        } else {
            reject(noObject(it, at), it);
        }
        place++;
    }

    private Finding noObject(JsonElements.Element it, String at) {
        String text = new String(it.bytes(), StandardCharsets.UTF_8).strip();
        boolean value = !it.isWord() || text.matches("null|true|false|-?[0-9.eE+-]{1,400}");
        return value
                ? Finding.error(origin.file(), at, "WRONG_TYPE", "is no object: kept as it is")
                : Finding.error(origin.file(), at, "INVALID_JSON", "is not JSON: kept as it is");
    }

    private void object(JsonElements.Element it, String at) {
        var checks = new SessionChecks(origin.file(), at, origin.times(), results);
        checks.read(it.bytes(), it.start(), limits, why -> reject(why, it)).ifPresent(read -> {
            Optional<Content> spelling = read.canonical() ? Optional.empty() : Optional.of(Content.of(it.bytes()));
            told(read.record(), spelling, it, checks, at);
        });
    }

    private void told(
            SessionRecord record,
            Optional<Content> spelling,
            JsonElements.Element it,
            SessionChecks checks,
            String at) {
        var session = new SessionId(workspace, record.id());
        Optional<Boolean> before = here.before(record);
        if (before.isPresent()) {
            tell(before.get(), at, "is another record of a session that the file tells before: the first one decides");
            int which = further.merge(record.id(), 1, Integer::sum);
            add(it, new Element.Variant(record.id(), which), false);
            variant(session, record, which, it.bytes());
            return;
        }
        checks.check(record);
        add(it, new Element.Named(record.id()), true);
        Optional<Boolean> other = elsewhere.before(record);
        if (other.isPresent()) {
            tell(other.get(), at, "is another record of a session that a file of the same workspace tells before");
            found(session, record, spelling, Map.of("session_variants", 1));
        } else {
            found(session, record, spelling, SessionEntity.counts(record));
        }
    }

    private void tell(boolean identical, String at, String conflict) {
        results.finding(
                identical
                        ? Finding.info(
                                origin.file(), at, "DUPLICATE", "is the same as an earlier record of its session")
                        : Finding.warn(origin.file(), at, "CONFLICT", conflict + "; this one is kept as a variant"));
    }

    private void found(
            SessionId session, SessionRecord record, Optional<Content> spelling, Map<String, Integer> counts) {
        results.found(new SessionEntity(session, origin, record, spelling, counts));
    }

    /** Those of one session are told together: each telling reads all that is known of it. */
    private void variant(SessionId session, SessionRecord record, int which, byte[] bytes) {
        if (variantBytes + bytes.length > limits.heldBytesMax()) {
            tellVariants();
        }
        variantBytes += bytes.length;
        variants.computeIfAbsent(session, _ -> new ArrayList<>())
                .add(new SessionVariants.Variant(
                        which,
                        Content.of(bytes),
                        origin.time(record.profile().updatedAt()).orElse(origin.modifiedAt())));
    }

    /** Tells the further records of sessions that were read. */
    void tellVariants() {
        variants.forEach((session, some) -> results.found(new SessionVariants(session, origin, some)));
        variants.clear();
        variantBytes = 0;
    }

    private void reject(Finding why, JsonElements.Element it) {
        flawed = true;
        results.rejected(why, it.bytes());
        add(it, new Element.Raw(Content.of(it.bytes())), false);
    }

    /** Notes what stands there; {@code expected}: a session of its own. */
    private void add(JsonElements.Element it, Element element, boolean expected) {
        Content gap = Content.of(it.gap());
        boolean usualGap = gap.equals(slots.isEmpty() ? Frame.OPEN : Frame.BETWEEN);
        slots.add(new Slot(usualGap ? Optional.empty() : Optional.of(gap), element));
        if (!expected || !usualGap) {
            regular = slots.size();
        }
    }

    /** Returns whether part of it could not be imported: what it does not tell need not be gone. */
    boolean isFlawed() {
        return flawed;
    }

    void flawed() {
        flawed = true;
    }

    /** Tells what is needed to write the file again. {@code rest}: what stands after its last record. */
    Frame frame(byte[] rest) {
        if (lossy) {
            return Frame.PLAIN;
        }
        Optional<Content> end = Optional.of(Content.of(rest));
        if (slots.isEmpty()) {
            // told even if it is as the tool writes it: nothing else says that there is such a file
            return Frame.list(List.of(), end);
        }
        Optional<Content> unusual = end.filter(content -> !content.equals(Frame.CLOSE));
        // without a slot it would be the whole of a file that has no records
        int regularly = unusual.isPresent() ? Math.max(regular, 1) : regular;
        return Frame.list(slots.subList(0, inOrder() ? regularly : slots.size()), unusual);
    }

    /** Whether the sessions stand in the file in the order in which they began. */
    private boolean inOrder() {
        int last = 0;
        int count = 0;
        for (String id : known()) {
            int at = here.place(id);
            if (at > 0) {
                if (at < last) {
                    return false;
                }
                last = at;
                count++;
            }
        }
        return last == count;
    }

    /** Tells of the sessions, and of further records of one, that the file told before and does not tell any more. */
    void gone() {
        for (String id : known()) {
            if (here.place(id) == 0) {
                results.found(new SessionEntity.Gone(new SessionId(workspace, id), origin));
            }
        }
        before().forEach((id, last) -> {
            int now = further.getOrDefault(id, 0);
            if (now < last && here.place(id) > 0) {
                results.found(new SessionVariants.Gone(new SessionId(workspace, id), origin, now));
            }
        });
    }

    /**
     * Returns how many further records each session had by what was kept of the file when it was read last, or may have
     * had if it was damaged then.
     */
    private Map<String, Integer> before() {
        Optional<Frame> frame = Kept.of(earlier.entries(FileEntity.stream(origin.name())))
                .frame()
                .map(Frame::of);
        var before = new LinkedHashMap<String, Integer>();
        if (frame.filter(SessionFile::isDamaged).isPresent()) {
            known().forEach(id -> before.put(id, Integer.MAX_VALUE));
        }
        frame.stream().flatMap(it -> it.slots().stream()).forEach(slot -> {
            if (slot.element() instanceof Element.Variant(String id, int which)) {
                before.merge(id, which, Math::max);
            }
        });
        return before;
    }

    private static boolean isDamaged(Frame frame) {
        boolean closed = frame.end()
                .map(end -> new String(end.bytes(), StandardCharsets.ISO_8859_1).strip())
                .orElse("]")
                .equals("]");
        return !closed
                || frame.whole().isPresent()
                || frame.slots().stream().anyMatch(slot -> slot.element() instanceof Element.Raw);
    }

    private List<String> known() {
        if (known.isEmpty()) {
            String prefix = workspace + "/";
            known = Optional.of(earlier.streams("session", prefix).stream()
                    .map(streamId -> streamId.key().substring(prefix.length()))
                    .toList());
        }
        return known.get();
    }
}
