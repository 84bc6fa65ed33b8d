package dev.daybook.item;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.event.JsonText;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.Reads;
import dev.daybook.slice.Briefing;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slice;
import dev.daybook.slice.ToolFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Records of tools that have no slice of their own. */
public final class ItemSlice implements Slice {

    private static final int BRIEFED_BYTES_MAX = 200;

    private final KeyMembers keys;
    private final List<ToolFiles> files;

    /**
     * @param keys the members that tell records of a kind from others, of whatever tool: {@link ToolFiles#keys}
     * @param files of the tools that keep such records
     */
    public ItemSlice(Map<String, List<String>> keys, ToolFiles... files) {
        this.keys = new KeyMembers(keys);
        this.files = List.of(files);
    }

    @Override
    public Facts facts() {
        return Facts.of(ItemEvent.class).word(ItemId.class, ItemId::text, word -> Optional.of(ItemId.parse(word)));
    }

    @Override
    public List<Domain> domains() {
        return List.of(Domain.of("item", Item.class, new ItemDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(ItemProjection::new);
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var items = new ItemQueries(reads);
        return Map.of("item", key -> items.find(key).map(item -> ItemRecord.fields(JsonText.tree(item.record()))));
    }

    @Override
    public List<Documents.Source> documents() {
        return List.of(new ItemDocuments());
    }

    @Override
    public List<Operations<Ground>> operations() {
        return List.of(ItemOperations.of(keys));
    }

    @Override
    public List<Briefing> briefings() {
        return List.of(new Briefing(
                "items",
                ItemOperations.READ_MODEL,
                "Records of other tools",
                "",
                BRIEFED_BYTES_MAX,
                ground -> ItemOperations.queries(ground).briefing()));
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}
