package dev.daybook.project.gum;

import dev.daybook.importing.database.SqlTables;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.importing.frame.ProjectHistory.Account;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.ScanEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What an export of gum's files shows of what was said since. */
record GumShowing() implements Format.Showing {

    static final List<String> CATEGORIES =
            List.of(ProjectEvent.CATEGORY, DirectoryEvent.CATEGORY, RepositoryEvent.CATEGORY, ScanEvent.CATEGORY);

    @Override
    public SortedSet<String> categories() {
        return new TreeSet<>(CATEGORIES);
    }

    @Override
    public Map<String, byte[]> show(
            ProjectHistory history, Function<String, Optional<byte[]>> kept, Map<String, SqlTables> databases)
            throws IOException, SQLException {
        var caches = new TreeMap<String, byte[]>();
        Gum.FILES.forEach(name -> kept.apply(Gum.file(name)).ifPresent(text -> caches.put(name, text)));
        var paths = new ArrayList<String>();
        var shown = new Shown(caches, Optional.ofNullable(databases.get(Gum.DATABASE)), paths);
        for (String category : CATEGORIES) {
            history.each(category, (Account account) -> {
                String path = account.stream().key().replaceFirst("^" + ScanEvent.ROOT, "");
                if (path.startsWith("/")
                        && account.entries().stream()
                                .anyMatch(
                                        recorded -> recorded.entry().metadata().isFrom(Gum.TOOL))) {
                    paths.add(path);
                }
                shown.add(account.stream(), account.entries());
            });
        }
        var files = new TreeMap<String, byte[]>();
        shown.show().forEach((name, text) -> files.put(Gum.file(name), text));
        return files;
    }
}
