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
import org.jspecify.annotations.Nullable;
import peerlink.api.Printable;
import peerlink.api.Registration;
import peerlink.api.Setting;
import peerlink.api.SettingsListener;
import peerlink.core.guard.CallFailedException;
import peerlink.core.guard.CallOutcome;
import peerlink.core.guard.GuardedCalls;
import peerlink.core.model.PluginSetting;

/**
 * Holds one plugin's settings: the texts of the user's file, the settings that the plugin has
 * declared, and their values. The plugin's code that reads values and hears of changes runs on the
 * plugin's threads. Safe for use by several threads.
 */
final class DeclaredSettings {
    private static final CompletableFuture<Boolean> HEARD = CompletableFuture.completedFuture(true);
    private static final String TAKING_OVER = "taking over its settings";

    private final String plugin;
    private final GuardedCalls calls;
    private final Consumer<String> notices;
    private final Consumer<String> failures;
    private final List<SettingsListener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private Map<String, String> texts;
    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private boolean hasStarted;

    /**
     * @param text the user's text for it; null if the file has none
     */
    private record Declared(Setting<?> setting, @Nullable String text, Object value) {}

    /**
     * @param notices gets lines about settings of the user that are not used
     * @param failures gets the reason when the plugin's code fails
     */
    DeclaredSettings(
            String plugin,
            Map<String, String> texts,
            GuardedCalls calls,
            Consumer<String> notices,
            Consumer<String> failures) {
        this.plugin = plugin;
        this.texts = Map.copyOf(texts);
        this.calls = calls;
        this.notices = notices;
        this.failures = failures;
    }

    Map<String, String> texts() {
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
    @SuppressWarnings("unchecked") // a declaration's value was read by that very setting
    <T> T value(Setting<T> setting) {
        String text;
        lock.lock();
        try {
            Declared known = declared.get(setting.key());
            if (known != null && known.setting == setting) {
                return (T) known.value;
            }
            text = texts.get(setting.key());
        } finally {
            lock.unlock();
        }
        T value = read(setting, text);
        lock.lock();
        try {
            declared.put(setting.key(), new Declared(setting, text, value));
        } finally {
            lock.unlock();
        }
        return value;
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

    /** Tells the user of settings that the plugin does not know, once it has started. */
    void started() {
        lock.lock();
        try {
            hasStarted = true;
        } finally {
            lock.unlock();
        }
        tellUnknown(texts().keySet());
    }

    private void tellUnknown(Set<String> keys) {
        Map<String, String> known = new TreeMap<>();
        lock.lock();
        try {
            declared.values().forEach(one -> known.put(one.setting.key(), one.setting.allowed()));
        } finally {
            lock.unlock();
        }
        if (known.isEmpty()) {
            return; // it reads its settings by itself
        }
        for (String key : new TreeSet<>(keys)) {
            if (!known.containsKey(key)) {
                notices.accept(
                        "plugins.%s.%s = '%s' is not used: the plugin has no such setting (there is %s)"
                                .formatted(
                                        plugin,
                                        Printable.excerpt(key),
                                        Printable.excerpt(texts().getOrDefault(key, "")),
                                        String.join(
                                                ", ",
                                                known.entrySet().stream()
                                                        .map(
                                                                one ->
                                                                        "%s: %s"
                                                                                .formatted(
                                                                                        one
                                                                                                .getKey(),
                                                                                        one
                                                                                                .getValue()))
                                                        .toList())));
            }
        }
    }

    /**
     * Takes over the user's settings of now, and tells the plugin. Never waits for its code.
     *
     * @return done when the plugin has heard of it, or will not
     */
    CompletableFuture<?> change(Map<String, String> now) {
        Set<String> fresh;
        lock.lock();
        try {
            if (now.equals(texts)) {
                return HEARD;
            }
            fresh = new TreeSet<>(now.keySet());
            fresh.removeIf(key -> Objects.equals(now.get(key), texts.get(key)));
            texts = Map.copyOf(now);
            if (!hasStarted) {
                return HEARD; // a start that goes on reads some of them before and some after
            }
        } finally {
            lock.unlock();
        }
        tellUnknown(fresh);
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        calls.series(
                () -> {
                    CallOutcome<Boolean> outcome =
                            calls.make(
                                    TAKING_OVER,
                                    calls.limits().handle(),
                                    this::takeOver,
                                    failure -> ended(failure, heard));
                    if (outcome != null) {
                        ended(outcome.failure(), heard);
                    }
                },
                () -> heard.complete(false));
        return heard;
    }

    private boolean takeOver() throws Exception {
        Set<String> changed = new TreeSet<>();
        for (Declared one : all()) {
            String text = texts().get(one.setting.key());
            if (text == null ? one.text == null : text.equals(one.text)) {
                continue;
            }
            Object value;
            try {
                value = read(one.setting, text);
            } catch (IllegalArgumentException e) {
                notices.accept(e.getMessage() + "; the value before holds");
                continue;
            }
            lock.lock();
            try {
                declared.put(one.setting.key(), new Declared(one.setting, text, value));
            } finally {
                lock.unlock();
            }
            if (!value.equals(one.value)) {
                changed.add(one.setting.key());
            }
        }
        if (!changed.isEmpty()) {
            for (SettingsListener listener : listeners) {
                listener.changed(changed);
            }
        }
        return true;
    }

    private void ended(@Nullable CallFailedException failure, CompletableFuture<Boolean> heard) {
        if (failure != null
                && (failure.kind() == CallFailedException.Kind.THREW
                        || failure.kind() == CallFailedException.Kind.INTERRUPTED)) {
            failures.accept(TAKING_OVER + ": " + failure.getMessage());
        }
        heard.complete(failure == null);
    }

    Registration watch(SettingsListener listener) {
        // a fresh object each time: two registrations may be equal
        SettingsListener own = changed -> listener.changed(Set.copyOf(changed));
        listeners.add(own);
        return () -> listeners.remove(own);
    }

    private List<Declared> all() {
        lock.lock();
        try {
            return List.copyOf(declared.values());
        } finally {
            lock.unlock();
        }
    }

    /** Returns the declared settings for people. */
    List<PluginSetting> described() {
        return all().stream()
                .map(
                        one ->
                                new PluginSetting(
                                        one.setting.key(),
                                        Optional.ofNullable(one.text).map(Printable::excerpt),
                                        one.setting.usualText(),
                                        one.setting.allowed(),
                                        one.setting.description()))
                .toList();
    }
}
