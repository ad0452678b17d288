package peerlink.cli.rpc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import tools.jackson.databind.JsonNode;

/** The parameters of one request, which fit what the method declares. */
final class RpcParams {
    private final List<RpcParam> declared;
    private final Map<String, JsonNode> values;

    private RpcParams(List<RpcParam> declared, Map<String, JsonNode> values) {
        this.declared = declared;
        this.values = values;
    }

    /**
     * Reads parameters, by name or by position. A parameter that is null is none.
     *
     * @throws RpcException if one does not fit
     */
    static RpcParams of(List<RpcParam> declared, @Nullable JsonNode given) throws RpcException {
        Map<String, JsonNode> values = new HashMap<>();
        if (given != null && given.isArray()) {
            if (given.size() > declared.size()) {
                throw invalid(
                        "%d parameters (at most %d)".formatted(given.size(), declared.size()));
            }
            IntStream.range(0, given.size())
                    .forEach(i -> values.put(declared.get(i).name(), given.path(i)));
        } else if (given != null) {
            for (Map.Entry<String, JsonNode> field : given.properties()) {
                if (!isDeclared(declared, field.getKey())) {
                    throw invalid(
                            "no such parameter: '%s'".formatted(Printable.excerpt(field.getKey())));
                }
                values.put(field.getKey(), field.getValue());
            }
        }
        values.values().removeIf(JsonNode::isNull);
        for (RpcParam param : declared) {
            JsonNode value = values.get(param.name());
            if (value != null) {
                check(param, value);
            } else if (param.isRequired()) {
                throw invalid("the parameter '%s' is missing".formatted(param.name()));
            }
        }
        return new RpcParams(declared, values);
    }

    private static void check(RpcParam param, JsonNode value) throws RpcException {
        switch (param.type()) {
            case TEXT -> checkText(param, value, param.most());
            case NUMBER -> {
                if (!value.isIntegralNumber()
                        || !value.canConvertToLong()
                        || value.asLong() < 0
                        || value.asLong() > param.most()) {
                    throw invalid(
                            "'%s' must be a whole number from 0 to %d"
                                    .formatted(param.name(), param.most()));
                }
            }
            case FLAG -> {
                if (!value.isBoolean()) {
                    throw invalid("'%s' must be true or false".formatted(param.name()));
                }
            }
            case TEXTS -> {
                if (!value.isArray() || value.size() > param.most()) {
                    throw invalid(
                            "'%s' must be an array of at most %d texts"
                                    .formatted(param.name(), param.most()));
                }
                for (JsonNode element : value) {
                    checkText(param, element, RpcParam.MOST_IN_TEXT);
                }
            }
        }
    }

    private static void checkText(RpcParam param, JsonNode value, long most) throws RpcException {
        if (!value.isString() || value.asString("").length() > most) {
            throw invalid(
                    "'%s' must be a text of at most %d characters".formatted(param.name(), most));
        }
        String text = value.asString("");
        if (hasHalfPair(text)) {
            throw invalid("'%s' has half a surrogate pair".formatted(param.name()));
        }
        if (!param.values().isEmpty() && !param.values().contains(text)) {
            throw invalid(
                    "'%s' must be one of %s"
                            .formatted(param.name(), String.join(", ", param.values())));
        }
    }

    // no stream, here and below: each message that a bot sends passes
    private static boolean hasHalfPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (text.codePointAt(i) <= Character.MAX_SURROGATE) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    static RpcException invalid(String message) {
        return new RpcException(RpcCode.INVALID_PARAMS, message);
    }

    Optional<String> text(String name) {
        return value(name).map(value -> value.asString(""));
    }

    /** Returns a text that is required. */
    String given(String name) {
        return text(name).orElseThrow();
    }

    OptionalLong number(String name) {
        Optional<JsonNode> value = value(name);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(value.get().asLong());
    }

    boolean flag(String name) {
        return value(name).map(value -> value.asBoolean(false)).orElse(false);
    }

    Optional<List<String>> texts(String name) {
        return value(name)
                .map(
                        array -> {
                            List<String> texts = new ArrayList<>();
                            array.forEach(one -> texts.add(Objects.requireNonNull(one.asString())));
                            return List.copyOf(texts);
                        });
    }

    private static boolean isDeclared(List<RpcParam> declared, String name) {
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private Optional<JsonNode> value(String name) {
        if (!isDeclared(declared, name)) {
            throw new IllegalStateException("not declared: " + name);
        }
        return Optional.ofNullable(values.get(name));
    }
}
