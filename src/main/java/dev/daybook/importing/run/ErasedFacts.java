package dev.daybook.importing.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What was erased of a thing, of which only the hash is left: whether a file tells it once more. A fact may have a time of the
 * thing in it, which another change has moved since: it is what was erased, too, if but for the time it is what the files tell
 * of a thing that is not known.
 */
final class ErasedFacts {

    private final Set<Sha256> payloads;
    private final List<Draft> first;

    /**
     * @param payloads the hashes of what was erased
     * @param first returns what the files tell where nothing is known; asked where something was erased
     */
    ErasedFacts(Set<Sha256> payloads, Supplier<List<Draft>> first) {
        this.payloads = payloads;
        this.first = payloads.isEmpty()
                ? List.of()
                : first.get().stream().filter(this::isGone).toList();
    }

    private boolean isGone(Draft draft) {
        return payloads.contains(draft.payload().hash());
    }

    boolean has(Draft draft) {
        return isGone(draft)
                || first.stream().anyMatch(gone -> gone.type().equals(draft.type()) && differInTimes(gone, draft));
    }

    private static boolean differInTimes(Draft one, Draft other) {
        JsonNode left = json(one);
        JsonNode right = json(other);
        var names = new TreeSet<String>();
        left.fieldNames().forEachRemaining(names::add);
        right.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .filter(name -> !left.path(name).equals(right.path(name)))
                .allMatch(name -> Stream.of(left, right).allMatch(it -> isTime(it.path(name))));
    }

    private static JsonNode json(Draft draft) {
        return JsonText.tree(new Json(new String(draft.payload().bytes(), StandardCharsets.UTF_8)));
    }

    private static boolean isTime(JsonNode value) {
        try {
            OffsetDateTime.parse(value.asText());
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }
}
