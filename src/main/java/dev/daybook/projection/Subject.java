package dev.daybook.projection;

import static dev.daybook.readmodel.Tables.SUBJECT;
import static dev.daybook.readmodel.Tables.SUBJECT_LABEL;

import dev.daybook.masking.Masking;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** One row of {@code subject} while a batch works on it: what hits are filtered by and shown with. */
public final class Subject {

    private static final List<Field<?>> COLUMNS = List.of(
            SUBJECT.KIND,
            SUBJECT.OWNER,
            SUBJECT.TITLE,
            SUBJECT.STATUS,
            SUBJECT.DELETED,
            SUBJECT.NOTES,
            SUBJECT.POSITION);

    private static final Query FIND = DSL.select(SUBJECT.TITLE, SUBJECT.STATUS, SUBJECT.DELETED, SUBJECT.NOTES)
            .from(SUBJECT)
            .where(SUBJECT.KIND.eq(DSL.param("kind", String.class)))
            .and(SUBJECT.OWNER.eq(DSL.param("owner", String.class)));
    private static final Query WRITE = Statements.upsert(SUBJECT, COLUMNS, List.of(SUBJECT.KIND, SUBJECT.OWNER));
    private static final Query ADD_LABEL = Statements.insert(
            SUBJECT_LABEL,
            List.of(SUBJECT_LABEL.KIND, SUBJECT_LABEL.OWNER, SUBJECT_LABEL.LABEL, SUBJECT_LABEL.POSITION));
    private static final Query REMOVE_LABELS = DSL.deleteFrom(SUBJECT_LABEL)
            .where(SUBJECT_LABEL.KIND.eq(DSL.param("kind", String.class)))
            .and(SUBJECT_LABEL.OWNER.eq(DSL.param("owner", String.class)));

    private static final Query REMOVE = DSL.deleteFrom(SUBJECT)
            .where(SUBJECT.KIND.eq(DSL.param("kind", String.class)))
            .and(SUBJECT.OWNER.eq(DSL.param("owner", String.class)));

    final String kind;
    final String owner;
    public String title;
    public String status;
    public boolean deleted;
    public long notes;
    long position;
    boolean isNew = true;
    private List<String> labels = List.of(); // as last set in this batch

    private final Masking masking;

    Subject(String kind, String owner, String status, Masking masking) {
        this.masking = masking;
        this.kind = kind;
        this.owner = owner;
        this.title = owner;
        this.status = status;
    }

    static Optional<Subject> find(String kind, String owner, Masking masking, Tables tables) {
        return tables
                .fetch(
                        FIND,
                        resultSet -> {
                            var subject = new Subject(kind, owner, resultSet.getString(2), masking);
                            subject.title = resultSet.getString(1);
                            subject.deleted = resultSet.getLong(3) == 1;
                            subject.notes = resultSet.getLong(4);
                            subject.isNew = false;
                            return subject;
                        },
                        kind,
                        owner)
                .stream()
                .findFirst();
    }

    static void remove(String kind, String owner, Tables tables) {
        tables.execute(REMOVE_LABELS, kind, owner);
        tables.execute(REMOVE, kind, owner);
    }

    public String kind() {
        return kind;
    }

    /** Returns the key of its stream. */
    public String owner() {
        return owner;
    }

    /** Whether the index may hold something of it. */
    public boolean isNew() {
        return isNew;
    }

    /** Returns its labels as last set in this batch. */
    public List<String> labels() {
        return labels;
    }

    public void label(List<String> now, Tables tables) {
        if (!isNew || !labels.isEmpty()) {
            tables.execute(REMOVE_LABELS, kind, owner);
        }
        for (String label : now) {
            tables.execute(ADD_LABEL, kind, owner, masking.text(label), position);
        }
        labels = now;
    }

    void write(Tables tables) {
        tables.execute(WRITE, kind, owner, masking.text(title), status, deleted, notes, position);
    }
}
