package peerlink.bench.networks;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a scenario, one row of the table.
 *
 * @param path the path that was taken in the end
 * @param first the time from Enter to the first acknowledgement; null beyond the limit
 * @param direct the time from Enter to the direct path that stayed; null for none
 * @param back the time from the end of a change of the network until both sides' messages are
 *     acknowledged again; null beyond the limit, or if nothing changed
 * @param hasIncident whether there was such a change
 * @param limits the longest waits
 * @param arrived the messages that were displayed
 * @param sent the messages that were written, in both directions
 * @param remark the program's own words
 * @param faults what should not be so
 */
record Row(
        Scenario scenario,
        String path,
        @Nullable Duration first,
        @Nullable Duration direct,
        @Nullable Duration back,
        boolean hasIncident,
        Limits limits,
        int arrived,
        int sent,
        String remark,
        List<String> faults) {
    static final String HEAD =
            """
            | scenario | path | first acknowledged | direct after | not arrived | back after |
            | --- | --- | --- | --- | --- | --- |""";

    /** Returns the row of a scenario that could not be measured. */
    static Row failed(Scenario scenario, Limits limits, String reason) {
        return new Row(
                scenario,
                "not measured",
                null,
                null,
                null,
                false,
                limits,
                0,
                0,
                reason,
                List.of(reason));
    }

    @Override
    public String toString() {
        return "| %s | %s | %s | %s | %d of %d | %s |"
                .formatted(
                        scenario.name(),
                        path,
                        seconds(first, limits.first()),
                        directly(),
                        sent - arrived,
                        sent,
                        hasIncident ? seconds(back, limits.back()) : "");
    }

    private String directly() {
        if (direct == null) {
            return scenario.direct() ? "not found" : "there is no way";
        }
        return seconds(direct, limits.direct());
    }

    private static String seconds(@Nullable Duration time, Duration limit) {
        return time == null
                ? "not in %d s".formatted(limit.toSeconds())
                : "%.2f s".formatted(time.toMillis() / 1000.0);
    }
}
