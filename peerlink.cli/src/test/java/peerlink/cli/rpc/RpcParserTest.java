package peerlink.cli.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of JSON-RPC 2.0, section 7, and what a hostile line may be. */
class RpcParserTest {
    private static RpcParser.Line parse(String line) {
        return RpcParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]   | -32700
                    [{"jsonrpc": "2.0", "method": "sum"}, {"jsonrpc": "2.0", "method" | -32700
                    ``                                                             | -32700
                    {"jsonrpc":"2.0","method":"a"} {}                              | -32700
                    {"jsonrpc":"2.0","method":"a","method":"b"}                    | -32700
                    [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]                           | -32700
                    {"jsonrpc": "2.0", "method": 1, "params": "bar"}               | -32600
                    []                                                             | -32600
                    1                                                              | -32600
                    null                                                           | -32600
                    {"method":"a"}                                                 | -32600
                    {"jsonrpc":2.0,"method":"a"}                                   | -32600
                    {"jsonrpc":"1.0","method":"a"}                                 | -32600
                    {"jsonrpc":"2.0","method":"a","params":1}                      | -32600
                    {"jsonrpc":"2.0","method":"a","id":1.5}                        | -32600
                    {"jsonrpc":"2.0","method":"a","id":{}}                         | -32600
                    {"jsonrpc":"2.0","method":"a","id":99999999999999999999}       | -32600
                    {"jsonrpc":"2.0","id":1,"result":{}}                           | -32600
                    """)
    void aLineThatIsNoRequestHasTheCodeOfTheSpecification(String line, int code) {
        RpcParser.Line parsed = parse(line);
        assertEquals(1, parsed.items().size());
        RpcParser.Item.Bad bad =
                assertInstanceOf(RpcParser.Item.Bad.class, parsed.items().getFirst());
        assertEquals(code, bad.error().code().number());
        assertTrue(!parsed.isBatch(), "one answer, not an array");
    }

    @Test
    void eachElementOfABatchIsJudgedByItself() {
        RpcParser.Line batch = parse("[1,2,{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":\"x\"}]");
        assertTrue(batch.isBatch());
        assertEquals(3, batch.items().size());
        assertInstanceOf(RpcParser.Item.Bad.class, batch.items().get(1));
        RpcParser.Item.Call call =
                assertInstanceOf(RpcParser.Item.Call.class, batch.items().get(2));
        assertEquals("x", call.caller().id());
    }

    @Test
    void aRequestWithoutAnIdIsANotificationAndOneWithNullIsNone() {
        RpcParser.Item.Call silent =
                (RpcParser.Item.Call)
                        parse("{\"jsonrpc\":\"2.0\",\"method\":\"a\"}").items().getFirst();
        assertTrue(silent.caller().isSilent());
        RpcParser.Item.Call loud =
                (RpcParser.Item.Call)
                        parse("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"id\":null}")
                                .items()
                                .getFirst();
        assertTrue(!loud.caller().isSilent());
        assertNull(loud.caller().id());
    }

    @Test
    void whatIsNotUtf8IsNoJson() {
        RpcParser.Line parsed = RpcParser.parse(new byte[] {'"', (byte) 0xff, '"'});
        RpcParser.Item.Bad bad = (RpcParser.Item.Bad) parsed.items().getFirst();
        assertEquals(RpcCode.PARSE_ERROR, bad.error().code());
    }

    @Test
    void damagedLinesAreReadWithoutAnException() {
        Random random = new Random(72);
        for (byte[] seed : RpcFuzz.seeds()) {
            RpcFuzz.fuzzerTestOneInput(seed);
            for (int i = 0; i < 500; i++) {
                byte[] damaged = seed.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                RpcFuzz.fuzzerTestOneInput(damaged);
            }
            for (int length = 0; length < seed.length; length++) {
                RpcFuzz.fuzzerTestOneInput(Arrays.copyOf(seed, length));
            }
        }
    }

    @Test
    void aBatchHasALimit() {
        String call = "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}";
        assertEquals(
                RpcParser.MOST_IN_BATCH,
                parse("[" + (call + ",").repeat(RpcParser.MOST_IN_BATCH - 1) + call + "]")
                        .items()
                        .size());
        RpcParser.Line tooMany =
                parse("[" + (call + ",").repeat(RpcParser.MOST_IN_BATCH) + call + "]");
        RpcParser.Item.Bad bad = (RpcParser.Item.Bad) tooMany.items().getFirst();
        assertEquals(RpcCode.INVALID_REQUEST, bad.error().code());
    }
}
