package peerlink.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import peerlink.api.PeerName;

/** Values that plugins hand over for programs. */
class PluginFieldsTest {
    @Test
    void aCopyHasTheSameValuesInTheSameOrderAndNothingOfThePlugin() {
        List<Object> list = new ArrayList<>(List.of(1, 2.5, true, "x"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("z", list);
        fields.put("a", Map.of("at", Instant.EPOCH, "name", new PeerName("bob")));
        fields.put("set", Set.of((byte) 1));
        Map<String, Object> copy = PluginFields.copy(fields);
        list.clear();
        assertEquals(
                "{z=[1, 2.5, true, x], a="
                        + Map.of("at", Instant.EPOCH, "name", "bob")
                        + ", set=[1]}",
                copy.toString());
    }

    @Test
    void whatNoProgramCouldReadIsRefusedByTheNameOfItsField() {
        Map<String, Object> none = new HashMap<>();
        none.put("reason", null);
        refused("no value in the field 'reason': leave it out", none);
        refused(
                "no value for programs in the field 'who': java.lang.Object",
                Map.of("who", new Object()));
        refused("not a number: NaN", Map.of("x", Double.NaN));
        refused("the name of a field must be a text", Map.of(1, 2));
    }

    @Test
    void theCopyIsBounded() {
        refused("more than 262144 characters", Map.of("x", "x".repeat(PluginFields.MAX_TEXT)));
        Map<String, Object> deep = new HashMap<>();
        deep.put("deep", deep);
        refused("more than 8 within one another", deep);
        refused(
                "more than 10000 values",
                Map.of("x", new ArrayList<>(java.util.Collections.nCopies(10_000, 1))));
    }

    private static void refused(String reason, Map<?, ?> fields) {
        assertEquals(
                reason,
                assertThrows(IllegalArgumentException.class, () -> PluginFields.copy(fields))
                        .getMessage());
    }
}
