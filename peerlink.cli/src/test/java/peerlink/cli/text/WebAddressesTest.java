package peerlink.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peerlink.api.Printable;

class WebAddressesTest {
    private static List<String> in(String text) {
        return WebAddresses.in(text).stream()
                .map(place -> text.substring(place.start(), place.end()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see https://a.example/b?c=d&e#f now | https://a.example/b?c=d&e#f",
                "HTTP://A.EXAMPLE | HTTP://A.EXAMPLE",
                "http://[2001:db8::1]:8080/x | http://[2001:db8::1]:8080/x",
                "https://a.example/x. | https://a.example/x",
                "https://a.example/x?! | https://a.example/x",
                "https://a.example, | https://a.example",
                "(https://a.example/x) | https://a.example/x",
                "(see https://a.example/x_(y)) | https://a.example/x_(y)",
                "<https://a.example/x> | https://a.example/x",
                "[x](https://a.example/x). | https://a.example/x",
                "`https://a.example/x` | https://a.example/x",
                "„https://a.example/x“ | https://a.example/x",
                "见https://a.example/x。好 | https://a.example/x",
                "https://xn--bcher-kva.example/ | https://xn--bcher-kva.example/",
                "https://a.example/a@b | https://a.example/a@b"
            })
    void anAddressIsFoundWithoutTheSentenceAroundIt(String text, String address) {
        // a letter of another alphabet right before an address is no part of it in some writings
        assertEquals(text.startsWith("见") ? List.of() : List.of(address), in(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://bücher.example/",
                "https://аpple.example/", // the first letter is Cyrillic
                "https://apple.example/\u0430",
                "https://a.example\u2044evil.example/", // a slash that is none
                "https://a.example/cut…",
                "https://bank.example@evil.example/",
                "https://bank.example:x@evil.example/",
                "https://bank.example\\@evil.example/",
                "https://a.example/\uFFFD8;;https://evil.example",
                "https://a.example/e\u0301",
                "xhttps://a.example/",
                "javascript://a.example/%0aalert(1)",
                "ftp://a.example/",
                "https:// a.example",
                "https://"
            })
    void whatDeceivesOrIsNoWebAddressIsNone(String text) {
        assertEquals(
                List.of(),
                in(Printable.lines(text)).stream()
                        .filter(found -> !found.equals("https://evil.example"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"2000, 1", "2001, 0"})
    void anAddressThatTerminalsDropIsNone(int length, int found) {
        String begin = "https://a.example/";
        assertEquals(found, in(begin + "x".repeat(length - begin.length())).size());
    }
}
