package dev.daybook.code;

import static dev.daybook.code.SeenFile.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.CodeViews.Caller;
import dev.daybook.code.CodeViews.Place;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private Optional<ReadModels> models = Optional.empty();

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void after(CodeEvent... seen) {
        new CodeFacts(chronicle.journal, chronicle.codec, chronicle.timelines)
                .append(List.of(seen), new Seen("indexer", "r1", Chronicle.START));
        models = Optional.of(chronicle.posted(folder));
    }

    private List<Place> places(String name, int limit) {
        return models.orElseThrow()
                .read(dsl -> new References(Tables.of(dsl), _ -> false).of(name, Optional.empty(), limit));
    }

    private List<String> callers(String name) {
        return models.orElseThrow()
                .read(dsl -> new References(Tables.of(dsl), _ -> false)
                        .callers(name, Optional.empty(), 100).files().stream()
                                .map(Caller::path)
                                .toList());
    }

    @Test
    void a_name_is_shown_where_it_is_defined_and_then_where_it_is_used() {
        after(
                file("src/find.ts")
                        .defines("function", "findUser")
                        .symbol("LIMIT")
                        .seen(),
                file("src/a.ts").uses("findUser", 3, 9).uses("LIMIT", 4).seen(),
                file("src/b.ts").uses("findUsers", 1).seen());

        assertThat(places("findUser", 10))
                .extracting(Place::role, Place::path, Place::line)
                .containsExactly(
                        tuple("definition", "src/find.ts", 10L),
                        tuple("reference", "src/a.ts", 3L),
                        tuple("reference", "src/a.ts", 9L));
        assertThat(places("LIMIT", 10)).extracting(Place::role).containsExactly("symbol", "reference");
        assertThat(places("findUser", 1))
                .as("one more says that there are more")
                .hasSize(2);
        assertThat(places("nobody", 10)).isEmpty();
    }

    @Test
    void a_caller_imports_the_file_that_defines_the_name_and_uses_it() {
        after(
                file("src/users/find.ts")
                        .defines("function", "findUser")
                        .uses("findUser", 30)
                        .seen(),
                file("src/other/find.ts").seen(),
                file("src/login.ts")
                        .imports("./users/find", "findUser")
                        .uses("findUser", 4)
                        .seen(),
                file("src/deep/a.ts")
                        .imports("../users/find.js")
                        .uses("findUser", 4)
                        .seen(),
                file("src/alias.ts").imports("@/users/find").uses("findUser", 4).seen(),
                file("src/idle.ts").imports("./users/find", "findUser").seen(),
                file("src/wrong.ts")
                        .imports("./other/find", "findUser")
                        .uses("findUser", 4)
                        .seen(),
                file("src/none.ts").uses("findUser", 4).seen());

        assertThat(callers("findUser")).containsExactly("src/alias.ts", "src/deep/a.ts", "src/login.ts");
    }

    @Test
    void what_a_file_hands_on_is_called_by_those_that_import_that_file() {
        after(
                file("src/lib/find.ts").defines("function", "findUser").seen(),
                file("src/lib/index.ts")
                        .imports("./find", "findUser")
                        .uses("findUser", 1)
                        .seen(),
                file("src/all.ts").imports("./lib").uses("*", 1).seen(),
                file("src/lib/own.ts")
                        .imports(".", "findUser")
                        .uses("findUser", 4)
                        .seen(),
                file("src/login.ts")
                        .imports("./lib", "findUser")
                        .uses("findUser", 4)
                        .seen(),
                file("src/deep/page.ts")
                        .imports("../all", "findUser")
                        .uses("findUser", 4)
                        .seen(),
                file("src/user.ts").imports("./lib/find").uses("findUser", 4).seen(),
                file("src/other.ts").imports("./user").uses("findUser", 4).seen());

        assertThat(callers("findUser"))
                .as("one that only uses it hands nothing on")
                .containsExactly(
                        "src/deep/page.ts", "src/lib/index.ts", "src/lib/own.ts", "src/login.ts", "src/user.ts");
    }

    @Test
    void what_a_file_hands_on_under_another_name_is_called_by_that() {
        after(
                file("shop/find.py").defines("function", "find_user").seen(),
                file("shop/__init__.py")
                        .imports(".find", "find_user")
                        .alias("lookup", "find_user")
                        .seen(),
                file("web/login.py").imports("shop", "lookup").uses("lookup", 4).seen(),
                file("web/other.py")
                        .imports("other", "lookup")
                        .uses("lookup", 4)
                        .seen(),
                file("src/find.ts")
                        .defines("function", "findShop")
                        .alias("find", "findShop")
                        .seen(),
                file("src/page.ts").imports("./find", "find").uses("find", 4).seen());

        assertThat(callers("find_user")).containsExactly("web/login.py");
        assertThat(callers("findShop")).containsExactly("src/page.ts");
    }

    @Test
    void a_default_export_is_called_by_the_name_that_each_gives_it() {
        after(
                file("src/find.ts")
                        .defines("function", "findUser")
                        .alias("default", "findUser")
                        .seen(),
                file("src/list.ts")
                        .defines("function", "listUsers")
                        .alias("default", "listUsers")
                        .seen(),
                file("src/login.ts")
                        .takes("lookup", "./find")
                        .takes("all", "./list")
                        .uses("lookup", 4)
                        .seen(),
                file("src/page.ts")
                        .imports("./find", "default")
                        .alias(1, "seek", "default")
                        .uses("seek", 5)
                        .seen(),
                file("src/idle.ts").takes("findUser", "./find").seen(),
                file("src/index.ts")
                        .imports("./find", "default")
                        .imports("./list", "default")
                        .alias(1, "find", "default")
                        .alias(2, "list", "default")
                        .uses("find", 1)
                        .uses("list", 2)
                        .seen(),
                file("src/shop.ts").imports("./index", "find").uses("find", 3).seen(),
                file("src/users.ts").imports("./index", "list").uses("list", 3).seen());

        assertThat(callers("findUser")).containsExactly("src/index.ts", "src/login.ts", "src/page.ts", "src/shop.ts");
        assertThat(callers("listUsers")).containsExactly("src/index.ts", "src/users.ts");
    }

    @Test
    void what_a_module_is_as_a_whole_is_called_by_who_requires_it() {
        after(
                file("src/find.js")
                        .defines("function", "findUser")
                        .alias("module.exports", "findUser")
                        .seen(),
                file("src/login.js").requires("find", "./find").uses("find", 4).seen(),
                file("src/page.ts").takes("lookup", "./find").uses("lookup", 4).seen(),
                file("src/all.js")
                        .requires("find", "./find")
                        .uses("find", 1)
                        .alias("default", "find")
                        .seen(),
                file("src/shop.ts").takes("seek", "./all").uses("seek", 4).seen());

        assertThat(callers("findUser")).containsExactly("src/all.js", "src/login.js", "src/page.ts", "src/shop.ts");
    }

    @Test
    void go_takes_a_package_by_what_its_module_is_called() {
        after(
                file("go.mod").language("text").seen(),
                file("users/find.go").language("go").defines("function", "Find").seen(),
                file("main.go")
                        .language("go")
                        .importsOwn("github.com/ada/shop/users")
                        .uses("Find", 4)
                        .seen(),
                file("tools/go.mod").language("text").seen(),
                file("tools/users/find.go")
                        .language("go")
                        .defines("function", "Seek")
                        .seen(),
                file("tools/main.go")
                        .language("go")
                        .importsOwn("github.com/ada/tools/users")
                        .uses("Seek", 4)
                        .seen(),
                file("other.go")
                        .language("go")
                        .imports("github.com/ben/shop/users")
                        .uses("Find", 4)
                        .seen());

        assertThat(callers("Find")).containsExactly("main.go");
        assertThat(callers("Seek")).containsExactly("tools/main.go");
    }

    @Test
    void go_takes_the_package_of_a_modules_root_by_the_modules_name() {
        after(
                file("go.mod").language("text").module("github.com/ada/shop").seen(),
                file("find.go").language("go").defines("function", "Find").seen(),
                file("cmd/main.go")
                        .language("go")
                        .importsOwn("github.com/ada/shop")
                        .uses("Find", 4)
                        .seen(),
                file("lib/go.mod")
                        .language("text")
                        .module("gopkg.in/ada/yaml.v3")
                        .seen(),
                file("lib/yaml.go").language("go").defines("function", "Read").seen(),
                file("cmd/read.go")
                        .language("go")
                        .importsOwn("gopkg.in/ada/yaml.v3")
                        .uses("Read", 4)
                        .seen());

        assertThat(callers("Find")).containsExactly("cmd/main.go");
        assertThat(callers("Read")).containsExactly("cmd/read.go");
    }

    @Test
    void a_folder_that_is_called_as_its_go_module_is_not_the_root_of_it() {
        after(
                file("go.mod").language("text").module("github.com/ada/shop").seen(),
                file("shop/find.go").language("go").defines("function", "Find").seen(),
                file("cmd/main.go")
                        .language("go")
                        .importsOwn("github.com/ada/shop")
                        .uses("Find", 4)
                        .seen(),
                file("cmd/find.go")
                        .language("go")
                        .importsOwn("github.com/ada/shop/shop")
                        .uses("Find", 4)
                        .seen());

        assertThat(callers("Find")).containsExactly("cmd/find.go");
    }

    @Test
    void python_takes_a_module_of_its_own_folder() {
        after(
                file("shop/find.py").defines("function", "find_user").seen(),
                file("shop/login.py").imports(".", "find").uses("find_user", 4).seen(),
                file("shop/web/page.py")
                        .imports("..", "find")
                        .uses("find_user", 4)
                        .seen());

        assertThat(callers("find_user")).containsExactly("shop/login.py", "shop/web/page.py");
    }

    @Test
    void where_more_files_import_such_a_file_than_are_looked_at_that_is_said() {
        after(
                file("src/find.ts").defines("function", "findUser").seen(),
                file("src/a.ts").imports("./find").uses("findUser", 4).seen(),
                file("src/b.ts").imports("./find").uses("findUser", 4).seen(),
                file("src/c.ts").imports("./find").uses("findUser", 4).seen());

        assertThat(callersOf("findUser", 2).cut()).isTrue();
        assertThat(callersOf("findUser", 3).cut()).isFalse();
    }

    private References.Callers callersOf(String name, int filesMax) {
        return models.orElseThrow()
                .read(dsl -> new References(Tables.of(dsl), _ -> false, filesMax).callers(name, Optional.empty(), 100));
    }

    @Test
    void java_needs_no_import_within_a_folder_and_a_package_before_it_elsewhere() {
        after(
                file("src/main/java/shop/Users.java").defines("class", "Users").seen(),
                file("src/main/java/shop/Login.java").uses("Users", 5).seen(),
                file("src/main/java/shop/web/Page.java")
                        .imports("shop.Users")
                        .uses("Users", 5)
                        .seen(),
                file("src/main/java/shop/web/Other.java").uses("Users", 5).seen());

        assertThat(callers("Users"))
                .containsExactly("src/main/java/shop/Login.java", "src/main/java/shop/web/Page.java");
    }

    @ParameterizedTest
    @CsvSource({
        "./find, src/login.ts, src/find.ts, true",
        "./find.js, src/login.ts, src/find.ts, true",
        "../find, src/login.ts, src/find.ts, false",
        "./users, src/login.ts, src/users/index.ts, true",
        ".find, shop/login.py, shop/find.py, true",
        "..find, shop/web/login.py, shop/find.py, true",
        "shop.find, tests/test_find.py, src/shop/find.py, true",
        "shop.find.user, tests/test_find.py, src/shop/find.py, true",
        "github.com/ada/shop/users, main.go, users/find.go, false",
        "shop/users, main.go, users/find.go, false",
        "ada/users, main.go, lib/ada/users/find.go, true",
        "shop.Users, web/Page.java, src/main/java/shop/Users.java, true",
        "find, src/login.ts, src/nofind.ts, false"
    })
    void an_import_means_a_file_by_its_path_or_by_the_end_of_it(String module, String from, String to, boolean means) {
        assertThat(Modules.means(module, from, to)).isEqualTo(means);
    }
}
