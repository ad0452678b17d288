package peerlink.cli.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Reads options that processes of a profile tell each other. */
final class RequestTexts {
    private RequestTexts() {}

    /** Returns the values of each option, by its name. */
    static Map<String, List<String>> parse(JsonNode object) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        object.properties().forEach(entry -> settings.put(entry.getKey(), texts(entry.getValue())));
        return settings;
    }

    /** Returns texts by their names. */
    static Map<String, String> byName(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        return texts;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(Objects.requireNonNull(element.asString())));
        return texts;
    }
}
