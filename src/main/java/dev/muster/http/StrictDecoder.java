package dev.muster.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * The decoder of Vert.x, without the cases in which it takes a request that another server on the way might end elsewhere (RFC 9112 sections
 * 3.2, 6 and 7.1): it removes a Content-Length that contradicts, takes an unknown coding for no body, and wraps chunk sizes round at 32 bits.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    private static final String WEBSOCKET_OF_OLD = "Sec-WebSocket-Key1";

    private boolean chunked;
    private long untilSize;

    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (chunked && untilSize == 0 && !chunk(in)) {
            return; // the line is not there as a whole yet
        }
        int from = in.readerIndex();
        int known = out.size();
        super.decode(ctx, in, out);
        if (chunked) {
            untilSize -= in.readerIndex() - from;
        }
        for (int i = known; i < out.size(); i++) {
            follow(out.get(i));
        }
    }

    private void follow(Object decoded) {
        if (decoded instanceof HttpMessage message && message.decoderResult().isSuccess()) {
            chunked = HttpUtil.isTransferEncodingChunked(message);
            untilSize = 0;
        } else if (decoded instanceof LastHttpContent) {
            chunked = false;
        }
    }

    /** Reads the line of a chunk ahead of the decoder; false when it is not there yet. */
    private boolean chunk(ByteBuf in) {
        ChunkLine line = ChunkLine.read(in);
        if (line == null) {
            return false;
        }
        untilSize = line.length() + line.size() + 2;
        if (line.size() == 0) {
            chunked = false; // trailers follow
        }
        return true;
    }

    /** Asked once for each request, when its headers are there; what is thrown here makes it an invalid one, the last of its connection. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        if (message != null) {
            check(message);
        }
        return super.isContentAlwaysEmpty(message);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        if (length == 0) {
            throw new BadRequestException(400, "the request has a header without a name", "Send none");
        }
        return super.splitHeaderName(line, start, length);
    }

    private static void check(HttpMessage message) {
        HttpHeaders headers = message.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean length = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (!codings.isEmpty()) {
            coded(String.join(",", codings).trim(), length, message.protocolVersion());
        }
        if (!length && headers.contains(WEBSOCKET_OF_OLD)) {
            throw new BadRequestException(400, "draft 76 of WebSocket is not spoken here", "Use RFC 6455");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            throw new BadRequestException(
                    400, "the request has " + (hosts == 0 ? "no" : hosts) + " Host headers", "Send one");
        }
        if (length && message.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE); // it may have had several lengths
        }
    }

    private static void coded(String coding, boolean length, HttpVersion version) {
        if (length) {
            throw new BadRequestException(
                    400,
                    "the request has both Content-Length and Transfer-Encoding: where it ends is not certain",
                    "Send one of them");
        }
        if (!version.equals(HttpVersion.HTTP_1_1)) {
            throw new BadRequestException(
                    400, "Transfer-Encoding in a request of " + version + " is not certain", "Send Content-Length");
        }
        if (!coding.equalsIgnoreCase("chunked")) {
            throw new BadRequestException(
                    501, "Transfer-Encoding '" + coding + "' is not offered", "Send Transfer-Encoding: chunked alone");
        }
    }
}
