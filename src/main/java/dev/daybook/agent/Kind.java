package dev.daybook.agent;

import dev.daybook.domain.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a record is about, and how its facts are made. */
public enum Kind {
    AGENT(AgentEvent.CATEGORY),
    TASK(TaskEvent.CATEGORY),
    MESSAGE(MessageEvent.CATEGORY),
    CONTEXT(ContextEvent.CATEGORY),
    MEMORY(MemoryEvent.CATEGORY);

    private final String category;

    Kind(String category) {
        this.category = category;
    }

    /** Returns the category of the streams of such records. */
    public String category() {
        return category;
    }

    static Optional<Kind> of(String category) {
        return Arrays.stream(values())
                .filter(kind -> kind.category.equals(category))
                .findFirst();
    }

    /** Returns the fact that a record is what is set. */
    Told recorded(String id, Map<String, Json> set, Optional<String> spelling) {
        return switch (this) {
            case AGENT -> new AgentEvent.Recorded(id, set, spelling);
            case TASK -> new TaskEvent.Recorded(id, set, spelling);
            case MESSAGE -> new MessageEvent.Recorded(id, set, spelling);
            case CONTEXT -> new ContextEvent.Recorded(id, set, spelling);
            case MEMORY -> new MemoryEvent.Recorded(id, set, spelling);
        };
    }

    /** Returns the fact that some members are otherwise. */
    Told revised(String id, Map<String, Json> set, List<String> unset, Optional<String> spelling) {
        return switch (this) {
            case AGENT -> new AgentEvent.Revised(id, set, unset, spelling);
            case TASK -> new TaskEvent.Revised(id, set, unset, spelling);
            case MESSAGE -> new MessageEvent.Revised(id, set, unset, spelling);
            case CONTEXT -> new ContextEvent.Revised(id, set, unset, spelling);
            case MEMORY -> new MemoryEvent.Revised(id, set, unset, spelling);
        };
    }

    Told removed(String id) {
        return switch (this) {
            case AGENT -> new AgentEvent.Removed(id);
            case TASK -> new TaskEvent.Removed(id);
            case MESSAGE -> new MessageEvent.Removed(id);
            case CONTEXT -> new ContextEvent.Removed(id);
            case MEMORY -> new MemoryEvent.Removed(id);
        };
    }
}
