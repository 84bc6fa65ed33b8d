package dev.daybook.importing;

import dev.daybook.event.Recorded;
import dev.daybook.importing.frame.ProjectHistory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;

/**
 * All fields of one thing by their JSON pointers: what the files of a tool said of each last, in which file and with
 * which fact, what counts now, and who has changed it since. One fold for both ways: an import asks what is new to
 * what is known, an export what has changed since.
 *
 * <p>Which fields an event speaks of is a matter of the thing: its fold takes the {@link #word} of each fact and
 * {@linkplain ImportedField#tell tells} it to the fields that the event sets, as {@code SbiFields} does for a task. A
 * field that stands in several files, each with a spelling of its own, is one field per file (such as {@code
 * /files/<name>}), so that each keeps what it said itself; {@link #below} lists them. Not for several threads.
 */
public final class ImportedFields {

    private final SequencedMap<String, ImportedField<?>> fields = new LinkedHashMap<>();
    private final Function<Recorded, Optional<String>> toldBy;

    /**
     * @param toldBy the file from which an import of the files in question told a fact; nothing for the word of
     *     somebody else, as {@link ProjectHistory#toldBy} or {@link ProjectHistory#toldIn} say
     */
    public ImportedFields(Function<Recorded, Optional<String>> toldBy) {
        this.toldBy = toldBy;
    }

    /** Returns whose word that fact is. */
    public ImportedField.Word word(Recorded recorded) {
        return new ImportedField.Word(
                toldBy.apply(recorded),
                recorded.position().value(),
                recorded.entry().metadata().actor());
    }

    /** Returns the field at that pointer, of which nobody needs to have spoken yet. A pointer is of one type always. */
    @SuppressWarnings("unchecked")
    public <T> ImportedField<T> at(String pointer) {
        return (ImportedField<T>) fields.computeIfAbsent(pointer, _ -> new ImportedField<T>());
    }

    /** Returns the fields below a pointer of which somebody has spoken, by the rest of their pointers, in that order. */
    @SuppressWarnings("unchecked")
    public <T> SequencedMap<String, ImportedField<T>> below(String pointer) {
        var below = new LinkedHashMap<String, ImportedField<T>>();
        for (Map.Entry<String, ImportedField<?>> it : fields.entrySet()) {
            if (it.getKey().startsWith(pointer + "/") && it.getValue().now().isPresent()) {
                below.put(it.getKey().substring(pointer.length() + 1), (ImportedField<T>) it.getValue());
            }
        }
        return below;
    }

    /** Returns the field at that pointer, or the one that it is a part of; nothing if nobody has spoken of either. */
    public Optional<ImportedField<?>> near(String pointer) {
        for (String at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
            ImportedField<?> field = fields.get(at);
            if (field != null) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
