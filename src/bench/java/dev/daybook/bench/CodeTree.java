package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A source tree as a large project has it: files in all languages that import, define and call each other. */
final class CodeTree {

    private static final List<String> VERBS =
            List.of("get", "find", "load", "save", "check", "render", "send", "count");
    private static final List<String> NOUNS =
            List.of("User", "Order", "Price", "Ledger", "Account", "Invoice", "Session", "Report", "Cart", "Tax");
    private static final List<String> LANGUAGES = List.of("ts", "tsx", "js", "py", "java", "go");
    private static final int FOLDER_FILES = 50;
    private static final int FUNCTIONS = 6;

    private CodeTree() {}

    /** Writes so many files, the same ones each time. */
    static void write(Path root, int files) throws IOException {
        var dice = new Random(1);
        for (int i = 0; i < files; i++) {
            String language = LANGUAGES.get(i % LANGUAGES.size());
            Path folder = root.resolve("part" + i / FOLDER_FILES);
            if (i % FOLDER_FILES == 0) {
                Files.createDirectories(folder);
            }
            Files.writeString(folder.resolve(type(i) + "." + language), text(language, i, dice));
        }
    }

    static String type(int i) {
        return NOUNS.get(i % NOUNS.size()) + i;
    }

    private static String function(int i, int j) {
        return VERBS.get((i + j) % VERBS.size()) + NOUNS.get((i * 7 + j) % NOUNS.size()) + j;
    }

    private static String text(String language, int i, Random dice) {
        var text = new StringBuilder();
        switch (language) {
            case "py" -> {
                text.append("import os\nfrom .base import Base\n\n\nclass %s(Base):\n    \"\"\"Keeps %s.\"\"\"\n\n"
                        .formatted(type(i), type(i)));
                for (int j = 0; j < FUNCTIONS; j++) {
                    text.append("    def %s(self, value: int) -> int:\n        \"\"\"Step %d.\"\"\"\n"
                            .formatted(function(i, j), j));
                    text.append("        total = value * %d\n        return self.%s(total)\n\n"
                            .formatted(dice.nextInt(100), function(i, j + 1)));
                }
            }
            case "java" -> {
                text.append("package shop.part%d;\n\nimport java.util.List;\nimport shop.base.Base;\n\n"
                        .formatted(i / FOLDER_FILES));
                text.append("/** Keeps %s. */\npublic final class %s extends Base {\n\n".formatted(type(i), type(i)));
                for (int j = 0; j < FUNCTIONS; j++) {
                    text.append("    /** Step %d. */\n    public int %s(int value) {\n".formatted(j, function(i, j)));
                    text.append("        int total = value * %d;\n        return %s(total);\n    }\n\n"
                            .formatted(dice.nextInt(100), function(i, j + 1)));
                }
                text.append("}\n");
            }
            case "go" -> {
                text.append("package part%d\n\nimport \"fmt\"\n\n// %s is kept.\ntype %s struct {\n\tValue int\n}\n\n"
                        .formatted(i / FOLDER_FILES, type(i), type(i)));
                for (int j = 0; j < FUNCTIONS; j++) {
                    text.append("// %s is step %d.\nfunc (it *%s) %s(value int) int {\n"
                            .formatted(function(i, j), j, type(i), function(i, j)));
                    text.append("\ttotal := value * %d\n\tfmt.Println(total)\n\treturn it.%s(total)\n}\n\n"
                            .formatted(dice.nextInt(100), function(i, j + 1)));
                }
            }
            default -> script(text, language, i, dice);
        }
        return text.toString();
    }

    private static void script(StringBuilder text, String language, int i, Random dice) {
        String typed = language.equals("js") ? "" : ": number";
        text.append("import { Base } from \"../base\";\nimport fs from \"node:fs\";\n\n");
        text.append("/** Keeps %s. */\nexport class %s extends Base {\n".formatted(type(i), type(i)));
        for (int j = 0; j < FUNCTIONS; j++) {
            text.append("  /** Step %d. */\n  %s(value%s) {\n".formatted(j, function(i, j), typed));
            text.append("    const total = value * %d;\n    return this.%s(total);\n  }\n\n"
                    .formatted(dice.nextInt(100), function(i, j + 1)));
        }
        text.append("}\n");
        if (language.equals("tsx")) {
            text.append("export const %sView = () => <section>{new %s().toString()}</section>;\n"
                    .formatted(type(i), type(i)));
        }
    }
}
