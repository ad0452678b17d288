package peerlink.core.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.api.Registration;
import peerlink.api.Setting;
import peerlink.api.Settings;
import peerlink.api.SettingsListener;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallOutcome;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.PluginSetting;

/**
 * Holds one plugin's settings: the texts of the user's file, the settings that the plugin has
 * declared, and their values. All parts of the plugin share it: the providers by which peers are
 * found and reached, which are made first, and those that run in a node. It outlives them, so that
 * the user can see why a start has failed. The plugin's code that reads values and hears of changes
 * runs on the plugin's threads. Safe for use by several threads.
 *
 * <p>The file is longer than most, as one lock guards the declarations, the values and the
 * listeners of a plugin.
 */
final class DeclaredSettings implements Settings {
    private static final CompletableFuture<Boolean> HEARD = CompletableFuture.completedFuture(true);
    private static final String TAKING_OVER = "taking over its settings";

    private final String plugin;
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private Map<String, String> texts;
    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private boolean hasStarted;

    private @Nullable Follower follower;

    /** The settings as they were when the plugin ended; null before. */
    private @Nullable List<PluginSetting> last;

    /** Tells whether the plugin reads the texts by itself, as far as is known. */
    private volatile boolean readsTexts;

    /**
     * A value that the user's file had, and the plugin has not taken.
     *
     * @param reason names plugin, key, value and what is allowed
     */
    private record Refused(String text, String reason) {}

    /**
     * @param text the user's text for the value that holds; null if the file had none
     * @param value null if there is no value that holds
     * @param refused the user's text, if that is another one
     */
    private record Declared(
            Setting<?> setting,
            @Nullable String text,
            @Nullable Object value,
            @Nullable Refused refused) {
        /** Returns the user's text, which may have been refused. */
        @Nullable String given() {
            return refused == null ? text : refused.text;
        }
    }

    /** Follows the settings for a plugin that runs in a node. */
    static final class Follower {
        private final GuardedCalls calls;
        private final Consumer<String> notices;
        private final Consumer<String> failures;
        private final List<SettingsListener> listeners = new CopyOnWriteArrayList<>();

        /**
         * @param notices gets lines about settings of the user that are not used
         * @param failures gets the reason when the plugin's code fails
         */
        Follower(GuardedCalls calls, Consumer<String> notices, Consumer<String> failures) {
            this.calls = calls;
            this.notices = notices;
            this.failures = failures;
        }

        Registration watch(SettingsListener listener) {
            // a fresh object each time: two registrations may be equal
            SettingsListener own = changed -> listener.changed(Set.copyOf(changed));
            listeners.add(own);
            return () -> listeners.remove(own);
        }
    }

    DeclaredSettings(String plugin, Map<String, String> texts) {
        this.plugin = plugin;
        this.texts = Map.copyOf(texts);
    }

    @Override
    public Map<String, String> settings() {
        readsTexts = true;
        return texts();
    }

    private Map<String, String> texts() {
        lock.lock();
        try {
            return texts;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns a setting's value; on the plugin's thread.
     *
     * @throws IllegalArgumentException if the user's text for it is not allowed
     */
    @Override
    @SuppressWarnings("unchecked") // a declaration's value was read by that very setting
    public <T> T setting(Setting<T> setting) {
        String text;
        lock.lock();
        try {
            Declared known = declared.get(setting.key());
            if (known != null && known.setting == setting && known.value != null) {
                return (T) known.value;
            }
            text = texts.get(setting.key());
        } finally {
            lock.unlock();
        }
        try {
            T value = read(setting, text);
            put(new Declared(setting, text, value, null));
            return value;
        } catch (BadSettingException e) {
            put(new Declared(setting, null, null, refused(text, e)));
            throw e;
        }
    }

    private void put(Declared one) {
        lock.lock();
        try {
            declared.put(one.setting.key(), one);
        } finally {
            lock.unlock();
        }
    }

    private static Refused refused(@Nullable String text, BadSettingException e) {
        return new Refused(Objects.requireNonNullElse(text, ""), String.valueOf(e.getMessage()));
    }

    private <T> T read(Setting<T> setting, @Nullable String text) {
        if (text == null) {
            return setting.usual();
        }
        try {
            return setting.read(text);
        } catch (IllegalArgumentException e) {
            throw new BadSettingException(
                    "plugins." + plugin + "." + String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Tells the user of settings that the plugin does not know, once it has started.
     *
     * @param mayRead whether a part of the plugin may yet read the texts by itself
     */
    void started(Follower by, boolean mayRead) {
        lock.lock();
        try {
            hasStarted = true;
            follower = by;
        } finally {
            lock.unlock();
        }
        readsTexts |= mayRead;
        tellUnknown(by, texts().keySet());
    }

    /** Lets go of all that leads to the plugin's code, and keeps what the user may want to know. */
    void ended() {
        List<PluginSetting> described = described();
        lock.lock();
        try {
            last = described;
            declared.clear();
            follower = null;
        } finally {
            lock.unlock();
        }
    }

    private void tellUnknown(Follower by, Set<String> keys) {
        if (isReadByPlugin()) {
            return;
        }
        for (String key : new TreeSet<>(keys)) {
            if (!knows(key)) {
                by.notices.accept(unknown(key));
            }
        }
    }

    /** Tells whether the plugin declares nothing, and may know any key. */
    private boolean isReadByPlugin() {
        return readsTexts && all().isEmpty();
    }

    private boolean knows(String key) {
        return all().stream().anyMatch(one -> one.setting.key().equals(key));
    }

    private String unknown(String key) {
        Map<String, String> known = new TreeMap<>();
        all().forEach(one -> known.put(one.setting.key(), one.setting.allowed()));
        return "plugins.%s.%s = '%s' is not used: the plugin has no such setting (there is %s)"
                .formatted(
                        plugin,
                        Printable.excerpt(key),
                        Printable.excerpt(texts().getOrDefault(key, "")),
                        known.isEmpty()
                                ? "none"
                                : known.entrySet().stream()
                                        .map(one -> one.getKey() + ": " + one.getValue())
                                        .collect(Collectors.joining(", ")));
    }

    /**
     * Takes over the user's settings of now, and tells the plugin. Never waits for its code.
     *
     * @return done when the plugin has heard of it, or will not
     */
    CompletableFuture<?> change(Map<String, String> now) {
        Set<String> fresh;
        Follower by;
        lock.lock();
        try {
            if (now.equals(texts)) {
                return HEARD;
            }
            fresh = new TreeSet<>(now.keySet());
            fresh.removeIf(key -> Objects.equals(now.get(key), texts.get(key)));
            texts = Map.copyOf(now);
            by = follower;
            if (!hasStarted || by == null) {
                return HEARD; // a start that goes on reads some of them before and some after
            }
        } finally {
            lock.unlock();
        }
        tellUnknown(by, fresh);
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        GuardedCalls calls = by.calls;
        calls.series(
                () -> {
                    CallOutcome<Boolean> outcome =
                            calls.make(
                                    TAKING_OVER,
                                    calls.limits().handle(),
                                    () -> takeOver(by),
                                    failure -> ended(by, failure, heard));
                    if (outcome != null) {
                        ended(by, outcome.failure(), heard);
                    }
                },
                () -> heard.complete(false));
        return heard;
    }

    private boolean takeOver(Follower by) throws Exception {
        Set<String> changed = new TreeSet<>();
        for (Declared one : all()) {
            String text = texts().get(one.setting.key());
            if (Objects.equals(text, one.given())) {
                continue;
            }
            if (one.value != null && Objects.equals(text, one.text)) {
                put(new Declared(one.setting, text, one.value, null)); // as before the refused one
                continue;
            }
            Object value;
            try {
                value = read(one.setting, text);
            } catch (BadSettingException e) {
                put(new Declared(one.setting, one.text, one.value, refused(text, e)));
                by.notices.accept(e.getMessage() + "; the value before holds");
                continue;
            }
            put(new Declared(one.setting, text, value, null));
            if (!value.equals(one.value)) {
                changed.add(one.setting.key());
            }
        }
        if (!changed.isEmpty()) {
            for (SettingsListener listener : by.listeners) {
                listener.changed(changed);
            }
        }
        return true;
    }

    private static void ended(
            Follower by, @Nullable CallFailedException failure, CompletableFuture<Boolean> heard) {
        if (failure != null
                && (failure.kind() == CallFailedException.Kind.THREW
                        || failure.kind() == CallFailedException.Kind.INTERRUPTED)) {
            by.failures.accept(TAKING_OVER + ": " + failure.getMessage());
        }
        heard.complete(failure == null);
    }

    private List<Declared> all() {
        lock.lock();
        try {
            return List.copyOf(declared.values());
        } finally {
            lock.unlock();
        }
    }

    /** Returns the settings for people: those that are declared, then others that the user has. */
    List<PluginSetting> described() {
        Map<String, String> now;
        boolean isChecked;
        List<PluginSetting> known;
        lock.lock();
        try {
            now = new TreeMap<>(texts);
            isChecked = hasStarted && last == null;
            known =
                    last == null
                            ? declared.values().stream().map(DeclaredSettings::described).toList()
                            : last.stream().filter(one -> !one.allowed().isEmpty()).toList();
        } finally {
            lock.unlock();
        }
        Map<String, PluginSetting> all = new LinkedHashMap<>();
        // a text that has changed since the plugin ended was not read
        known.forEach(
                one ->
                        all.put(
                                one.key(),
                                now.containsKey(one.key()) || one.text().isEmpty()
                                        ? one
                                        : one.given(Optional.empty())));
        boolean isWrong = isChecked && !isReadByPlugin();
        now.forEach(
                (key, text) -> {
                    String shown = Printable.excerpt(text);
                    PluginSetting one = all.get(key);
                    if (one == null) {
                        PluginSetting given = PluginSetting.unchecked(Printable.line(key), shown);
                        all.put(key, isWrong ? given.with(unknown(key)) : given);
                    } else if (!one.text().equals(Optional.of(shown))) {
                        all.put(key, one.given(Optional.of(shown)));
                    }
                });
        return List.copyOf(all.values());
    }

    private static PluginSetting described(Declared one) {
        String usual = one.setting.usualText();
        return new PluginSetting(
                one.setting.key(),
                Optional.ofNullable(one.given()).map(Printable::excerpt),
                one.value == null
                        ? Optional.empty()
                        : Optional.of(one.text == null ? usual : Printable.excerpt(one.text)),
                usual,
                one.setting.allowed(),
                one.setting.description(),
                Optional.ofNullable(one.refused).map(Refused::reason),
                "");
    }
}
