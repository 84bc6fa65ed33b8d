package dev.daybook.importing;

import java.util.Optional;

/**
 * One field of a thing, folded twice at once: what the files said of it last, and what counts now. Where the two agree
 * the files are right as they are.
 *
 * <p>A change by somebody else does not count as known to the files once an import has told the field: otherwise the
 * next import of unchanged files would undo it. A field that only others have told is taken as theirs, so that files
 * written from the journal bring nothing new.
 *
 * @param <T> its value; compared by {@code equals}
 */
public final class ImportedField<T> {

    private Optional<T> said = Optional.empty();
    private Optional<T> now = Optional.empty();
    private Optional<Word> saidBy = Optional.empty();
    private Optional<Word> lastBy = Optional.empty();

    /**
     * Whose word a fact is.
     *
     * @param file the file that an import of these files found it in; absent if somebody else said it
     * @param position of the fact in the journal
     * @param actor who said it
     */
    public record Word(Optional<String> file, long position, String actor) {

        /** Returns whether it is what the files said. */
        public boolean imported() {
            return file.isPresent();
        }
    }

    /** Takes the next word on it, in the order of the journal. */
    public void tell(T value, Word word) {
        now = Optional.of(value);
        lastBy = Optional.of(word);
        if (word.imported()) {
            said = now;
            saidBy = lastBy;
        }
    }

    /** Returns what the files said last; nothing if they never spoke of it. */
    public Optional<T> said() {
        return said;
    }

    /** Returns what counts now; nothing if nobody ever spoke of it. */
    public Optional<T> now() {
        return now;
    }

    /** Returns what the files are taken to know: what they said last, else what counts now. */
    public Optional<T> known() {
        return said.or(() -> now);
    }

    /** Returns whether the files would bring something new with that value. */
    public boolean differsFrom(T value) {
        return known().filter(value::equals).isEmpty();
    }

    /** Returns whether the files ever spoke of it. */
    public boolean imported() {
        return saidBy.isPresent();
    }

    /** Returns the file that said it last. */
    public Optional<String> file() {
        return saidBy.flatMap(Word::file);
    }

    /** Returns the position of the fact with which the files said it last. */
    public Optional<Long> position() {
        return saidBy.map(Word::position);
    }

    /** Returns who, that is no import of these files, had the last word on it. */
    public Optional<String> changedBy() {
        return lastBy.filter(word -> !word.imported()).map(Word::actor);
    }

    /** Returns whether the last word on it is no import's, were it the same value again. */
    public boolean changedSince() {
        return changedBy().isPresent();
    }

    /** Returns whether something else counts now than what the files said. */
    public boolean changed() {
        return !now.equals(said);
    }

    /** Returns whether something else counts now than what the files are taken to know. */
    public boolean overridden() {
        return !now.equals(known());
    }
}
