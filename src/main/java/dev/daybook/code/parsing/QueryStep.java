package dev.daybook.code.parsing;

import java.util.List;

/**
 * What a query says of one node.
 *
 * @param symbol of the node; {@link #ANY} for each that has a name
 * @param field what it has to be to the node around it; 0: whatever
 * @param optional whether the query also matches without it
 * @param immediate whether no other node with a name may stand before it
 * @param last whether no other node with a name may stand behind it
 * @param without the fields of which it must have no node
 * @param captures what it is called if it is found
 * @param parts what has to stand in it, in that order
 * @param choices one of them has to fit the node; if there are any, they say all but the field and the captures
 * @param isCaptured whether something in it has a name to be found by: of others it is enough to know that they are there
 */
record QueryStep(
        int symbol,
        int field,
        boolean optional,
        boolean immediate,
        boolean last,
        List<Integer> without,
        List<String> captures,
        List<QueryStep> parts,
        List<QueryStep> choices,
        boolean isCaptured) {

    static final int ANY = -1;

    QueryStep(
            int symbol,
            int field,
            boolean optional,
            boolean immediate,
            boolean last,
            List<Integer> without,
            List<String> captures,
            List<QueryStep> parts,
            List<QueryStep> choices) {
        this(
                symbol,
                field,
                optional,
                immediate,
                last,
                without,
                captures,
                parts,
                choices,
                !captures.isEmpty()
                        || parts.stream().anyMatch(QueryStep::isCaptured)
                        || choices.stream().anyMatch(QueryStep::isCaptured));
    }
}
