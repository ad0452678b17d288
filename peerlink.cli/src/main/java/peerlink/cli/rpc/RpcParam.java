package peerlink.cli.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A parameter of a method, as the description has it and as {@link RpcParams} checks it.
 *
 * @param most the longest text in characters, the largest number, or the most texts
 * @param values the texts that there are; empty if any text will do
 */
record RpcParam(
        String name,
        Type type,
        boolean isRequired,
        long most,
        List<String> values,
        String meaning) {
    /** The longest text of a parameter that is no content: a name, an id, a path. */
    static final int MOST_IN_TEXT = 4096;

    /** The kind of a parameter's value. */
    enum Type {
        TEXT("string"),
        NUMBER("integer"),
        FLAG("boolean"),
        TEXTS("array");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** Returns the word of JSON Schema. */
        String word() {
            return word;
        }
    }

    static RpcParam text(String name, String meaning) {
        return new RpcParam(name, Type.TEXT, false, MOST_IN_TEXT, List.of(), meaning);
    }

    static RpcParam number(String name, long most, String meaning) {
        return new RpcParam(name, Type.NUMBER, false, most, List.of(), meaning);
    }

    static RpcParam flag(String name, String meaning) {
        return new RpcParam(name, Type.FLAG, false, 0, List.of(), meaning);
    }

    static RpcParam texts(String name, int most, String meaning) {
        return new RpcParam(name, Type.TEXTS, false, most, List.of(), meaning);
    }

    RpcParam required() {
        return new RpcParam(name, type, true, most, values, meaning);
    }

    RpcParam upTo(long limit) {
        return new RpcParam(name, type, isRequired, limit, values, meaning);
    }

    RpcParam among(List<String> all) {
        return new RpcParam(name, type, isRequired, most, List.copyOf(all), meaning);
    }

    /** Returns the schema of the value. */
    Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type.word());
        switch (type) {
            case TEXT -> {
                schema.put("maxLength", most);
                if (!values.isEmpty()) {
                    schema.put("enum", values);
                }
            }
            case NUMBER -> {
                schema.put("minimum", 0);
                schema.put("maximum", most);
            }
            case FLAG -> {}
            case TEXTS -> {
                Map<String, Object> item = new LinkedHashMap<>(Map.of("type", "string"));
                if (!values.isEmpty()) {
                    item.put("enum", values);
                }
                schema.put("items", item);
                schema.put("maxItems", most);
            }
        }
        return schema;
    }

    /** Returns the parameter that names a peer. */
    static RpcParam peer(String name) {
        return text(name, "a peer's id or name; ids pass to nobody else").required().upTo(256);
    }
}
