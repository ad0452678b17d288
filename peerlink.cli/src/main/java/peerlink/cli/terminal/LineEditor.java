package peerlink.cli.terminal;

import java.util.Locale;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * JLine's line editor with other keys: {@link KeyReader} reads them, and {@link ChatKeys} binds
 * them.
 */
class LineEditor extends ClusterEditor {
    private static final long LONG_MILLIS = 3_600_000;

    private final KeyReader keyReader =
            new KeyReader(
                    new KeyReader.Source() {
                        @Override
                        public int read() {
                            // JLine's own wait for a character wakes ten times a second
                            boolean isIdle = true;
                            while (isIdle) {
                                isIdle = idle(LONG_MILLIS);
                            }
                            return readCharacter();
                        }

                        @Override
                        public boolean isIdle(long millis) {
                            return idle(millis);
                        }
                    });

    private String lastKey = "";
    private volatile Presence presence = Presence.NOBODY;

    LineEditor(Terminal terminal) {
        super(terminal);
        keyMaps.put(LineReader.MAIN, isDumb(terminal) ? ChatKeys.dumb() : ChatKeys.editing());
        keyMaps.put(LineReader.MENU, ChatKeys.choosing());
        widgets.put(ChatKeys.UNIX_WORD_RUBOUT, this::unixWordRubout);
        widgets.put(ChatKeys.LINE_FEED, () -> insert("\n"));
    }

    /** Tells whether the terminal can't move its cursor, and so edits lines itself. */
    static boolean isDumb(Terminal terminal) {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /** Waits for a key that has a function. A key without one leaves everything as it is. */
    @Override
    public @Nullable Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        while (true) {
            String key = keyReader.next();
            if (ChatKeys.PREFIX.equals(key)) {
                String second = keyReader.next();
                key = second == null ? null : key + second;
            }
            if (ChatKeys.BEFORE_NUMBER.equals(key) && !isDumb(terminal)) {
                key = numbered();
            }
            if (key == null) {
                return null;
            }
            if (key.equals(KeyReader.FOCUS_IN) || key.equals(KeyReader.FOCUS_OUT)) {
                presence.focused(key.equals(KeyReader.FOCUS_IN));
                continue;
            }
            if (key.equals(KeyReader.SYNCHRONIZED)) {
                synchronizes();
                continue;
            }
            if (key.startsWith(KeyReader.KIND)) {
                isOfKind(key);
                continue;
            }
            presence.typed();
            Binding binding = bound(key, keys, local);
            if (binding != null) {
                lastKey = key;
                noteKills(binding);
                return binding;
            }
        }
    }

    /** Notes that the terminal can show many changes at once. */
    void synchronizes() {}

    /** Notes the terminal's answer to the question of its kind. */
    void isOfKind(String answer) {}

    /**
     * Reads a number of two digits, or of one and Enter, behind its key. Any other key ends it, and
     * does what it does elsewhere.
     */
    private @Nullable String numbered() {
        String first = keyReader.next();
        if (first == null || !first.matches("[0-9]")) {
            return first;
        }
        String second = keyReader.next();
        return second != null && second.matches("[0-9\r\n]")
                ? KeyReader.ESCAPE + first + second.strip()
                : second;
    }

    /** Returns the number that the last key has. */
    final int numberOfLastKey() {
        return Integer.parseInt(lastKey.substring(KeyReader.ESCAPE.length()));
    }

    /** Learns of the user's attention, on the thread that reads keys. */
    interface Presence {
        Presence NOBODY =
                new Presence() {
                    @Override
                    public void focused(boolean has) {}

                    @Override
                    public void typed() {}
                };

        /** The terminal says that its window has the attention, or has it no longer. */
        void focused(boolean has);

        /** A key was pressed. */
        void typed();
    }

    /** Sets the listener for the user's attention. */
    final void presence(Presence listener) {
        presence = listener;
    }

    private @Nullable Binding bound(
            String key, KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
        Binding binding = local == null ? null : local.getBound(key);
        if (binding == null) {
            binding = keys.getBound(key);
        }
        if (binding == null && key.length() == 2 && key.startsWith(KeyReader.ESCAPE)) {
            binding = keys.getBound(key.toLowerCase(Locale.ROOT)); // Alt and Shift
        }
        // a terminal that edits lines itself gives the key with the rest of its line, which would
        // go to the other conversation
        if (binding == null
                && !isDumb(terminal)
                && key.matches(KeyReader.ESCAPE + "(0?[1-9]|[1-9][0-9])")) {
            binding = new Reference(ChatKeys.CONVERSATION);
        }
        if (binding == null
                && key.codePointCount(0, key.length()) == 1
                && isText(key.codePointAt(0))) {
            binding = new Reference(SELF_INSERT);
        }
        return binding;
    }

    /**
     * Notes kills as JLine does after each key: kills in a row are one, and only a yank can be
     * exchanged.
     */
    private void noteKills(Binding binding) {
        String command = binding instanceof Reference reference ? reference.name() : "";
        switch (command) {
            case YANK, YANK_POP -> killRing.resetLastKill();
            case KILL_LINE,
                    KILL_WHOLE_LINE,
                    KILL_WORD,
                    BACKWARD_KILL_WORD,
                    ChatKeys.UNIX_WORD_RUBOUT ->
                    killRing.resetLastYank();
            default -> {
                killRing.resetLastKill();
                killRing.resetLastYank();
            }
        }
    }

    /**
     * Returns the last key by its name here, whichever code it came as. JLine reads it again where
     * the key has ended a list or a search. So a number of two digits has its key before it: else
     * the first digit alone would count, and the second would be text.
     */
    @Override
    public String getLastBinding() {
        return lastKey.matches(KeyReader.ESCAPE + "[0-9]{2}")
                ? ChatKeys.BEFORE_NUMBER + lastKey.substring(KeyReader.ESCAPE.length())
                : lastKey;
    }

    private boolean idle(long millis) {
        boolean isLocked = lock.isHeldByCurrentThread();
        if (isLocked) {
            lock.unlock(); // other threads may print meanwhile, as while a character is read
        }
        try {
            return peekCharacter(millis) == NonBlockingReader.READ_EXPIRED;
        } finally {
            if (isLocked) {
                lock.lock();
            }
        }
    }

    /**
     * Tells whether a character inserts itself. A control character is a key without a function
     * here.
     */
    private static boolean isText(int c) {
        return Character.getType(c) != Character.CONTROL
                && Character.getType(c) != Character.SURROGATE;
    }

    private static boolean isTextOrBreak(int c) {
        return isText(c) || c == '\n' || c == '\t';
    }

    /**
     * Does nothing: within a search back the key goes on with it, and elsewhere it is a habit from
     * terminals that it stopped.
     */
    @Override
    protected boolean historyIncrementalSearchForward() {
        return false;
    }

    /** Does nothing: the key ends a search, and must not lose a line being typed. */
    @Override
    protected boolean sendBreak() {
        return false;
    }

    /** Inserts the next key if it is a character, a tab or a line feed. */
    @Override
    protected boolean quotedInsert() {
        String key = keyReader.next();
        if (key == null || key.codePointCount(0, key.length()) != 1) {
            return false;
        }
        int c = key.equals("\r") ? '\n' : key.codePointAt(0);
        return isTextOrBreak(c) && insert(Character.toString(c).repeat(Math.max(0, count)));
    }

    final boolean insert(String text) {
        buf.write(text);
        return true;
    }

    /**
     * Inserts pasted text unchanged, except that each line ends with a line feed, whatever end the
     * terminal has sent.
     */
    @Override
    public boolean beginPaste() {
        regionActive = RegionType.PASTE;
        regionMark = buf.cursor();
        return insert(
                doReadStringUntil(BRACKETED_PASTE_END).replace("\r\n", "\n").replace('\r', '\n'));
    }
}
