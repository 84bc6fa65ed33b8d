package dev.daybook.item.taskmaster.witness;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Witness;
import dev.daybook.item.ItemEvent;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which task of which tag Task Master's file holds: a task is in the list {@code tasks} of its tag, or of the file
 * itself, and named by its id. Where an id stands twice in a tag, nothing is stated of it.
 */
public final class TaskMasterWitness implements Witness {

    private static final String TOOL = "taskmaster";
    private static final List<String> STATED = List.of("title", "description", "status", "priority", "details");
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        JsonNode file = file(root.path().resolve(".taskmaster").resolve("tasks").resolve("tasks.json"));
        Map<String, JsonNode> tags = new LinkedHashMap<>();
        if (file.path("tasks").isArray()) {
            tags.put("master", file);
        }
        file.properties().stream()
                .filter(tag -> tag.getValue().path("tasks").isArray())
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
        tags.forEach((tag, content) -> tasks(root, tag, content.path("tasks"), statements));
    }

    private static JsonNode file(Path path) {
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    ? JSON.readTree(Files.readString(path, StandardCharsets.UTF_8))
                    : JSON.nullNode();
        } catch (JacksonException _) {
            return JSON.nullNode(); // what is damaged is left out
        } catch (IOException _) {
            return JSON.nullNode(); // no text: the reader reports it
        }
    }

    private static void tasks(Root root, String tag, JsonNode tasks, Consumer<Statement> statements) {
        Map<String, Integer> ids = new HashMap<>();
        tasks.forEach(task -> ids.merge(task.path("id").asText(), 1, Integer::sum));
        for (JsonNode task : tasks) {
            String id = task.path("id").asText();
            if (id.isEmpty() || ids.getOrDefault(id, 0) > 1 || tag.contains("/") || tag.contains("~")) {
                continue;
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            STATED.stream()
                    .filter(name -> task.path(name).isTextual())
                    .forEach(name ->
                            fields.put("/" + name, JsonText.of(task.path(name)).text()));
            statements.accept(
                    new Statement(new StreamId("item", root.qualified("taskmaster.task/" + tag + "/" + id)), fields));
        }
    }

    @Override
    public Set<String> changedSince(Root root, Set<String> fields, List<Recorded> known) {
        var project = new Source.Project(TOOL, root.project());
        Set<String> others = new HashSet<>();
        for (Recorded entry : known) {
            boolean theirs = entry.entry().metadata().isFrom(project);
            for (String field : fields) {
                boolean said = switch (entry.event()) {
                    case ItemEvent.Revised it ->
                        it.set().containsKey(field) || it.unset().contains(field);
                    case ItemEvent _ -> true;
                    default -> false;
                };
                if (said && theirs) {
                    others.remove(field);
                } else if (said) {
                    others.add(field);
                }
            }
        }
        return others;
    }
}
