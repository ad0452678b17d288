package peerlink.cli.terminal;

import java.util.List;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;

/**
 * Binds the keys of the chat: readline's, as far as they make sense for writing messages. All
 * others do nothing, and insert nothing. JLine's own table binds keys to functions that it lacks,
 * and to an editor that is missing here.
 */
final class ChatKeys {
    /** Deletes back to a blank, as readline's command of this name does. */
    static final String UNIX_WORD_RUBOUT = "unix-word-rubout";

    /** Inserts a line feed. */
    static final String LINE_FEED = "line-feed";

    /** Turns to the conversation whose messages have waited longest. */
    static final String NEXT_UNREAD = "next-unread";

    /** Turns to the conversation whose number the key has. */
    static final String CONVERSATION = "conversation";

    /** The key behind which a conversation's number of two digits comes. */
    static final String BEFORE_NUMBER = KeyMap.alt('n');

    /** The first of two keys that belong together. */
    static final String PREFIX = KeyMap.ctrl('X');

    private ChatKeys() {}

    /** Returns the keys that edit a line, without those that insert themselves. */
    static KeyMap<Binding> editing() {
        KeyMap<Binding> keys = new KeyMap<>();
        bind(keys, LineReader.BEGINNING_OF_LINE, KeyMap.ctrl('A'), KeyReader.HOME);
        bind(keys, LineReader.END_OF_LINE, KeyMap.ctrl('E'), KeyReader.END);
        bind(keys, LineReader.BACKWARD_CHAR, KeyMap.ctrl('B'), KeyReader.LEFT);
        bind(keys, LineReader.FORWARD_CHAR, KeyMap.ctrl('F'), KeyReader.RIGHT);
        bind(keys, LineReader.BACKWARD_WORD, KeyMap.alt('b'), KeyReader.WORD_LEFT);
        bind(keys, LineReader.FORWARD_WORD, KeyMap.alt('f'), KeyReader.WORD_RIGHT);
        bind(keys, LineReader.UP_LINE_OR_HISTORY, KeyMap.ctrl('P'), KeyReader.UP);
        bind(keys, LineReader.DOWN_LINE_OR_HISTORY, KeyMap.ctrl('N'), KeyReader.DOWN);
        bind(keys, LineReader.HISTORY_SEARCH_BACKWARD, KeyMap.alt('p'), PREFIX + KeyMap.ctrl('P'));
        // Alt-N is for conversations
        bind(keys, LineReader.HISTORY_SEARCH_FORWARD, PREFIX + KeyMap.ctrl('N'));
        bind(keys, LineReader.BEGINNING_OF_HISTORY, KeyMap.alt('<'));
        bind(keys, LineReader.END_OF_HISTORY, KeyMap.alt('>'));
        bind(keys, LineReader.HISTORY_INCREMENTAL_SEARCH_BACKWARD, KeyMap.ctrl('R'));
        bind(keys, LineReader.HISTORY_INCREMENTAL_SEARCH_FORWARD, KeyMap.ctrl('S'));
        bind(keys, LineReader.SEND_BREAK, KeyMap.ctrl('G'));

        bind(keys, LineReader.BACKWARD_DELETE_CHAR, KeyMap.ctrl('H'), KeyMap.del());
        bind(keys, LineReader.DELETE_CHAR_OR_LIST, KeyMap.ctrl('D'));
        bind(keys, LineReader.DELETE_CHAR, KeyReader.DELETE);
        bind(keys, UNIX_WORD_RUBOUT, KeyMap.ctrl('W'));
        bind(
                keys,
                LineReader.BACKWARD_KILL_WORD,
                KeyMap.alt(KeyMap.del()),
                KeyMap.alt(KeyMap.ctrl('H')));
        bind(keys, LineReader.KILL_WORD, KeyMap.alt('d'), KeyReader.WORD_DELETE);
        bind(keys, LineReader.KILL_LINE, KeyMap.ctrl('K'));
        bind(keys, LineReader.KILL_WHOLE_LINE, KeyMap.ctrl('U'));
        bind(keys, LineReader.KILL_BUFFER, PREFIX + KeyMap.ctrl('K'));
        bind(keys, LineReader.YANK, KeyMap.ctrl('Y'));
        bind(keys, LineReader.YANK_POP, KeyMap.alt('y'));
        bind(keys, LineReader.TRANSPOSE_CHARS, KeyMap.ctrl('T'));
        bind(keys, LineReader.TRANSPOSE_WORDS, KeyMap.alt('t'));
        bind(keys, LineReader.UP_CASE_WORD, KeyMap.alt('u'));
        bind(keys, LineReader.DOWN_CASE_WORD, KeyMap.alt('l'));
        bind(keys, LineReader.CAPITALIZE_WORD, KeyMap.alt('c'));
        bind(keys, LineReader.UNDO, KeyMap.ctrl('_'), PREFIX + KeyMap.ctrl('U'));
        bind(keys, LineReader.REDO, PREFIX + KeyMap.ctrl('R'));

        bind(keys, LineReader.EXPAND_OR_COMPLETE, "\t");
        bind(keys, LineReader.LIST_CHOICES, KeyMap.alt('?'), KeyMap.alt('='));
        bind(keys, LineReader.ACCEPT_LINE, "\r", "\n");
        bind(keys, LineReader.SELF_INSERT_UNMETA, KeyReader.NEW_LINE, KeyMap.alt('\n'));
        // a second way, as some terminals keep Alt for themselves
        bind(keys, LINE_FEED, PREFIX + "\r", PREFIX + "\n");
        bind(keys, LineReader.EDIT_AND_EXECUTE_COMMAND, PREFIX + KeyMap.ctrl('E'));
        bind(keys, LineReader.BEGIN_PASTE, KeyReader.PASTE);
        bind(keys, LineReader.QUOTED_INSERT, KeyMap.ctrl('V'));
        bind(keys, NEXT_UNREAD, KeyMap.alt('a'));
        bind(keys, CONVERSATION, KeyMap.range("\\E1-\\E9"));
        bind(keys, LineReader.CLEAR_SCREEN, KeyMap.ctrl('L'));
        bind(keys, LineReader.INTERRUPT, KeyMap.ctrl('C'));
        return keys;
    }

    /**
     * Returns the keys that choose among completions. All other keys end the choice and keep their
     * function.
     */
    static KeyMap<Binding> choosing() {
        KeyMap<Binding> keys = new KeyMap<>();
        bind(keys, LineReader.MENU_COMPLETE, "\t");
        bind(keys, LineReader.REVERSE_MENU_COMPLETE, KeyReader.BACK_TAB);
        bind(keys, LineReader.ACCEPT_LINE, "\r", "\n");
        return keys;
    }

    /** Returns the keys for a terminal that edits lines itself. */
    static KeyMap<Binding> dumb() {
        KeyMap<Binding> keys = new KeyMap<>();
        bind(keys, LineReader.ACCEPT_LINE, "\r", "\n", KeyReader.NEW_LINE, KeyMap.alt('\n'));
        bind(keys, LineReader.SELF_INSERT, "\t");
        return keys;
    }

    private static void bind(KeyMap<Binding> keys, String command, String... codes) {
        bind(keys, command, List.of(codes));
    }

    private static void bind(KeyMap<Binding> keys, String command, Iterable<String> codes) {
        keys.bind(new Reference(command), codes);
    }
}
