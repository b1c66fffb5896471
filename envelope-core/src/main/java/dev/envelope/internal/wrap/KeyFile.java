package dev.envelope.internal.wrap;

import java.io.IOException;
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
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
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
     * @throws IllegalArgumentException if others than its owner may read or change it, or its owner is neither this
     *     process's user nor root
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
        Path written = writeBeside(path, HEADING + KeyVersions.newLine("1") + "\n");
        try {
            return moveToNewName(written);
        } finally {
            Files.deleteIfExists(written);
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
        // A link to the file stays a link, and the file its owner's, also where an administrator adds the version.
        Path file = path.toRealPath();
        Path written = writeBeside(file, text + end + KeyVersions.newLine(version) + "\n");
        try {
            if (!Files.getOwner(written).equals(Files.getOwner(file))) {
                Files.setOwner(written, Files.getOwner(file));
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceDirectory(file);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * Tells whether the file is there.
     *
     * @return true if it is
     */
    public boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private boolean moveToNewName(Path written) throws IOException {
        try {
            // A hard link appears whole, or not at all if another process was first; a move would replace its key.
            Files.createLink(path, written);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // Where there are no hard links the file appears for one creator only as well, but another one that is very
            // quick may find it half written.
            try {
                Files.copy(written, path, StandardCopyOption.COPY_ATTRIBUTES);
                force(path);
            } catch (FileAlreadyExistsException first) {
                return false;
            }
        }
        forceDirectory(path);
        return true;
    }

    private static Path writeBeside(Path file, String text) throws IOException {
        Path written = Files.createTempFile(file.toAbsolutePath().getParent(), ".envelope-key", ".tmp");
        boolean complete = false;
        try {
            makeOwnerOnly(written);
            Files.write(written, text.getBytes(StandardCharsets.US_ASCII));
            force(written);
            complete = true;
            return written;
        } finally {
            if (!complete) {
                Files.deleteIfExists(written);
            }
        }
    }

    /** A crash must not take away a key, or leave it empty, under which records may have been encrypted by then. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceDirectory(Path file) throws IOException {
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
            return; // Windows does not open directories
        }
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
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
        if (posix == null) {
            return;
        }
        if (!Collections.disjoint(posix.readAttributes().permissions(), OTHERS)) {
            throw new IllegalArgumentException(
                    "others than its owner may use it: chmod 600 it, and consider the key known"
                            + " to whoever could read it until now");
        }
        requireTrustedOwner(posix.getOwner());
    }

    /** Who may write the directory could otherwise plant a key of their own for this process to encrypt with. */
    private void requireTrustedOwner(UserPrincipal owner) throws IOException {
        UserPrincipalLookupService users = path.getFileSystem().getUserPrincipalLookupService();
        UserPrincipal self;
        try {
            self = users.lookupPrincipalByName(System.getProperty("user.name"));
        } catch (UserPrincipalNotFoundException e) {
            return; // a container's user without a name, whose files can't be told from another's
        }
        if (!owner.equals(self) && !owner.equals(users.lookupPrincipalByName("root"))) {
            throw new IllegalArgumentException("it belongs to " + owner.getName() + ", and this process runs as "
                    + self.getName() + ": chown it if the key is right");
        }
    }
}
