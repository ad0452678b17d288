package peerlink.cli.terminal;

/**
 * A completion of the word being typed.
 *
 * @param group the heading under which it is listed; empty for none
 * @param value the whole word
 * @param description a few words on it; may be empty
 * @param complete whether the word ends here: a folder's name goes on
 */
public record Suggestion(String group, String value, String description, boolean complete) {
    public Suggestion(String value, String description, boolean complete) {
        this("", value, description, complete);
    }
}
