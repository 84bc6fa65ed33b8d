package dev.daybook.code.parsing;

import java.util.List;
import java.util.Optional;

/** One match of a query: the nodes that it captured, in the order of the file. */
record Found(List<Node> nodes) {

    /**
     * A captured node.
     *
     * @param capture how the query calls it, without the at sign
     * @param start its first byte
     * @param end the byte behind it
     */
    record Node(String capture, int start, int end) {}

    Optional<Node> first(String capture) {
        for (Node node : nodes) {
            if (node.capture.equals(capture)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    Optional<Node> firstBelow(String prefix) {
        for (Node node : nodes) {
            if (node.capture.startsWith(prefix)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }
}
