package dev.daybook.project.gum;

import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.util.ArrayList;
import java.util.List;

/** All that the files say. */
final class Sayings {

    final List<Saying<ProjectFacts>> projects = new ArrayList<>();
    final List<Saying<Use>> directories = new ArrayList<>();
    final List<Saying<RootFacts>> roots = new ArrayList<>();
    final List<Saying<RepositoryFacts>> repositories = new ArrayList<>();

    /** Caches and synchronisations, each spelled by the key of its stream. */
    final List<Saying<ScanEvent>> scans = new ArrayList<>();
}
