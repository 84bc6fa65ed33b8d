package dev.daybook.session.ait42;

import dev.daybook.event.Recorded;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.journal.Source;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionEvent.Claimed;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What the journal knows of a session: what it is now, and what each file said of it last.
 *
 * <p>What a file said is its last claim if no other fact was told of the file since, variants aside, else what the
 * session was at the last of its facts. A claim without a record says that the file spells the session as the tool
 * would: it counts as such a fact. Files are named with their project.
 */
public final class SessionAccount {

    private final Map<String, Said> said = new HashMap<>();
    private final List<VariantRecorded> variants = new ArrayList<>();
    private Optional<SessionRecord> now = Optional.empty();
    private Optional<String> lastFile = Optional.empty();
    private boolean changed;

    /** @param claim the bytes of the record in the file, where the tool would spell it otherwise */
    private record Said(Optional<SessionRecord> record, Optional<Content> claim) {}

    private SessionAccount() {}

    /** Returns what {@code entries} come to, those of one stream that count. */
    public static SessionAccount of(List<Recorded> entries) {
        var account = new SessionAccount();
        for (Recorded it : entries) {
            if (it.event() instanceof SessionEvent event) {
                account.apply(event, file(it));
            }
        }
        return account;
    }

    private static Optional<String> file(Recorded recorded) {
        return recorded.entry().metadata().file(Ait42.KIND).map(Source.File::qualified);
    }

    private void apply(SessionEvent event, Optional<String> file) {
        if (event instanceof VariantRecorded variant) {
            variants.add(variant);
            return;
        }
        now = SessionRecord.after(now, event);
        Optional<Content> claim =
                event instanceof Claimed it && !it.record().text().isEmpty()
                        ? Optional.of(new Content(it.encoding(), it.record().text()))
                        : Optional.empty();
        if (file.isPresent()) {
            said.put(file.get(), new Said(now, claim));
            lastFile = file;
        } else {
            changed = true;
        }
    }

    /** Returns the session as it is; nothing if there is none, or none any more. */
    public Optional<SessionRecord> now() {
        return now;
    }

    /** Returns whether that file told something of it, were it that it is gone. */
    public boolean isToldBy(String file) {
        return said.containsKey(file);
    }

    /** Returns the file that told something of it last. */
    public Optional<String> lastFile() {
        return lastFile;
    }

    /** Returns whether anybody else than files said something of it. */
    boolean isChanged() {
        return changed;
    }

    /** Returns what that file said last; nothing if it said nothing, or that the session is gone. */
    public Optional<SessionRecord> said(String file) {
        Said it = said.get(file);
        if (it == null) {
            return Optional.empty();
        }
        return it.claim().map(claim -> Records.read(claim.bytes())).orElse(it.record());
    }

    /** Returns how that file spells the session, if otherwise than the tool would. */
    public Optional<Content> claim(String file) {
        return Optional.ofNullable(said.get(file)).flatMap(Said::claim);
    }

    /** Returns the variants that were recorded of a file, by their places; the last one of each counts. */
    public SequencedMap<Integer, Content> variants(String file) {
        var placed = new TreeMap<Integer, Content>();
        for (VariantRecorded it : variants) {
            if (it.file().equals(file)) {
                placed.put(it.place(), new Content(it.encoding(), it.record().text()));
            }
        }
        return placed;
    }
}
