package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.file.StoredContent;
import dev.daybook.masking.MaskMark;
import dev.daybook.operation.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a file that hangs on a thing, or writes its bytes, however many, to a file of its own. */
@Command
final class AttachedFile implements Procedure {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the bytes to this file, which is not there yet")
    private @Nullable String output;

    @Override
    public Exit run(CommandContext context, Asked asked) {
        if (output == null) {
            return asked.usual().get();
        }
        try (InputStream in = content(context, asked);
                OutputStream out = Files.newOutputStream(
                        Path.of(output), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            in.transferTo(out);
        } catch (FileAlreadyExistsException e) {
            throw Failure.because("%s is there already".formatted(output), "name another file, or remove it first", e);
        } catch (IOException e) {
            throw Failure.because(
                    "%s is not whole: %s".formatted(output, Failures.describe(e)), "remove it, and ask again", e);
        }
        return Exit.OK;
    }

    /** Whoever finds the file takes it for what was attached, to the byte: with marks in it, it would not be. */
    private InputStream content(CommandContext context, Asked asked) {
        JsonNode answer = asked.answer();
        String encoding = answer.path("encoding").asText();
        String content = answer.path("content").asText();
        if (encoding.equals(StoredContent.ENCODING)) {
            return context.client().stream(
                    "/contents/" + StoredContent.of("/content", content).sha256(),
                    asked.reveals() ? Client.query().with(Operation.REVEAL, true) : Client.query(),
                    "application/octet-stream",
                    Map.of());
        }
        byte[] bytes = encoding.equals("base64")
                ? Base64.getDecoder().decode(content)
                : content.getBytes(StandardCharsets.UTF_8);
        if (!asked.reveals() && MaskMark.isIn(bytes)) {
            throw Failure.because(
                    "%s is not written: there are likely secrets in it, which would be masked".formatted(output),
                    "with --reveal it is written as it is; that you did is written down");
        }
        return new ByteArrayInputStream(bytes);
    }
}
