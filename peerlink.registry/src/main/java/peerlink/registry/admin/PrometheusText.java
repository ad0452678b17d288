package peerlink.registry.admin;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes metrics in the text format 0.0.4 of Prometheus: {@code # HELP} and {@code # TYPE} before
 * the samples of a family, one sample a line.
 */
final class PrometheusText {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    PrometheusText gauge(String name, String help, double value) {
        return family(name, "gauge", help).sample(name, Map.of(), value);
    }

    PrometheusText counter(String name, String help, double value) {
        return family(name, "counter", help).sample(name, Map.of(), value);
    }

    /** Writes a counter with a series for each value of a label. */
    PrometheusText counters(String name, String help, String label, Map<String, Long> values) {
        family(name, "counter", help);
        values.forEach((value, count) -> sample(name, Map.of(label, value), count));
        return this;
    }

    /** Writes a gauge that is 1 and has its information in labels. */
    PrometheusText info(String name, String help, Map<String, String> labels) {
        return family(name, "gauge", help).sample(name, labels, 1);
    }

    /** Writes durations in seconds; the buckets are cumulative, as the format has them. */
    PrometheusText histogram(String name, String help, Histogram.Values values) {
        family(name, "histogram", help);
        long count = 0;
        for (int i = 0; i < values.counts().size(); i++) {
            count += values.counts().get(i);
            String bound =
                    i < Histogram.BOUNDS.size()
                            ? number(Histogram.BOUNDS.get(i).toNanos() / 1_000_000_000.0)
                            : "+Inf";
            sample(name + "_bucket", Map.of("le", bound), count);
        }
        sample(name + "_sum", Map.of(), values.sumNanos() / 1_000_000_000.0);
        return sample(name + "_count", Map.of(), count);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private PrometheusText family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(escaped(help)).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    private PrometheusText sample(String name, Map<String, String> labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(
                    labels.entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + quoted(label.getValue()) + "\"")
                            .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(number(value)).append('\n');
        return this;
    }

    private static String number(double value) {
        long whole = (long) value;
        return whole == value ? Long.toString(whole) : Double.toString(value);
    }

    private static String escaped(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String quoted(String labelValue) {
        return escaped(labelValue).replace("\"", "\\\"");
    }
}
