package peerlink.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.reader.Candidate;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** Lists completions on screens of several sizes. */
class CandidatePagesTest {
    private static Candidate candidate(String group, String value, String description, int place) {
        return new Candidate(value, value, group, description, null, null, true, place);
    }

    private static List<Candidate> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i ->
                                candidate(
                                        i < count / 2 ? "talk" : "people",
                                        "/command" + i,
                                        "does a thing that takes some words to tell of",
                                        i))
                .toList();
    }

    private static List<String> shown(CandidatePages pages) {
        List<String> rows = new ArrayList<>();
        for (int page = 0; page < pages.count(); page++) {
            rows.addAll(pages.page(page).toString().lines().toList());
        }
        return rows;
    }

    @Test
    void fewHaveARowEachWithTheirDescriptionsBelowTheHeading() {
        CandidatePages pages =
                CandidatePages.of(
                        new AttributedString("/chat [PEER]  opens a conversation"),
                        List.of(
                                candidate("", "caroline", "three", 1),
                                candidate("", "bob", "one two", 0)),
                        80,
                        22);
        assertEquals(
                List.of(
                        "/chat [PEER]  opens a conversation",
                        "bob       one two",
                        "caroline  three"),
                shown(pages));
    }

    @Test
    void manyStandInColumnsByGroupOnOnePage() {
        CandidatePages pages = CandidatePages.of(AttributedString.EMPTY, many(46), 80, 23);
        assertEquals(1, pages.count());
        List<String> rows = shown(pages);
        assertEquals("talk", rows.getFirst());
        assertTrue(rows.contains("people"));
        assertTrue(rows.stream().allMatch(row -> row.length() < 80), rows::toString);
        List<String> words = List.of(String.join(" ", rows).split(" +"));
        many(46).forEach(one -> assertTrue(words.contains(one.value()), one::value));
    }

    @Test
    void aNarrowScreenHasPagesWithAllOfThem() {
        CandidatePages pages = CandidatePages.of(AttributedString.EMPTY, many(46), 20, 10);
        assertTrue(pages.count() > 1);
        for (int page = 0; page < pages.count(); page++) {
            assertTrue(pages.page(page).toString().lines().count() <= 10);
        }
        List<String> rows = shown(pages);
        many(46).forEach(one -> assertTrue(rows.contains(one.value()), one::value));
        assertTrue(String.join(" ", rows).contains("page 1 of " + pages.count()));
    }
}
