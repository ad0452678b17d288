package peerlink.cli.text;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.cli.program.Failures;

/** Makes the object that programs get of a command's failure. */
public final class ErrorFields {
    private ErrorFields() {}

    /**
     * @param message the error's line
     * @param hint the advice, whose lines are commands or words; may be empty
     * @param exitCode the command's exit code
     */
    public static Map<String, @Nullable Object> of(String message, String hint, int exitCode) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("error", Failures.lowerCase(Printable.line(message)));
        fields.put("hint", Printable.lines(hint));
        fields.put("exitCode", exitCode);
        return fields;
    }
}
