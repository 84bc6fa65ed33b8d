package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Limits;
import dev.daybook.importing.frame.Contents;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files of two forms that their names do not tell apart, but what they begin with does.
 *
 * @param json of JSON
 * @param other of all others
 * @param member what only the records of those others have
 * @param isJson whether a file is JSON that begins so
 */
public record EitherDocument(Container json, Container other, String member, Predicate<String> isJson)
        implements Container {

    private static final int LOOK_BYTES = 4_096;
    private static final Pattern BRACE = Pattern.compile("\uFEFF?\\s*\\{(.*)", Pattern.DOTALL);
    private static final Pattern LINE_END = Pattern.compile("[ \\t\\r]*\\n.*", Pattern.DOTALL);

    /** Whether it begins with a brace. */
    public static boolean isObject(String text) {
        return BRACE.matcher(text).matches();
    }

    /** Whether it begins with a brace on a line of its own, as an object does that is spread over several. */
    public static boolean isSpread(String text) {
        Matcher brace = BRACE.matcher(text);
        return brace.matches() && LINE_END.matcher(brace.group(1)).matches();
    }

    private Container of(byte[] text) {
        return isJson.test(new String(text, 0, Math.min(text.length, LOOK_BYTES), UTF_8)) ? json : other;
    }

    @Override
    public Contents read(String file, byte[] text, Limits limits) {
        return of(text).read(file, text, limits);
    }

    @Override
    public Optional<Pieces> pieces(InputStream in, int recordBytesMax) {
        var buffered = new BufferedInputStream(in, LOOK_BYTES);
        try {
            buffered.mark(LOOK_BYTES);
            byte[] begin = buffered.readNBytes(LOOK_BYTES);
            buffered.reset();
            return of(begin).pieces(buffered, recordBytesMax);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Place> places(byte[] text, String id, boolean lenient) throws Damaged {
        return of(text).places(text, id, lenient);
    }

    @Override
    public Optional<String> id(byte[] record, String pointer) {
        return of(record).id(record, pointer);
    }

    @Override
    public Optional<Json> value(byte[] record) {
        return of(record).value(record);
    }

    @Override
    public Spelling look(byte[] record, Json value, int depth) {
        return of(record).look(record, value, depth);
    }

    @Override
    public byte[] print(Json record, int depth, Spelling as) {
        return (JsonText.tree(record).has(member) ? other : json).print(record, depth, as);
    }

    @Override
    public byte[] revise(byte[] record, Json now, Spelling as) {
        return of(record).revise(record, now, as);
    }

    @Override
    public byte[] edit(byte[] text, Spelling as, Collection<List<String>> removed, List<Added> added) {
        return of(text).edit(text, as, removed, added);
    }

    @Override
    public byte[] empty() {
        return json.empty();
    }

    @Override
    public Optional<Spelling> ofNew() {
        return json.ofNew();
    }
}
