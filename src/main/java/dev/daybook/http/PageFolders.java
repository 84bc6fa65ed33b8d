package dev.daybook.http;

import dev.daybook.domain.Rejected;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Role;
import dev.daybook.page.Cell;
import dev.daybook.page.Forms;
import dev.daybook.page.Link;
import dev.daybook.page.Page;
import dev.daybook.page.Section;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Has somebody choose a folder of this machine for a form, one below the other: of those that a request may name. */
final class PageFolders {

    private static final int FOLDERS_MAX = 1_000;

    private final PageRoutes pages;
    private final OperationRoutes.Paths paths;

    PageFolders(PageRoutes pages, OperationRoutes.Paths paths) {
        this.pages = pages;
        this.paths = paths;
    }

    void mount(Routes routes) {
        routes.page(
                "GET",
                Forms.FOLDERS,
                () -> new RouteForm(
                        "folders",
                        Role.ADMIN,
                        false,
                        Stream.of("form", "argument", "at")
                                .map(name -> Parameter.query(name, Parameter::any))
                                .toList(),
                        List.of(PageRoutes.HTML)),
                this::folders);
    }

    private Answer folders(Request request) throws IOException {
        String form = request.text("form").orElse("");
        String argument = request.text("argument").orElse("");
        String at = request.text("at").orElseGet(() -> System.getProperty("user.home", "/"));
        Path folder = paths.of(request, "/at", at, "folder");
        var rows = new ArrayList<List<Cell>>();
        try (Stream<Path> inside = Files.list(folder)) {
            inside.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .limit(FOLDERS_MAX)
                    .forEach(path -> rows.add(List.of(
                            Cell.to(String.valueOf(path.getFileName()), address(form, argument, path)),
                            Cell.to("take this one", taken(form, argument, path)))));
        } catch (NoSuchFileException | NotDirectoryException _) {
            throw Rejected.invalidAt("/at", "there is no folder %s: choose one that is there", folder);
        } catch (AccessDeniedException _) {
            throw Rejected.invalidAt(
                    "/at", "the server may not look into %s: choose another one, or let its user read it", folder);
        }
        var links = new ArrayList<Link>();
        if (folder.getParent() != null) {
            links.add(new Link("Up to " + folder.getParent(), address(form, argument, folder.getParent()), false));
        }
        links.add(new Link("Take " + folder, taken(form, argument, folder), false));
        return pages.html(
                request,
                200,
                Page.of(
                        "Folders in " + folder,
                        "Choose the one that is meant, or look into it.",
                        List.of(
                                new Section.Next(links),
                                new Section.Rows("", List.of("folder", "choose"), rows, "there is no folder in it"))),
                Forms.FOLDERS,
                "");
    }

    private static String address(String form, String argument, Path folder) {
        return Forms.folders(form, argument, folder.toString());
    }

    private static String taken(String form, String argument, Path folder) {
        return Forms.PATH + Operation.encoded(form) + "?" + Operation.encoded(argument) + "="
                + Operation.encoded(folder.toString());
    }
}
