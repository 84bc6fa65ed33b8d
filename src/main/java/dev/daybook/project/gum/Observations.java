package dev.daybook.project.gum;

import dev.daybook.project.ProjectFacts;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import java.util.ArrayList;
import java.util.List;

/** All that the files say. */
final class Observations {

    final List<Observation<ProjectFacts>> projects = new ArrayList<>();
    final List<Observation<Use>> directories = new ArrayList<>();
    final List<Observation<RootFacts>> roots = new ArrayList<>();
    final List<Observation<RepositoryFacts>> repositories = new ArrayList<>();

    /** Caches and synchronisations, each spelled by the key of its stream. */
    final List<Observation<ScanEvent>> scans = new ArrayList<>();
}
