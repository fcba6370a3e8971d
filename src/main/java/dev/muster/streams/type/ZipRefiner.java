package dev.muster.streams.type;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a zip archive is by the names in it. */
final class ZipRefiner {
    private static final Pattern APPLICATION = Pattern.compile("Payload/[^/]+\\.app/Info\\.plist");

    private ZipRefiner() {}

    /** The type, or the given one when this is no zip archive. */
    static String refine(String type, Sample sample) {
        return ZipNames.of(sample).map(ZipRefiner::type).orElse(type);
    }

    private static String type(List<String> names) {
        boolean meta = begins(names, "META-INF/");
        if (meta && names.contains("AndroidManifest.xml") && names.contains("classes.dex")) {
            return "android/apk";
        }
        if (names.stream().anyMatch(name -> APPLICATION.matcher(name).matches())) {
            return "ios/ipa";
        }
        if (names.contains("[Content_Types].xml")) {
            return office(names);
        }
        if (names.contains("mimetype")) {
            return "archive/zip";
        }
        long classes = names.stream().filter(ZipRefiner::code).count();
        return meta || classes * 2 > names.size() ? "java/jar" : "archive/zip";
    }

    private static String office(List<String> names) {
        if (names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(".nuspec"))) {
            return "archive/zip";
        }
        boolean document = begins(names, "docProps/") || begins(names, "_rels/");
        if (document && begins(names, "word/")) {
            return "document/office/word";
        }
        if (document && begins(names, "xl/")) {
            return "document/office/excel";
        }
        return document && begins(names, "ppt/") ? "document/office/powerpoint" : "document/office/unknown";
    }

    private static boolean begins(List<String> names, String folder) {
        return names.stream().anyMatch(name -> name.startsWith(folder));
    }

    private static boolean code(String name) {
        return name.endsWith(".class") || name.endsWith(".jar");
    }
}
