package dev.daybook.node;

import java.time.InstantSource;

final class OneNodeTest extends NodesContract {

    @Override
    protected Nodes open() {
        return new OneNode("one", "laptop", InstantSource.system());
    }
}
