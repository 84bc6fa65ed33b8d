package dev.daybook.project;

import dev.daybook.domain.Domain;
import dev.daybook.event.Facts;
import dev.daybook.operation.Operations;
import dev.daybook.projection.Documents;
import dev.daybook.projection.Projection;
import dev.daybook.query.ConsistencyQueries.Check;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.shape.Shape;
import dev.daybook.slice.Figure;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Health;
import dev.daybook.slice.Slice;
import dev.daybook.slice.ToolFiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Projects, directories and repositories. */
public final class ProjectSlice implements Slice {

    private static final Shape<ProjectView> PROJECT = Shape.plain(ProjectView.class);
    private static final Shape<DirectoryView> DIRECTORY = Shape.plain(DirectoryView.class);
    private static final Shape<RepositoryView> REPOSITORY = Shape.plain(RepositoryView.class);

    private final Machine machine;
    private final List<ToolFiles> files;

    /** @param files of the tools that keep such records */
    public ProjectSlice(ToolFiles... files) {
        this.machine = Machine.here();
        this.files = List.of(files);
    }

    @Override
    public Facts facts() {
        return Facts.of(ProjectEvent.class, DirectoryEvent.class, RepositoryEvent.class, ScanEvent.class)
                .word(RemoteIdentity.class, RemoteIdentity::text, RemoteIdentity::parse)
                .word(ProjectFacts.Kind.class, ProjectFacts.Kind::word, ProjectFacts.Kind::of);
    }

    @Override
    public List<Domain> domains() {
        return List.of(
                Domain.of(ProjectEvent.CATEGORY, Project.class, new ProjectDecider()),
                Domain.of(DirectoryEvent.CATEGORY, Directory.class, new DirectoryDecider()),
                Domain.of(RepositoryEvent.CATEGORY, Repository.class, new RepositoryDecider()),
                Domain.of(ScanEvent.CATEGORY, Scan.class, new ScanDecider()));
    }

    @Override
    public List<Supplier<? extends Projection>> projections() {
        return List.of(ProjectProjection::new);
    }

    @Override
    public List<Documents.Source> documents() {
        return List.of(new ProjectDocuments());
    }

    @Override
    public Map<String, Function<String, Optional<Map<String, Object>>>> fields(Reads reads) {
        var projects = new ProjectQueries(reads);
        return Map.of(
                ProjectEvent.CATEGORY,
                key -> fields(
                        PROJECT,
                        projects.project(key)
                                .filter(projectView -> projectView.state().equals(ProjectView.PRESENT))),
                DirectoryEvent.CATEGORY,
                key -> fields(DIRECTORY, projects.directory(key)),
                RepositoryEvent.CATEGORY,
                key -> fields(REPOSITORY, projects.repository(key).filter(repositoryView -> !repositoryView.gone())));
    }

    @Override
    public Map<String, Runnable> questions(Reads reads) {
        var projects = new ProjectQueries(reads);
        var search = new ProjectQueries.Filter(
                Optional.of("no project of this name"), Optional.empty(), Optional.empty(), Optional.empty());
        return Map.of(
                "the list of projects",
                () -> projects.projects(ProjectQueries.Filter.PRESENT, Optional.empty(), Page.LIMIT_MAX),
                "the search of projects",
                () -> projects.projects(search, Optional.empty(), Page.LIMIT_DEFAULT),
                "the projects most similar",
                () -> Similarity.most(
                        "daybook",
                        projects.paths(ProjectQueries.Filter.PRESENT).stream(),
                        Function.identity(),
                        Page.LIMIT_DEFAULT),
                "the list of repositories",
                () -> projects.repositories(Optional.empty(), Optional.empty(), Page.LIMIT_MAX),
                "the list of directories",
                () -> projects.directories(Instant.EPOCH, Page.LIMIT_DEFAULT));
    }

    private static <V> Optional<Map<String, Object>> fields(Shape<V> shape, Optional<V> view) {
        return view.map(shape::fields);
    }

    @Override
    public List<Check> checks() {
        return Contradiction.CHECKS;
    }

    @Override
    public List<Figure> figures(Ground ground) {
        return Measures.all();
    }

    @Override
    public List<Health> health() {
        return List.of(new Health("projects", Measures::warning));
    }

    @Override
    public List<Operations<Ground>> operations() {
        return Stream.of(
                        new ProjectOperations(machine).all(),
                        new DirectoryOperations(machine).all(),
                        new RepositoryOperations(machine).all(),
                        List.of(new RootOperations(machine).all(), new GumOperations(machine).all()))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<ToolFiles> files() {
        return files;
    }
}
