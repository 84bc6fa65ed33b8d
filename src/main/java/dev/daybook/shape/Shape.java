package dev.daybook.shape;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.shape.Field.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a record consists of, described once; all else that is done with its fields follows from it.
 *
 * <pre>{@code
 * static final Shape<Note> NOTE = Shape.of(Note.class)
 *         .text("id", Note::id).key("the id of the note")
 *         .time("createdAt", Note::createdAt)
 *         .number("votes", Note::votes).max(1_000).sparse()
 *         .more("extra", Note::extra)
 *         .build();
 * }</pre>
 *
 * <p>Never changes; for any number of threads. A record that was read is made by its canonical constructor; one that
 * this refuses with {@link dev.daybook.domain.Rejected} is a flaw.
 */
public final class Shape<R> {

    /** One bit of a mask for each member that is there. */
    private static final int MEMBERS_MAX = 64;

    private static final byte[] NONE = {};

    /** One member of the object, at its place among the values that a record is made of. */
    @SuppressWarnings("ArrayRecordComponent") // read only
    record Member(int place, Field field, Function<Object, Object> get, byte[] quoted) {

        /** Returns the value without its Optional; null if there is none. */
        @Nullable
        Object value(Object record) {
            Object value = get.apply(record);
            return field.optional ? ((Optional<?>) value).orElse(null) : value;
        }
    }

    private final Class<R> type;
    private final List<Field> fields;
    private final RecordMaker<R> maker;
    private @Nullable List<Argument> described; // made when it is first asked for, and asked for with every request

    /** All members, those of inlined records among them, in the order of the components. */
    final List<Member> members = new ArrayList<>();

    /** The same in the order in which they are written. */
    final List<Member> written = new ArrayList<>();

    /** Those that are lists of records. */
    final List<Member> lists;

    /** The members that nobody knows; none if they are a flaw. */
    final Optional<Member> more;

    /** What a record is made of where nothing is said. */
    final @Nullable Object[] blank;

    /** The members that have to be there, one bit each. */
    final long required;

    private final MemberNames names;

    /** Begins a description. */
    public static <R> ShapeBuilder<R> of(Class<R> record) {
        return new ShapeBuilder<>(record);
    }

    /** Describes a record by its components alone: each is a member of its name and type. */
    public static <R> Shape<R> plain(Class<R> record) {
        return of(record).rest().build();
    }

    /** As {@link #plain}, written as answers are: without what is absent, times without zeros at their end. */
    public static <R> Shape<R> answered(Class<R> record) {
        return of(record).rest().answered().build();
    }

    /**
     * Describes a record of arguments that somebody hands in, by its components: texts, numbers, flags, lists of texts,
     * {@link Json}, or other such records, whose arguments stand among the others. Each {@link Says} what it is.
     *
     * <p>A component that is an {@code Optional} may be left out, but {@code null} is no way of saying so; of an
     * {@code Optional<Optional<…>>} it takes away what there is. A strict reader holds all limits.
     */
    public static <R> Shape<R> arguments(Class<R> record) {
        return of(record).rest(true).build();
    }

    Shape(Class<R> type, List<Field> fields) {
        this.type = type;
        this.fields = fields;
        this.maker = new RecordMaker<>(type, fields);
        var all = new ArrayList<Member>();
        collect(Function.identity(), all);
        this.more =
                all.stream().filter(member -> member.field.kind == Kind.MORE).findFirst();
        this.blank = all.stream().map(member -> member.field.absent()).toArray();
        all.stream().filter(member -> member.field.kind != Kind.MORE).forEach(members::add);
        if (members.size() > MEMBERS_MAX) {
            throw new IllegalStateException(
                    "%s has %d members: want at most %d".formatted(type.getSimpleName(), members.size(), MEMBERS_MAX));
        }
        this.lists = members.stream()
                .filter(member -> member.field.kind == Kind.LIST)
                .toList();
        order();
        this.names = new MemberNames(
                type.getSimpleName(), members.stream().map(Member::field).toList());
        long mask = 0;
        for (int i = 0; i < members.size(); i++) {
            mask |= members.get(i).field.optional ? 0 : 1L << i;
        }
        this.required = mask;
    }

    private void collect(Function<Object, Object> owner, List<Member> all) {
        for (Field field : fields) {
            Function<Object, Object> get = owner == Function.<Object>identity()
                    ? field.component
                    : record -> field.component.apply(owner.apply(record));
            if (field.kind == Kind.INLINE) {
                field.shape().collect(get, all);
            } else {
                byte[] quoted = JsonCompact.quoted(field.name).getBytes(StandardCharsets.UTF_8);
                all.add(new Member(all.size(), field, get, quoted));
            }
        }
    }

    private void order() {
        for (Member member : members) {
            if (member.field.after.isEmpty()) {
                written.add(member);
            }
        }
        for (Member member : members) {
            if (!member.field.after.isEmpty()) {
                int at = 0;
                while (at < written.size() && !written.get(at).field.name.equals(member.field.after)) {
                    at++;
                }
                if (at == written.size()) {
                    throw new IllegalStateException("there is no member '%s'".formatted(member.field.after));
                }
                written.add(at + 1, member);
            }
        }
    }

    /** The record that it describes. */
    public Class<R> type() {
        return type;
    }

    List<Field> fields() {
        return fields;
    }

    /** Returns the name in quotes of the member of that number; empty behind the last one. */
    byte[] quoted(int number) {
        return number < members.size() ? members.get(number).quoted : NONE;
    }

    /** Returns the number of the member that {@code in} stands at; -1 if there is none of that name. */
    int member(JsonCursor in, int likely) {
        return in.isLikely() ? likely : names.at(in);
    }

    /** Returns the number of the member of that name; -1 if there is none. */
    int number(String name) {
        return names.of(name);
    }

    /** Makes the record of its values, from {@code from} on. */
    R make(@Nullable Object[] values, int from) {
        return maker.make(values, from);
    }

    static String taken(Object value) {
        return switch (value) {
            case String it -> it.isEmpty() ? "empty" : "taken as '" + it + "'";
            case List<?> _ -> "none";
            default -> "taken as " + value;
        };
    }

    /**
     * Reads a text leniently: what is odd is a flaw, and the value absent, converted or replaced. Unknown members are
     * flaws also where they are kept. Never throws, whatever the bytes are.
     */
    public Read<R> read(byte[] json) {
        return new RecordReader(false, "").lenient(this, json);
    }

    /** As {@link #read(byte[])}, of a value that {@code in} stands at, past which it goes; what follows is not read. */
    public Read<R> read(JsonCursor in) {
        return new RecordReader(false, "").value(this, in);
    }

    /**
     * Reads a text strictly: nothing is converted or replaced.
     *
     * @param at the pointer of the text in what it is part of
     * @throws Flawed if it is not as described, with all flaws
     */
    public R strict(byte[] json, String at) {
        return new RecordReader(true, at).strict(this, json);
    }

    /**
     * Reads arguments strictly: a body, and what is given beside it.
     *
     * @param beside an object of values that are none of the body's
     * @param elsewhere the names of members that are no part of the body, whether they are given or not
     * @param whole the member that the body is as a whole; empty if it is an object of members
     * @throws Flawed if they are not as described, with all flaws
     */
    public R strict(byte[] body, byte[] beside, Set<String> elsewhere, String whole) {
        return new RecordReader(true, "").arguments(this, body, beside, elsewhere, whole);
    }

    /** Reads back what {@link #compact} wrote. */
    public R of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #of(String)}. */
    public R of(byte[] json) {
        Read<R> read = read(json);
        return read.record().orElseThrow(() -> new Flawed(read.flaws()));
    }

    /** Writes the record as an object. Absent members are {@code null} or not there, as described. */
    public void write(R record, JsonWriter out) {
        RecordWriter.write(this, record, out);
    }

    /** Returns the bytes of the record as an object that stands inside of {@code depth} others. */
    public byte[] bytes(R record, Spelling as, int depth) {
        var out = new JsonWriter(as, depth);
        write(record, out);
        return out.bytes();
    }

    /** Returns the record on one line. */
    public String compact(R record) {
        return new String(bytes(record, Spelling.COMPACT, 0), StandardCharsets.UTF_8);
    }

    /** Returns the record on one line as a value. */
    public Json json(R record) {
        return new Json(compact(record));
    }

    /**
     * Returns the fields of the record by their JSON pointers: {@code /task}, {@code /instances} with the number of its
     * elements, {@code /instances/0/status}. A text is a {@code String}, a number a {@code Long}, a flag a
     * {@code Boolean}, a list of texts a {@code List}, JSON its text. What is absent has no field, nor has the key.
     */
    public Map<String, Object> fields(R record) {
        return RecordFields.of(this, record);
    }

    /**
     * Checks limits and words of all that {@code now} says otherwise than {@code before}: what somebody has already
     * stays acceptable. Elements of a list that stood in it before are accepted at any place.
     *
     * @param at the pointer of the record in what it is part of
     * @throws dev.daybook.domain.Rejected at the first value that is not accepted
     */
    public void check(String at, Optional<R> before, R now) {
        RecordChecks.check(this, at, before.orElse(null), now);
    }

    /**
     * Returns what {@code now} says otherwise than {@code before}, in the order in which it is written: whole values,
     * of nested records and elements of lists those of their fields, of unknown members each by itself.
     */
    public List<Change> diff(R before, R now) {
        return RecordDiff.of(this, before, now).all();
    }

    /**
     * Returns the text in which only that changes which is to be said otherwise, read as {@code now} and nothing else:
     * a member that is not there is taken from others by a lenient reader, and does not change with them.
     *
     * @param said what the text is read as
     * @throws Flawed if the text is no JSON
     */
    public byte[] splice(byte[] json, R said, R now) {
        byte[] spliced = JsonSplice.of(json, RecordDiff.of(this, said, now));
        return read(spliced)
                .record()
                .filter(record -> !record.equals(now))
                .map(record -> JsonSplice.of(spliced, RecordDiff.of(this, record, now)))
                .orElse(spliced);
    }

    /** As {@link #splice(byte[], Object, Object)}, of a text that was not read yet. */
    public byte[] splice(byte[] json, R now) {
        Read<R> read = read(json);
        return splice(json, read.record().orElseThrow(() -> new Flawed(read.flaws())), now);
    }

    /**
     * Returns the simplest spelling in which {@link #document} gives {@code json} again, byte by byte; the text itself
     * is kept only where nothing simpler does. Nothing if the bytes are no UTF-8: no text gives them again.
     *
     * @param depth how many objects and lists it stands in
     */
    public Optional<Spelling> spelling(R record, byte[] json, int depth) {
        return RecordSpelling.of(this, record, json, depth);
    }

    /**
     * Returns the record in that spelling, with its byte order mark and its last line end if it has them. Where the
     * spelling is a text, that text with all changed in it that it does not say as the record does.
     */
    public byte[] document(R record, Spelling as, int depth) {
        return RecordSpelling.document(this, record, as, depth);
    }

    /**
     * Brings two changes of {@code base} together: where one side left a field alone, the other side's value is taken;
     * where both changed it, each in its own way, mine, and the conflict is reported. Elements of lists are told apart
     * by their keys, or by their places where their shape has none.
     */
    public Merged<R> merge(R base, R mine, R theirs) {
        return RecordMerge.of(this, base, mine, theirs, false);
    }

    /**
     * As {@link #merge}, but theirs counts where both changed a field, each in its own way. Of two elements that both
     * added in one place, both stay.
     */
    public Merged<R> mergeInto(R base, R mine, R theirs) {
        return RecordMerge.of(this, base, mine, theirs, true);
    }

    /**
     * Returns what the components hold by the names of their members, in the order in which they are written; what is
     * absent is left out.
     */
    public Map<String, Object> values(R record) {
        return RecordValues.of(this, record);
    }

    /**
     * Returns the record with another value for one of its members.
     *
     * @param component as the record's component has it, in its Optional if it has one
     * @throws IllegalArgumentException if there is no such member
     */
    public R with(R record, String member, Object component) {
        return RecordValues.with(this, record, member, component);
    }

    /**
     * Makes a record from what a row holds in the {@link #columns} of these names: a text, a number, JSON as its text.
     * Lists stand there as such, those of texts also as JSON. A nested record that has no value at all is absent.
     */
    public R ofRow(Function<String, @Nullable Object> row) {
        return RecordValues.ofRow(this, row);
    }

    /** Returns the fields that stand in the row of a table, in their order. */
    public List<Column<R>> columns() {
        return RecordColumns.of(this);
    }

    /** Returns its members in the order in which they are written. */
    public List<Argument> described() {
        List<Argument> all = described;
        if (all == null) {
            all = written.stream().map(member -> Argument.of(member.field())).toList(); // twice does no harm
            described = all;
        }
        return all;
    }

    /** Returns what its text consists of, as a JSON schema of 2020-12. */
    public Json jsonSchema() {
        return new Json("{" + RecordSchema.DIALECT + RecordSchema.members(this) + "}");
    }
}
