package dev.daybook.shape;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of the members of a record by their names, found without making texts of what is read. Never changes. */
final class MemberNames {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final byte[][] names;
    private final int[] named;

    /** By their hash, each at the first free place from there on: one more than its place among the names; 0 if free. */
    private final int[] table;

    /**
     * Takes the names of some members, and those they also have.
     *
     * @param record what they are members of, for the message
     * @throws IllegalStateException if two have the same one
     */
    MemberNames(String record, List<Field> fields) {
        for (int i = 0; i < fields.size(); i++) {
            add(record, fields.get(i).name, i);
            for (String alias : fields.get(i).aliases) {
                add(record, alias, i);
            }
        }
        this.names = numbers.keySet().stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.named = Arrays.stream(names)
                .mapToInt(name -> of(new String(name, StandardCharsets.UTF_8)))
                .toArray();
        this.table = new int[Integer.highestOneBit(Math.max(names.length, 1)) * 4];
        for (int i = 0; i < names.length; i++) {
            int at = JsonBytes.hash(names[i], 0, names[i].length) & table.length - 1;
            while (table[at] != 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = i + 1;
        }
    }

    private void add(String record, String name, int number) {
        if (numbers.putIfAbsent(name, number) != null) {
            throw new IllegalStateException("%s has two members '%s'".formatted(record, name));
        }
    }

    /** Returns the number of the member of that name; -1 if there is none. */
    int of(String name) {
        return numbers.getOrDefault(name, -1);
    }

    /** Returns the number of the member that {@code in} stands at; -1 if there is none of that name. */
    int at(JsonCursor in) {
        if (in.isNameEscaped()) {
            return of(in.memberName());
        }
        for (int at = in.nameHash() & table.length - 1; table[at] != 0; at = at + 1 & table.length - 1) {
            if (in.isName(names[table[at] - 1])) {
                return named[table[at] - 1];
            }
        }
        return -1;
    }
}
