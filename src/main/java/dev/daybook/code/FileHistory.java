package dev.daybook.code;

import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.Stands;
import dev.daybook.code.CodeEvent.Tagged;
import dev.daybook.event.Catalog;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.Timeline;
import java.util.List;
import java.util.Optional;

/** What the journal knows of files, its newest facts that count. Thread-safe. */
record FileHistory(Journal journal, Codec codec, Timelines timelines) {

    /** Most files were indexed last; where not, more is read. */
    private static final int FIRST_PAGE = 2;

    private static final int PAGE = 64;

    private static final String TAGGED = Catalog.name(Tagged.class);

    /**
     * What is known of a file.
     *
     * @param stands what it is; nothing if it is gone or was never there
     * @param tags that somebody gave it
     * @param revision of its stream, -1 if there is none
     */
    record Known(Optional<Stands> stands, List<String> tags, long revision) {

        static final Known NOTHING = new Known(Optional.empty(), List.of(), -1);

        /** Returns whether an event says something that is not so already. */
        boolean isNews(CodeEvent event) {
            return switch (event) {
                case Stands it -> stands.filter(it::isSame).isEmpty();
                case FileRemoved _ -> stands.isPresent();
                case Tagged it -> !tags.equals(it.tags());
            };
        }

        Known after(CodeEvent event) {
            return switch (event) {
                case Stands it -> new Known(Optional.of(it), tags, revision + 1);
                case FileRemoved _ -> new Known(Optional.empty(), tags, revision + 1);
                case Tagged it -> new Known(stands, it.tags(), revision + 1);
            };
        }
    }

    /** Returns what a file is, and no tags. */
    Known of(SourceFile file) {
        return of(file, false);
    }

    /** Returns what a file is, and its tags: they may have been given long ago, and all since is read. */
    Known withTags(SourceFile file) {
        return of(file, true);
    }

    private Known of(SourceFile file, boolean withTags) {
        StreamId stream = file.stream();
        long revision = journal.revision(stream);
        return revision < 0 ? Known.NOTHING : known(stream, revision, withTags);
    }

    private Known known(StreamId stream, long revision, boolean withTags) {
        Timeline timeline = timelines.current();
        Optional<CodeEvent> content = Optional.empty();
        Optional<Tagged> tagged = Optional.empty();
        Position before = journal.head().next();
        int page = FIRST_PAGE;
        boolean more = true;
        while (more && (content.isEmpty() || (withTags && tagged.isEmpty()))) {
            List<Entry> entries = journal.readBackward(Selection.stream(stream), before, page);
            for (Entry entry : entries) {
                boolean isTagged = entry.type().equals(TAGGED);
                boolean isWanted = isTagged ? withTags && tagged.isEmpty() : content.isEmpty();
                if (isWanted && entry.revision() <= revision && timeline.counts(entry)) {
                    switch ((CodeEvent) codec.decode(entry)) {
                        case Tagged it -> tagged = Optional.of(it);
                        case Stands it -> content = Optional.of(it);
                        case FileRemoved it -> content = Optional.of(it);
                    }
                }
            }
            more = entries.size() == page;
            if (more) {
                before = entries.getLast().position();
                page = PAGE;
            }
        }
        return new Known(
                content.flatMap(event -> event instanceof Stands it ? Optional.of(it) : Optional.empty()),
                tagged.map(Tagged::tags).orElse(List.of()),
                revision);
    }
}
