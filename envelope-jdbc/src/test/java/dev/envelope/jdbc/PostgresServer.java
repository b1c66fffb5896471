package dev.envelope.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A PostgreSQL of its own, from the binaries on the class path. Other modules use it too, for tests and benchmarks. */
public final class PostgresServer implements AutoCloseable {

    /** Of the user {@code postgres}. */
    public static final String PASSWORD = "envelope-test";

    /** Settings under which nothing is lost with the machine: as in production, and not as in tests. */
    public static final String DURABLE =
            "-c fsync=on -c synchronous_commit=on -c shared_buffers=512MB -c max_wal_size=8GB";

    private static final String FAST = "-F";
    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final boolean WINDOWS = ServerFolder.os().startsWith("windows");

    private final ServerFolder folder = new ServerFolder("postgres");
    private final Path data;
    private final int port;
    private final String settings;

    PostgresServer() throws IOException, InterruptedException {
        this(FAST);
    }

    /**
     * Unpacks and starts a server that only this machine can reach.
     *
     * @param settings options of the server's command line
     * @throws IOException if it does not start
     * @throws InterruptedException if that is interrupted
     */
    public PostgresServer(String settings) throws IOException, InterruptedException {
        this.settings = settings;
        try {
            unpack();
            data = folder.ownedFolder("data");
            Path secret = Files.createFile(folder.home().resolve("password"));
            Files.writeString(secret, PASSWORD);
            folder.owned(secret, "rw-------");
            folder.run(
                    "bin/initdb",
                    List.of(
                            "--pgdata=" + data,
                            "--username=postgres",
                            "--auth=scram-sha-256",
                            "--pwfile=" + secret,
                            "--encoding=UTF-8",
                            "--no-locale",
                            "--no-sync",
                            "--no-instructions"));
            port = ServerFolder.freePort();
            start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            folder.remove();
            throw e;
        }
    }

    /** Where it is. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The processor time that its processes have taken so far, but for those of connections that were closed. */
    public Duration processorTime() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants())
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    void start() throws IOException, InterruptedException {
        String options = "-p " + port + " " + settings + " -c max_connections=60 -c listen_addresses=127.0.0.1"
                + (WINDOWS ? "" : " -c unix_socket_directories=''");
        folder.run(
                "bin/pg_ctl",
                List.of(
                        "-D",
                        data.toString(),
                        "-l",
                        data.resolve("server.log").toString(),
                        "-o",
                        options,
                        "-w",
                        "start"));
    }

    void stop() throws IOException, InterruptedException {
        folder.run("bin/pg_ctl", List.of("-D", data.toString(), "-m", "fast", "-w", "stop"));
    }

    @Override
    public void close() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                stop();
            }
        } catch (IOException e) {
            System.err.println("PostgreSQL did not stop: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        folder.remove();
    }

    private void unpack() throws IOException {
        String archive = "/postgres-" + platform() + ".txz";
        try (InputStream resource = PostgresServer.class.getResourceAsStream(archive)) {
            if (resource == null) {
                throw new IOException("there is no " + archive + " on the class path");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    if (entry.isSymbolicLink()) {
                        folder.link(entry.getName(), entry.getLinkName());
                    } else if (entry.isFile()) {
                        boolean executable = (entry.getMode() & OWNER_MAY_EXECUTE) != 0
                                || entry.getName().contains("bin/");
                        folder.put(entry.getName(), tar, executable);
                    }
                }
            }
        }
    }

    private static String platform() {
        String system = ServerFolder.os().startsWith("mac") ? "darwin" : WINDOWS ? "windows" : "linux";
        return system + (System.getProperty("os.arch").equals("aarch64") ? "-arm_64" : "-x86_64");
    }
}
