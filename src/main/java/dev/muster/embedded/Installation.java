package dev.muster.embedded;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where the engines' programs are: the folder {@code embedded} beside the program's own jar or classes. */
final class Installation {
    private Installation() {}

    /**
     * The folder with the jars of an engine.
     *
     * @throws MusterException when the program was installed without it
     */
    static Path of(String engine) {
        Path jars = beside().resolve("embedded").resolve(engine);
        if (!Files.isDirectory(jars)) {
            throw new MusterException(
                    ErrorCode.CONFIGURATION,
                    "the embedded engine '" + engine + "' is not installed: there is no folder '" + jars
                            + "'; build it with mvn generate-sources, or name a server in the settings");
        }
        return jars;
    }

    private static Path beside() {
        CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
        try {
            Path program = Path.of(source.getLocation().toURI());
            Path folder = program.getParent();
            return folder == null ? program : folder;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program's own place '" + source.getLocation() + "' is no path", e);
        }
    }
}
