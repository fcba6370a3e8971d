package dev.muster.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;

/** What the cases of streams have in common: a hub, and the content A of the specification. */
interface StreamCases {
    byte[] A = "This is some test text data.\n".getBytes(US_ASCII);
    String HASH = "4d07389cc8be738474d240946a8094be4c89db028958a8e5b28290e4502ec8e2";
    String AT = "/lab/content/" + HASH;

    /** A client of the hub. */
    StreamClient streams();

    /** Nothing lies where large uploads lie until their hash is known. */
    void awaitNothingTemporary();

    static byte[] content(long seed, int size) {
        byte[] content = new byte[size];
        new Random(seed).nextBytes(content);
        return content;
    }

    static JsonNode error(String status, String title, String detail) {
        return new ObjectMapper()
                .createObjectNode()
                .put("status", status)
                .put("title", title)
                .put("detail", detail)
                .put("error_enum", "ErrorStringEnumUnset");
    }
}
