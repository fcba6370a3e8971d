package dev.muster;

/** What this build calls itself. */
final class Versions {
    private Versions() {}

    /** The version of the program; {@code development} when it does not run from its jar. */
    static String program() {
        String version = Versions.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
