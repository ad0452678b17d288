package peerlink.cli.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.core.model.PluginSetting;
import peerlink.core.model.PluginStatus;
import peerlink.core.model.PluginStatus.Content;
import peerlink.core.model.PluginStatus.State;

/** Words plugins for people and for programs, the same in the shell and in the chat. */
public final class PluginRows {
    private PluginRows() {}

    /** Returns one plugin in columns. */
    public static String row(PluginStatus plugin) {
        return "%-12s %-8s %-9s %s"
                .formatted(
                        plugin.name(),
                        plugin.version(),
                        word(plugin.state()),
                        plugin.detail().isEmpty()
                                ? Printable.line(plugin.file().toString())
                                : plugin.detail())
                .stripTrailing();
    }

    /** Returns all that is known of a plugin, in several lines. */
    public static String info(PluginStatus plugin) {
        List<String> lines = new ArrayList<>();
        lines.add(called(plugin) + "  " + said(plugin));
        lines.add("file      " + Printable.line(plugin.file().toString()));
        lines.add("from      " + (plugin.isTrusted() ? "PeerLink itself" : "you"));
        plugin.content()
                .ifPresent(
                        content -> {
                            lines.add("provides  " + String.join(", ", content.provides()));
                            lines.add("needs     " + needs(content));
                            lines.add("SHA-256   " + content.sha256());
                        });
        return String.join("\n", lines);
    }

    /**
     * Returns the lines that introduce a plugin which waits for the user.
     *
     * @param allow the command that lets it run
     */
    public static String introduced(PluginStatus plugin, String allow) {
        String content =
                plugin.content()
                        .map(
                                one ->
                                        """

                                          provides %s; needs %s
                                          SHA-256 %s\
                                        """
                                                .formatted(
                                                        String.join(", ", one.provides()),
                                                        needs(one),
                                                        one.sha256()))
                        .orElse("");
        return """
        %s plugin waits for you: %s, in %s%s
          it may do everything that you may; to let it run: %s\
        """
                .formatted(
                        plugin.state() == State.CHANGED ? "a changed" : "a new",
                        called(plugin),
                        Printable.line(plugin.file().toString()),
                        content,
                        allow);
    }

    /**
     * Returns the line that tells of a plugin which is skipped since it waits for the user.
     *
     * @param allow the command that lets it run
     */
    public static String skipped(PluginStatus plugin, String allow) {
        return "the plugin %s is not run, as it %s; to let it run: %s"
                .formatted(called(plugin), said(plugin), allow);
    }

    /** Returns a sentence about a plugin and its state. */
    public static String sentence(PluginStatus plugin) {
        return "the plugin %s %s".formatted(called(plugin), said(plugin));
    }

    /** Returns a plugin as the fields of an object. */
    public static Map<String, @Nullable Object> fields(PluginStatus plugin) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", plugin.name());
        fields.put("version", plugin.version());
        fields.put("state", word(plugin.state()));
        fields.put("detail", plugin.detail());
        fields.put("file", plugin.file());
        fields.put("own", !plugin.isTrusted());
        fields.put("sha256", plugin.content().map(Content::sha256).orElse(null));
        fields.put("provides", plugin.content().map(Content::provides).orElse(List.of()));
        fields.put("needs", plugin.content().map(Content::needs).orElse(List.of()));
        return fields;
    }

    /** Returns a plugin as the fields of an object, with its settings. */
    public static Map<String, @Nullable Object> fields(
            PluginStatus plugin, List<PluginSetting> settings) {
        Map<String, @Nullable Object> fields = fields(plugin);
        fields.put("settings", settings.stream().map(PluginRows::settingFields).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> settingFields(PluginSetting setting) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("key", setting.key());
        fields.put("value", setting.text().orElse(null));
        fields.put("holds", setting.holds().orElse(null));
        fields.put("file", setting.place().isEmpty() ? null : setting.place());
        fields.put("problem", setting.problem().orElse(null));
        fields.put("default", setting.usual());
        fields.put("allowed", setting.allowed());
        fields.put("description", setting.description());
        return fields;
    }

    /**
     * Returns the lines of a plugin's settings, below those of the plugin. If some are not used,
     * the last line says what to do.
     */
    public static List<String> settings(PluginStatus plugin, List<PluginSetting> settings) {
        List<String> lines = new ArrayList<>();
        settings.forEach(one -> lines.add("setting   " + setting(plugin, one)));
        List<String> wrong =
                settings.stream()
                        .filter(one -> one.problem().isPresent())
                        .map(PluginSetting::place)
                        .filter(place -> !place.isEmpty())
                        .distinct()
                        .toList();
        if (!wrong.isEmpty()) {
            lines.add(
                    "to do     mend [plugins.%s] in %s; it then counts %s"
                            .formatted(
                                    plugin.name(),
                                    String.join(" and ", wrong),
                                    plugin.state() == State.FAILED
                                            ? "from reload " + plugin.name()
                                            : "within a few seconds"));
        }
        return lines;
    }

    private static String setting(PluginStatus plugin, PluginSetting one) {
        String meaning =
                one.allowed().isEmpty()
                        ? ""
                        : "  (%s): %s".formatted(one.allowed(), one.description());
        if (one.text().isEmpty()) {
            return "%s = '%s', as usual%s".formatted(one.key(), one.usual(), meaning);
        }
        String given = "%s = '%s'".formatted(one.key(), one.text().get());
        if (!one.place().isEmpty()) {
            given += " in " + one.place();
        }
        if (one.problem().isPresent()) {
            String holds = one.holds().map(value -> "; '" + value + "' holds").orElse("");
            return given
                    + (one.allowed().isEmpty()
                            ? " is not used: the plugin has no such setting"
                            : " is refused: allowed is %s: %s%s"
                                    .formatted(one.allowed(), one.description(), holds));
        }
        if (one.allowed().isEmpty()) {
            return given
                    + (plugin.state() == State.STARTED
                            ? ", which the plugin reads by itself"
                            : ", not checked, as the plugin does not run");
        }
        return given
                + (one.holds().isEmpty() ? ", not checked since" : "")
                + ", usually '"
                + one.usual()
                + "'"
                + meaning;
    }

    /** Returns half a sentence about plugins that wait for the user, and may have a command. */
    public static String mayHaveCommand(Collection<String> waiting) {
        return "%s %s for your agreement, and may have it"
                .formatted(
                        (waiting.size() == 1 ? "the plugin " : "the plugins ")
                                + String.join(", ", waiting),
                        waiting.size() == 1 ? "waits" : "wait");
    }

    private static String called(PluginStatus plugin) {
        return (plugin.name() + " " + plugin.version()).stripTrailing();
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String needs(Content content) {
        return content.needs().isEmpty()
                ? "nothing special of the JDK"
                : String.join(", ", content.needs());
    }

    private static String said(PluginStatus plugin) {
        String said =
                switch (plugin.state()) {
                    case INSTALLED ->
                            "may run, and is started by the next chat, listen or command that needs it";
                    case NEW -> "is new, and you have not agreed to it";
                    case CHANGED -> "has changed since you agreed to it";
                    case DISABLED -> "is disabled";
                    case STARTING -> "is being started";
                    case STARTED -> "runs";
                    case FAILED -> "failed";
                    case REPLACED -> "does not count";
                    case UNUSED -> "is not used";
                    case STOPPED -> "has ended, as its file is gone";
                };
        return plugin.detail().isEmpty() ? said : said + ": " + plugin.detail();
    }
}
