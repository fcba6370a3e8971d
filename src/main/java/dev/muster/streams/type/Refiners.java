package dev.muster.streams.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks inside blobs of which the type so far says too little (specs/event-dispatcher.md section 5.3 step 4). Thread-safe. */
final class Refiners {
    private static final Set<String> ZIPS =
            Set.of("archive/zip", "java/jar", "document/office/unknown", TypeNames.UNKNOWN);
    private static final Set<String> TEXTS = Set.of(TypeNames.UNKNOWN, TypeNames.TEXT);
    private static final Pattern PORTFOLIO = Pattern.compile("/Type\\s{0,8}/Catalog[^>]{0,2000}?/Collection\\b");
    private static final int CART_HEADER = 38;
    private static final int DOS_HEADER = 48;
    private static final int HEADER_AT = 0x3c;
    private static final int I386 = 0x14c;
    private static final int X86_64 = 0x8664;
    private static final int DLL = 0x2000;
    private static final int EXECUTABLE = 0x2;

    private final TextRules texts;

    Refiners(TextRules texts) {
        this.texts = texts;
    }

    /** The last word on a blob's type. */
    String refine(String given, Labels labels, Sample sample, BoundedText text) {
        String type = ZIPS.contains(given) ? ZipRefiner.refine(given, sample) : given;
        if (type.equals(TypeNames.UNKNOWN) && cart(sample)) {
            return "archive/cart";
        }
        if (given.equals("executable/windows/dos")) {
            type = dos(sample.head());
        }
        if (type.equals("document/pdf")) {
            return pdf(sample);
        }
        if (TEXTS.contains(type)) {
            Optional<String> read = texts.read(labels, text);
            return read.orElse(type);
        }
        return type;
    }

    private static boolean cart(Sample sample) {
        byte[] head = sample.head();
        if (sample.size() <= CART_HEADER || head.length <= CART_HEADER) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return new String(head, 0, 4, ISO_8859_1).equals("CART") && in.getShort(4) == 1 && in.getLong(6) == 0;
    }

    private static String dos(byte[] head) {
        if (head.length < DOS_HEADER) {
            return TypeNames.UNKNOWN;
        }
        ByteBuffer in = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        long at = head.length < HEADER_AT + 4 ? -1 : Integer.toUnsignedLong(in.getInt(HEADER_AT));
        if (at < 0 || at + 24 > head.length || in.getInt((int) at) != 0x4550) {
            return "executable/windows/dos";
        }
        int machine = Short.toUnsignedInt(in.getShort((int) at + 4));
        int traits = in.getShort((int) at + 22);
        String bits = machine == I386 ? "32" : machine == X86_64 ? "64" : "";
        String kind = (traits & DLL) != 0 ? "dll" : (traits & EXECUTABLE) != 0 ? "pe" : "";
        return bits.isEmpty() || kind.isEmpty() ? "executable/windows/dos" : "executable/windows/" + kind + bits;
    }

    private static String pdf(Sample sample) {
        String text = new String(sample.head(), ISO_8859_1) + new String(sample.tail(), ISO_8859_1);
        if (text.contains("/Encrypt")) {
            return "document/pdf/passwordprotected";
        }
        try {
            BoundedText bounded = new BoundedText(text).allow(text.length() * 20L);
            return PORTFOLIO.matcher(bounded).find() ? "document/pdf/portfolio" : "document/pdf";
        } catch (BoundedText.Exhausted e) {
            return "document/pdf";
        }
    }
}
