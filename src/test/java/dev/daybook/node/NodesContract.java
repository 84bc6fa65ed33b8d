package dev.daybook.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.journal.Fence;
import dev.daybook.journal.Fenced;
import dev.daybook.node.Leases.Held;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What processes promise each other, wherever their journal is. */
public abstract class NodesContract {

    private static final Duration LONG = Duration.ofMinutes(5);

    protected Nodes nodes;

    /** Opens those of an empty journal. */
    protected abstract Nodes open();

    @BeforeEach
    final void given_a_node() {
        nodes = open();
    }

    @AfterEach
    final void close() {
        nodes.close();
    }

    @Test
    void what_is_claimed_is_nobody_elses_until_it_is_given_back() {
        Lease lease = nodes.leases().claim("chores", "what for").orElseThrow();

        assertThat(nodes.leases().claim("chores", "as well")).isEmpty();
        assertThat(nodes.leases().claim("others", "")).isPresent();
        assertThat(lease.isHeld()).isTrue();
        assertThat(nodes.leases().all()).extracting(Held::name).containsExactly("chores", "others");
        Held held = nodes.leases().all().getFirst();
        assertThat(held.holder()).isEqualTo(nodes.id());
        assertThat(held.about()).isEqualTo("what for");
        assertThat(held.isOver()).isFalse();
        assertThat(held.until()).isAfter(held.since());

        lease.close();

        assertThat(lease.isHeld()).isFalse();
        assertThat(nodes.leases().all()).extracting(Held::name).containsExactly("others");
        Lease again = nodes.leases().claim("chores", "").orElseThrow();
        assertThat(again.fence().epoch()).isGreaterThan(lease.fence().epoch());
        lease.close(); // takes nothing from whoever has it now
        assertThat(again.isHeld()).isTrue();
    }

    @Test
    void what_is_handed_over_tells_how_to_go_on_and_is_anybodys() {
        Lease lease = nodes.leases().claim("follow", "the tree").orElseThrow();

        lease.handOver();

        assertThat(lease.isHeld()).isFalse();
        assertThat(nodes.leases().all()).singleElement().satisfies(held -> {
            assertThat(held.isOver()).isTrue();
            assertThat(held.about()).isEqualTo("the tree");
        });
        assertThat(nodes.leases().claim("follow", "taken over")).isPresent();
    }

    @Test
    void what_is_revoked_is_not_held_any_more() {
        assertThat(nodes.leases().claim("follow", "the tree")).isPresent();

        nodes.leases().revoke(nodes.leases().all().getFirst());

        assertThat(nodes.leases().all()).isEmpty();
        assertThat(nodes.leases().claim("follow", "")).isPresent();
    }

    @Test
    void work_is_carried_out_under_the_lease_and_not_after_it() {
        Lease outer = nodes.leases().claim("outer", "").orElseThrow();
        Lease inner = nodes.leases().claim("inner", "").orElseThrow();

        List<Fence> seen = outer.carry(() -> inner.carry(Fence::current));

        assertThat(seen).containsExactly(outer.fence(), inner.fence());
        assertThat(Fence.current()).isEmpty();
        outer.close();
        assertThatThrownBy(() -> outer.carry(() -> "too late"))
                .isInstanceOf(Fenced.class)
                .hasMessageContaining("'outer' of epoch " + outer.fence().epoch());
    }

    @Test
    void who_joined_is_on_the_list_with_what_it_tells() {
        assertThat(nodes.all()).isEmpty();

        nodes.join(() -> "{\"version\":1}");

        assertThat(nodes.all()).singleElement().satisfies(node -> {
            assertThat(node.id()).isEqualTo(nodes.id());
            assertThat(node.name()).isEqualTo(nodes.name());
            assertThat(node.about()).isEqualTo("{\"version\":1}");
            assertThat(node.isGone()).isFalse();
        });
    }

    @Test
    void values_are_found_by_kind_and_key_and_taken_once() {
        SharedValues values = nodes.values();
        values.put("heard", Map.of("b", "2", "a", "1"), LONG);
        values.put("heard", Map.of("b", "3"), LONG);
        values.put("other", Map.of("a", "9"), LONG);

        assertThat(values.all("heard")).containsExactly(Map.entry("a", "1"), Map.entry("b", "3"));
        assertThat(values.find("other", "a")).contains("9");
        assertThat(values.take("heard", "a")).contains("1");
        assertThat(values.take("heard", "a")).isEmpty();
        assertThat(values.putIfAbsent("key", "head", "first", LONG)).isEqualTo("first");
        assertThat(values.putIfAbsent("key", "head", "second", LONG)).isEqualTo("first");
    }

    @Test
    void a_value_whose_time_is_over_is_as_none() {
        nodes.values().put("login", Map.of("x", "1"), Duration.ZERO);

        assertThat(nodes.values().find("login", "x")).isEmpty();
        assertThat(nodes.values().all("login")).isEmpty();
        assertThat(nodes.values().take("login", "x")).isEmpty();
        assertThat(nodes.values().putIfAbsent("login", "x", "2", LONG)).isEqualTo("2");
    }
}
