package dev.envelope.examples.cardvault;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL of its own, in a temporary folder that goes when it is closed or the JVM ends. Its binaries are on the
 * class path.
 *
 * <p>PostgreSQL refuses to run as root. Where we are root (in a container, mostly), it runs as the user {@code nobody}.
 * There is a starter that comes with these binaries; as root it needs user namespaces, which containers often refuse.
 */
final class EmbeddedPostgres implements AutoCloseable {

    private static final String UNPRIVILEGED = "nobody";
    private static final String UNPRIVILEGED_GROUP_ID = "65534";
    private static final long PROGRAM_TIMEOUT_SECONDS = 60;
    private static final int PASSWORD_BYTES = 16;
    private static final int OWNER_MAY_EXECUTE = 0100;
    private static final boolean WINDOWS = os().startsWith("windows");

    private final Lock closing = new ReentrantLock();
    private final Path home;
    private final Path data;
    private final List<String> asUser;
    private final String password;
    private int port;

    private EmbeddedPostgres(Path home, List<String> asUser, String password) {
        this.home = home;
        this.data = home.resolve("data");
        this.asUser = asUser;
        this.password = password;
    }

    /** Unpacks and starts a server that only this machine can reach; takes a few seconds. */
    static EmbeddedPostgres start() throws IOException, InterruptedException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        EmbeddedPostgres server = new EmbeddedPostgres(
                Files.createTempDirectory("card-vault-postgres-"),
                asUser(),
                HexFormat.of().formatHex(secret));
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        try {
            server.extract();
            server.initialize();
            server.launch();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The JDBC URL, with user and password. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&password=" + password;
    }

    private void extract() throws IOException {
        String archive = "/postgres-" + platform() + ".txz";
        try (InputStream resource = EmbeddedPostgres.class.getResourceAsStream(archive)) {
            if (resource == null) {
                throw new IOException("no PostgreSQL for this platform on the class path (" + archive
                        + "): give the JDBC URL of your own");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    extract(tar, entry);
                }
            }
        }
        // others may pass, nobody may list: the data folder below is its owner's alone
        setPermissions(home, "rwx--x--x");
    }

    private void extract(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("archive entry outside of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & OWNER_MAY_EXECUTE) != 0
                    || entry.getName().contains("bin/");
            setPermissions(target, executable ? "rwxr-xr-x" : "rw-r--r--");
        }
    }

    private void initialize() throws IOException, InterruptedException {
        Path secret = home.resolve("password");
        Files.createDirectories(data);
        setPermissions(data, "rwx------");
        Files.createFile(secret);
        setPermissions(secret, "rw-------");
        Files.writeString(secret, password);
        if (!asUser.isEmpty()) {
            UserPrincipal user =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED);
            Files.setOwner(data, user);
            Files.setOwner(secret, user);
        }
        run(
                "initdb",
                "--pgdata=" + data,
                "--username=postgres",
                "--auth=scram-sha-256",
                "--pwfile=" + secret,
                "--encoding=UTF-8",
                "--no-locale",
                "--no-sync",
                "--no-instructions");
        Files.delete(secret);
    }

    private void launch() throws IOException, InterruptedException {
        port = freePort();
        String options =
                "-p " + port + " -F -c listen_addresses=127.0.0.1" + (WINDOWS ? "" : " -c unix_socket_directories=''");
        run("pg_ctl", "-D", data.toString(), "-l", data.resolve("server.log").toString(), "-o", options, "-w", "start");
    }

    private void run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asUser);
        command.add(home.resolve("bin")
                .resolve(WINDOWS ? program + ".exe" : program)
                .toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(home, program, ".out");
        Process process = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PROGRAM_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(
                    program + " did not end within " + PROGRAM_TIMEOUT_SECONDS + " s:\n" + Files.readString(output));
        }
        if (process.exitValue() != 0) {
            throw new IOException(program + " failed with " + process.exitValue() + ":\n" + Files.readString(output));
        }
    }

    /** Stops the server and removes its files; a second call does nothing. */
    @Override
    public void close() {
        closing.lock();
        try {
            if (Files.exists(home)) {
                stop();
                remove();
            }
        } finally {
            closing.unlock();
        }
    }

    private void stop() {
        try {
            if (Files.exists(data.resolve("postmaster.pid"))) {
                run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "stop");
            }
        } catch (IOException e) {
            System.err.println("PostgreSQL did not stop: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void remove() {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Could not remove " + home + ": " + e.getMessage());
        }
    }

    /** What to put before a command so that it does not run as root; nothing where we are not. */
    private static List<String> asUser() throws IOException {
        if (WINDOWS || !isRoot()) {
            return List.of();
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, "setpriv"))) {
                return List.of(
                        "setpriv", "--reuid=" + UNPRIVILEGED, "--regid=" + UNPRIVILEGED_GROUP_ID, "--clear-groups");
            }
        }
        return List.of("su", UNPRIVILEGED, "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--");
    }

    /** The JDK does not tell the user id; the owner of a file just created does. */
    private static boolean isRoot() throws IOException {
        Path probe = Files.createTempFile("card-vault-", ".uid");
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
        } finally {
            Files.delete(probe);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void setPermissions(Path file, String permissions) throws IOException {
        if (!WINDOWS) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private static String platform() {
        String system = os().startsWith("mac") ? "darwin" : WINDOWS ? "windows" : "linux";
        return system + (System.getProperty("os.arch").equals("aarch64") ? "-arm_64" : "-x86_64");
    }

    private static String os() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }
}
