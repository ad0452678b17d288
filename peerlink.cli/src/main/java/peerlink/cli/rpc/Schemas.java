package peerlink.cli.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the schemas of results: the part of JSON Schema that OpenRPC needs here. */
final class Schemas {
    static final Map<String, Object> TEXT = Map.of("type", "string");
    static final Map<String, Object> NUMBER = Map.of("type", "integer");
    static final Map<String, Object> FLAG = Map.of("type", "boolean");
    static final Map<String, Object> TIME = time();

    /** An object of any fields. */
    static final Map<String, Object> OBJECT = Map.of("type", "object");

    private Schemas() {}

    /** The order of {@link Map#of} is another one in each process, and the document is compared. */
    private static Map<String, Object> time() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("format", "date-time");
        return Collections.unmodifiableMap(schema);
    }

    static Map<String, Object> list(Map<String, Object> item) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", item);
        return schema;
    }

    /**
     * Returns the schema of an object.
     *
     * @param fields names and schemas by turns; a name with a question mark behind it is optional
     */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object... fields) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            String name = (String) fields[i];
            boolean isOptional = name.endsWith("?");
            String field = isOptional ? name.substring(0, name.length() - 1) : name;
            properties.put(field, (Map<String, Object>) fields[i + 1]);
            if (!isOptional) {
                required.add(field);
            }
        }
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
