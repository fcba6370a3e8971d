package dev.muster.events;

/** Events as clients write them, for tests. */
public final class Samples {
    private Samples() {}

    /** A file that ann put into a source. */
    public static String binary(String sha256, String source, String time) {
        return """
                {"model_version":6,"kafka_key":"tmp","timestamp":"2025-01-02T03:04:05.678901Z",\
                "author":{"name":"ann","category":"user"},"action":"sourced",\
                "source":{"name":"%2$s","timestamp":"%3$s",\
                "path":[{"author":{"name":"ann","category":"user"},"action":"sourced","sha256":"%1$s",\
                "timestamp":"2025-01-02T03:04:05Z"}]},\
                "entity":{"sha256":"%1$s","datastreams":[{"label":"content","sha256":"%1$s","size":300}]}}"""
                .formatted(sha256, source, time);
    }

    /** The example event of specs/event-dispatcher.md section 1.1, from that source. */
    public static String example(String source) {
        return """
                {"model_version":6,"kafka_key":"tmp","timestamp":"2025-01-02T03:04:05.678901Z",\
                "author":{"name":"ann","category":"user"},"action":"sourced",\
                "source":{"name":"%s","timestamp":"2025-01-02T03:04:05Z","references":{"user":"ann"},\
                "path":[{"author":{"name":"ann","category":"user"},"action":"sourced","sha256":"aa11",\
                "timestamp":"2025-01-02T03:04:05Z"}]},\
                "entity":{"sha256":"aa11","datastreams":[{"label":"content","sha256":"aa11","size":300}]}}"""
                .formatted(source);
    }

    /** A child that somebody put under a parent. */
    public static String insert(String parent, String child, String author) {
        return """
                {"model_version":6,"timestamp":"2025-01-02T03:04:05Z","author":{"name":"%3$s","category":"user"},\
                "entity":{"original_source":"lab","parent_sha256":"%1$s",\
                "child":{"sha256":"%2$s","datastreams":[{"label":"content","sha256":"%2$s","size":3}]},\
                "child_history":{"author":{"name":"%3$s","category":"user"},"action":"extracted","sha256":"%2$s",\
                "timestamp":"2025-01-02T03:04:05Z"}}}"""
                .formatted(parent, child, author);
    }
}
