package dev.daybook;

import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.legacy.Posted;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AttachmentView;
import dev.daybook.query.ConfigQueries;
import dev.daybook.query.ExecutionView;
import dev.daybook.query.Page;
import dev.daybook.query.SbiQueries;
import dev.daybook.query.SbiView;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the read models show of an imported thing, for the comparison with its files. */
record PostedFields(ReadModels readModels, SbiQueries sbis, ConfigQueries config) implements Posted {

    @Override
    public void await(Position position) {
        readModels.catchUp(); // quicker than following after thousands of facts, and harmless beside it
    }

    @Override
    public Optional<Map<String, Object>> fields(StreamId stream) {
        return switch (stream.category()) {
            case "sbi" -> sbis.find(stream.key()).map(this::task);
            case "config" ->
                config.find(stream.key()).map(it -> Map.of("/value", it.value().text()));
            default -> Optional.empty();
        };
    }

    private Map<String, Object> task(SbiView task) {
        var fields = new HashMap<String, Object>();
        fields.put("/taskId", task.taskId());
        fields.put("/title", task.title());
        put(fields, "/spec", task.spec());
        fields.put("/label", task.label());
        fields.put("/labels", task.labels());
        fields.put("/priority", (long) task.priority());
        put(fields, "/parent", task.parent());
        fields.put("/dependsOn", task.dependsOn());
        fields.put("/metadata", task.metadata().text());
        fields.put("/status", task.status());
        put(fields, "/originalStatus", task.originalStatus());
        fields.put("/createdAt", task.createdAt());
        all(cursor -> sbis.executions(task.id(), cursor, Page.LIMIT_MAX, true), it -> execution(fields, it));
        all(cursor -> sbis.attachments(task.id(), cursor, Page.LIMIT_MAX), it -> attachment(fields, it));
        return fields;
    }

    private static void execution(Map<String, Object> fields, ExecutionView it) {
        var name = it.file().orElseGet(() -> "%s_%d.md".formatted(it.step().toLowerCase(Locale.ROOT), it.turn()));
        var at = "/executions/" + name;
        fields.put(at + "/turn", (long) it.turn());
        fields.put(at + "/step", it.step());
        fields.put(at + "/attempt", (long) it.attempt());
        put(fields, at + "/decision", it.decision());
        put(fields, at + "/decisionText", it.decisionText());
        put(fields, at + "/content", it.content());
        put(fields, at + "/completedAt", it.completedAt());
    }

    private void attachment(Map<String, Object> fields, AttachmentView it) {
        sbis.attachment(it.sbi(), it.name())
                .flatMap(AttachmentView::content)
                .ifPresent(content -> fields.put("/attachments/" + it.name() + "/content", content));
    }

    private static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(it -> fields.put(name, it));
    }

    private static <T> void all(Function<Optional<String>, Page<T>> pages, Consumer<T> each) {
        Page<T> page = pages.apply(Optional.empty());
        page.items().forEach(each);
        while (page.next().isPresent()) {
            page = pages.apply(page.next());
            page.items().forEach(each);
        }
    }
}
