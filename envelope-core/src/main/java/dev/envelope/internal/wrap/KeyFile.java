package dev.envelope.internal.wrap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The file of a local key, readable by its owner alone, written whole or not at all. */
public record KeyFile(Path path) {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final String HEADING = "# A local key of Envelope: secret. One <version>:<key> a line, the last one"
            + " encrypts, all of them decrypt.\n# Losing a line loses everything that was encrypted with it.\n";

    /**
     * Reads the file.
     *
     * @return its text
     * @throws IOException if it can't be read
     * @throws IllegalArgumentException if others than its owner may read or change it
     */
    public String read() throws IOException {
        requireOwnerOnly();
        return Files.readString(path);
    }

    /**
     * Creates the file with one random version.
     *
     * @return false if it exists already, and then it is left as it is
     * @throws IOException if it can't be written
     */
    public boolean create() throws IOException {
        Path written = writeBeside(HEADING + KeyVersions.newLine("1") + "\n");
        try {
            // A hard link appears whole, or not at all if another process was first; a move would replace its key.
            Files.createLink(path, written);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return copyWhereThereAreNoHardLinks(written);
        } finally {
            Files.delete(written);
        }
    }

    /**
     * Adds a random version, which encrypts from now on.
     *
     * @param version its name, which no other has
     * @throws IOException if the file can't be read or written
     */
    public void add(String version) throws IOException {
        String text = read();
        String end = text.endsWith("\n") ? "" : "\n";
        Path written = writeBeside(text + end + KeyVersions.newLine(version) + "\n");
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The next best: the file appears for one creator only, and another one that is very quick may find it half written. */
    private boolean copyWhereThereAreNoHardLinks(Path written) throws IOException {
        try {
            Files.copy(written, path, StandardCopyOption.COPY_ATTRIBUTES);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private Path writeBeside(String text) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Path file = Files.createTempFile(directory, ".envelope-key", ".tmp");
        makeOwnerOnly(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            // A crash must not leave an empty file under the name of a key that is in use.
            channel.force(true);
        }
        return file;
    }

    private static void makeOwnerOnly(Path file) throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        AclFileAttributeView acl = Files.getFileAttributeView(file, AclFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(OWNER_ONLY);
        } else if (acl != null) {
            acl.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(Files.getOwner(file))
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
    }

    private void requireOwnerOnly() throws IOException {
        PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (posix != null && !Collections.disjoint(posix.readAttributes().permissions(), OTHERS)) {
            throw new IllegalArgumentException(
                    "others than its owner may use it: chmod 600 it, and consider the key known"
                            + " to whoever could read it until now");
        }
    }

    /** Tells whether the file is there. */
    public boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
