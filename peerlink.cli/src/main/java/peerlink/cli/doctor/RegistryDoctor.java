package peerlink.cli.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import peerlink.cli.program.Hints;
import peerlink.cli.program.ProgramName;
import peerlink.cli.text.EventLines;
import peerlink.cli.text.HostPort;
import peerlink.core.model.DirectoryCheck;
import peerlink.core.model.DirectoryStatus;

/** Judges the registries, and this machine's clock by theirs. */
final class RegistryDoctor {
    /** A difference between two clocks that nobody need care about. */
    private static final Duration SMALL = Duration.ofMinutes(1);

    /** The difference beyond which a registry refuses: docs/registry-protocol.md. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private final Examination facts;
    private final Hints given;

    RegistryDoctor(Examination facts, Hints given) {
        this.facts = facts;
        this.given = given;
    }

    List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (DirectoryCheck check : facts.checks()) {
            if (!EventLines.isLocalNetwork(check.directory())) {
                all.add(registry(check));
            }
        }
        if (all.isEmpty()) {
            all.add(
                    new Finding(
                            "registry",
                            FindingVerdict.WARN,
                            "none is used: peers elsewhere can't find this one",
                            "on a machine that all reach: "
                                    + ProgramName.call("registry --listen 0.0.0.0:7777")));
        }
        return all;
    }

    private Finding registry(DirectoryCheck check) {
        String place = check.directory().shortForm();
        if (check.probe().isPresent()) {
            String seen =
                    "%s: connected, and sees this machine at %s"
                            .formatted(place, check.probe().get().observed().hostAndPort());
            DirectoryStatus status = status(check);
            return status.detail().isEmpty()
                    ? Finding.ok("registry", seen)
                    : new Finding(
                            "registry",
                            FindingVerdict.WARN,
                            "%s; but: %s".formatted(seen, status.detail()),
                            afterRefusal(status.code()));
        }
        return switch (check.code()) {
            case "" -> silent(check, place);
            case "unknown-request" ->
                    new Finding(
                            "registry",
                            FindingVerdict.UNKNOWN,
                            place + ": connected; it is too old to tell how it sees this machine",
                            "its operator installs a newer PeerLink");
            case "rate-limited" ->
                    new Finding(
                            "registry",
                            FindingVerdict.UNKNOWN,
                            "%s: connected; %s".formatted(place, check.failure()),
                            "again in a minute: " + given.callOnline("doctor"));
            default ->
                    new Finding(
                            "registry",
                            FindingVerdict.WARN,
                            "%s: declines: %s".formatted(place, check.failure()),
                            afterRefusal(check.code()));
        };
    }

    /** Returns the remedy for a refusal with this code. */
    private String afterRefusal(String code) {
        return code.equals("name-taken")
                ? "start with another name: " + given.callOnline("--name NAME")
                : "its operator knows the reason; the id to tell is printed by " + given.call("id");
    }

    /** Returns the remedy where a registry does not list this peer, and so offers it no relay. */
    Optional<String> unlisted() {
        return facts.directories().stream()
                .map(DirectoryStatus::code)
                .filter(code -> !code.isEmpty())
                .findFirst()
                .map(this::afterRefusal);
    }

    private DirectoryStatus status(DirectoryCheck check) {
        return facts.directories().stream()
                .filter(directory -> directory.address().equals(check.directory()))
                .findFirst()
                .orElseGet(() -> new DirectoryStatus(check.directory(), true, ""));
    }

    private Finding silent(DirectoryCheck check, String place) {
        if (check.failure().isEmpty()) {
            return new Finding(
                    "registry",
                    FindingVerdict.UNKNOWN,
                    place + ": of a kind that tells nothing",
                    "");
        }
        if (!facts.isRunning() && HostPort.isLoopback(check.directory())) {
            return new Finding(
                    "registry",
                    FindingVerdict.UNKNOWN,
                    place + ": does not run now; the chat and listen host it on this machine",
                    "for peers on other machines: "
                            + ProgramName.call("registry --listen 0.0.0.0:7777"));
        }
        return new Finding(
                "registry",
                FindingVerdict.FAIL,
                "%s: %s".formatted(place, check.failure()),
                "check the address and the network; where it is to run: "
                        + ProgramName.call("registry --listen " + place));
    }

    Finding clock() {
        Optional<Sight> worst =
                Sight.all(facts).stream()
                        .max(Comparator.comparing(sight -> sight.probe().clockLead().abs()));
        if (worst.isEmpty()) {
            return new Finding(
                    "clock",
                    FindingVerdict.UNKNOWN,
                    "no registry has told the time to compare with",
                    "");
        }
        Duration lead = worst.get().probe().clockLead();
        Duration off = lead.abs();
        String text =
                "%d s %s that of %s"
                        .formatted(
                                off.toSeconds(),
                                lead.isNegative() ? "behind" : "ahead of",
                                worst.get().registry());
        if (off.compareTo(SMALL) < 0) {
            return Finding.ok("clock", text);
        }
        return new Finding(
                "clock",
                off.compareTo(MOST) < 0 ? FindingVerdict.WARN : FindingVerdict.FAIL,
                text + (off.compareTo(MOST) < 0 ? "" : ", which takes no registration then"),
                "set the wrong one of both; on Linux: sudo timedatectl set-ntp true");
    }
}
