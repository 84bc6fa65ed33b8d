package dev.daybook.session.ait42;

import dev.daybook.domain.Spelling;
import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.FileEntity.Kept;
import dev.daybook.importing.frame.FilePieces;
import dev.daybook.importing.frame.Frame;
import dev.daybook.importing.frame.FrameWriter;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.ProjectHistory.Account;
import dev.daybook.importing.frame.RecordStore;
import dev.daybook.importing.frame.RecordStore.FileRecords;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionId;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.session.Workspaces;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;

/** One writing of one home. */
final class HomeWriting {

    private static final String FOLDER = Ait42.HOME + "/";

    private final ProjectHistory book;
    private final ExportTree tree;
    private final RecordStore records;
    private final HomeDatabase database;

    /** The last word on each file: its frame, or all of it. */
    private final SequencedSet<String> framed = new LinkedHashSet<>();

    private final SequencedSet<String> whole = new LinkedHashSet<>();

    /** The files of workspaces whose file has a name of its own. */
    private final Map<String, String> homes = new HashMap<>();

    /** The workspaces that the database tells of. */
    private final Set<String> inDatabase = new HashSet<>();

    /** Whether the records of a file stand in it without a list. */
    private final Map<String, Boolean> bare = new HashMap<>();

    /** The folders of workspaces that no file of the tool told. */
    private final TreeMap<String, String> located = new TreeMap<>();

    HomeWriting(ProjectHistory book, ExportTree tree, RecordStore records) {
        this.book = book;
        this.tree = tree;
        this.records = records;
        this.database = new HomeDatabase(tree, this::content);
    }

    void write() {
        try (database) {
            all();
        }
    }

    private void all() {
        book.each(FileEntity.CATEGORY, this::file);
        book.each("workspace", this::workspace);
        book.each("session", this::session);
        framed.forEach(records::sheet);
        records.sheets().forEach(this::sheet);
        database.write();
        for (String it : whole) {
            if (!it.equals(FOLDER + Ait42.MAPPING)) {
                content(it).ifPresent(content -> tree.write(it, content.bytes()));
            }
        }
        mapping();
    }

    private void file(Account account) {
        String file = book.plain(account.stream().key());
        if (!file.startsWith(FOLDER) && !file.equals(FolderHints.LAST)) {
            return;
        }
        Optional<Integer> piece = DatabasePieces.number(file);
        if (piece.isPresent()) {
            database.piece(piece.get(), account.entries().getLast().event() instanceof Written);
            return;
        }
        Kept kept = Kept.of(account.entries());
        Optional<FilePieces> pieces = FilePieces.of(kept);
        if (pieces.isPresent()) {
            pieces.get().write(file, this::content, tree);
            return;
        }
        if (FilePieces.isOne(file)) {
            return;
        }
        kept.frame().ifPresent(_ -> framed.add(file));
        kept.content().ifPresent(_ -> whole.add(file));
    }

    private void workspace(Account account) {
        String key = account.stream().key();
        Optional<Located> now = Optional.empty();
        for (Recorded it : account.entries()) {
            book.toldBy(it).ifPresent(file -> {
                if (file.equals(DatabasePieces.FILE)) {
                    inDatabase.add(key);
                } else {
                    records.sheet(file); // even if it holds no session
                    homes.put(key, file);
                }
            });
            now = it.event() instanceof Located event ? Optional.of(event) : now;
        }
        boolean byUser = account.entries().stream()
                .reduce((_, last) -> last)
                .filter(recorded -> book.toldBy(recorded).isEmpty())
                .isPresent();
        now.flatMap(Located::path)
                .filter(text -> byUser && isNamedBy(key, text))
                .ifPresent(text -> located.put(key, text));
    }

    /** The tool takes an entry for good only if the folder has that hash. */
    private static boolean isNamedBy(String key, String path) {
        return Workspaces.key(path).equals(key) || Workspaces.written(path).equals(key);
    }

    private void session(Account account) {
        ImportedSession session = ImportedSession.of(account.entries());
        Optional<SessionRecord> now = session.now();
        SessionId id = SessionId.parse(account.stream().key());
        SequencedSet<String> files = files(account);
        if (now.isEmpty()) {
            files.stream()
                    .filter(text -> session.said(book.qualified(text)).isPresent())
                    .forEach(file -> records.sheet(file).change());
            database.remove(id);
            return;
        }
        boolean stored = database.isThere() && store(id, session, now.get(), files.isEmpty());
        String first = "";
        for (String file : files) {
            if (put(file, id, session, now.get())) {
                first = first.isEmpty() ? file : first;
            }
        }
        if (first.isEmpty() && !stored) {
            first = home(id.workspace());
            byte[] bytes = isBare(first) ? SessionRendering.line(now.get()) : SessionRendering.bytes(now.get());
            records.sheet(first).put(id.id(), records.put(bytes));
            records.sheet(first).change();
        }
        SessionEntity.counts(now.get()).forEach(tree::count);
        added(first, id, account.entries());
    }

    /**
     * Puts a session into the database if that told of it, or if it is new and nothing else tells of its workspace.
     * Returns whether it is in there.
     */
    private boolean store(SessionId id, ImportedSession session, SessionRecord now, boolean fresh) {
        Optional<SessionRecord> said = session.said(book.qualified(DatabasePieces.FILE));
        if (said.isPresent()) {
            return isSame(session, said.get(), now) || database.put(id, said, now);
        }
        boolean own = inDatabase.contains(id.workspace()) && !homes.containsKey(id.workspace());
        return fresh && own && database.put(id, Optional.empty(), now);
    }

    /** The files of this project that told something of it. */
    private SequencedSet<String> files(Account account) {
        var files = new LinkedHashSet<String>();
        for (Recorded it : account.entries()) {
            book.toldBy(it)
                    .filter(file -> file.endsWith(Ait42.ENDING) || file.endsWith(Ait42.MIGRATED))
                    .ifPresent(files::add);
        }
        return files;
    }

    /** Puts the session and its variants into a file that told them; returns whether the session is in it. */
    private boolean put(String file, SessionId id, ImportedSession session, SessionRecord now) {
        String name = book.qualified(file);
        FileRecords sheet = records.sheet(file);
        Map<Integer, Content> variants = new TreeMap<>(session.variants(name));
        Optional<SessionRecord> said = session.said(name);
        if (said.isPresent()) {
            byte[] bytes = bytes(file, session, said.get(), now);
            sheet.put(id.id(), records.put(bytes));
        } else if (variants.containsKey(0)) {
            // what another file says is newer: what this one says decides nothing, and stays
            Content own = variants.get(0);
            sheet.put(id.id(), records.put(own.bytes()));
        }
        variants.forEach((place, content) -> sheet.putVariant(id.id(), place, records.put(content.bytes())));
        tree.count("session_variants", variants.size());
        return said.isPresent();
    }

    private byte[] bytes(String file, ImportedSession session, SessionRecord said, SessionRecord now) {
        Optional<Content> claim = session.claim(book.qualified(file));
        boolean same = isSame(session, said, now);
        if (!same) {
            records.sheet(file).change();
        }
        if (claim.isEmpty()) {
            return SessionRendering.bytes(same ? said : now);
        }
        byte[] bytes = claim.get().bytes();
        return same ? bytes : SessionShape.RECORD.splice(bytes, said, now);
    }

    /** Returns whether nobody says otherwise; a change of its time alone is one that was taken back. */
    private static boolean isSame(ImportedSession session, SessionRecord said, SessionRecord now) {
        return !session.isChanged() || at(now, said).equals(said);
    }

    /** Returns the one with the time of the other. */
    private static SessionRecord at(SessionRecord it, SessionRecord other) {
        return new SessionRecord(it.id(), it.profile().at(other.profile().updatedAt()), it.instances(), it.messages());
    }

    /** Further records that somebody made of a session there was, as the tool itself would have added them. */
    private void added(String told, SessionId id, List<Recorded> entries) {
        String file = told.isEmpty() ? home(id.workspace()) : told;
        for (Recorded it : entries) {
            if (it.event() instanceof VariantRecorded variant && variant.file().isEmpty()) {
                byte[] bytes = ImportedSession.content(variant).bytes();
                records.sheet(file).add(List.of(), _ -> bytes);
                tree.count("session_variants", 1);
            }
        }
    }

    /** The file for what no file told: that of the workspace. */
    private String home(String workspace) {
        if (workspace.equals(SessionId.UNASSIGNED)) {
            return FOLDER + Ait42.ONE;
        }
        return Optional.ofNullable(homes.get(workspace))
                .filter(text -> text.endsWith(Ait42.ENDING))
                .orElse(FOLDER + Ait42.SESSIONS + "/" + workspace + Ait42.ENDING);
    }

    private void sheet(String file, FileRecords sheet) {
        Frame frame = frame(file);
        Spelling as = frame.isBare() ? Spelling.COMPACT : Spelling.INDENTED;
        new FrameWriter(tree, records).write(file, frame, Ait42.CONTAINER, as, sheet);
    }

    private boolean isBare(String file) {
        return framed.contains(file)
                && bare.computeIfAbsent(file, text -> frame(text).isBare());
    }

    private Frame frame(String file) {
        return kept(file).frame().map(Frame::of).orElse(Frame.PLAIN);
    }

    private Optional<Content> content(String file) {
        return kept(file).content();
    }

    private Kept kept(String file) {
        return Kept.of(book.entries(FileEntity.CATEGORY, file));
    }

    private void mapping() {
        String file = FOLDER + Ait42.MAPPING;
        Optional<byte[]> bytes = content(file).map(Content::bytes);
        Mapping mapping = bytes.map(Mapping::of).orElseGet(Mapping::empty);
        located.forEach(mapping::add);
        if (bytes.isPresent() || mapping.isChanged()) {
            tree.write(file, mapping.isChanged() ? mapping.bytes() : bytes.orElseThrow());
        }
    }
}
