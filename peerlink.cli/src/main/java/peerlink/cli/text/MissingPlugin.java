package peerlink.cli.text;

import java.util.List;
import java.util.function.UnaryOperator;
import peerlink.core.model.PluginStatus;

/** Says what to do about an address of a scheme that nothing here knows. */
public final class MissingPlugin {
    private MissingPlugin() {}

    /**
     * Returns a hint, with the command that lets the plugin run which may know the scheme.
     *
     * @param others the plugins that do not run, and may know it
     * @param call makes a command of words such as {@code plugins allow NAME}
     */
    public static String hint(List<PluginStatus> others, UnaryOperator<String> call) {
        if (others.size() != 1) {
            return others.isEmpty()
                    ? "other schemes are those of plugins:\n" + call.apply("plugins")
                    : "plugins that may know it do not run:\n" + call.apply("plugins");
        }
        PluginStatus other = others.getFirst();
        String name = other.name();
        return switch (other.state()) {
            case NEW, CHANGED ->
                    "the plugin %s may know it, and waits for you:\n%s"
                            .formatted(name, call.apply("plugins allow " + name));
            case DISABLED ->
                    "the plugin %s may know it, and is disabled:\n%s"
                            .formatted(name, call.apply("plugins enable " + name));
            default ->
                    "the plugin %s may know it, and failed (%s):\n%s"
                            .formatted(name, other.detail(), call.apply("plugins info " + name));
        };
    }
}
