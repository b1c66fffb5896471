package dev.envelope.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A temporary folder with a database server in it. Servers refuse to run as root; where we are root (in a container, mostly), they
 * run as the user {@code nobody}. The example card-vault has a PostgreSQL of its own: examples are to be read alone, and
 * nothing depends on one.
 */
final class ServerFolder {

    private static final boolean WINDOWS = os().startsWith("windows");
    private static final String UNPRIVILEGED = "nobody";
    private static final String UNPRIVILEGED_GROUP_ID = "65534";
    private static final long PROGRAM_TIMEOUT_SECONDS = 60;

    private final Path home;
    private final List<String> asUser;

    ServerFolder(String name) throws IOException {
        home = Files.createTempDirectory("envelope-jdbc-" + name + "-");
        asUser = asUser();
        // others may pass, nobody may list: the data folder in it is its owner's alone
        setPermissions(home, "rwx--x--x");
    }

    Path home() {
        return home;
    }

    /** A file of an archive. */
    void put(String name, InputStream content, boolean executable) throws IOException {
        Path target = home.resolve(name).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("archive entry outside of its folder: " + name);
        }
        createFolders(target.getParent());
        Files.copy(content, target);
        setPermissions(target, executable ? "rwxr-xr-x" : "rw-r--r--");
    }

    void link(String name, String to) throws IOException {
        Path target = home.resolve(name).normalize();
        createFolders(target.getParent());
        Files.createSymbolicLink(target, Path.of(to));
    }

    /** A folder or a file that is the server's own. */
    Path owned(Path file, String permissions) throws IOException {
        setPermissions(file, permissions);
        if (!asUser.isEmpty()) {
            UserPrincipal user =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(UNPRIVILEGED);
            Files.setOwner(file, user);
        }
        return file;
    }

    Path ownedFolder(String name) throws IOException {
        return owned(Files.createDirectories(home.resolve(name)), "rwx------");
    }

    /** What to start a program of this folder with. */
    ProcessBuilder program(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(asUser);
        command.add(home.resolve(WINDOWS ? name + ".exe" : name).toString());
        command.addAll(arguments);
        return new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    }

    /** Runs a program to its end, with the file as its input if there is one. */
    void run(String name, List<String> arguments, Path... input) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "run", ".out");
        ProcessBuilder builder = program(name, arguments).redirectOutput(output.toFile());
        if (input.length > 0) {
            builder.redirectInput(input[0].toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(PROGRAM_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(name + " did not end:\n" + Files.readString(output));
        }
        if (process.exitValue() != 0) {
            throw new IOException(name + " failed with " + process.exitValue() + ":\n" + Files.readString(output));
        }
    }

    void remove() {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Could not remove " + home + ": " + e.getMessage());
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String os() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT);
    }

    private void createFolders(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            createFolders(folder.getParent());
            Files.createDirectory(folder);
            setPermissions(folder, "rwxr-xr-x");
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
        Path probe = Files.createTempFile("envelope-jdbc-", ".uid");
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"));
        } finally {
            Files.delete(probe);
        }
    }

    private static void setPermissions(Path file, String permissions) throws IOException {
        if (!WINDOWS) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }
}
