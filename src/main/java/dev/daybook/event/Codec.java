package dev.daybook.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Event;
import dev.daybook.domain.LongValues;
import dev.daybook.event.Forms.Form;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Turns events into stored JSON and back. Components of a record are keys of the same name; an absent one is left out.
 *
 * <p>Thread-safe. Old versions are read as of today's; large values are put aside when written and brought back when
 * read.
 */
public final class Codec {

    private final Blobs blobs;
    private final Function<StreamId, Optional<Entry>> standIn;
    private final Function<Position, Optional<Entry>> eraser;
    private final Upcasters upcasters;
    private final Forms forms;
    private final Map<String, Form> found = new ConcurrentHashMap<>();

    /** Makes a codec of these facts that finds large values in {@code blobs}. */
    public Codec(Blobs blobs, Facts facts) {
        this(blobs, _ -> Optional.empty(), _ -> Optional.empty(), facts);
    }

    /** Makes a codec of the facts in {@code journal}, of which some may have been erased. */
    public Codec(Journal journal, Facts facts) {
        this(
                journal.blobs(),
                stream -> told(journal, stream),
                position -> journal.erasedBy(position)
                        .flatMap(by -> journal.readForward(Selection.all(), new Position(by.value() - 1), 1).stream()
                                .findFirst()),
                facts);
    }

    private Codec(
            Blobs blobs,
            Function<StreamId, Optional<Entry>> standIn,
            Function<Position, Optional<Entry>> eraser,
            Facts facts) {
        this.blobs = blobs;
        this.standIn = standIn;
        this.eraser = eraser;
        this.upcasters = new Upcasters(facts.upcasters());
        this.forms = Forms.of(facts);
    }

    /** Returns an entry of the stream that was not erased. */
    private static Optional<Entry> told(Journal journal, StreamId stream) {
        long revision = 0;
        List<Entry> page = journal.readStream(stream, revision, Journal.PAGE);
        while (!page.isEmpty()) {
            Optional<Entry> told =
                    page.stream().filter(entry -> !entry.payload().isErased()).findFirst();
            if (told.isPresent()) {
                return told;
            }
            revision += page.size();
            page = journal.readStream(stream, revision, Journal.PAGE);
        }
        return Optional.empty();
    }

    private Codec(Codec like, Blobs blobs) {
        this.blobs = blobs;
        this.standIn = like.standIn;
        this.eraser = like.eraser;
        this.upcasters = like.upcasters;
        this.forms = like.forms;
    }

    /** Returns the same one that finds large values in {@code other}, too: those of entries that are still to be written. */
    public Codec beside(Blobs other) {
        return new Codec(this, hash -> other.read(hash).or(() -> blobs.read(hash)));
    }

    /** Returns the types of events that it writes and reads. */
    public Catalog catalog() {
        return forms.catalog();
    }

    /** Returns {@code event} as it is to be stored, its large values put aside. */
    public Draft draft(UUID id, StreamId stream, Event event, Metadata metadata, Instant occurredAt) {
        Form form = form(catalog().of(event));
        var large = new BlobRefs.Collected();
        ObjectWriter writer = form.writer().withAttribute(BlobRefs.COLLECTED, large);
        Payload payload =
                encode(event instanceof LongValues ? writer.withAttribute(BlobRefs.SHARED, true) : writer, event);
        return new Draft(
                id,
                stream,
                form.type().name(),
                form.type().version(),
                payload,
                large.blobs(),
                metadata,
                occurredAt.truncatedTo(ChronoUnit.MICROS));
    }

    /**
     * Returns the event of {@code entry} as of today's version.
     *
     * @throws Undecodable if this program cannot read it
     */
    public Event decode(Entry entry) {
        refuseErased(entry);
        Form form = form(entry);
        try {
            if (entry.version() == form.type().version()) {
                return form.reader().readValue(entry.payload().bytes());
            }
            return form.reader().readValue(lifted(entry, form));
        } catch (IOException e) {
            throw damaged(entry, e);
        }
    }

    /**
     * Returns {@code entry} with its event. One that was erased counts nowhere, but takes its place in its stream: it comes
     * with another event of the stream, which says at least what the stream is about.
     */
    public Recorded recorded(Entry entry) {
        return new Recorded(
                entry,
                entry.payload().isErased()
                        ? standIn.apply(entry.stream()).map(this::decode).orElseGet(Gone::new)
                        : decode(entry));
    }

    /** Returns the entry that erased what this one told, if it was erased. */
    public Optional<Recorded> erasedBy(Entry entry) {
        return entry.payload().isErased() ? eraser.apply(entry.position()).map(this::recorded) : Optional.empty();
    }

    private void refuseErased(Entry entry) {
        if (entry.payload().isErased()) {
            throw new Undecodable("what position %s told was erased%s"
                    .formatted(
                            entry.position(),
                            erasedBy(entry)
                                    .map(by -> " at position %s by %s"
                                            .formatted(
                                                    by.position(),
                                                    by.entry().metadata().actor()))
                                    .orElse("")));
        }
    }

    /** Returns whether {@link #decode} will bring back large values: the event may be much larger than the entry. */
    public boolean namesLargeValues(Entry entry) {
        return BlobRefs.mayContainReference(entry.payload());
    }

    /** Returns the payload of {@code entry} as of today's version, with its large values. The tree is the caller's. */
    public JsonNode tree(Entry entry) {
        refuseErased(entry);
        try {
            JsonNode tree = lifted(entry, form(entry));
            return BlobRefs.mayContainReference(entry.payload()) ? BlobRefs.resolved(tree, blobs) : tree;
        } catch (IOException e) {
            throw damaged(entry, e);
        }
    }

    /** Returns the payload of {@code entry} as of today's version, with its large values, as UTF-8. */
    public byte[] json(Entry entry) {
        refuseErased(entry);
        if (entry.version() == form(entry).type().version() && !BlobRefs.mayContainReference(entry.payload())) {
            return entry.payload().bytes();
        }
        try {
            return JsonText.TREES.writeValueAsBytes(tree(entry));
        } catch (JsonProcessingException e) {
            throw damaged(entry, e);
        }
    }

    /** Returns the state of a decider as JSON, to be read by {@link #decodeState}. */
    public Payload encodeState(Object state) {
        return encode(forms.writer(family(state.getClass())), state);
    }

    /**
     * Reads what {@link #encodeState} wrote.
     *
     * @param type the sealed interface that the states of the decider implement
     * @throws Undecodable if it was written by another version of this program; it can be made anew from the events
     */
    public <S> S decodeState(Payload payload, Class<S> type) {
        try {
            return forms.reader(type).withAttribute(DomainModule.BLOBS, blobs).readValue(payload.bytes());
        } catch (IOException e) {
            throw new Undecodable("a stored %s cannot be read: %s".formatted(type.getSimpleName(), e.getMessage()), e);
        }
    }

    private static Class<?> family(Class<?> state) {
        for (Class<?> type : state.getInterfaces()) {
            if (type.isSealed()) {
                return type;
            }
        }
        return state;
    }

    private static Payload encode(ObjectWriter writer, Object value) {
        try {
            return Payload.of(writer.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s cannot be written as JSON: %s"
                            .formatted(value.getClass().getSimpleName(), e.getMessage()),
                    e);
        }
    }

    private ObjectNode lifted(Entry entry, Form form) throws IOException {
        if (!(JsonText.TREES.readTree(entry.payload().bytes()) instanceof ObjectNode payload)) {
            throw new Undecodable("the payload at position %s is no object".formatted(entry.position()));
        }
        upcasters.lift(form.type().name(), entry.version(), form.type().version(), payload);
        return payload;
    }

    private Form form(Catalog.Type type) {
        return found.computeIfAbsent(type.name(), _ -> {
            Form form = forms.of(type);
            return new Form(type, form.writer(), form.reader().withAttribute(DomainModule.BLOBS, blobs));
        });
    }

    private Form form(Entry entry) {
        Form form = catalog()
                .find(entry.type())
                .map(this::form)
                .orElseThrow(() -> new Undecodable(
                        ("position %s holds %s, which this version of Daybook does not know: use the one that wrote it,"
                                        + " or migrate its files into a new data directory")
                                .formatted(entry.position(), entry.type())));
        if (entry.version() > form.type().version()) {
            throw new Undecodable("position %s holds %s of version %d, this Daybook knows up to %d: use a newer one"
                    .formatted(
                            entry.position(),
                            entry.type(),
                            entry.version(),
                            form.type().version()));
        }
        return form;
    }

    private static Undecodable damaged(Entry entry, IOException e) {
        return new Undecodable(
                "%s at position %s cannot be read: %s".formatted(entry.type(), entry.position(), e.getMessage()), e);
    }
}
