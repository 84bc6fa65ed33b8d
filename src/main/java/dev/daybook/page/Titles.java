package dev.daybook.page;

import dev.daybook.operation.Catalogue;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What pages are called. */
final class Titles {

    private final Catalogue<?> catalogue;
    private final List<Operation<?, ?>> all;

    Titles(Catalogue<?> catalogue, List<Operation<?, ?>> all) {
        this.catalogue = catalogue;
        this.all = all;
    }

    /** Returns what a list is called: as its group where that is what it lists, without folders that are no pages. */
    String of(Operation<?, ?> list) {
        String path = list.path();
        Optional<String> group = catalogue.groups().stream()
                .filter(it -> it.all().contains(list) && path.equals("/" + it.name() + "s"))
                .filter(it -> it.says().startsWith(Site.name(it.tag())))
                .map(Operations::tag)
                .findFirst();
        String top = "/" + path.split("/")[1];
        boolean isPage = all.stream().anyMatch(other -> other.path().equals(top));
        return Site.name(group.orElse(isPage ? path : path.substring(top.length())));
    }

    /** Returns what a page is called: what it is, and of which. */
    String of(Operation<?, ?> page, Map<String, String> variables) {
        String path = page.path();
        String which = String.join(" ", variables.values());
        if (variables.isEmpty()) {
            return of(page);
        }
        int end = path.lastIndexOf('}') + 1;
        if (end < path.length()) {
            return Site.name(path.substring(end)) + " of " + which;
        }
        String name = Site.name(path);
        return (variables.size() == 1 ? name.replaceFirst("(?<!s)s$", "") : name) + " " + which;
    }
}
