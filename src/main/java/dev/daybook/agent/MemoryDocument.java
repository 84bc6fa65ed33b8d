package dev.daybook.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.event.JsonText;
import dev.daybook.item.ItemRecord;
import dev.daybook.item.MemberDocuments;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Subject;
import dev.daybook.projection.Tables;
import dev.daybook.query.Scope;
import dev.daybook.text.ScopeWord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What can be found of a memory: all of it is one document, so that words of its text, its content and its tags are
 * found together.
 */
record MemoryDocument(Subject of, Documents documents, Tables tables) {

    private static final int TITLE_CHARS_MAX = 80;
    private static final String AGENT = "agent";
    static final String ITEM = "item";

    /** What ends that a memory is known, as members say it, and as the index has it. */
    private static final Map<String, String> OVER = Map.of(
            "retracted_at", MemoryView.RETRACTED,
            "consolidated_at", MemoryView.CONSOLIDATED,
            "expired_at", MemoryView.EXPIRED);

    /** Where the files are found that memories name: each is an item of its own. */
    static final Scope FILES = new Scope(List.of(new ScopeWord(Documents.KIND, ITEM)), List.of());

    /** Returns where memories are found, of an agent if one is said. */
    static Scope scope(Optional<String> agent, boolean onlyKnown) {
        return new Scope(
                Stream.concat(
                                Stream.of(new ScopeWord(Documents.KIND, MemoryEvent.CATEGORY)),
                                agent.map(name -> new ScopeWord(AGENT, name)).stream())
                        .toList(),
                onlyKnown
                        ? OVER.values().stream()
                                .sorted()
                                .map(name -> new ScopeWord(name, ""))
                                .toList()
                        : List.of());
    }

    void apply(MemoryEvent event, boolean again) {
        if (event instanceof Told.Gone) {
            of.deleted = true;
            of.label(List.of(), tables);
            documents.remove(of, tables);
            return;
        }
        if (event instanceof Told.Whole) {
            if (again) {
                documents.remove(of, tables);
                of.label(List.of(), tables);
            }
            of.deleted = false;
            of.title = of.owner();
            say(text -> text.title = of.title);
        }
        if (of.deleted) {
            return; // real histories may say so; there is nothing to change
        }
        event.set().forEach((pointer, value) -> {
            if (!pointer.isEmpty()) {
                say(ItemRecord.member(pointer), JsonText.tree(value));
            }
        });
        event.unset().forEach(pointer -> say(ItemRecord.member(pointer), MissingNode.getInstance()));
        of.status = switch (event) {
            case MemoryEvent.Retracted _ -> MemoryView.RETRACTED;
            case MemoryEvent.Consolidated _ -> MemoryView.CONSOLIDATED;
            case MemoryEvent.Expired _ -> MemoryView.EXPIRED;
            case MemoryEvent.ConsolidationReverted _, MemoryEvent.Recorded _ -> MemoryView.KNOWN;
            case MemoryEvent.Revised _, MemoryEvent.Removed _ -> of.status;
        };
    }

    private void say(String member, JsonNode value) {
        switch (member) {
            case "text" -> {
                String words = value.asText("");
                of.title = words.isBlank() ? of.owner() : line(words);
                say(text -> {
                    text.title = of.title;
                    text.spec = words;
                });
            }
            case "content" -> {
                String words = MemberDocuments.joined(value);
                say(text -> text.execution = words);
            }
            case "source" -> say(text -> text.note = value.asText(""));
            case "agent_id" -> say(text -> text.belongs(AGENT, Optional.ofNullable(value.textValue())));
            case "retracted_at", "consolidated_at", "expired_at" -> {
                boolean isOver = !value.isMissingNode() && !value.isNull();
                say(text -> text.belongs(
                        Objects.requireNonNull(OVER.get(member)), isOver ? Optional.of("") : Optional.empty()));
            }
            case "tags" -> {
                List<String> tags = MemoryView.tags(value).stream().distinct().toList();
                of.label(tags, tables);
                say(text -> text.label = String.join(" ", tags));
            }
            default -> {} // nobody looks for it by its words
        }
    }

    private void say(Consumer<Documents.Text> change) {
        documents.put(of, MemoryEvent.CATEGORY, tables, change);
    }

    /** Returns the beginning of a text on one line. */
    static String line(String words) {
        String line = words.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= TITLE_CHARS_MAX
                ? line
                : line.substring(0, line.offsetByCodePoints(0, TITLE_CHARS_MAX - 1)) + "…";
    }
}
