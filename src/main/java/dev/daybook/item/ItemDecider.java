package dev.daybook.item;

import dev.daybook.domain.Decider;
import dev.daybook.domain.Fingerprint;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import dev.daybook.item.Item.Present;
import dev.daybook.item.Item.Removed;
import dev.daybook.item.Item.Unknown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The life of a record: recorded, revised member by member, removed, recorded again. */
public final class ItemDecider implements Decider<ItemCommand, Item, ItemEvent> {

    /** The JSON pointer of a member. Without a group that repeats: its matcher would call itself for each character. */
    static final String MEMBER = "^/(?![^/]*~(?![01]))[^/]*$";

    private static final Pattern MEMBERS = Pattern.compile(MEMBER);

    /** Of a member that was taken out. */
    private static final Fingerprint GONE = Fingerprint.of();

    @Override
    public Item initial() {
        return new Unknown();
    }

    @Override
    public List<ItemEvent> decide(ItemCommand command, Item item) {
        return switch (command) {
            case ItemCommand.Put put -> put(put, item);
            case ItemCommand.Revise revise -> revise(revise, item);
            case ItemCommand.Remove remove -> remove(remove, item);
        };
    }

    @Override
    public Item evolve(Item item, ItemEvent event) {
        return switch (event) {
            case ItemEvent.Recorded recorded -> new Present(Fingerprint.of(recorded.record()), Map.of());
            case ItemEvent.Revised revised -> evolve(item, revised);
            case ItemEvent.Removed _ -> new Removed();
        };
    }

    private static Item evolve(Item item, ItemEvent.Revised event) {
        if (!(item instanceof Present(Fingerprint recorded, Map<String, Fingerprint> before))) {
            return item; // real histories may say so; there is nothing to revise
        }
        var revised = new TreeMap<>(before);
        event.set().forEach((pointer, value) -> revised.put(pointer, Fingerprint.of(value)));
        event.unset().forEach(pointer -> revised.put(pointer, GONE));
        return new Present(recorded, revised);
    }

    private static List<ItemEvent> put(ItemCommand.Put put, Item item) {
        Texts.object("/record", put.record());
        return item.equals(new Present(Fingerprint.of(put.record()), Map.of()))
                ? List.of()
                : List.of(new ItemEvent.Recorded(put.item(), put.record(), Optional.empty()));
    }

    private static List<ItemEvent> revise(ItemCommand.Revise revise, Item item) {
        Present present = present(revise.item(), item);
        var set = new TreeMap<String, Json>();
        revise.set().forEach((pointer, value) -> {
            Texts.json("/set" + member(pointer), value);
            if (!Fingerprint.of(value).equals(present.revised().get(pointer))) {
                set.put(pointer, value);
            }
        });
        List<String> unset = revise.unset().stream()
                .filter(pointer -> !GONE.equals(present.revised().get(member(pointer))))
                .distinct()
                .sorted()
                .toList();
        for (String pointer : unset) {
            if (revise.set().containsKey(pointer)) {
                throw Rejected.invalidAt("/unset", "%s is to be set and taken out: want one of them", pointer);
            }
        }
        return set.isEmpty() && unset.isEmpty()
                ? List.of()
                : List.of(new ItemEvent.Revised(revise.item(), set, unset, Optional.empty()));
    }

    private static List<ItemEvent> remove(ItemCommand.Remove remove, Item item) {
        return switch (item) {
            case Unknown _ -> throw unknown(remove.item());
            case Present _ -> List.of(new ItemEvent.Removed(remove.item()));
            case Removed _ -> List.of();
        };
    }

    private static String member(String pointer) {
        if (!MEMBERS.matcher(pointer).matches()) {
            throw Rejected.invalid("'%s' names no member of the record: want a pointer such as /status", pointer);
        }
        return pointer;
    }

    private static Present present(ItemId id, Item item) {
        return switch (item) {
            case Present present -> present;
            case Unknown _, Removed _ -> throw unknown(id);
        };
    }

    private static Rejected unknown(ItemId id) {
        return Rejected.notFound("there is no item '%s'", id);
    }
}
