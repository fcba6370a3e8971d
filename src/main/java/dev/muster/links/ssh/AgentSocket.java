package dev.muster.links.ssh;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ssh-agent behind a Unix socket, with one connection per question; offers no keys when it cannot be reached. */
record AgentSocket(Path socket) implements SshAgentFactory {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSocket.class);
    private static final int ANSWER_LIMIT = 256 * 1024;

    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
    }

    @Override
    public SshAgent createClient(Session session, FactoryManager manager) {
        return new Proxy(socket);
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("the agent is never forwarded");
    }

    private static final class Proxy extends AbstractAgentProxy {
        private final Path socket;

        Proxy(Path socket) {
            super(null);
            this.socket = socket;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() {
            try {
                return super.getIdentities();
            } catch (IOException e) {
                LOG.debug("ssh-agent at {} does not answer, going on without it", socket, e);
                return List.of();
            }
        }

        @Override
        protected Buffer request(Buffer question) throws IOException {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(socket));
                ByteBuffer out = ByteBuffer.wrap(question.array(), question.rpos(), question.available());
                while (out.hasRemaining()) {
                    channel.write(out);
                }
                var in = new java.io.DataInputStream(Channels.newInputStream(channel));
                int length = in.readInt();
                if (length < 1 || length > ANSWER_LIMIT) {
                    throw new IOException("ssh-agent at " + socket + " answers with " + length + " bytes");
                }
                return new ByteArrayBuffer(in.readNBytes(length));
            }
        }
    }
}
