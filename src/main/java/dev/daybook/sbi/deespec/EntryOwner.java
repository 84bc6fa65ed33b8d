package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which SBI an entry of the tool's journal is about.
 *
 * @param sbi the one it names: by its own word, or by an artifact
 * @param picks whether it says that this SBI is the one being worked on from now on
 * @param paths the artifacts that are paths
 * @param notes the files that it says it added notes to
 */
record EntryOwner(Optional<String> sbi, boolean picks, List<String> paths, List<String> notes) {

    private static final Pattern FOLDER = Pattern.compile("(?:^|/)(?:specs|reports)/sbi/([^/]+)(?:/|$)");

    /** Returns the id of the folder that a path names or lies in, if it is one of an SBI. */
    static Optional<String> ofPath(String path) {
        Matcher matcher = FOLDER.matcher(path);
        return matcher.find() ? SbiName.of(matcher.group(1)).map(SbiName::id) : Optional.empty();
    }

    static EntryOwner of(ObjectNode entry) {
        JsonNode artifacts = entry.path("artifacts");
        var paths = new ArrayList<String>();
        var notes = new ArrayList<String>();
        Optional<String> named = Optional.empty();
        boolean picks = false;
        for (JsonNode it : artifacts.isArray() ? artifacts : List.of(artifacts)) {
            if (it.isTextual()) {
                paths.add(it.textValue());
                named = named.isEmpty() ? ofPath(it.textValue()) : named;
            } else if (it.isObject() && artifacts.isArray()) {
                Optional<String> type = text(it, "type");
                type.filter(word -> word.endsWith("_note_rollup"))
                        .flatMap(_ -> text(it, "path"))
                        .ifPresent(notes::add);
                if (named.isEmpty()) {
                    named = text(it, "id")
                            .filter(SbiName::isId)
                            .or(() -> text(it, "task_id").filter(SbiName::isId))
                            .or(() -> text(it, "path").flatMap(EntryOwner::ofPath))
                            .or(() -> text(it, "spec_path").flatMap(EntryOwner::ofPath));
                    picks = named.isPresent() && type.equals(Optional.of("pick"));
                }
            }
        }
        Optional<String> own = text(entry, "sbi_id").filter(text -> !text.isBlank());
        return new EntryOwner(own.isPresent() ? own : named, own.isEmpty() && picks, paths, notes);
    }

    private static Optional<String> text(JsonNode object, String key) {
        return Optional.ofNullable(object.path(key).textValue());
    }

    /**
     * Which SBI each entry of a journal is about, entry by entry in their order: the one that it names, else the one
     * that was picked last. Before the first pick the tool's own state may say which one is being worked on.
     */
    static final class InOrder {
        private final Optional<String> only;
        private Optional<String> working;
        private boolean named;

        /**
         * @param only the one task that there is, in the era without ids
         * @param current the task that the tool's state says is being worked on
         */
        InOrder(Optional<String> only, Optional<String> current) {
            this.only = only;
            this.working = current;
        }

        /** Returns the owner of the next entry; one that names something that is no id has none. */
        Optional<String> next(EntryOwner entry) {
            if (only.isPresent() || entry.sbi().isEmpty()) {
                return only.or(() -> working);
            }
            Optional<String> sbi = entry.sbi().filter(SbiName::isId);
            if (sbi.isPresent() && !named) {
                named = true;
                working = Optional.empty(); // with several tasks the state says nothing of what came before
            }
            if (entry.picks()) {
                working = sbi;
            }
            return sbi;
        }
    }
}
