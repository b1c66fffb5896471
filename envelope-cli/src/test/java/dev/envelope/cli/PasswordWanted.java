package dev.envelope.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As much of a PostgreSQL as it takes to ask for a password. */
final class PasswordWanted implements AutoCloseable {

    private static final int SASL = 10;
    private static final byte[] MECHANISMS = "SCRAM-SHA-256\0\0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());

    PasswordWanted() throws IOException {
        Thread thread = new Thread(this::serve, "password-wanted");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/x?sslmode=disable&gssEncMode=disable";
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                in.skipNBytes(in.readInt() - Integer.BYTES);
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                out.writeByte('R');
                out.writeInt(2 * Integer.BYTES + MECHANISMS.length);
                out.writeInt(SASL);
                out.write(MECHANISMS);
                out.flush();
                in.read();
            } catch (IOException e) {
                // the client went, or the test is over
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
