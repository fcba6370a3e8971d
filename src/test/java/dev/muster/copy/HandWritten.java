package dev.muster.copy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * PROCESSCOPY messages as a hand-written or hostile hub would send them.
 *
 * @param site where they go
 */
record HandWritten(Site site) {
    void send(String token, String type, byte[] bytes) throws Exception {
        sendTo(site.node.resolve("d"), token, type, bytes);
    }

    void sendTo(Path destination, String token, String type, byte[] bytes) throws Exception {
        Map<String, Object> chunk = new LinkedHashMap<>();
        chunk.put("data", Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(bytes));
        chunk.put("size", bytes.length);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", "inprogress");
        content.put("type", type);
        content.put("chunk", chunk);
        content.put("destination", destination.toString());
        receive(token, Map.of("content", content));
        String md5 = java.util.HexFormat.of().formatHex(Digests.algorithm("MD5").digest(bytes));
        receive(token, message("end", Map.of("destination", destination.toString(), "type", type, "md5", md5)));
    }

    Map<String, Object> chunk(String text, Map<String, ?> position) {
        Map<String, Object> chunk = new LinkedHashMap<>(position);
        chunk.put("data", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return message("inprogress", Map.of("type", "regular", "destination", site.node + "/d", "chunk", chunk));
    }

    void end(String token, String whole, String type) throws Exception {
        String md5 = java.util.HexFormat.of()
                .formatHex(Digests.algorithm("MD5").digest(whole.getBytes(StandardCharsets.UTF_8)));
        receive(token, message("end", Map.of("destination", site.node + "/d", "type", type, "md5", md5)));
    }

    Map<String, Object> receive(String token, Map<String, Object> data) throws Exception {
        return site.receiver
                .receive(token, data, new byte[0])
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    static Map<String, Object> with(Map<String, Object> message, String name, Object value) {
        Map<Object, Object> content = new LinkedHashMap<>((Map<?, ?>) message.get("content"));
        content.put(name, value);
        return Map.of("content", content);
    }

    static Map<String, Object> message(String status, Map<String, ?> more) {
        Map<String, Object> content = new LinkedHashMap<>(more);
        content.put("status", status);
        return Map.of("content", content);
    }
}
