package peerlink.cli.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;
import peerlink.cli.text.Columns;

/**
 * The rows of a list of completions, by groups, cut into pages that fit on the screen. Each has a
 * row of its own, with its description, if all of them fit on one page so; else they stand in
 * columns, without descriptions.
 */
final class CandidatePages {
    private static final AttributedString NEW_LINE = new AttributedString("\n");
    private static final int GAP = 2;

    private final List<AttributedString> rows;
    private final int height;

    private CandidatePages(List<AttributedString> rows, int height) {
        this.rows = rows;
        this.height = height;
    }

    /**
     * @param heading the first rows of the list; may be empty
     * @param columns the terminal's width
     * @param height the most rows of a page, at least 2
     */
    static CandidatePages of(
            AttributedString heading, List<Candidate> candidates, int columns, int height) {
        Map<String, List<Candidate>> groups = new LinkedHashMap<>();
        for (Candidate candidate : candidates.stream().sorted().toList()) {
            @Nullable String group = candidate.group();
            groups.computeIfAbsent(group == null ? "" : group, _ -> new ArrayList<>())
                    .add(candidate);
        }
        List<AttributedString> described = new ArrayList<>(headed(heading, columns));
        groups.forEach((_, all) -> described.addAll(described(all)));
        boolean isWithDescriptions =
                described.size() <= height
                        && described.stream().allMatch(row -> Columns.of(row) < columns);
        if (isWithDescriptions) {
            return new CandidatePages(described, height);
        }
        List<AttributedString> rows = new ArrayList<>(headed(heading, columns));
        groups.forEach(
                (group, all) -> {
                    if (!group.isEmpty() && groups.size() > 1) {
                        rows.add(new AttributedString(group, AttributedStyle.DEFAULT.bold()));
                    }
                    rows.addAll(inColumns(all, columns));
                });
        return new CandidatePages(
                rows.stream().flatMap(row -> Rows.drawn(row, columns).stream()).toList(), height);
    }

    private static List<AttributedString> headed(AttributedString heading, int columns) {
        return heading.length() == 0 ? List.of() : Rows.drawn(heading, columns);
    }

    private static List<AttributedString> described(List<Candidate> all) {
        int width = width(all);
        List<AttributedString> rows = new ArrayList<>();
        for (Candidate candidate : all) {
            AttributedStringBuilder row = new AttributedStringBuilder().append(candidate.displ());
            if (candidate.descr() != null) {
                row.append(" ".repeat(width + GAP - Columns.of(candidate.displ())));
                row.styled(AttributedStyle.DEFAULT.faint(), candidate.descr());
            }
            rows.add(row.toAttributedString());
        }
        return rows;
    }

    /** Returns the candidates in columns, the first one full before the second begins. */
    private static List<AttributedString> inColumns(List<Candidate> all, int columns) {
        int width = width(all) + GAP;
        int perRow = Math.max(1, (columns - 1 + GAP) / width);
        int rows = Math.ceilDiv(all.size(), perRow);
        List<AttributedString> made = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            StringBuilder row = new StringBuilder();
            for (int j = i; j < all.size(); j += rows) {
                String shown = all.get(j).displ();
                row.append(shown);
                if (j + rows < all.size()) {
                    row.append(" ".repeat(width - Columns.of(shown)));
                }
            }
            made.add(new AttributedString(row));
        }
        return made;
    }

    private static int width(List<Candidate> all) {
        return all.stream().mapToInt(candidate -> Columns.of(candidate.displ())).max().orElse(0);
    }

    /** Returns the number of pages. */
    int count() {
        return rows.size() <= height ? 1 : Math.ceilDiv(rows.size(), height - 1);
    }

    /** Returns a page, the last one if there are not as many. */
    AttributedString page(int wanted) {
        int count = count();
        if (count == 1) {
            return AttributedString.join(NEW_LINE, rows);
        }
        int page = Math.min(wanted, count - 1);
        int begin = page * (height - 1);
        List<AttributedString> shown =
                new ArrayList<>(rows.subList(begin, Math.min(rows.size(), begin + height - 1)));
        shown.add(
                new AttributedString(
                        "page %d of %d; Tab %s"
                                .formatted(
                                        page + 1,
                                        count,
                                        page + 1 < count ? "shows the next" : "chooses"),
                        AttributedStyle.DEFAULT.faint()));
        return AttributedString.join(NEW_LINE, shown);
    }
}
