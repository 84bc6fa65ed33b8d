package dev.daybook.projection;

import static dev.daybook.readmodel.Tables.DOCUMENT;

import dev.daybook.event.Recorded;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.masking.Masking;
import dev.daybook.text.Pairs;
import dev.daybook.text.ScopeWord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Rows of {@code document} and the full-text index behind them.
 *
 * <p>A change of an indexed text takes all its words out and puts all in again. So documents that a batch makes or
 * changes are kept and written once, in the order they were first touched. Likely secrets are masked before: nobody finds them,
 * and the file does not have them.
 */
public final class Documents {

    /** Makes documents of events; keeps nothing itself. */
    public interface Source {

        /** Returns whether entries of that stream may make documents here, as {@link Projection#posts} does. */
        boolean posts(StreamId stream);

        /** Takes in an event; of types that it does not care for, it does nothing. */
        void apply(Recorded recorded, Documents documents, Tables tables);
    }

    /** The columns of the index. */
    public static final class Text {
        public String title = "";
        public String label = "";
        public String spec = "";
        public String execution = "";
        public String note = "";
        private String scope = "";

        private long chars() {
            return title.length() + label.length() + spec.length() + execution.length() + (long) note.length();
        }

        /** Says where the document belongs, so that it is looked for among those; nowhere of that name, if there is no value. */
        public void belongs(String name, Optional<String> value) {
            scope = ScopeWord.put(scope, name, value);
        }
    }

    /** The name of the scope in which all documents of a kind are. */
    public static final String KIND = "kind";

    /** What stands in the columns of the index. */
    private record Indexed(String title, String label, String spec, String execution, String note, String scope) {

        static Indexed of(Text text, Masking masking) {
            return new Indexed(
                    indexed(text.title, masking),
                    indexed(text.label, masking),
                    indexed(text.spec, masking),
                    indexed(text.execution, masking),
                    indexed(text.note, masking),
                    text.scope);
        }

        private static String indexed(String text, Masking masking) {
            return Pairs.indexed(masking.text(text));
        }

        long chars() {
            return title.length() + label.length() + spec.length() + execution.length() + (long) note.length();
        }

        Text text() {
            var text = new Text();
            text.title = plain(title);
            text.label = plain(label);
            text.spec = plain(spec);
            text.execution = plain(execution);
            text.note = plain(note);
            text.scope = scope;
            return text;
        }

        private static String plain(String indexed) {
            return Pairs.restored(indexed, '\0', '\0');
        }
    }

    private static final class Pending {
        final long id;
        final boolean isNew;
        final Text text;
        long position;

        Pending(long id, boolean isNew, Text text) {
            this.id = id;
            this.isNew = isNew;
            this.text = text;
        }
    }

    /** More than people read of a text. */
    private static final int ENDS_CHARS_MAX = 128 << 10;

    /** More are written before the batch ends: they hold memory. */
    private static final int PENDING_MAX = 1_000;

    /** Of texts that are still to be written, and of those that may be left in the index as they are; so do they. */
    private static final long HELD_CHARS_MAX = 4_000_000;

    /**
     * The identity of a document is made of the position of the entry that made it, so that it is the same in whatever order
     * things are posted. What has no room there, of an entry that makes hundreds, stands far behind.
     */
    private static final int ID_BITS = 8;

    private static final int ID_BITS_FAR = 22;
    private static final long FAR = 1L << 62;

    private static final Query FIND = DSL.select(DOCUMENT.ID)
            .from(DOCUMENT)
            .where(DOCUMENT.KIND.eq(DSL.param("kind", String.class)))
            .and(DOCUMENT.OWNER.eq(DSL.param("owner", String.class)))
            .and(DOCUMENT.PART.eq(DSL.param("part", String.class)));
    private static final Query REMOVE_OWNER = DSL.deleteFrom(DOCUMENT)
            .where(DOCUMENT.KIND.eq(DSL.param("kind", String.class)))
            .and(DOCUMENT.OWNER.eq(DSL.param("owner", String.class)));
    private static final Query OF_OWNER = DSL.select(DOCUMENT.ID)
            .from(DOCUMENT)
            .where(DOCUMENT.KIND.eq(DSL.param("kind", String.class)))
            .and(DOCUMENT.OWNER.eq(DSL.param("owner", String.class)))
            .orderBy(DOCUMENT.ID);
    private static final Query PARTS = DSL.select(DOCUMENT.PART)
            .from(DOCUMENT)
            .where(DOCUMENT.KIND.eq(DSL.param("kind", String.class)))
            .and(DOCUMENT.OWNER.eq(DSL.param("owner", String.class)))
            .orderBy(DOCUMENT.ID);
    private static final Query ADD = Statements.insert(
            DOCUMENT, List.of(DOCUMENT.ID, DOCUMENT.KIND, DOCUMENT.OWNER, DOCUMENT.PART, DOCUMENT.POSITION));
    private static final Query MOVE = DSL.update(DOCUMENT)
            .set(DOCUMENT.POSITION, DSL.param("position", Long.class))
            .where(DOCUMENT.ID.eq(DSL.param("id", Long.class)));
    private static final Query REMOVE = DSL.deleteFrom(DOCUMENT).where(DOCUMENT.ID.eq(DSL.param("id", Long.class)));

    // The index is no table that jOOQ could know the statements of.
    private static final Query READ_TEXT =
            DSL.query("SELECT title, label, spec, execution, note, scope FROM document_fts WHERE rowid = ?");
    private static final Query ADD_TEXT = DSL.query(
            "INSERT INTO document_fts (title, label, spec, execution, note, scope, rowid) VALUES (?, ?, ?, ?, ?, ?, ?)");
    private static final Query CHANGE_TEXT = DSL.query(
            "UPDATE document_fts SET title = ?, label = ?, spec = ?, execution = ?, note = ?, scope = ? WHERE rowid = ?");
    private static final Query REMOVE_TEXT = DSL.query("DELETE FROM document_fts WHERE rowid = ?");
    private static final Query NO_MERGE =
            DSL.query("INSERT INTO document_fts (document_fts, rank) VALUES ('automerge', 0)");
    private static final Query MERGE =
            DSL.query("INSERT INTO document_fts (document_fts, rank) VALUES ('automerge', 4)");
    private static final Query OPTIMIZE = DSL.query("INSERT INTO document_fts (document_fts) VALUES ('optimize')");

    private final Masking masking;
    private final Map<String, Subject> subjects = new LinkedHashMap<>(); // touched in this batch
    private final Map<Long, Pending> pending = new TreeMap<>(); // the index wants them in order
    private final Map<Long, Indexed> held =
            new TreeMap<>(); // of things that are posted again: as they stand in the index
    private final Map<String, Long> ids = new LinkedHashMap<>(); // made in this batch, by kind, owner and part
    private long heldChars;
    private long pendingChars; // at least
    private long maker; // the position of the entry that made the last document
    private int made; // by it, before that one

    Documents(Masking masking) {
        this.masking = masking;
    }

    /**
     * Returns the beginning and the end of a text that machines may have made as long as they like: what it is about
     * stands in one of both.
     */
    public static String ends(String text) {
        if (text.length() <= ENDS_CHARS_MAX) {
            return text;
        }
        int begin = ENDS_CHARS_MAX / 2;
        int end = text.length() - ENDS_CHARS_MAX / 2;
        return text.substring(0, Character.isHighSurrogate(text.charAt(begin - 1)) ? begin - 1 : begin)
                + "\n…\n"
                + text.substring(Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end);
    }

    /** Returns the thing that an event tells of; {@code status} is that of one that nothing is known of yet. */
    public Subject subject(String kind, String owner, String status, Recorded recorded, Tables tables) {
        Subject subject = subjects.get(kind + "/" + owner);
        if (subject == null) {
            Optional<Subject> stored =
                    recorded.entry().revision() == 0 ? Optional.empty() : Subject.find(kind, owner, masking, tables);
            subject = stored.orElseGet(() -> new Subject(kind, owner, status, masking));
            subjects.put(kind + "/" + owner, subject);
        }
        subject.position = recorded.position().value();
        return subject;
    }

    /** Returns whether anything is known of it. */
    public boolean isKnown(String kind, String owner, Tables tables) {
        Subject known = subjects.get(kind + "/" + owner);
        if (known == null) {
            Subject.find(kind, owner, masking, tables).ifPresent(subject -> subjects.put(kind + "/" + owner, subject));
        }
        return subjects.containsKey(kind + "/" + owner);
    }

    /** Returns whether there is a document of that part. */
    public boolean has(Subject of, String part, Tables tables) {
        return find(of, part, tables).isPresent();
    }

    /** Makes or changes the one document of that part. */
    public void put(Subject of, String part, Tables tables, Consumer<Text> change) {
        var position = new Position(of.position);
        Optional<Long> stored = find(of, part, tables);
        long id = stored.orElseGet(() -> insert(of, part, position, tables));
        Pending document = pending.computeIfAbsent(
                id,
                _ -> new Pending(
                        id,
                        stored.isEmpty(),
                        stored.isEmpty() ? new Text() : read(id, tables).text()));
        document.text.belongs(KIND, Optional.of(of.kind));
        change.accept(document.text);
        if (stored.isPresent()) {
            document.position = position.value();
        }
        pending(document.text, tables);
    }

    private void pending(Text text, Tables tables) {
        pendingChars += text.chars();
        if (pending.size() >= PENDING_MAX || pendingChars > HELD_CHARS_MAX) {
            write(tables);
        }
    }

    /** Adds a document; where real data has several of one part, the others are numbered. */
    public void add(Subject of, String part, Tables tables, Text text) {
        String free = part;
        for (int number = 2; find(of, free, tables).isPresent(); number++) {
            free = part + "/" + number;
        }
        long id = insert(of, free, new Position(of.position), tables);
        text.belongs(KIND, Optional.of(of.kind));
        pending.put(id, new Pending(id, true, text));
        pending(text, tables);
    }

    /** Takes out all documents of a thing. */
    public void remove(Subject of, Tables tables) {
        write(tables);
        ids.keySet().removeIf(text -> text.startsWith(key(of, "")));
        for (long id : tables.fetch(OF_OWNER, row -> row.getLong(1), of.kind, of.owner)) {
            tables.execute(REMOVE_TEXT, id);
            tables.execute(REMOVE, id);
        }
    }

    /** Takes out the document of that part, if there is one. */
    public void remove(Subject of, String part, Tables tables) {
        find(of, part, tables).ifPresent(id -> {
            write(tables);
            ids.remove(key(of, part));
            tables.execute(REMOVE_TEXT, id);
            tables.execute(REMOVE, id);
        });
    }

    /** Takes out the documents of those parts. */
    public void remove(Subject of, Predicate<String> parts, Tables tables) {
        tables.fetch(PARTS, row -> row.getString(1), of.kind, of.owner).stream()
                .filter(parts)
                .forEach(part -> remove(of, part, tables));
    }

    /**
     * Takes out what there is of a thing, as its entries are about to be posted again. A text that is put in again as it was is
     * left in the index.
     */
    void remove(StreamId thing, Tables tables) {
        if (heldChars > HELD_CHARS_MAX || subjects.containsKey(thing.toString())) {
            flush(tables);
        }
        for (long id : tables.fetch(OF_OWNER, row -> row.getLong(1), thing.category(), thing.key())) {
            Indexed indexed = read(id, tables);
            held.put(id, indexed);
            heldChars += indexed.chars();
        }
        tables.execute(REMOVE_OWNER, thing.category(), thing.key());
        Subject.remove(thing.category(), thing.key(), tables);
        maker = 0;
    }

    private Optional<Long> find(Subject of, String part, Tables tables) {
        Long id = ids.get(key(of, part));
        if (id != null) {
            return Optional.of(id);
        }
        return of.isNew
                ? Optional.empty()
                : tables.fetch(FIND, row -> row.getLong(1), of.kind, of.owner, part).stream()
                        .findFirst();
    }

    private long insert(Subject of, String part, Position position, Tables tables) {
        long id = id(position.value());
        tables.execute(ADD, id, of.kind, of.owner, part, position.value());
        ids.put(key(of, part), id);
        return id;
    }

    private long id(long by) {
        made = by == maker ? made + 1 : 0;
        maker = by;
        if (made >= 1 << ID_BITS_FAR) {
            throw new IllegalStateException(
                    "the entry at position %d makes more than %d documents".formatted(by, 1 << ID_BITS_FAR));
        }
        return made < 1 << ID_BITS ? by << ID_BITS | made : FAR | by << ID_BITS_FAR | made;
    }

    private static String key(Subject of, String part) {
        return of.kind + '/' + of.owner + '\n' + part;
    }

    private static Indexed read(long id, Tables tables) {
        return tables.fetch(
                        READ_TEXT,
                        row -> new Indexed(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)),
                        id)
                .getFirst();
    }

    void flush(Tables tables) {
        subjects.values().forEach(subject -> subject.write(tables));
        subjects.clear();
        write(tables);
        ids.clear();
        held.keySet().forEach(id -> tables.execute(REMOVE_TEXT, id));
        held.clear();
        heldChars = 0;
    }

    private void write(Tables tables) {
        var changed = new TreeMap<Long, Indexed>();
        var added = new TreeMap<Long, Indexed>();
        for (Pending it : pending.values()) {
            if (it.position > 0) {
                tables.execute(MOVE, it.position, it.id);
            }
            Indexed now = Indexed.of(it.text, masking);
            Optional<Indexed> before = Optional.ofNullable(held.remove(it.id));
            if (!before.equals(Optional.of(now))) {
                (it.isNew && before.isEmpty() ? added : changed).put(it.id, now);
            }
        }
        pending.clear();
        pendingChars = 0;
        changed.forEach((id, text) -> write(CHANGE_TEXT, id, text, tables)); // what is one statement is sent together
        added.forEach((id, text) -> write(ADD_TEXT, id, text, tables));
    }

    private static void write(Query statement, long id, Indexed text, Tables tables) {
        tables.execute(statement, text.title, text.label, text.spec, text.execution, text.note, text.scope, id);
    }

    void forget() {
        subjects.clear();
        pending.clear();
        pendingChars = 0;
        ids.clear();
        held.clear();
        heldChars = 0;
        maker = 0;
    }

    void beforeLoad(Tables tables) {
        if (tables.isSqlite()) {
            tables.execute(NO_MERGE);
        }
    }

    void afterLoad(Tables tables) {
        if (tables.isSqlite()) {
            tables.execute(OPTIMIZE);
            tables.execute(MERGE);
        }
    }
}
