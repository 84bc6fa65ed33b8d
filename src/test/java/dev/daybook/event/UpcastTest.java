package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.AllSlices;
import dev.daybook.event.Contracts.Contract;
import dev.daybook.journal.Entry;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Old facts are read anew, never rewritten. */
class UpcastTest {

    static List<Contract> contracts() {
        return Contracts.all(AllSlices.of().facts().catalog());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void the_example_of_every_version_ever_reads_as_of_today(Contract contract) {
        var codec = new Codec(_ -> Optional.empty(), AllSlices.of().facts());
        Entry entry = Entries.entry(contract.name(), contract.version(), contract.example());
        assertThat(codec.decode(entry)).isNotNull();
        assertThat(codec.tree(entry).isObject()).isTrue();
    }

    @Test
    void a_fact_goes_through_every_version_in_between() {
        var upcasters = new Upcasters(Map.of(
                "sbi.moved/1", json -> json.put("second", 2),
                "sbi.moved/2", json -> json.put("third", json.path("second").intValue() + 1)));
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        upcasters.lift("sbi.moved", 1, 3, payload);
        assertThat(payload).hasToString("{\"second\":2,\"third\":3}");
    }

    @Test
    void an_old_entry_is_lifted_wherever_it_is_read() {
        var codec = new Codec(
                _ -> Optional.empty(),
                AllSlices.of().facts().upcast("sbi.retitled/0", json -> json.set("title", json.remove("name"))));
        Entry old = Entries.entry("sbi.retitled", 0, "{\"sbi\":\"SBI-1\",\"name\":\"Add login\"}");
        assertThat(codec.decode(old)).isEqualTo(new Retitled(new SbiId("SBI-1"), "Add login"));
        assertThat(codec.tree(old).path("title").asText()).isEqualTo("Add login");
        assertThat(new String(codec.json(old), StandardCharsets.UTF_8))
                .isEqualTo("{\"sbi\":\"SBI-1\",\"title\":\"Add login\"}");
    }

    @Test
    void a_version_without_a_way_to_today_is_named() {
        var codec = new Codec(_ -> Optional.empty(), AllSlices.of().facts());
        assertThatThrownBy(() -> codec.decode(Entries.entry("sbi.retitled", 0, "{}")))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("sbi.retitled of version 0 has no upcaster");
    }
}
