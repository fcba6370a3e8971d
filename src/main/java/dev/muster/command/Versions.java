package dev.muster.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** {@code --version}. */
final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        String own = Versions.class.getPackage().getImplementationVersion();
        return new String[] {
            "muster " + (own == null ? "(not packaged)" : own),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
            "Apache Camel " + camel()
        };
    }

    private static String camel() throws IOException {
        try (InputStream in =
                Versions.class.getResourceAsStream("/META-INF/maven/org.apache.camel/camel-api/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "(unknown)");
        }
    }
}
