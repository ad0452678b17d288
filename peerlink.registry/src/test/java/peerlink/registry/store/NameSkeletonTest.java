package peerlink.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import peerlink.api.PeerName;

final class NameSkeletonTest {
    private static String skeleton(String name) {
        return NameSkeleton.of(new PeerName(name)).text();
    }

    @Example
    void namesThatLookAlikeAreOne() {
        for (List<String> alike :
                List.of(
                        List.of("alice", "Alice", "ALICE", "a1ice", "aIice", "allce", "alice-"),
                        List.of("bob", "B0B", "bOb", "bob._-"),
                        List.of("mallory", "rnallory", "RNALL0RY", "rnal1ory"),
                        List.of("walter", "vvalter", "VValter"),
                        List.of(
                                "bob.smith",
                                "bob_smith",
                                "bob-smith",
                                "bob--smith",
                                "bob._.smith"))) {
            for (String name : alike) {
                assertEquals(skeleton(alike.getFirst()), skeleton(name), name);
            }
        }
    }

    @Example
    void namesThatDifferAreTwo() {
        var names =
                List.of(
                        "alice",
                        "alicia",
                        "bob",
                        "bobby",
                        "bob-smith",
                        "bobsmith",
                        "web-1",
                        "web-11",
                        "web-1-1",
                        "node-5",
                        "node-s",
                        "anna",
                        "ama",
                        "w",
                        "v",
                        "n",
                        "m",
                        "rr",
                        "nr");
        assertEquals(
                names.size(), names.stream().map(NameSkeletonTest::skeleton).distinct().count());
        assertNotEquals(skeleton("peer-10"), skeleton("peer-12"));
    }

    @Property
    void caseCountsForNothingAndNoSkeletonIsLongerThanItsName(@ForAll("names") PeerName name) {
        String skeleton = skeleton(name.text());

        assertEquals(skeleton, skeleton(name.text().toUpperCase(Locale.ROOT)));
        assertEquals(skeleton, skeleton(name.text().toLowerCase(Locale.ROOT)));
        assertTrue(!skeleton.isEmpty() && skeleton.length() <= name.text().length());
    }

    @Provide
    Arbitrary<PeerName> names() {
        return Arbitraries.strings()
                .withChars("abirnvwRNVIl01oO._-")
                .ofMinLength(1)
                .ofMaxLength(PeerName.MAX_LENGTH)
                .filter(PeerName::isPeerName)
                .map(PeerName::new);
    }
}
