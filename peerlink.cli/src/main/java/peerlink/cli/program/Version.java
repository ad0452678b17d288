package peerlink.cli.program;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of this module, which the build sets. */
public final class Version implements IVersionProvider {
    public static String text() {
        ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"peerlink " + text()};
    }
}
