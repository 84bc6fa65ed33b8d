package dev.daybook.maintenance;

import dev.daybook.projection.ReadModels;
import java.util.List;

/** Which read models are meant by names with commas between them, or by the word for all of them. */
final class ReadModelNames {

    static final String ALL = "all";
    static final String PATTERN = "^[a-z]+(,[a-z]+)*$";
    static final String WANT = "names of read models with commas between them, or all";

    /** @throws dev.daybook.domain.Rejected if one of them is none */
    static List<String> of(String asked, ReadModels readModels) {
        List<String> names = asked.equals(ALL)
                ? readModels.names()
                : List.of(asked.split(",")).stream().distinct().toList();
        names.forEach(readModels::status); // refuses a name that is none
        return names;
    }

    private ReadModelNames() {}
}
