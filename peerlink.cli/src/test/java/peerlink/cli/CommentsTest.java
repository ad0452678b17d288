package peerlink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the comments of all sources open with their subject and keep to the width. */
class CommentsTest {
    private static final int WIDTH = 100;

    private static final Pattern COMMENT =
            Pattern.compile(
                    "/\\*\\*(?<doc>.*?)\\*/|^ *//(?<line>.*)$", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern QUESTION =
            Pattern.compile(
                    "[\\s*/]*(what|who|whom|whose|how|when|whether|whatever|whoever)\\b.*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    @Test
    void commentsOpenWithTheirSubject() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            Matcher comment = COMMENT.matcher(text);
            int end = 0;
            while (comment.find()) {
                String line = comment.group("line");
                boolean isContinued =
                        line != null && end > 0 && text.substring(end, comment.start()).isBlank();
                String opening = line == null ? comment.group("doc") : line;
                if (!isContinued && QUESTION.matcher(opening).matches()) {
                    found.add(source + ": " + opening.strip().lines().findFirst().orElse(""));
                }
                end = line == null ? 0 : comment.end();
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void commentsKeepToTheWidth() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            boolean isPicture = false;
            for (String line : Files.readAllLines(source)) {
                isPicture |= line.contains("<pre>");
                if (!isPicture && line.length() > WIDTH && line.matches(" *(//|\\*|/\\*\\*).*")) {
                    found.add(source + ": " + line.strip());
                }
                isPicture &= !line.contains("</pre>");
            }
        }
        assertEquals(List.of(), found);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }
}
