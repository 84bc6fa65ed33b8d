package dev.daybook.item.taskmaster.witness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
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
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
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

    /** Made when a file is read first: what only asks never does. */
    private static final class Reading {
        static final JsonMapper JSON = JsonMapper.builder()
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE) // which is read twice
                .build();
    }

    /** Takes a task of a tag. */
    private interface Each {
        void task(String tag, JsonNode task);
    }

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        Path file = root.path().resolve(".taskmaster").resolve("tasks").resolve("tasks.json");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Map<String, Integer> named = new HashMap<>();
        Map<String, Integer> lists = new HashMap<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            each(channel, (tag, task) -> named.merge(name(tag, task), 1, Integer::sum), lists);
            each(channel, (tag, task) -> state(root, tag, task, named, lists, statements), new HashMap<>());
        } catch (IOException _) {
            // damaged, or no text: the reader reports it, and nothing is certain
        }
    }

    /**
     * Goes through the tasks of a file, of which no more than one is in memory.
     *
     * @param lists counts those of each tag
     * @throws IOException if it is no JSON to its end
     */
    private static void each(FileChannel file, Each each, Map<String, Integer> lists) throws IOException {
        file.position(0);
        JsonParser in = Reading.JSON.createParser(Channels.newReader(file, StandardCharsets.UTF_8.newDecoder(), -1));
        in.nextToken();
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String tag = in.currentName();
            if (in.nextToken() == JsonToken.START_ARRAY && tag.equals("tasks")) {
                tasks(in, "master", each, lists);
            } else if (in.currentToken() == JsonToken.START_OBJECT) {
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    boolean isTasks = in.currentName().equals("tasks");
                    if (in.nextToken() == JsonToken.START_ARRAY && isTasks) {
                        tasks(in, tag, each, lists);
                    } else {
                        in.skipChildren();
                    }
                }
            } else {
                in.skipChildren();
            }
        }
        if (in.nextToken() != null) {
            throw new IOException("goes on after its value");
        }
    }

    private static void tasks(JsonParser in, String tag, Each each, Map<String, Integer> lists) throws IOException {
        lists.merge(tag, 1, Integer::sum);
        while (in.nextToken() != JsonToken.END_ARRAY) {
            each.task(tag, Reading.JSON.readTree(in));
        }
    }

    private static String name(String tag, JsonNode task) {
        return tag + "/" + task.path("id").asText();
    }

    private static void state(
            Root root,
            String tag,
            JsonNode task,
            Map<String, Integer> named,
            Map<String, Integer> lists,
            Consumer<Statement> statements) {
        boolean once = lists.getOrDefault(tag, 0) == 1 && named.getOrDefault(name(tag, task), 0) == 1;
        if (!once || task.path("id").asText().isEmpty() || tag.contains("/") || tag.contains("~")) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        STATED.stream()
                .filter(name -> task.path(name).isTextual())
                .forEach(name ->
                        fields.put("/" + name, JsonText.of(task.path(name)).text()));
        statements.accept(new Statement(
                new StreamId("item", root.qualified("taskmaster.task/" + name(tag, task))), fields));
    }

    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        return Witness.saidByOthers(
                new Source.Project(TOOL, root.project()),
                fields,
                known,
                (event, field) -> event instanceof ItemEvent it && it.says(field));
    }
}
