package peerlink.plugin.files.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import peerlink.api.Bytes;
import peerlink.api.ProtocolViolationException;
import peerlink.api.contract.Refusal;
import peerlink.api.contract.Vectors;

final class ManifestTest {
    @Property
    void anyBytesAreAManifestOrAViolation(@ForAll @Size(max = 80) byte[] bytes) throws Exception {
        Manifest manifest;
        try {
            manifest = Manifest.decode(Bytes.wrap(bytes));
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            return;
        }
        assertEquals(manifest.bytes(), Manifest.of(manifest.entries()).bytes());
    }

    @Property
    void eachBlockLiesInOneFile(
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 5_000_000) Long> sizes)
            throws Exception {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            entries.add(
                    sizes.get(i) % 7 == 0
                            ? ManifestEntry.folder("d" + i)
                            : file("f" + i, sizes.get(i)));
        }
        Manifest manifest = Manifest.decode(Manifest.of(entries).bytes());
        long[] bytes = new long[sizes.size()];
        for (int block = 0; block < manifest.blocks(); block++) {
            int entry = manifest.entryOf(block);
            assertEquals(bytes[entry], manifest.offset(block));
            bytes[entry] += manifest.length(block);
        }
        assertEquals(entries, manifest.entries());
        for (int i = 0; i < bytes.length; i++) {
            assertEquals(entries.get(i).size(), bytes[i]);
        }
    }

    private static ManifestEntry file(String path, long size) {
        ManifestEntry plain = ManifestEntry.file(path, size);
        return size % 2 == 0 ? plain : plain.with(FileMark.of(size - 1_000_000, size % 3 == 0));
    }

    @Example
    void aDateBeyondAllCalendarsIsTheLastOneThereMayBe() throws Exception {
        Manifest manifest =
                Manifest.of(
                        List.of(
                                ManifestEntry.file("a", 1).with(FileMark.of(Long.MAX_VALUE, true)),
                                ManifestEntry.file("b", 1)
                                        .with(FileMark.of(Long.MIN_VALUE, false))));
        assertEquals(manifest.entries(), Manifest.decode(manifest.bytes()).entries());
        assertEquals(new FileMark(FileMark.MAX, true), manifest.entries().getFirst().mark());
        assertEquals(manifest.offer(), TransferFrame.decode(manifest.offer().encode()));
    }

    @Example
    void whatIsTooMuchIsRefused() {
        List<ManifestEntry> many = new ArrayList<>();
        for (int i = 0; i <= Manifest.MAX_ENTRIES; i++) {
            many.add(ManifestEntry.file("f" + i, 0));
        }
        refused(many);
        refused(List.of());
        long largest = (long) Manifest.MAX_BLOCKS * Manifest.BLOCK;
        refused(List.of(ManifestEntry.file("a", largest), ManifestEntry.file("b", 1)));
        refused(List.of(ManifestEntry.file("a", Long.MAX_VALUE)));
        refused(List.of(ManifestEntry.folder("a/".repeat(64) + "a")));
        refused(List.of(ManifestEntry.folder("a".repeat(256))));
    }

    private static void refused(List<ManifestEntry> entries) {
        assertThrows(ProtocolViolationException.class, () -> Manifest.of(entries));
    }

    static List<Vectors.Row> rows() throws IOException {
        return Vectors.of("files/2 manifests");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thePageTellsWhatBytesAre(Vectors.Row row) {
        String outcome;
        try {
            outcome = Manifest.decode(row.bytes()).entries().size() + " entries";
        } catch (ProtocolViolationException e) {
            Refusal.requireClean(e);
            outcome = "ends";
        }
        assertEquals(row.outcome(), outcome, row.input());
    }
}
