package dev.daybook.code;

import static dev.daybook.readmodel.Tables.FILES;
import static dev.daybook.readmodel.Tables.OWN_TAGS;
import static dev.daybook.readmodel.Tables.SOURCE_TREES;

import dev.daybook.code.CodeEvent.FileRemoved;
import dev.daybook.code.CodeEvent.Stands;
import dev.daybook.code.CodeEvent.Tagged;
import dev.daybook.event.Recorded;
import dev.daybook.item.ItemCommand;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.ItemId;
import dev.daybook.journal.StreamId;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Query;
import org.jooq.impl.DSL;

/** The files of source trees, as of now. */
final class CodeProjection implements Projection {

    static final String NAME = "code";

    private static final String READ_HERE = "";

    private static final Query FIND = DSL.select(FILES.POSITION)
            .from(FILES)
            .where(FILES.PROJECT.eq(DSL.param("project", String.class)))
            .and(FILES.PATH.eq(DSL.param("path", String.class)))
            .and(FILES.TOOL.eq(DSL.inline(READ_HERE)));
    private static final Query TAKE_REVISION = DSL.update(FILES)
            .set(FILES.REVISION, DSL.param("revision", Long.class))
            .where(FILES.POSITION.eq(DSL.param("position", Long.class)));
    private static final Query FIND_TAGS = DSL.select(OWN_TAGS.TAG)
            .from(OWN_TAGS)
            .where(OWN_TAGS.PROJECT.eq(DSL.param("project", String.class)))
            .and(OWN_TAGS.PATH.eq(DSL.param("path", String.class)));
    private static final Query ADD_TAG =
            Statements.insert(OWN_TAGS, List.of(OWN_TAGS.PROJECT, OWN_TAGS.PATH, OWN_TAGS.TAG, OWN_TAGS.POSITION));
    private static final Query REMOVE_TAGS = DSL.deleteFrom(OWN_TAGS)
            .where(OWN_TAGS.PROJECT.eq(DSL.param("project", String.class)))
            .and(OWN_TAGS.PATH.eq(DSL.param("path", String.class)));

    private static final Query LOCATE = Statements.upsert(
            SOURCE_TREES,
            List.of(SOURCE_TREES.PROJECT, SOURCE_TREES.ROOT, SOURCE_TREES.REVISION, SOURCE_TREES.POSITION),
            List.of(SOURCE_TREES.PROJECT));
    private static final Query FORGET_TREE =
            DSL.deleteFrom(SOURCE_TREES).where(SOURCE_TREES.PROJECT.eq(DSL.param("project", String.class)));
    private static final Query TAKE_TREE_REVISION = DSL.update(SOURCE_TREES)
            .set(SOURCE_TREES.REVISION, DSL.param("revision", Long.class))
            .where(SOURCE_TREES.PROJECT.eq(DSL.param("project", String.class)));

    private final FileTables files = new FileTables();
    private final ScoutRows scouted = new ScoutRows();
    private final Map<StreamId, Changed> changed = new LinkedHashMap<>(); // in this batch

    /** A file while a batch works on it. */
    private static final class Changed {
        final SourceFile file;
        final Optional<Long> stored; // its number before the batch
        Optional<Long> number;
        Optional<Stands> stands = Optional.empty(); // what it is, if the batch says so
        Instant indexedAt = Instant.EPOCH;
        Optional<Recorded> tagged = Optional.empty();
        long revision;

        Changed(SourceFile file, Optional<Long> stored) {
            this.file = file;
            this.stored = stored;
            this.number = stored;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean posts(StreamId stream) {
        return stream.category().equals(CodeEvent.CATEGORY)
                || stream.category().equals(TreeEvent.CATEGORY)
                || (stream.category().equals(ItemCommand.CATEGORY)
                        && ScoutRows.isOne(ItemId.parse(stream.key()).kind()));
    }

    @Override
    public boolean remove(Recorded first, Tables tables) {
        return switch (first.event()) {
            case CodeEvent it -> {
                SourceFile file = SourceFile.of(it);
                find(file, tables).ifPresent(number -> FileTables.remove(number, tables));
                tables.execute(REMOVE_TAGS, file.project(), file.path());
                yield true;
            }
            case TreeEvent it -> {
                tables.execute(FORGET_TREE, it.project());
                yield true;
            }
            case ItemEvent it
            when ScoutRows.isOne(it.item().kind()) -> {
                scouted.remove(it.item(), tables);
                yield true;
            }
            default -> false;
        };
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        switch (recorded.event()) {
            case CodeEvent it -> apply(it, recorded, tables);
            case TreeEvent.Located it ->
                tables.execute(
                        LOCATE,
                        it.project(),
                        it.root(),
                        recorded.entry().revision(),
                        recorded.position().value());
            case ItemEvent it when ScoutRows.isOne(it.item().kind()) -> scouted.apply(it, recorded, tables);
            default -> {} // another projection's
        }
    }

    private void apply(CodeEvent event, Recorded recorded, Tables tables) {
        Changed file = changed.get(recorded.stream());
        if (file == null) {
            SourceFile which = SourceFile.of(event);
            file = new Changed(which, recorded.entry().revision() == 0 ? Optional.empty() : find(which, tables));
            changed.put(recorded.stream(), file);
        }
        file.revision = recorded.entry().revision();
        switch (event) {
            case Stands it -> {
                file.number =
                        file.number.or(() -> Optional.of(recorded.position().value()));
                file.stands = Optional.of(it);
                file.indexedAt = recorded.occurredAt();
            }
            case FileRemoved _ -> {
                file.number = Optional.empty();
                file.stands = Optional.empty();
            }
            case Tagged _ -> file.tagged = Optional.of(recorded);
        }
    }

    @Override
    public void passOver(Recorded recorded, Tables tables) {
        long revision = recorded.entry().revision();
        if (recorded.event() instanceof TreeEvent it) {
            tables.execute(TAKE_TREE_REVISION, revision, it.project());
        } else if (recorded.event() instanceof CodeEvent it) {
            Changed file = changed.get(recorded.stream());
            if (file == null) {
                find(SourceFile.of(it), tables).ifPresent(number -> tables.execute(TAKE_REVISION, revision, number));
            } else {
                file.revision = revision;
            }
        }
    }

    private static Optional<Long> find(SourceFile file, Tables tables) {
        return tables.fetch(FIND, row -> row.getLong(1), file.project(), file.path()).stream()
                .findFirst();
    }

    @Override
    public void flush(Tables tables) {
        for (Changed it : changed.values()) { // first: numbers that the full-text index gets only grow then
            it.tagged.ifPresent(recorded -> tag(it.file, recorded, tables));
            it.stored
                    .filter(number -> !it.number.equals(it.stored))
                    .ifPresent(number -> FileTables.remove(number, tables));
        }
        for (Changed it : changed.values()) {
            it.number.ifPresent(number -> write(it, number, tables));
        }
        scouted.flush(files, tables);
        files.flush(tables);
        forget();
    }

    private void write(Changed file, long number, Tables tables) {
        boolean isNew = !file.stored.equals(file.number);
        if (file.stands.isPresent()) {
            Stands it = file.stands.get();
            var row = new FileTables.Row(
                    number,
                    READ_HERE,
                    file.file,
                    it.language(),
                    it.sha256(),
                    it.sizeBytes(),
                    it.modifiedAt(),
                    file.indexedAt,
                    file.revision);
            files.write(row, isNew, it.parsed(), tags(file.file, tables), tables);
        } else {
            tables.execute(TAKE_REVISION, file.revision, number);
            if (file.tagged.isPresent()) {
                files.refresh(number, tags(file.file, tables), tables);
            }
        }
    }

    private static List<String> tags(SourceFile file, Tables tables) {
        return tables.fetch(FIND_TAGS, row -> row.getString(1), file.project(), file.path());
    }

    private static void tag(SourceFile file, Recorded recorded, Tables tables) {
        tables.execute(REMOVE_TAGS, file.project(), file.path());
        for (String tag : ((Tagged) recorded.event()).tags().stream().distinct().toList()) {
            tables.execute(
                    ADD_TAG,
                    file.project(),
                    file.path(),
                    tag,
                    recorded.position().value());
        }
    }

    @Override
    public void forget() {
        changed.clear();
        scouted.forget();
        files.forget();
    }

    @Override
    public void beforeLoad(Tables tables) {
        scouted.beforeLoad();
        FileTables.beforeLoad(tables);
    }

    @Override
    public void afterLoad(Tables tables) {
        scouted.afterLoad(files, tables);
        FileTables.afterLoad(tables);
    }
}
