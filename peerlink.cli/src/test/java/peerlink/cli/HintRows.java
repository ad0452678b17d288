package peerlink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All hints of the program, each with the situation in which it is printed. A place is where the sources have it, as {@link HintPlaces}
 * finds it; {@link HintsTest} compares. In commands and hints, {@code {carol}} is the id of a contact who is there, {@code {lookup}},
 * {@code {members}} and {@code {hidden}} are registries of these visibilities, and {@code {home}} is the home.
 */
final class HintRows {
    private HintRows() {}

    /**
     * A command line that fails.
     *
     * @param place {@code File.method}; empty if another row has it
     * @param error how the error's line begins
     * @param commands those of the hint that end by themselves: each is run, and may fail for another reason, never as a wrong use
     */
    record Shell(
            String place,
            String typed,
            int status,
            String error,
            String hint,
            String... commands) {}

    /**
     * A line of the chat that is refused.
     *
     * @param answer what the chat shows when the hint is typed
     */
    record Chat(String place, String typed, String error, String hint, String answer) {}

    /** A profile has a contact carol, who is there, once it has sent her something: {@link HintsEndToEndTest} has pat do so. */
    static final List<Shell> SHELL =
            List.of(
                    new Shell(
                            "ChatCommand.chat",
                            "peerlink --profile pat",
                            1,
                            "the chat needs a terminal",
                            "without one, peerlink send bob hello --profile pat sends a message"
                                    + " and peerlink listen --profile pat prints what arrives",
                            "peerlink send bob hello --profile pat"),
                    new Shell(
                            "Settings.profile",
                            "peerlink id --profile 'bad name'",
                            2,
                            "not a name: 'bad name'",
                            "peerlink id --profile alice",
                            "peerlink id --profile alice"),
                    new Shell(
                            "Settings.profile",
                            "peerlink id --profile pat --home ''",
                            2,
                            "no folder: --home is empty",
                            "peerlink id --profile pat",
                            "peerlink id --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink id --requests=asks --profile pat",
                            2,
                            "not a word for requests: 'asks' (one of ",
                            "peerlink id --requests ask --profile pat",
                            "peerlink id --requests ask --profile pat"),
                    new Shell(
                            "",
                            "PEERLINK_REQUESTS=asks peerlink id",
                            2,
                            "not a word for requests: 'asks' (one of ",
                            "peerlink id --requests ask"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink --visibility private outbox --profile pat",
                            2,
                            "not a word for visibility: 'private' (one of ",
                            "peerlink --visibility lookup-only outbox --profile pat",
                            "peerlink --visibility lookup-only outbox --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink peers --registry here --profile pat",
                            2,
                            "not HOST:PORT: 'here' (such as ",
                            "peerlink peers --registry 127.0.0.1:7777 --profile pat",
                            "peerlink peers --registry 127.0.0.1:7777 --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink peers --registry 127.0.0.1:7777/abc",
                            2,
                            "not a registry's id: 'abc'",
                            "peerlink registry prints the whole address when it starts"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink id --profile pat --name 'Pat Smith'",
                            2,
                            "not a name: 'Pat Smith'",
                            "peerlink id --profile pat --name alice",
                            "peerlink id --profile pat --name alice"),
                    new Shell(
                            "Settings.resolve",
                            "PEERLINK_LOCAL_REGISTRY=7777 peerlink contacts --profile pat",
                            2,
                            "not HOST:PORT: '7777'",
                            "PEERLINK_LOCAL_REGISTRY=127.0.0.1:7777 peerlink contacts --profile pat",
                            "PEERLINK_LOCAL_REGISTRY=127.0.0.1:7777 peerlink contacts --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "peerlink id --listen 7001 --profile pat",
                            2,
                            "not HOST:PORT: '7001'",
                            "peerlink id --listen 127.0.0.1:0 --profile pat",
                            "peerlink id --listen 127.0.0.1:0 --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "PEERLINK_PQ=maybe peerlink id --profile pat",
                            2,
                            "not a word for pq: 'maybe'",
                            "PEERLINK_PQ=required peerlink id --profile pat",
                            "PEERLINK_PQ=required peerlink id --profile pat"),
                    new Shell(
                            "Settings.resolve",
                            "PEERLINK_OUTBOX_DAYS=0 peerlink outbox --profile pat",
                            2,
                            "not a number of days for outbox-days: '0'",
                            "PEERLINK_OUTBOX_DAYS=30 peerlink outbox --profile pat",
                            "PEERLINK_OUTBOX_DAYS=30 peerlink outbox --profile pat"),
                    new Shell(
                            "Assembly.identity",
                            "peerlink id --home /proc/x --profile pat",
                            1,
                            "",
                            "in the usual home it is peerlink id --home {usual} --profile pat",
                            "peerlink id --home {usual} --profile pat"),
                    new Shell(
                            "Assembly.identity",
                            "env -u PEERLINK_HOME XDG_DATA_HOME=/proc/x peerlink id",
                            1,
                            "",
                            "whose the folder is: ls -ld /proc",
                            "ls -ld /proc"),
                    new Shell(
                            "UnknownCommand.hint",
                            "peerlink trust carol --profile pat",
                            2,
                            "no such command: 'trust'",
                            "peerlink contacts trust carol --profile pat",
                            "peerlink contacts trust carol --profile pat"),
                    new Shell(
                            "UnknownCommand.hint",
                            "peerlink cancel",
                            2,
                            "no such command: 'cancel'",
                            "peerlink outbox cancel --help",
                            "peerlink outbox cancel --help"),
                    new Shell(
                            "UnknownCommand.hint",
                            "peerlink status",
                            2,
                            "no such command: 'status'",
                            "in the chat it is /status; with a peer called so: peerlink chat status",
                            "peerlink chat status"),
                    new Shell(
                            "UnknownCommand.hint",
                            "peerlink status now",
                            2,
                            "no such command: 'status'",
                            "in the chat it is /status; with a peer called so: peerlink chat status",
                            "peerlink chat status"),
                    new Shell(
                            "UnknownCommand.nearest",
                            "peerlink sned carol 'hi there' --profile pat",
                            2,
                            "no such command: 'sned'",
                            "peerlink send carol 'hi there' --profile pat",
                            "peerlink send carol 'hi there' --profile pat"),
                    new Shell(
                            "UnknownCommand.nearest",
                            "peerlink frobnicate bob",
                            2,
                            "no such command: 'frobnicate'",
                            "peerlink --help",
                            "peerlink --help"),
                    new Shell(
                            "",
                            "peerlink help sned",
                            2,
                            "no such command: 'sned'",
                            "peerlink help send",
                            "peerlink help send"),
                    new Shell(
                            "",
                            "peerlink contacts trsut carol --profile pat",
                            2,
                            "one word too many: 'trsut'",
                            "peerlink contacts trust carol --profile pat",
                            "peerlink contacts trust carol --profile pat"),
                    new Shell(
                            "",
                            "peerlink peers --profil pat",
                            2,
                            "unknown option: '--profil'",
                            "peerlink peers --profile pat",
                            "peerlink peers --profile pat"),
                    new Shell(
                            "",
                            "peerlink peers one two",
                            2,
                            "one word too many: 'one'",
                            "peerlink peers --help",
                            "peerlink peers --help"),
                    new Shell(
                            "UsageErrors.hint",
                            "peerlink send carol",
                            2,
                            "TEXT is missing",
                            "peerlink send --help",
                            "peerlink send --help"),
                    new Shell(
                            "SendCommand.call",
                            "peerlink send --timeout 0 carol hi --profile pat",
                            2,
                            "not a timeout: 0 (1 to 86400 seconds)",
                            "peerlink send --timeout 10 carol hi --profile pat",
                            "peerlink send --timeout 10 carol hi --profile pat"),
                    new Shell(
                            "SendCommand.checked",
                            "head -c 70000 /dev/zero | tr '\\0' x | peerlink send carol - --profile pat",
                            1,
                            "text too long: more than 65536 bytes of UTF-8",
                            "the chat sends files, too: peerlink chat carol --profile pat",
                            "peerlink chat carol --profile pat"),
                    new Shell(
                            "SendCommand.checked",
                            "printf '\\377' | peerlink send carol - --profile pat",
                            1,
                            "the text is not UTF-8",
                            "the chat sends files, too: peerlink chat carol --profile pat"),
                    new Shell(
                            "SendCommand.checked",
                            "peerlink send carol ' ' --profile pat",
                            2,
                            "nothing to send: the text is blank",
                            "peerlink send carol hello --profile pat",
                            "peerlink send carol hello --profile pat"),
                    new Shell(
                            "SendCommand.unknown",
                            "peerlink send --profile pat carol --foo",
                            2,
                            "unknown option: '--foo'",
                            "to send it as text: peerlink send --profile pat carol -- --foo",
                            "peerlink send --profile pat carol -- --foo"),
                    new Shell(
                            "SendCommand.unknown",
                            "peerlink send carol --foo \"$(head -c 400 /dev/zero | tr '\\0' x)\"",
                            2,
                            "unknown option: '--foo'",
                            "peerlink send --help",
                            "peerlink send --help"),
                    new Shell(
                            "Failures.others",
                            "peerlink send nobody hi --profile pat",
                            3,
                            "nobody called 'nobody'",
                            "peerlink peers --profile pat",
                            "peerlink peers --profile pat"),
                    new Shell(
                            "Failures.ofPeer",
                            "peerlink contacts block carol --profile sid >&2; peerlink send carol hi --profile sid",
                            4,
                            "",
                            "peerlink contacts --profile sid",
                            "peerlink contacts --profile sid"),
                    new Shell(
                            "ContactLines.hint",
                            "peerlink contacts trust carol --profile sid",
                            4,
                            "carol is blocked",
                            "peerlink contacts unblock carol --profile sid",
                            "peerlink contacts unblock carol --profile sid"),
                    new Shell(
                            "ContactLines.hint",
                            "peerlink contacts trust pat --profile pat",
                            3,
                            "that is you",
                            "peerlink contacts --profile pat",
                            "peerlink contacts --profile pat"),
                    new Shell(
                            "ContactsCommand.nearest",
                            "peerlink contacts trust carrol --profile pat",
                            3,
                            "nobody called 'carrol'",
                            "peerlink contacts trust carol --profile pat",
                            "peerlink contacts trust carol --profile pat"),
                    new Shell(
                            "ContactsCommand.nearest",
                            "peerlink contacts block frobnicate --profile pat",
                            3,
                            "nobody called 'frobnicate'",
                            "peerlink contacts --profile pat",
                            "peerlink contacts --profile pat"),
                    new Shell(
                            "ContactsCommand.rename",
                            "peerlink contacts rename carol 'my mum' --profile sid",
                            2,
                            "not a name: 'my mum'",
                            "peerlink contacts rename carol dad --profile sid",
                            "peerlink contacts rename carol dad --profile sid"),
                    new Shell(
                            "VerifyCommand.told",
                            "peerlink verify carol 123 --profile pat",
                            2,
                            "not a safety code: ",
                            "peerlink verify carol --profile pat",
                            "peerlink verify carol --profile pat"),
                    new Shell(
                            "Verification.differing",
                            "peerlink verify carol 000000000000000000000000000000000000000000000000000000000000"
                                    + " --profile val",
                            4,
                            "WARNING: the codes differ",
                            "send carol nothing secret; compare once more, by telephone; if they still differ:"
                                    + " peerlink contacts block carol --profile val",
                            "peerlink contacts block carol --profile val"),
                    new Shell(
                            "Verification.compare",
                            "peerlink verify carol \"$(peerlink verify carol --json --profile val"
                                    + " | sed 's/.*\"code\":\"\\([0-9 ]*\\)\".*/\\1/')\" --profile val",
                            4,
                            "the codes are equal, but carol is blocked",
                            "peerlink contacts unblock carol --profile val",
                            "peerlink contacts unblock carol --profile val"),
                    new Shell(
                            "Errands.cancelled",
                            "peerlink outbox cancel nobody --profile pat",
                            1,
                            "no message 'nobody' waits",
                            "peerlink outbox --profile pat",
                            "peerlink outbox --profile pat"),
                    new Shell(
                            "Invites.parse",
                            "peerlink send --connect garbage carol hi",
                            2,
                            "not an invite: 'garbage'",
                            "the other side's peerlink id prints one while it is online",
                            "peerlink id"),
                    new Shell(
                            "Invites.notTaken",
                            "peerlink peers --profile pat --connect garbage",
                            2,
                            "peers takes no --connect",
                            "peerlink peers --profile pat",
                            "peerlink peers --profile pat"),
                    new Shell(
                            "",
                            "peerlink --connect garbage id --profile pat",
                            2,
                            "id takes no --connect",
                            "peerlink id --profile pat"),
                    new Shell(
                            "Search.start",
                            "peerlink peers --profile pat --registry 127.0.0.1:1",
                            5,
                            "",
                            "start one with peerlink registry --listen 127.0.0.1:1"),
                    new Shell(
                            "Search.elsewhere",
                            "peerlink peers --profile pat --registry nowhere.invalid:7777",
                            5,
                            "",
                            "check the address and the network; where it is to run it starts with"
                                    + " peerlink registry --listen nowhere.invalid:7777"),
                    new Shell(
                            "Search.anotherRegistry",
                            "peerlink peers --profile pat --registry {lookup}/{carol}",
                            4,
                            "the registry ",
                            "ask its operator for the id, which peerlink registry prints"),
                    new Shell(
                            "Search.hint",
                            "peerlink peers --profile pat --registry {lookup}",
                            1,
                            "the registry ",
                            "whose id you know is found all the same, and by an exact name unless the registry"
                                    + " is hidden: peerlink send bob hello --profile pat --registry {lookup}",
                            "peerlink send bob hello --profile pat --registry {lookup}"),
                    new Shell(
                            "Search.hint",
                            "peerlink peers --profile pat --registry {members}",
                            1,
                            "the registry ",
                            "one registers by being there: leave peerlink listen --profile pat --registry"
                                    + " {members} running in another terminal, or the chat, peerlink"
                                    + " --profile pat --registry {members}"),
                    new Shell(
                            "Search.noAnswer",
                            "peerlink send bob hi --profile pat --registry {hidden}",
                            1,
                            "",
                            "peerlink id where the other is prints the id to use instead of the name",
                            "peerlink id"),
                    new Shell(
                            "RegistryToken.token",
                            "PEERLINK_REGISTRY_TOKEN=secret peerlink peers --profile pat",
                            2,
                            "PEERLINK_REGISTRY_TOKEN: ",
                            "its operator makes one with peerlink registry --new-token",
                            "peerlink registry --new-token"),
                    new Shell(
                            "RegistryToken.requireOwn",
                            "echo x >'a token'; chmod 644 'a token'; peerlink id --registry-token-file 'a token'",
                            2,
                            "others can use the registry's token in a token",
                            "chmod 600 'a token'",
                            "chmod 600 'a token'"),
                    new Shell(
                            "IdCommand.call",
                            "peerlink id --new-passphrase-file passphrase.txt --profile safe",
                            2,
                            "--new-passphrase-file is for --set-passphrase and --export",
                            "peerlink id --new-passphrase-file passphrase.txt --profile safe --set-passphrase",
                            "peerlink id --new-passphrase-file passphrase.txt --profile safe --set-passphrase"),
                    new Shell(
                            "Passphrases.ask",
                            "peerlink contacts --profile safe",
                            6,
                            "no terminal to ask for the passphrase for the key in ",
                            "from the first line of a file that you alone can read: peerlink contacts"
                                    + " --profile safe --passphrase-file passphrase.txt",
                            "peerlink contacts --profile safe --passphrase-file passphrase.txt"),
                    new Shell(
                            "Passphrases.chosen",
                            "peerlink id --set-passphrase --profile safer",
                            6,
                            "no terminal to ask for the new passphrase for ",
                            "from the first line of a file that you alone can read: peerlink id"
                                    + " --set-passphrase --profile safer --new-passphrase-file passphrase.txt",
                            "peerlink id --set-passphrase --profile safer --new-passphrase-file passphrase.txt"),
                    new Shell(
                            "Passphrases.unusable",
                            "PEERLINK_PASSPHRASE=$(head -c 2000 /dev/zero | tr '\\0' x) peerlink id --profile new",
                            6,
                            "the passphrase is longer than ",
                            "to have none: peerlink id --remove-passphrase --profile new"),
                    new Shell(
                            "RegistryCommand.call",
                            "peerlink registry --new-passphrase-file passphrase.txt --data other",
                            2,
                            "--new-passphrase-file is for --set-passphrase",
                            "peerlink registry --new-passphrase-file passphrase.txt --data other --set-passphrase",
                            "peerlink registry --new-passphrase-file passphrase.txt --data other --set-passphrase"),
                    new Shell(
                            "RegistryPlan.value",
                            "peerlink registry --check-config --max-leases none --admin off",
                            2,
                            "not a number from 1 to ",
                            "peerlink registry --check-config --max-leases 100000 --admin off",
                            "peerlink registry --check-config --max-leases 100000 --admin off"),
                    new Shell(
                            "RegistryPlan.value",
                            "PEERLINK_PQ=maybe peerlink registry --check-config",
                            2,
                            "not a word for pq: 'maybe'",
                            "PEERLINK_PQ=required peerlink registry --check-config",
                            "PEERLINK_PQ=required peerlink registry --check-config"),
                    new Shell(
                            "RegistryStores.provider",
                            "peerlink registry --check-config --store cupboard://x --log json",
                            2,
                            "no kind of store is called 'cupboard' (there is embedded) (--store)",
                            "put its plugin into {home}/plugins, or do without: peerlink registry"
                                    + " --check-config --store embedded --log json",
                            "peerlink registry --check-config --store embedded --log json"),
                    new Shell(
                            "RegistryFile.unknown",
                            "echo 'max-conections = 5' >r.toml; peerlink registry --check-config --config r.toml",
                            2,
                            "",
                            "perhaps max-connections: peerlink registry --help lists all, as options",
                            "peerlink registry --help"),
                    new Shell(
                            "RegistryFile.unknown",
                            "echo 'frobnicate = 5' >r.toml; peerlink registry --check-config --config r.toml",
                            2,
                            "",
                            "peerlink registry --help lists all, as options",
                            "peerlink registry --help"),
                    new Shell(
                            "Toml.broken",
                            "mkdir -p odd/profiles/default; echo x >odd/profiles/default/config.toml;"
                                    + " peerlink contacts --home odd",
                            1,
                            "can't read ",
                            "correct the file, or move it away: mv {folder}/odd/profiles/default/config.toml"
                                    + " {folder}/odd/profiles/default/config.toml.old",
                            "mv {folder}/odd/profiles/default/config.toml"
                                    + " {folder}/odd/profiles/default/config.toml.old",
                            "peerlink contacts --home odd"),
                    new Shell(
                            "StorePlugins.unusable",
                            "mkdir -p bad/plugins; echo x >bad/plugins/x.jar;"
                                    + " peerlink registry --check-config --store shelf://x --home bad",
                            2,
                            "can't use the plugin {folder}/bad/plugins/x.jar",
                            "mend it, or move it away: mv {folder}/bad/plugins/x.jar {folder}/bad",
                            "mv {folder}/bad/plugins/x.jar {folder}/bad"),
                    new Shell(
                            "Undecoded.refused",
                            "peerlink send carol \"$(printf '\\377')\"",
                            2,
                            "an argument is not text in UTF-8",
                            "iconv turns text of another encoding into UTF-8; it knows these: iconv -l",
                            "iconv -l"));

    /** In this order: the first are typed before anybody else is there, and {@code carol} has written when the others are. */
    static final List<Chat> ALONE =
            List.of(
                    new Chat(
                            "Repl.nobodyElse",
                            "hello",
                            "not sent: no chat is open",
                            "nobody else is here yet; in another terminal: peerlink --profile bob",
                            ""),
                    new Chat("PeerCommands.peer", "/why", "/why needs a peer", "/peers", "nobody"),
                    new Chat("Repl.call", "/block", "/block needs PEER", "/peers", "nobody"),
                    new Chat("Repl.direct", "/msg", "nothing to send", "/peers", "nobody"),
                    new Chat(
                            "PeerCommands.instead",
                            "/chat bob",
                            "nobody called 'bob'",
                            "/peers",
                            "nobody"));

    static final List<Chat> CHAT =
            List.of(
                    new Chat(
                            "Repl.noChat",
                            "hello",
                            "not sent: no chat is open",
                            "/chat carol",
                            "carol>"),
                    new Chat("", "/chat", "no chat is open", "", ""),
                    new Chat(
                            "PeerCommands.peer",
                            "/why",
                            "/why needs a peer, or an open chat",
                            "/why carol",
                            "carol "),
                    new Chat(
                            "PeerCommands.replaced",
                            "/why carrol",
                            "nobody called 'carrol'",
                            "/why carol",
                            "carol "),
                    new Chat(
                            "",
                            "/trust carrol",
                            "nobody called 'carrol'",
                            "/trust carol",
                            "verified"),
                    new Chat(
                            "PeerCommands.verify",
                            "/verify carol 123",
                            "not a safety code",
                            "/verify carol",
                            "your safety code with carol"),
                    new Chat(
                            "Repl.call", "/trust", "/trust needs PEER", "/trust carol", "verified"),
                    new Chat("Repl.call", "/contcts", "no command /contcts", "/contacts", "carol"),
                    new Chat(
                            "Repl.call",
                            "/frobnicate",
                            "no command /frobnicate; nothing was sent",
                            "/help lists all; to send a text that begins with /, type //",
                            ""),
                    new Chat("Repl.direct", "/msg", "nothing to send", "@carol hello", "hello"),
                    new Chat("Repl.direct", "@carol", "nothing to send", "@carol hello", "hello"),
                    new Chat(
                            "AcceptCommand.run",
                            "/accept a b",
                            "/accept takes one peer at a time",
                            "/accept a",
                            "no request of 'a' waits"),
                    new Chat(
                            "AcceptCommand.run",
                            "/accept dan",
                            "no request of 'dan' waits",
                            "/accept",
                            "no requests wait"),
                    new Chat(
                            "BuiltIn.run",
                            "/help me",
                            "/help takes no arguments",
                            "/help",
                            "a plain line goes to the current chat"),
                    new Chat(
                            "ChatCommands.peers",
                            "/peers us",
                            "/peers takes no us",
                            "/peers all",
                            "carol"),
                    new Chat(
                            "ChatCommands.set",
                            "/set presence maybe",
                            "presence is on or off, not 'maybe'",
                            "/set presence off",
                            "who comes and goes is not told"),
                    new Chat(
                            "ConnectCommand.run",
                            "/connect",
                            "/connect needs an invite",
                            "the other side's /invite prints one",
                            ""),
                    new Chat(
                            "ConnectCommand.run",
                            "/connect x",
                            "not an invite: 'x'",
                            "the other side's /invite prints one",
                            ""),
                    new Chat(
                            "ConnectCommand.run",
                            "/connect {invite} {invite}",
                            "/connect takes one invite at a time",
                            "/connect {invite}",
                            "connected to carol, verified by the invite"),
                    new Chat(
                            "ContactCommands.rename",
                            "/rename carol my mum",
                            "a name is one word, and 'my mum' is not",
                            "/rename carol my",
                            "calls itself carol"),
                    new Chat(
                            "ContactCommands.rename",
                            "/rename my d/d",
                            "not a name: 'd/d'",
                            "/rename my dad",
                            "calls itself carol"),
                    new Chat("", "/rename dad carol", "carol ", "", ""),
                    new Chat(
                            "OutboxCommands.run",
                            "/cancel",
                            "/cancel needs",
                            "/outbox",
                            "nothing waits"),
                    new Chat(
                            "OutboxCommands.run",
                            "/cancel dan",
                            "no message 'dan' waits",
                            "/outbox",
                            "nothing waits"),
                    new Chat(
                            "files.FilesCommand.run",
                            "/files now",
                            "/files takes nothing, or stop and a number",
                            "/files",
                            "no files are offered"),
                    new Chat(
                            "files.Transfers.byNumber",
                            "/files stop 99",
                            "no file with number '99'",
                            "/files",
                            "no files are offered"),
                    new Chat(
                            "files.ReceiveCommand.run",
                            "/receive",
                            "the number of an offered file is needed",
                            "/files",
                            "no files are offered"),
                    new Chat(
                            "files.ReceiveCommand.run",
                            "/receive 9 as my file",
                            "a path with blanks stands in quotes",
                            "/receive 9 as 'my file'",
                            "no file with number '9'"),
                    new Chat(
                            "files.RefuseCommand.run",
                            "/refuse",
                            "the number of one offered file is needed",
                            "/files",
                            "no files are offered"),
                    new Chat(
                            "files.SendCommand.run",
                            "/send",
                            "a peer and a file are needed",
                            "Tab behind /send offers peers, and then files",
                            ""),
                    new Chat(
                            "files.SendCommand.run",
                            "/send carol",
                            "a file is needed, too",
                            "Tab behind /send carol offers files",
                            ""),
                    new Chat(
                            "files.SendCommand.severalWords",
                            "/send carol {folder}/sp ace.txt",
                            "a file's name with blanks stands in quotes",
                            "/send carol '{folder}/sp ace.txt'",
                            "offered sp ace.txt to carol"),
                    new Chat(
                            "files.Numbers.incoming",
                            "/receive 1",
                            "file 1 is one that you send",
                            "/files stop 1",
                            "sp ace.txt to carol: stopped"),
                    new Chat(
                            "history.HistoryCommand.with",
                            "/history @a/b",
                            "not a name: 'a/b'",
                            "/history a/b",
                            "no such message"));

    /** Hints that other tests bring about, or scenes of {@link HintsEndToEndTest}, by {@code Class.method}; a number tells several of a place apart. */
    static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    Map.entry(
                            "Errands.requireRegistries",
                            "HintsEndToEndTest.aSecondProcessOfAProfileNamesWhatWorksBesideIt"),
                    Map.entry(
                            "Envoy.inUse",
                            "HintsEndToEndTest.aSecondProcessOfAProfileNamesWhatWorksBesideIt"),
                    Map.entry(
                            "Dispatch.tooLate",
                            "HintsEndToEndTest.whoDoesNotAcknowledgeIsLookedInto"),
                    Map.entry(
                            "files.ReceiveCommand.elsewhere",
                            "HintsEndToEndTest.anOfferedFileIsTakenWhereTheHintSays"),
                    Map.entry(
                            "Failures.ofPeer#2",
                            "RequestsEndToEndTest.aRequestWaitsForTheNextChatAndABotTellsOfIt"),
                    Map.entry(
                            "MessagePrinter.print",
                            "RequestsEndToEndTest.aRequestWaitsForTheNextChatAndABotTellsOfIt"),
                    Map.entry(
                            "Failures.ofPeer#3",
                            "ScriptsEndToEndTest.anotherKeyUnderAKnownNameIsFour"),
                    Map.entry(
                            "HeldPort.hint",
                            "ProcessEndToEndTest.aPortThatIsHeldByAnotherProgramIsToldByEveryCommandAndHoldsUpNobody"),
                    Map.entry("Passphrases.chosen#2", "PassphrasesTest.twoThatDifferAreNotSet"),
                    Map.entry(
                            "ContactLines.hint#3", "ReplTest.aContactIsRenamedBlockedAndForgotten"),
                    Map.entry("Repl.nobodyElse#2", "ReplTest.aLineWithoutAChatIsNotSentAndSaysHow"),
                    Map.entry(
                            "Verification.compare#2",
                            "VerificationTest.ofAContactInDoubtTheKnownKeyIsComparedAndTheOtherNeverTakenOn"),
                    Map.entry(
                            "Verification.otherKey",
                            "VerificationTest.ofAContactInDoubtTheKnownKeyIsComparedAndTheOtherNeverTakenOn"),
                    Map.entry(
                            "Undecoded.refused#2",
                            "UndecodedTest.anArgumentIsTakenIfItIsWhatWasTyped"));

    /** Hints that no test brings about, and why not. */
    static final Map<String, String> NOT_HERE =
            Map.ofEntries(
                    Map.entry("Reply.parse", "hands on what another process of the profile says"),
                    Map.entry("Breakdown.of", "needs a fault of PeerLink's"),
                    Map.entry("Breakdown.shortage", "needs a machine without memory"),
                    Map.entry("Breakdown.shortage#2", "needs a process that has used up its files"),
                    Map.entry("Dispatch.takeBack", "needs a store that fails in between"),
                    Map.entry("DemoCommand.call", "needs a demo that fails"),
                    Map.entry(
                            "ListenCommand.call",
                            "needs a disk that fills while it runs, or a reader that goes"),
                    Map.entry(
                            "Envoy.handOver",
                            "needs a process that ends between two words of an answer"),
                    Map.entry("Failures.others#2", "needs a registry on another machine"),
                    Map.entry(
                            "ConnectCommand.run#4", "needs somebody else at the address of a peer"),
                    Map.entry(
                            "OutboxCommands.run#3",
                            "needs a message that arrives while it is cancelled"),
                    Map.entry(
                            "Passphrases.chosen#3",
                            "needs a terminal that goes between two questions"),
                    Map.entry("Profile.defaultHome", "needs a user without a home"),
                    Map.entry("Repl.send", "needs a line of 64 KiB"),
                    Map.entry("Search.start#2", "needs a chat whose own registry has failed"),
                    Map.entry(
                            "files.IncomingTransfer.noLongerOffered",
                            "needs an offer that ends while it is taken"),
                    Map.entry(
                            "files.ReceiveCommand.elsewhere#2",
                            "needs a home that can't be written"));

    /** Returns the place of each hint. */
    static List<String> places() {
        List<String> places = new ArrayList<>();
        SHELL.forEach(row -> places.add(row.place()));
        ALONE.forEach(row -> places.add(row.place()));
        CHAT.forEach(row -> places.add(row.place()));
        ELSEWHERE.keySet().forEach(place -> places.add(place.replaceFirst("#.*", "")));
        NOT_HERE.keySet().forEach(place -> places.add(place.replaceFirst("#.*", "")));
        places.removeIf(String::isEmpty);
        return places;
    }
}
